"""Addresses of the year."""

from django.urls import path

from lokallag.playbook import views
from lokallag.playbook.views import duties, reviews

app_name = "playbook"
urlpatterns = [
    path("arshjul/", views.wheel, name="wheel"),
    path("arshjul/a3.pdf", views.print_wheel, name="print"),
    path("arshjul/oversikt/", views.overview, name="overview"),
    path("arshjul/faste-dager/", views.days, name="days"),
    path("arshjul/faste-dager/<slug:slug>/<slug:kind>/<int:year>/", views.day, name="day"),
    path("arshjul/faste-dager/<slug:slug>/<slug:kind>/<int:year>/fjern/", views.clear_day, name="clear_day"),
    path("arshjul/forslag/<slug:key>/", views.kind, name="kind"),
    path("arshjul/aktivitet/<int:pk>/", views.activity, name="activity"),
    path("arshjul/aktivitet/<int:pk>/bekreft/", views.confirm, name="confirm"),
    path("arshjul/aktivitet/<int:pk>/flytt/", views.move, name="move"),
    path("arshjul/aktivitet/<int:pk>/hopp-over/", views.skip, name="skip"),
    path("arshjul/aktivitet/<int:pk>/ta-opp-igjen/", views.resume, name="resume"),
    path("arshjul/aktivitet/<int:pk>/rapport/", views.report, name="report"),
    path("arshjul/<slug:slug>/", views.wheel_of, name="wheel_of"),
    path("arshjul/<slug:slug>/plan/", views.plan, name="plan"),
    path("arshjul/<slug:slug>/ta-med/", views.take, name="take"),
    path("arshjul/<slug:slug>/legg-til/", views.add, name="add"),
    path("arshjul/<slug:slug>/som-i-fjor/", views.begin, name="begin"),
    path("arshjul/<slug:slug>/publiser/", views.publish, name="publish"),
    path("arbeidsdeling/", duties.duties, name="duties"),
    path("arbeidsdeling/oppgave/<slug:key>/", duties.duty, name="duty"),
    path("arbeidsdeling/oppgave/<slug:key>/rediger/", duties.edit_duty, name="edit_duty"),
    path("arbeidsdeling/oppgave/<slug:key>/ta-ut/", duties.remove_duty, name="remove_duty"),
    path("arbeidsdeling/ny/", duties.add_duty, name="add_duty"),
    path("arbeidsdeling/utkast/", duties.draft, name="duty_draft"),
    path("arbeidsdeling/utkast/begynn/", duties.begin_draft, name="begin_draft"),
    path("arbeidsdeling/utkast/forkast/", duties.discard_draft, name="discard_draft"),
    path("arbeidsdeling/utkast/publiser/", duties.publish, name="publish_duties"),
    path("arbeidsdeling/versjoner/", duties.versions, name="duty_versions"),
    path("arbeidsdeling/versjoner/<int:number>/", duties.version, name="duty_version"),
    path("arbeidsdeling/gjennomgang/<slug:slug>/<int:year>/", reviews.review, name="review"),
    path("arbeidsdeling/gjennomgang/<slug:slug>/<int:year>/avslutt/", reviews.close_review, name="close_review"),
    path("arbeidsdeling/gjennomgang/<slug:slug>/<int:year>/apne/", reviews.reopen_review, name="reopen_review"),
    path("arbeidsdeling/gjennomgang/<slug:slug>/<int:year>/<int:step>/", reviews.review_step, name="review_step"),
    path("arbeidsdeling/oversikt/<int:year>/", reviews.overview, name="duty_overview"),
    path("arbeidsdeling/uklart/<int:pk>/", reviews.unclear, name="unclear"),
    path("arbeidsdeling/uklart/<int:pk>/forslag/", reviews.propose_settlement, name="propose_settlement"),
    path("arbeidsdeling/uklart/<int:pk>/enig/", reviews.agree_settlement, name="agree_settlement"),
]
