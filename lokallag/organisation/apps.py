"""The organisation."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Organisation: units, offices, terms, rule sets."""

    name = "lokallag.organisation"
