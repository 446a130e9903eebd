"""Addresses of networks."""

from django.urls import URLPattern, path

from lokallag.networks.views import board, proposals, steering

app_name = "networks"
urlpatterns: list[URLPattern] = [
    path("nettverk/styret/", board.cases, name="cases"),
    path("nettverk/styret/start/", board.start, name="start"),
    path("nettverk/styret/<int:pk>/", board.case, name="case"),
    path("nettverk/styret/<int:pk>/sporsmal/", board.ask, name="ask"),
    path("nettverk/styret/<int:pk>/godkjenn/", board.approve, name="approve"),
    path("nettverk/styret/<int:pk>/avslag/", board.decline, name="decline"),
    path("nettverk/styret/<int:pk>/tilbake/", board.send_back, name="return"),
    path("nettverk/<slug:slug>/forslag/", proposals.proposals, name="proposals"),
    path("nettverk/<slug:slug>/styringsgruppe/", steering.steering, name="steering"),
    path("nettverk/<slug:slug>/styringsgruppe/oppnevn/", steering.appoint, name="appoint"),
]
