"""All addresses: each room's own under one root. Addresses of libraries are not mounted."""

from importlib.util import find_spec

from django.urls import include, path

ROOMS = (
    "events",  # first: what hundreds send at the same moment is found without trying all other addresses before it
    "web",
    "start",
    "people",
    "organisation",
    "territory",
    "membership",
    "register",
    "mailing",
    "followup",
    "playbook",
    "networks",
    "privacy",
    "outbox",
    "ui",
)

urlpatterns = [path("", include(f"lokallag.{room}.urls")) for room in ROOMS if find_spec(f"lokallag.{room}.urls")]
