"""``lokallag import_members``: bring the members in from a file of the national register."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import override

from lokallag.core.errors import RuleViolation
from lokallag.membership.domain.choices import EndReason
from lokallag.register import services
from lokallag.register.domain.fields import Field, read_mapping
from lokallag.register.domain.lifecycle import needs_second
from lokallag.register.models import ColumnMapping, RegisterImport
from lokallag.register.queries.words import count_lines, rejected_lines
from lokallag.register.services.reading import Looked

MOST_LINES = 12
ANSWERS = {"accept_name": ("renamed", "yes"), "same_person": ("alike", "same"), "other_person": ("alike", "other")}


class Command(BaseCommand):
    """Read a file, say what it would change, and carry it out in one transaction."""

    help = "Hent medlemmene inn fra en fil fra medlemsregisteret (CSV eller XLSX)."
    requires_migrations_checks = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the file and what is said of it."""
        parser.add_argument("file", metavar="FIL", type=Path, help="CSV eller XLSX")
        parser.add_argument(
            "--mapping", metavar="M", required=True, help="en JSON-fil, eller navnet på et oppsett lagret på siden"
        )
        parser.add_argument("--dry-run", action="store_true", help="vis hva som ville blitt endret, og lagre ingenting")
        parser.add_argument("--json", action="store_true", help="svar med ett JSON-objekt")
        parser.add_argument(
            "--end-reason",
            choices=[str(reason) for reason in EndReason],
            default="",
            help="hvorfor de som ikke er i filen, går ut",
        )
        for name, words in (
            ("--accept-name", "ta imot nytt navn på medlemmet med dette nummeret"),
            ("--same-person", "medlemmet med dette nummeret er den vi kjenner med samme navn og fødselsår"),
            ("--other-person", "medlemmet med dette nummeret er en annen med samme navn og fødselsår"),
        ):
            parser.add_argument(name, action="append", default=[], metavar="NUMMER", help=words)

    def handle(self, *args: Any, file: Path, mapping: str, dry_run: bool, **options: Any) -> None:
        """Do it.

        :raises CommandError: what is in the way, in words
        """
        as_json = bool(options["json"])
        with override("nb"):
            try:
                facts = self._bring_in(file, _mapping(mapping), dry_run=dry_run, options=options)
            except RuleViolation as error:
                raise CommandError(str(error)) from error
            if as_json:
                self.stdout.write(json.dumps(facts, ensure_ascii=False))
            else:
                self._say(facts)
            if facts["error"]:
                raise CommandError(facts["error"]) if not as_json else SystemExit(1)

    def _bring_in(
        self, path: Path, mapping: dict[Field, str], *, dry_run: bool, options: dict[str, Any]
    ) -> dict[str, Any]:
        at = now()
        with path.open("rb") as file:
            of = services.take_file(file=file, name=path.name, by=None, at=at, looked=Looked([], 0))
            try:
                services.tell_columns(of=of, mapping=mapping, browser=None, at=at)
                of.refresh_from_db()
                told = services.lay_out_rows(of=of, file=file, at=at)
                with transaction.atomic():
                    services.one_at_a_time()
                    services.compare_rows(of=of, told=told, at=at)
                    facts = self._carry_out(of, dry_run=dry_run, options=options)
            except RuleViolation:
                of.delete()
                raise
        if not facts["applied"] and not facts["waits"]:
            of.delete()
        return facts

    def _carry_out(self, of: RegisterImport, *, dry_run: bool, options: dict[str, Any]) -> dict[str, Any]:
        """Say what the file does, and do it where nothing is in the way."""
        at = now()
        for option, (verdict, answer) in ANSWERS.items():
            for row in of.rows.filter(number__in=options[option], verdict=verdict).select_related("of"):
                services.answer_row(row=row, answer=answer, at=at)
        of.refresh_from_db()
        counts = of.counts
        facts: dict[str, Any] = {
            "file": of.file_name,
            "dry_run": dry_run,
            "applied": False,
            "waits": False,
            "error": "",
            **{kind: counts[kind] for kind in KINDS},
            "rejected_rows": rejected_lines(of),
            "lines": count_lines(counts),
        }
        if dry_run:
            return facts
        if needs_second(counts["gone"], counts["members"]):
            url = reverse("register:import", args=[of.pk])
            facts["waits"] = True
            facts["error"] = _(
                "%(count)s medlemmer er ikke i filen. To i styret må bekrefte det på siden %(url)s. "
                "Ingenting er endret."
            ) % {"count": counts["gone"], "url": url}
            return facts
        if counts["gone"] and not options["end_reason"]:
            facts["error"] = _(
                "%(count)s medlemmer er ikke i filen. Si hvorfor de går ut med --end-reason. Ingenting er endret."
            ) % {"count": counts["gone"]}
            return facts
        of.end_reason = options["end_reason"]
        of.save(update_fields=["end_reason"])
        services.apply_import(of=of, by=None, at=at, compared=True)
        return {**facts, "applied": True}

    def _say(self, facts: dict[str, Any]) -> None:
        for line in facts["lines"]:
            self.stdout.write(line)
        rejected = facts["rejected_rows"]
        for line in rejected[:MOST_LINES]:
            self.stdout.write(f"  {line}")
        if len(rejected) > MOST_LINES:
            self.stdout.write(_("  … og %(count)s til") % {"count": len(rejected) - MOST_LINES})
        if facts["applied"]:
            self.stdout.write(_("Filen er ført inn."))
        elif not facts["error"]:
            self.stdout.write(_("Ingenting er endret."))


KINDS = ("new", "returned", "changed", "same", "gone", "alike", "renamed", "left", "kept", "rejected", "unanswered")


def _mapping(written: str) -> dict[Field, str]:
    """Return a mapping out of a JSON file, or the one saved under a name.

    :raises CommandError: there is neither
    """
    path = Path(written)
    if path.is_file():
        try:
            return read_mapping(json.loads(path.read_text(encoding="utf-8")))
        except ValueError as error:
            raise CommandError(str(error)) from error
    saved = ColumnMapping.objects.filter(name=written).first()
    if saved is None:
        known = ", ".join(ColumnMapping.objects.order_by("name").values_list("name", flat=True)) or "–"
        values = {"name": written, "known": known}
        raise CommandError(
            _("Det finnes verken en fil eller et oppsett som heter «%(name)s». Lagret: %(known)s.") % values
        )
    return read_mapping(saved.columns)
