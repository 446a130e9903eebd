"""Addresses of the member register's import."""

from django.urls import path

from lokallag.register import views

app_name = "register"
urlpatterns = [
    path("medlemsregister/", views.imports, name="imports"),
    path("medlemsregister/avvik/", views.differences, name="differences"),
    path("medlemsregister/avvik/avvik.csv", views.download_differences, {"form": "csv"}, name="differences_csv"),
    path("medlemsregister/avvik/avvik.xlsx", views.download_differences, {"form": "xlsx"}, name="differences_xlsx"),
    path("medlemsregister/avvik/sendt/", views.mark_sent, name="mark_sent"),
    path("medlemsregister/avvik/<int:pk>/", views.settle_difference, name="settle_difference"),
    path("medlemsregister/<uuid:key>/", views.import_, name="import"),
    path("medlemsregister/<uuid:key>/framdrift/", views.progress, name="progress"),
    path("medlemsregister/<uuid:key>/kolonner/", views.columns, name="columns"),
    path("medlemsregister/<uuid:key>/bruk/", views.apply, name="apply"),
    path("medlemsregister/<uuid:key>/legg-bort/", views.drop, name="drop"),
    path("medlemsregister/<uuid:key>/avviste.csv", views.download_rejected, name="download_rejected"),
    path("medlemsregister/<uuid:key>/rader/<str:kind>/", views.rows, name="rows"),
    path("medlemsregister/<uuid:key>/svar/", views.answer_row, name="answer"),
]
