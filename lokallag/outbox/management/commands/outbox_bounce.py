"""``lokallag outbox_bounce``: take in a mail that came back. The mail server pipes each such mail to it."""

import json
import mailbox
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from lokallag.outbox.domain.bounces import LONGEST
from lokallag.outbox.services import take_in_bounce


class Command(BaseCommand):
    """Read one mail from standard input, or all mails of a mailbox file, and mark what came back."""

    help = "Les e-post som kom i retur, fra standard inn eller fra en postboksfil (mbox)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--mbox`` and ``--json``."""
        parser.add_argument("--mbox", type=Path, help="les alle e-postene i denne filen")
        parser.add_argument("--json", action="store_true", help="skriv ett JSON-objekt og ingenting annet")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take them in, and say how many letters they told of.

        :raises CommandError: there is no such file
        """
        path = options["mbox"]
        if path is not None and not path.is_file():
            raise CommandError(f"finner ikke filen {path}")
        mails = returned = 0
        for mail in [sys.stdin.buffer.read(LONGEST)] if path is None else _mails_in(path):
            mails += 1
            returned += take_in_bounce(raw=mail, at=now())
        if options["json"]:
            self.stdout.write(json.dumps({"mails": mails, "returned": returned}))
        else:
            self.stdout.write(f"{mails} e-post lest, {returned} brev i retur.")


def _mails_in(path: Path) -> Iterator[bytes]:
    with closing(mailbox.mbox(path, create=False)) as box:
        for mail in box:
            yield mail.as_bytes()
