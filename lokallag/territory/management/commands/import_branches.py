"""``lokallag import_branches FIL --municipality 3201``: divide a municipality as the board's sheet says."""

import argparse
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from lokallag.territory.domain.codes import compact
from lokallag.territory.domain.division import Kind, Preview
from lokallag.territory.domain.tables import LIMIT, read_file
from lokallag.territory.fetch import fetch
from lokallag.territory.management.reporting import ImportCommand, a_day, a_pair
from lokallag.territory.queries import check_day, preview_sheet, read_rows
from lokallag.territory.services import apply_sheet


class Command(ImportCommand):
    """Import the board's sheet of branches."""

    help = "Hent inn styrets ark over avdelinger og postnumre (CSV, XLSX eller ODS) fra en fil eller adresse."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the municipality, the day, the decision and the choices to the common ones."""
        super().add_arguments(parser)
        parser.add_argument("--municipality", required=True, metavar="3201", help="nummeret til kommunen som deles inn")
        parser.add_argument(
            "--from", dest="valid_from", type=a_day, metavar="DATO", help="gjelder fra (standard: i dag)"
        )
        parser.add_argument("--decision", default="", metavar="TEKST", help="vedtaket som inndelingen bygger på")
        parser.add_argument("--decided-on", type=a_day, metavar="DATO", help="dagen det ble vedtatt")
        parser.add_argument(
            "--decide",
            type=a_pair,
            action="append",
            default=[],
            metavar="1344=Haslum",
            help="hvem som får et nummer",
        )
        parser.add_argument(
            "--rename",
            type=a_pair,
            action="append",
            default=[],
            metavar="GAMMELT=NYTT",
            help="nytt navn på avdeling",
        )
        parser.add_argument(
            "--new",
            action="append",
            default=[],
            metavar="NAVN",
            help="avdelingen er ny, og ikke en som har byttet navn",
        )
        parser.add_argument(
            "--accept-gaps", action="store_true", help="godta at postnumre mister avdelingen sin uten å få en ny"
        )

    def handle(
        self,
        *,
        file: str,
        dry_run: bool,
        json: bool,
        municipality: str,
        valid_from: date | None,
        decision: str,
        decided_on: date | None,
        decide: list[tuple[str, str]],
        rename: list[tuple[str, str]],
        new: list[str],
        accept_gaps: bool,
        **_options: Any,
    ) -> None:
        """Show the preview, and put it into force unless it is only tried."""
        day = valid_from or localdate()
        decisions, renames = dict(decide), dict(rename)

        def act() -> dict[str, Any]:
            sheet = read_rows(read_file(fetch(file, limit=LIMIT)))
            if not dry_run and not decision.strip():
                message = _('Skriv hvilket vedtak inndelingen bygger på: --decision "Årsmøtet 2027, sak 6".')
                raise CommandError(message)
            check_day(sheet, municipality=municipality, on=day, today=localdate())
            preview = preview_sheet(
                sheet,
                municipality=municipality,
                on=day,
                decisions=decisions,
                renames=renames,
                fresh=new,
                accept_gaps=accept_gaps,
            ).preview
            if not json:
                self.report(preview)
            saved = not dry_run and not preview.changes_nothing
            if not dry_run:
                if not preview.is_ready and not json:
                    raise CommandError(_("Ingenting er lagret. Ta stilling til det som står under «Må avgjøres»."))
                if not preview.is_ready:
                    raise CommandError(" ".join(blocking(preview)))
                apply_sheet(
                    sheet=sheet,
                    municipality=municipality,
                    valid_from=day,
                    decision=decision,
                    decided_on=decided_on,
                    decisions=decisions,
                    renames=renames,
                    fresh=new,
                    accept_gaps=accept_gaps,
                    by=None,
                    at=now(),
                )
            if not json:
                self.stdout.write(_("Inndelingen er lagret.") if saved else _("Ingenting er endret."))
            return facts(preview, valid_from=day, saved=saved, dry_run=dry_run)

        self.speak(act, as_json=json)

    def report(self, preview: Preview) -> None:
        """Print per branch what it gets and what changes, and each problem by name."""
        self.stdout.write(preview.read_as)
        for change in preview.changes:
            mark = _("ny") if change.is_new else (_("før %(was)s") % {"was": change.was} if change.was else "")
            self.stdout.write(f"{change.name}{f' ({mark})' if mark else ''}: {compact(list(change.gets)) or '–'}")
            if change.adds and not change.is_new:
                self.stdout.write("  " + _("får %(codes)s") % {"codes": compact(list(change.adds))})
            if change.loses:
                self.stdout.write("  " + _("mister %(codes)s") % {"codes": compact(list(change.loses))})
        self.lines(_("Må avgjøres"), blocking(preview))
        self.lines(_("Se etter"), [each.message for each in preview.problems if not each.blocks])


def blocking(preview: Preview) -> list[str]:
    """Return what must be settled, each with the option of the command that settles it."""
    said = [each.message for each in preview.problems if each.blocks]
    for change in preview.changes:
        if change.maybe_was and not change.said_new:
            values = {"name": change.name, "was": change.maybe_was}
            said.append(_('Bruk --rename "%(was)s=%(name)s" eller --new "%(name)s".') % values)
    if any(each.blocks for each in preview.problems if each.kind is Kind.LEFT_OUT):
        said.append(_("Er det meningen, så bruk --accept-gaps."))
    return said


def facts(preview: Preview, *, valid_from: date, saved: bool, dry_run: bool) -> dict[str, Any]:
    """Return a preview as JSON's object."""
    return {
        "municipality": preview.municipality,
        "valid_from": valid_from.isoformat(),
        "dry_run": dry_run,
        "ready": preview.is_ready,
        "saved": saved,
        "changed": sum(len(change.adds) + change.is_new + bool(change.was) for change in preview.changes)
        + len({code for change in preview.changes for code in change.loses} - set(preview.division)),
        "branches": [asdict(change) for change in preview.changes],
        "overlaps": [asdict(overlap) for overlap in preview.overlaps],
        "problems": [asdict(problem) for problem in preview.problems],
    }
