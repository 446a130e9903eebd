"""Addresses of the way in and out."""

from django.urls import path

from lokallag.people import views

app_name = "people"
urlpatterns = [
    path("logg-inn/", views.sign_in, name="sign_in"),
    path("logg-inn/kode/", views.sign_in_code, name="sign_in_code"),
    path("logg-inn/hvem/", views.sign_in_who, name="sign_in_who"),
    path("logg-inn/demo/", views.demo_sign_in, name="demo_sign_in"),
    path("logg-ut/", views.sign_out, name="sign_out"),
    path("sprak/", views.set_language, name="set_language"),
    path("utseende/", views.set_scheme, name="set_scheme"),
]
