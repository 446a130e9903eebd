"""Persons and sign-in."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People: the user model and the ways to sign in."""

    name = "lokallag.people"
