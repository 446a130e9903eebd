"""Each person's own data."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Privacy: what is held of me, who sees and saw it, leaving, erasure, how long things are kept."""

    name = "lokallag.privacy"
