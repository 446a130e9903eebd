"""Persons and sign-in."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People: the user model and the ways to sign in."""

    name = "lokallag.people"

    def ready(self) -> None:
        """Say who may get the letters of this room."""
        from lokallag.people.services.letters import answer_for_letters

        answer_for_letters()
