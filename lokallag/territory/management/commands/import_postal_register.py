"""``lokallag import_postal_register FIL``: make the postal register what Bring's file says."""

import argparse
from dataclasses import asdict
from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext as _

from lokallag.territory.domain.imports import RegisterImport
from lokallag.territory.domain.postal_register import LIMIT
from lokallag.territory.fetch import fetch
from lokallag.territory.management.reporting import ImportCommand, changed_facts, changed_lines
from lokallag.territory.services import import_register


class Command(ImportCommand):
    """Import the postal register."""

    help = "Hent inn Brings postnummerregister (tekstfila deres, eller CSV) fra en fil eller adresse."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--may-shrink`` to the common ones."""
        super().add_arguments(parser)
        parser.add_argument("--may-shrink", action="store_true", help="godta en fil som ser avkortet ut")

    def handle(self, *, file: str, dry_run: bool, json: bool, may_shrink: bool, **_options: Any) -> None:
        """Import, and say what changed."""

        def act() -> dict[str, Any]:
            result = import_register(
                data=fetch(file, limit=LIMIT),
                source=file,
                by=None,
                at=now(),
                dry_run=dry_run,
                may_shrink=may_shrink,
            )
            if not json:
                self.report(result, dry_run=dry_run)
            return facts(result, dry_run=dry_run)

        self.speak(act, as_json=json)

    def report(self, result: RegisterImport, *, dry_run: bool) -> None:
        """Print what the import did or would do."""
        values = {"codes": result.codes, "changed": result.changed, "places": len(result.municipalities)}
        if dry_run:
            self.stdout.write(_("%(codes)s postnumre i %(places)s kommuner. %(changed)s ville blitt endret.") % values)
        else:
            self.stdout.write(_("%(codes)s postnumre i %(places)s kommuner. %(changed)s endret.") % values)
        if result.cut_off:
            for message in result.missing:
                self.stdout.write(message)
            self.stdout.write(_("Den ser avkortet ut. Er den hele registeret, så kjør på nytt med --may-shrink."))
        diff = result.diff
        self.lines(_("Nye"), [f"{row.code} {row.place}" for row in diff.new])
        self.lines(_("Utgått"), [f"{row.code} {row.place}" for row in diff.gone])
        self.lines(_("Nytt navn"), changed_lines(diff.renamed))
        self.lines(_("Flyttet til annen kommune"), changed_lines(diff.moved))
        self.lines(_("Ny kategori"), changed_lines(diff.recategorised))
        self.lines(_("Kommuner med nytt navn"), changed_lines(diff.municipalities))


def facts(result: RegisterImport, *, dry_run: bool) -> dict[str, Any]:
    """Return an import as JSON's object."""
    diff = result.diff
    return {
        "codes": result.codes,
        "changed": result.changed,
        "dry_run": dry_run,
        "cut_off": result.cut_off,
        "missing": list(result.missing),
        "municipalities": {number: asdict(count) for number, count in result.municipalities.items()},
        "new": [row.code for row in diff.new],
        "gone": [row.code for row in diff.gone],
        "renamed": changed_facts(diff.renamed),
        "moved": changed_facts(diff.moved),
        "recategorised": changed_facts(diff.recategorised),
    }
