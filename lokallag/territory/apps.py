"""The territory."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Territory: postal codes, areas, which branch answers for which code, the map."""

    name = "lokallag.territory"
