"""``lokallag outbox``: how the messages stand, and which may or may not have arrived."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lokallag.outbox import queries


class Command(BaseCommand):
    """Print how many recipients stand in each state, and list the uncertain ones."""

    help = "Vis hvordan det står til med utsendingene, og hvilke som er usikre."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--json``."""
        parser.add_argument("--json", action="store_true", help="skriv ett JSON-objekt og ingenting annet")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print it."""
        counts, doubts = queries.counts(), queries.doubts()
        if options["json"]:
            self.stdout.write(json.dumps({**counts, "doubts": [asdict(doubt) for doubt in doubts]}, default=str))
            return
        for state, count in counts.items():
            self.stdout.write(f"{state}: {count}")
        for doubt in doubts:
            self.stdout.write(f"  {doubt.message_key} {doubt.recipient_key} {doubt.claimed_at} {doubt.said}")
