"""``lokallag load_playbook``: read in what comes with Lokallag, after an upgrade or where it was never read."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now
from django.utils.translation import gettext as _

from lokallag.playbook.services import load_chapters, load_library
from lokallag.playbook.services.search import index_all


class Command(BaseCommand):
    """Read in the library of activity kinds and our own chapters."""

    help = "Les inn aktivitetene og kapitlene som følger med. Det organisasjonen selv har endret, blir stående."

    def handle(self, **_options: Any) -> None:
        """Read both in, make the search anew, and say how many were written."""
        at = now()
        values = {"kinds": load_library(by=None, at=at), "chapters": load_chapters(by=None, at=at)}
        index_all()
        self.stdout.write(_("%(kinds)d aktiviteter og %(chapters)d kapitler er lest inn.") % values)
