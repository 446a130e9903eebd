"""Addresses of mailings."""

from django.urls import path

from lokallag.mailing import views

app_name = "mailing"
urlpatterns = [
    path("avmelding/<str:token>/", views.way_out, name="way_out"),
]
