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
    path("medlemmer/filer/", views.files, name="files"),
    path("medlemmer/filer/<uuid:key>/", views.file, name="file"),
    path("medlemmer/filer/<uuid:key>/hent/", views.fetch, name="fetch"),
    path("medlemmer/adressevern/", views.keeper, name="keeper"),
    path("medlemmer/<slug:slug>/", views.member_list, name="list"),
    path("medlemmer/<slug:slug>/last-ned/", views.export, name="export"),
    path("medlemmer/<slug:slug>/<int:pk>/", views.member, name="member"),
    path("medlemmer/<slug:slug>/<int:pk>/adresse/", views.address_look, name="address_look"),
    path("medlemmer/<slug:slug>/<int:pk>/foresatt/", views.guardian, name="guardian"),
    path("medlemmer/<slug:slug>/<int:pk>/adressevern/", views.protect, name="protect"),
    path("medlemmer/<slug:slug>/<int:pk>/flytt/", views.place, name="place"),
]
