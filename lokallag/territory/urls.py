"""The addresses of postal codes and areas."""

from django.urls import path

from lokallag.territory.views import areas, divisions, public, register

app_name = "territory"
urlpatterns = [
    path("avdelinger/", public.branches, name="branches"),
    path("avdelinger/<slug:slug>/", public.branch, name="branch"),
    path("kart/avdelinger.geojson", public.areas_geojson, name="geojson"),
    path("omrader/", areas.areas, name="areas"),
    path("omrader/eksport.csv", areas.export, name="export"),
    path("omrader/import/", divisions.import_division, name="import"),
    path("omrader/utkast/<int:pk>/", divisions.draft, name="draft"),
    path("omrader/utkast/<int:pk>/kommenter/", divisions.comment, name="comment"),
    path("omrader/utkast/<int:pk>/vedta/", divisions.decide, name="decide"),
    path("omrader/utkast/<int:pk>/legg-bort/", divisions.drop, name="drop"),
    path("omrader/postnummer/", register.register, name="register"),
    path("omrader/postnummer/<uuid:key>/", register.file, name="file"),
]
