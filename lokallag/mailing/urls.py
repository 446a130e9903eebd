"""Addresses of mailings."""

from django.urls import path

from lokallag.mailing import views

app_name = "mailing"
urlpatterns = [
    path("avmelding/<str:token>/", views.way_out, name="way_out"),
    path("min-side/e-post/", views.wishes, name="wishes"),
    path("utsendinger/oppfolging/", views.doubts, name="doubts"),
    path("utsendinger/oppfolging/send/", views.send_again, name="send_again"),
    path("utsendinger/brev/<int:pk>/", views.mailing, name="mailing"),
    path("utsendinger/brev/<int:pk>/rediger/", views.edit, name="edit"),
    path("utsendinger/brev/<int:pk>/prove/", views.trial, name="trial"),
    path("utsendinger/brev/<int:pk>/send/", views.send, name="send"),
    path("utsendinger/brev/<int:pk>/kast/", views.discard, name="discard"),
    path("utsendinger/brev/<int:pk>/vis/<slug:language>/", views.letter, name="letter"),
    path("utsendinger/<slug:slug>/", views.mailings, name="list"),
    path("utsendinger/<slug:slug>/ny/", views.write, name="write"),
]
