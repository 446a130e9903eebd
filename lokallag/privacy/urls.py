"""The addresses of this room."""

from django.urls import path

from lokallag.privacy import views
from lokallag.privacy.views import keep

app_name = "privacy"

urlpatterns = [
    path("personvern/", keep.notice, name="notice"),
    path("personvern/oppbevaring/", keep.retention, name="retention"),
    path("personvern/oppbevaring/ekskludert/<int:pk>/", keep.note_expulsion, name="note_expulsion"),
    path("min-side/opplysninger/", views.own_data, name="own_data"),
    path("min-side/hvem-kan-se/", views.sight, name="sight"),
    path("min-side/hvem-har-sett/", views.looked, name="looked"),
    path("min-side/samtykker/", views.consents, name="consents"),
    path("min-side/beskyttet-adresse/", views.protection, name="protection"),
    path("min-side/last-ned/", views.download, name="download"),
    path("min-side/meld-ut/", views.leave, name="leave"),
    path("min-side/meld-ut/bekreft/", views.confirm_leave, name="confirm_leave"),
    path("medlemmer/<slug:slug>/<int:pk>/for-medlemmet/utmelding/", views.leave_for_member, name="leave_for_member"),
    path("utmeldt/", views.left, name="left"),
]
