"""What units have taken on."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Follow-up: commitments with an owner, a day and an answer."""

    name = "lokallag.followup"
