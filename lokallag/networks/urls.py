"""Addresses of networks."""

from django.urls import URLPattern, path

from lokallag.networks.views import evaluation, evaluation_network, survey

app_name = "networks"
urlpatterns: list[URLPattern] = [
    path("nettverk/evaluering/", evaluation.overview, name="evaluation"),
    path("nettverk/evaluering/start/", evaluation.start, name="open_evaluation"),
    path("nettverk/evaluering/vurdering/", evaluation.assessment, name="assessment"),
    path("nettverk/evaluering/ferdig/", evaluation.finish, name="finish_report"),
    path("nettverk/evaluering/rapport.pdf", evaluation.report, name="report"),
    path("nettverk/evaluering/vedtak/", evaluation.verdict, name="scheme_verdict"),
    path("nettverk/evaluering/undersokelse/", survey.ask, name="ask_members"),
    path("nettverk/evaluering/undersokelse/avslutt/", survey.close, name="close_survey"),
    path("nettverk/evaluering/svar/", survey.answers, name="answers"),
    path("nettverk/evaluering/svar/<int:pk>/", survey.answer_one, name="answer_survey"),
    path("nettverk/evaluering/om/<slug:slug>/", evaluation_network.network, name="network_figures"),
    path("nettverk/evaluering/om/<slug:slug>/syn/", evaluation_network.own_view, name="own_view"),
    path("nettverk/evaluering/om/<slug:slug>/tidligere/", evaluation_network.baseline, name="baseline"),
    path("nettverk/evaluering/om/<slug:slug>/vedtak/", evaluation_network.verdict, name="network_verdict"),
    path("nettverk/evaluering/om/<slug:slug>/avslutt/", evaluation_network.end, name="end_network"),
]
