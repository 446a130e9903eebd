"""``lokallag import_areas FIL``: store the areas of postal codes from GeoJSON."""

import argparse
from dataclasses import asdict
from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext as _

from lokallag.territory.domain.areas import LIMIT
from lokallag.territory.domain.codes import compact
from lokallag.territory.domain.imports import AreaImport
from lokallag.territory.fetch import fetch
from lokallag.territory.management.reporting import ImportCommand
from lokallag.territory.services import import_areas


class Command(ImportCommand):
    """Import postal areas."""

    help = "Hent inn Kartverkets postnummerområder (GeoJSON, eller ZIP med GeoJSON) fra en fil eller adresse."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add ``--approximate`` to the common ones."""
        super().add_arguments(parser)
        parser.add_argument("--approximate", action="store_true", help="områdene er tilnærmede; kartet sier det")

    def handle(self, *, file: str, dry_run: bool, json: bool, approximate: bool, **_options: Any) -> None:
        """Import, and say what changed."""

        def act() -> dict[str, Any]:
            result = import_areas(
                data=fetch(file, limit=LIMIT), source=file, approximate=approximate, by=None, at=now(), dry_run=dry_run
            )
            if not json:
                self.report(result, dry_run=dry_run)
            return {**asdict(result), "dry_run": dry_run}

        self.speak(act, as_json=json)

    def report(self, result: AreaImport, *, dry_run: bool) -> None:
        """Print what the import did or would do."""
        values = {"areas": result.areas, "features": result.features, "changed": result.changed}
        if dry_run:
            self.stdout.write(_("%(areas)s områder av %(features)s figurer. %(changed)s ville blitt endret.") % values)
        else:
            self.stdout.write(_("%(areas)s områder av %(features)s figurer. %(changed)s endret.") % values)
        if result.approximate:
            self.stdout.write(_("%(count)s av dem er tilnærmede.") % {"count": result.approximate})
        for message, found in (
            (_("Mangler i postnummerregisteret, hoppet over: %(codes)s"), result.unknown),
            (_("Har ikke adresser, hoppet over: %(codes)s"), result.without_addresses),
            (_("Grenser som krysset seg selv, er rettet: %(codes)s"), result.mended),
        ):
            if found:
                self.stdout.write(message % {"codes": compact(list(found))})
        if result.nameless:
            self.stdout.write(_("%(count)s figurer uten postnummer er hoppet over.") % {"count": result.nameless})
