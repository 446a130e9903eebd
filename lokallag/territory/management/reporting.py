"""What the import commands have in common: their arguments, and how they say what they did."""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from lokallag.core.errors import RuleViolation
from lokallag.territory.domain.files import Unreadable
from lokallag.territory.domain.postal_register import Changed

MOST_LINES = 12


class ImportCommand(BaseCommand):
    """A command that takes a file or an address, can try it dry, and can answer in JSON."""

    requires_migrations_checks = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the file, ``--dry-run`` and ``--json``."""
        parser.add_argument("file", metavar="FIL", help="fil eller adresse (http/https)")
        parser.add_argument("--dry-run", action="store_true", help="vis hva som ville blitt endret, og lagre ingenting")
        parser.add_argument("--json", action="store_true", help="svar med ett JSON-objekt")

    def speak(self, act: Callable[[], dict[str, Any]], *, as_json: bool) -> None:
        """Run ``act`` and print what it returns as JSON, or ``{"error": …}``; text it prints itself.

        :raises CommandError: what was wrong, in words
        """
        with override("nb"):
            try:
                facts = act()
            except (RuleViolation, Unreadable, CommandError) as error:
                if as_json:
                    self.stdout.write(json.dumps({"error": str(error)}, ensure_ascii=False))
                raise CommandError(str(error)) from error
        if as_json:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))

    def lines(self, heading: str, lines: list[str]) -> None:
        """Print a heading and the first lines under it; nothing where there are none."""
        if not lines:
            return
        self.stdout.write(f"{heading} ({len(lines)}):")
        for line in lines[:MOST_LINES]:
            self.stdout.write(f"  {line}")
        if len(lines) > MOST_LINES:
            self.stdout.write(_("  … og %(count)s til") % {"count": len(lines) - MOST_LINES})


def changed_facts(changes: tuple[Changed, ...]) -> list[dict[str, str]]:
    """Return changes as JSON's objects."""
    return [asdict(change) for change in changes]


def changed_lines(changes: tuple[Changed, ...]) -> list[str]:
    """Return changes as lines of text."""
    return [f"{change.code}: {change.before} → {change.after}" for change in changes]


def a_day(text: str) -> date:
    """Read a day written as 2027-03-11 or 11.03.2027.

    :raises ArgumentTypeError: it is neither
    """
    try:
        if "." in text:
            day, month, year = text.split(".")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(text)
    except ValueError as error:
        message = _("«%(text)s» er ingen dato. Skriv den som 2027-03-11 eller 11.03.2027.") % {"text": text}
        raise argparse.ArgumentTypeError(message) from error


def a_pair(text: str) -> tuple[str, str]:
    """Read ``1344=Haslum`` as its two sides.

    :raises ArgumentTypeError: one side is missing
    """
    left, found, right = text.partition("=")
    if not found or not left.strip() or not right.strip():
        message = _("Skriv «%(text)s» med likhetstegn, for eksempel 1344=Haslum.") % {"text": text}
        raise argparse.ArgumentTypeError(message)
    return left.strip(), right.strip()
