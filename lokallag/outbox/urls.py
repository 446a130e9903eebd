"""Addresses of the outbox."""

from django.urls import path

from lokallag.outbox import views

app_name = "outbox"
urlpatterns = [
    path("utboks/", views.letters, name="letters"),
    path("utboks/<int:pk>/", views.letter, name="letter"),
]
