"""Membership."""

from django.apps import AppConfig


class MembershipConfig(AppConfig):
    """Membership: who is a member, and which branch each has chosen."""

    name = "lokallag.membership"
