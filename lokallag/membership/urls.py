"""Addresses of memberships."""

from django.urls import path

from lokallag.membership import views

app_name = "membership"
urlpatterns = [
    path("min-side/avdeling/", views.choose, name="choose"),
    path("min-side/avdeling/<slug:slug>/", views.confirm, name="confirm"),
    path("min-side/adresse/", views.address, name="address"),
    path("medlemmer/", views.lists, name="lists"),
    path("medlemmer/uten-avdeling/", views.unplaced, name="unplaced"),
    path("medlemmer/<slug:slug>/", views.member_list, name="list"),
    path("medlemmer/<slug:slug>/<int:pk>/flytt/", views.place, name="place"),
]
