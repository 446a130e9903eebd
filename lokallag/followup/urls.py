"""Addresses of commitments."""

from django.urls import path

from lokallag.followup import views

app_name = "followup"
urlpatterns = [
    path("oppfolging/", views.board_list, name="board"),
    path("oppfolging/oppgave/<int:pk>/", views.commitment, name="commitment"),
    path("oppfolging/oppgave/<int:pk>/svar/", views.answer, name="answer"),
    path("oppfolging/oppgave/<int:pk>/fordel/", views.assign, name="assign"),
    path("oppfolging/oppgave/<int:pk>/notat/", views.note, name="note"),
    path("oppfolging/<slug:slug>/", views.unit_list, name="unit"),
    path("oppfolging/<slug:slug>/ny/", views.take_on, name="take_on"),
]
