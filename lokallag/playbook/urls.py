"""Addresses of the year."""

from django.urls import path

from lokallag.playbook import views

app_name = "playbook"
urlpatterns = [
    path("arshjul/", views.wheel, name="wheel"),
    path("arshjul/a3.pdf", views.print_wheel, name="print"),
    path("arshjul/oversikt/", views.overview, name="overview"),
    path("arshjul/faste-dager/", views.days, name="days"),
    path("arshjul/faste-dager/<slug:slug>/<slug:kind>/<int:year>/", views.day, name="day"),
    path("arshjul/faste-dager/<slug:slug>/<slug:kind>/<int:year>/fjern/", views.clear_day, name="clear_day"),
    path("arshjul/bibliotek/", views.kinds, name="kinds"),
    path("arshjul/bibliotek/ny/", views.new_kind, name="new_kind"),
    path("arshjul/bibliotek/<slug:key>/", views.edit_kind, name="edit_kind"),
    path("arshjul/bibliotek/<slug:key>/skjul/", views.hide_kind, name="hide_kind"),
    path("arshjul/bibliotek/<slug:key>/vis/", views.show_kind, name="show_kind"),
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
    path("dreiebok/tips/", views.tips, name="tips"),
    path("dreiebok/tips/<int:pk>/", views.tip, name="tip"),
    path("dreiebok/tips/<int:pk>/svar/", views.answer_tip, name="answer_tip"),
    path("dreiebok/tips/<int:pk>/tilbake/", views.put_tip_back, name="put_tip_back"),
]
