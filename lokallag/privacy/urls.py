"""The addresses of this room."""

from django.urls import path

from lokallag.privacy.views import keep

app_name = "privacy"

urlpatterns = [
    path("personvern/", keep.notice, name="notice"),
    path("personvern/oppbevaring/", keep.retention, name="retention"),
    path("personvern/oppbevaring/ekskludert/<int:pk>/", keep.note_expulsion, name="note_expulsion"),
]
