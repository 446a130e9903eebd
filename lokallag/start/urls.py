"""The address of the page on which an organisation begins."""

from django.urls import path

from lokallag.start import views

app_name = "start"
urlpatterns = [path("start/", views.start, name="start")]
