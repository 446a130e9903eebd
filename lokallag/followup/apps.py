"""What units have taken on."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Follow-up: commitments with an owner, a day and an answer."""

    name = "lokallag.followup"

    def ready(self) -> None:
        """Say who may get the letters of this room."""
        from lokallag.followup.notices import answer_for_letters

        answer_for_letters()
