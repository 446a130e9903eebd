"""``work``: background jobs, as ``lokallag serve`` runs them beside the site."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from lokallag.outbox.services import wake


class Command(BaseCommand):
    """Take up the letters that a stopped worker left behind, then do jobs until it is told to stop."""

    help = "Gjør bakgrunnsjobber. Startes av lokallag serve."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Wake the outbox, and work."""
        wake()
        call_command("procrastinate", "worker", "--shutdown-graceful-timeout", "10")
