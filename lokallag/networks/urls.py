"""Addresses of networks."""

from django.urls import path

from lokallag.networks.views import board

app_name = "networks"
urlpatterns = [
    # The board's cases.
    path("nettverk/styret/", board.cases, name="cases"),
    path("nettverk/styret/start/", board.start, name="start"),
    path("nettverk/styret/<int:pk>/", board.case, name="case"),
    path("nettverk/styret/<int:pk>/sporsmal/", board.ask, name="ask"),
    path("nettverk/styret/<int:pk>/godkjenn/", board.approve, name="approve"),
    path("nettverk/styret/<int:pk>/avslag/", board.decline, name="decline"),
    path("nettverk/styret/<int:pk>/tilbake/", board.send_back, name="return"),
]
