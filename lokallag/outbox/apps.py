"""Messages that leave the house."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Outbox: a message to an address, and what became of it."""

    name = "lokallag.outbox"
