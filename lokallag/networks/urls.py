"""Addresses of networks. Pages with a name of their own come before networks, so ``OF_ONE`` stays last."""

from django.urls import URLPattern, path

from lokallag.networks.views import proposals, steering

app_name = "networks"
urlpatterns: list[URLPattern] = [
    path("nettverk/<slug:slug>/forslag/", proposals.proposals, name="proposals"),
    path("nettverk/<slug:slug>/styringsgruppe/", steering.steering, name="steering"),
    path("nettverk/<slug:slug>/styringsgruppe/oppnevn/", steering.appoint, name="appoint"),
]
from lokallag.networks.views import belonging, editing, members, public

app_name = "networks"
urlpatterns: list[URLPattern] = [
    path("nettverk/", public.networks, name="list"),
]
# What begins with a network's own part: nothing that is named may come after it.
OF_ONE: list[URLPattern] = [
    path("nettverk/<slug:slug>/", public.network, name="network"),
    path("nettverk/<slug:slug>/bli-med/", belonging.join, name="join"),
    path("nettverk/<slug:slug>/bli-ut-sesongen/", belonging.stay, name="stay"),
    path("nettverk/<slug:slug>/ga-ut/", belonging.leave, name="leave"),
    path("nettverk/<slug:slug>/medlemmer/", members.members, name="members"),
    path("nettverk/<slug:slug>/rediger/", editing.edit, name="edit"),
]
urlpatterns += OF_ONE
