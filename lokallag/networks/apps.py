"""Members who share a subject."""

from django.apps import AppConfig


class NetworksConfig(AppConfig):
    """Networks: ideas, applications, steering groups, and what became of them."""

    name = "lokallag.networks"
