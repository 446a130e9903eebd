"""Messages that leave the house."""

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


class OutboxConfig(AppConfig):
    """Outbox: a message to an address, and what became of it."""

    name = "lokallag.outbox"

    def ready(self) -> None:
        """Let ``lokallag serve`` hear of a key that cannot sign before it serves."""
        checks.register(check_signing)


def check_signing(**_asked: Any) -> list[checks.CheckMessage]:
    """Tell what is wrong with the key that our mails are to be signed with."""
    from lokallag.outbox.signing import signer

    try:
        signer()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="outbox.E001")]
    return []
