"""``lokallag seal_audit``: seal what waits in the logs, once or until it is stopped."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils.timezone import now

from lokallag.core import seal


class Command(BaseCommand):
    """Seals the logs. ``lokallag serve`` runs it with ``--forever``; running it twice at once does no harm."""

    help = "Forsegl loggene over oppslag og endringer i kjeden."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--forever``."""
        parser.add_argument("--forever", action="store_true", help="forsegl hvert fjerde sekund, til den stoppes")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Seal. A signal may end it at any moment: what was not committed waits for the next seal."""
        while True:
            begun = time.monotonic()
            close_old_connections()
            count = seal.seal(at=now())
            if not options["forever"]:
                self.stdout.write(f"{count} rader er forseglet.")
                return
            time.sleep(max(0.0, seal.EVERY - (time.monotonic() - begun)))
