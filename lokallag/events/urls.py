"""Addresses of events."""

from django.urls import path

from lokallag.events import views

app_name = "events"
urlpatterns = [
    path("arrangementer/", views.event_list, name="list"),
    path("arrangementer/kalender/", views.month, name="month"),
    path("arrangementer/kalender.ics", views.feed_of_all, name="feed_of_all"),
    path("arrangementer/kalender/<slug:slug>.ics", views.feed_of_unit, name="feed_of_unit"),
    path("arrangementer/abonner/", views.subscribe, name="subscribe"),
    path("arrangementer/id/<uuid:uid>/", views.by_uid, name="by_uid"),
    path("arrangementer/ny/", views.choose, name="choose"),
    path("arrangementer/ny/<slug:slug>/", views.create, name="create"),
    path("arrangementer/svar/<int:pk>/", views.answer, name="answer"),
    path("arrangementer/kommer/<str:token>/", views.reply, name="reply"),
    path("arrangementer/<slug:slug>/", views.event, name="event"),
    path("arrangementer/<slug:slug>/kalender.ics", views.event_file, name="event_file"),
    path("arrangementer/<slug:slug>/meld-pa/", views.sign_up, name="sign_up"),
    path("arrangementer/<slug:slug>/takk/", views.thanks, name="thanks"),
    path("arrangementer/<slug:slug>/her/", views.arrived, name="arrived"),
    path("arrangementer/<slug:slug>/her/<str:code>/", views.arrive, name="arrive"),
    path("arrangementer/<slug:slug>/pameldte/", views.attendees, name="attendees"),
    path("arrangementer/<slug:slug>/pameldte/kom/", views.tick, name="tick"),
    path("arrangementer/<slug:slug>/pameldte/uten-navn/", views.drop_in, name="drop_in"),
    path("arrangementer/<slug:slug>/pameldte/ny/", views.enter, name="enter"),
    path("arrangementer/<slug:slug>/pameldte.pdf", views.print_list, name="print"),
    path("arrangementer/<slug:slug>/dor/", views.door, name="door"),
    path("arrangementer/<slug:slug>/rapport/", views.report, name="report"),
    path("arrangementer/<slug:slug>/vert/", views.work, name="work"),
    path("arrangementer/<slug:slug>/rediger/", views.edit, name="edit"),
    path("arrangementer/<slug:slug>/program/", views.programme, name="programme"),
    path("arrangementer/<slug:slug>/kunngjor/", views.publish, name="publish"),
    path("arrangementer/<slug:slug>/flytt/", views.move, name="move"),
    path("arrangementer/<slug:slug>/avlys/", views.cancel, name="cancel"),
    path("arrangementer/<slug:slug>/kopier/", views.copy, name="copy"),
    path("arrangementer/<slug:slug>/slett/", views.drop, name="drop"),
    path("arrangementer/<slug:slug>/oppgave/", views.task, name="task"),
    path("arrangementer/<slug:slug>/medarrangor/", views.invite, name="invite"),
    path("arrangementer/<slug:slug>/medarrangor/<int:pk>/fjern/", views.remove_host, name="remove_host"),
    path("arrangementer/<slug:slug>/ansvarlig/", views.coordinator, name="coordinator"),
    path("arrangementer/<slug:slug>/ansvarlig/<int:pk>/avslutt/", views.end_coordinator, name="end_coordinator"),
    path("min-side/kalender/", views.own_calendar, name="own_calendar"),
    path("min-side/kalender/lag/", views.make_address, name="make_address"),
    path("min-side/kalender/slett/", views.end_address, name="end_address"),
    path("kalender/<str:key>.ics", views.own_feed, name="own_feed"),
]
