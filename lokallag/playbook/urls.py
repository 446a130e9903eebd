"""Addresses of the year and the run book."""

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
    path("dreiebok/", views.contents, name="contents"),
    path("dreiebok/dreiebok.pdf", views.print_book, name="print_book"),
    path("dreiebok/sok/", views.search, name="search"),
    path("dreiebok/nytt/", views.add_chapter, name="add_chapter"),
    path("dreiebok/<slug:key>/", views.chapter, name="chapter"),
    path("dreiebok/<slug:key>/kapittel.pdf", views.print_chapter, name="print_chapter"),
    path("dreiebok/<slug:key>/sjekklister/", views.check_lists, name="check_lists"),
    path("dreiebok/<slug:key>/rediger/", views.edit_chapter, name="edit_chapter"),
    path("dreiebok/<slug:key>/flytt/", views.move_chapter, name="move_chapter"),
    path("dreiebok/<slug:key>/aktiviteter/", views.chapter_kinds, name="chapter_kinds"),
    path("dreiebok/<slug:key>/legg-bort/", views.archive_chapter, name="archive_chapter"),
    path("dreiebok/<slug:key>/hent-fram/", views.bring_back_chapter, name="bring_back_chapter"),
    path("dreiebok/<slug:key>/publiser/", views.publish_chapter, name="publish_chapter"),
    path("dreiebok/<slug:key>/trekk-tilbake/", views.withdraw_chapter, name="withdraw_chapter"),
    path("dreiebok/<slug:key>/notat/<slug:slug>/", views.chapter_note, name="chapter_note"),
    path("dreiebok/<slug:key>/utgaver/", views.chapter_history, name="chapter_history"),
    path("dreiebok/<slug:key>/utgaver/sammenlign/", views.compare_chapter, name="compare_chapter"),
    path("dreiebok/<slug:key>/utgaver/<int:number>/", views.chapter_version, name="chapter_version"),
    path("dreiebok/<slug:key>/utgaver/<int:number>/ta-tilbake/", views.restore_chapter, name="restore_chapter"),
]
