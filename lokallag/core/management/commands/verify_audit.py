"""``lokallag verify_audit``: tell whether the logs are as they were written, and name the first entry that is not."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import localtime

from lokallag.core.chain import Head
from lokallag.core.verify import Break, Verdict, verify

LOGS = {"change": "endringsloggen", "look": "oppslagsloggen", "": "kjeden"}


class Command(BaseCommand):
    """Goes through the whole chain. Ends with status 1 where something is not as it was."""

    help = "Gå gjennom kjeden over loggene, og navngi den første oppføringen som ikke er slik den var."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--head``, as often as wanted, and ``--json``."""
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="TALL:HODE",
            help="en ende av kjeden som er notert et annet sted, for eksempel i e-posten til styret",
        )
        parser.add_argument("--json", action="store_true", help="skriv ett JSON-objekt og ingenting annet")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the verdict.

        :raises CommandError: a given head is none
        """
        try:
            heads = tuple(Head.read(each) for each in options["head"])
        except ValueError as error:
            raise CommandError("Skriv hodet slik det står i e-posten: et tall, kolon og 64 tegn.") from error
        verdict = verify(heads=heads)
        self.stdout.write(json.dumps(_as_data(verdict)) if options["json"] else _in_words(verdict))
        if verdict.broken is not None:
            sys.exit(1)


def _as_data(verdict: Verdict) -> dict[str, object]:
    found = verdict.broken
    return {
        "ok": found is None,
        "entries": verdict.entries,
        "gone": verdict.gone,
        "waiting": verdict.waiting,
        "head": str(verdict.head),
        "broken": None
        if found is None
        else {
            "what": found.what,
            "position": found.position,
            "log": found.log,
            "at": None if found.at is None else found.at.isoformat(),
            "words": found.words,
        },
    }


def _in_words(verdict: Verdict) -> str:
    counts = (
        f"{verdict.entries} oppføringer er gått gjennom, {verdict.gone} av dem er slettet slik de skulle,"
        f" {verdict.waiting} rader venter på å bli forseglet."
    )
    lines = [counts, f"Hode: {verdict.head}"]
    if verdict.broken is None:
        return "\n".join(["Loggene er slik de ble skrevet.", *lines])
    return "\n".join([f"BRUDD: {_place(verdict.broken)}. {verdict.broken.words}", *lines])


def _place(found: Break) -> str:
    parts = [LOGS[found.log]]
    if found.position is not None:
        parts.append(f"oppføring {found.position}")
    if found.at is not None:
        parts.append(f"{localtime(found.at):%d.%m.%Y kl. %H.%M}")
    return ", ".join(parts)
