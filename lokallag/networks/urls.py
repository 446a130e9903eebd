"""Addresses of networks."""

from django.urls import URLPattern, path

from lokallag.networks.views import proposals, steering

app_name = "networks"
urlpatterns: list[URLPattern] = [
    path("nettverk/<slug:slug>/forslag/", proposals.proposals, name="proposals"),
    path("nettverk/<slug:slug>/styringsgruppe/", steering.steering, name="steering"),
    path("nettverk/<slug:slug>/styringsgruppe/oppnevn/", steering.appoint, name="appoint"),
]
