"""The one address of the design system: its gallery."""

from django.urls import path

from lokallag.ui.gallery import gallery

app_name = "ui"
urlpatterns = [path("galleri/", gallery, name="gallery")]
