"""Membership."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    """Membership: who is a member, and which branch each has chosen."""

    name = "lokallag.membership"

    def ready(self) -> None:
        """Say what can be entered for members."""
        from lokallag.membership.enterable_here import register_all

        register_all()
