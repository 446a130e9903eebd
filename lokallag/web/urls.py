"""The addresses of this room."""

from django.urls import path

from lokallag.web import views

app_name = "web"

urlpatterns = [
    path("", views.front_page, name="front_page"),
    path("tema.css", views.theme, name="theme"),
    path("tilgjengelighet/", views.accessibility, name="accessibility"),
    path("helse/", views.health, name="health"),
    path("sikkerhet/", views.security, name="security"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("robots.txt", views.robots, name="robots"),
    path("min-side/", views.my_page, name="my_page"),
    path("kom-i-gang/", views.first_steps, name="first_steps"),
    path("oversikt/", views.overview, name="overview"),
    path("logg/", views.log, name="log"),
]
