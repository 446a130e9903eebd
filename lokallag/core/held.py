"""What the two logs hold of persons: ids only. They are shown on Min side, and erased by ``audit.erase_person``."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from lokallag.core import audit, grounds
from lokallag.core.models import Change, Look
from lokallag.core.privacy import EVER, DoneAct, Holding, SeenAct, Shown, hold

WHY = _("For at du skal kunne se hvem som har sett og endret opplysninger om deg.")
HOW = {
    audit.How.PAGE: _("På en side"),
    audit.How.LIST: _("I en liste"),
    audit.How.EXPORT: _("I en eksport"),
    audit.How.PRINT: _("I et brev eller en utskrift"),
}


def _changes(person: Any) -> Iterator[Shown]:
    mine = Change.objects.filter(actor_id=person.pk) | Change.objects.filter(
        target_kind=person._meta.label_lower, target_id=str(person.pk)
    )
    for row in mine.order_by("-at", "-pk").iterator(chunk_size=200):
        yield {_("Når"): row.at, _("Handling"): DoneAct(row.act), _("Gjort av deg"): row.actor_id == person.pk}


def _looks(person: Any) -> Iterator[Shown]:
    for row in audit.looks_at(person.pk, since=EVER, most=100_000):
        yield {
            _("Når"): row.at,
            _("Handling"): SeenAct(row.act),
            _("Hvordan"): HOW[audit.How(row.how)],
            _("Sammen med"): row.among - 1,
            _("Formål"): row.purpose,
        }


def _done_by_the_log_itself(person: Any, at: datetime) -> int:
    """Rows of the logs are frozen: the service of erasure calls ``audit.erase_person`` for both."""
    del person, at
    return 0


hold(
    Holding(
        model=Change,
        persons=("actor_id", "target_id"),
        title=_("Loggen over endringer"),
        why=WHY,
        ground=grounds.SAFETY,
        kept=_("Fem år."),
        rows=_changes,
        erase=_done_by_the_log_itself,
        order=900,
        place=91,
    )
)
hold(
    Holding(
        model=Look,
        persons=("actor_id", "person_ids"),
        title=_("Loggen over hvem som har sett deg"),
        why=WHY,
        ground=grounds.SAFETY,
        kept=_("24 måneder."),
        rows=_looks,
        erase=_done_by_the_log_itself,
        order=900,
        place=90,
    )
)
