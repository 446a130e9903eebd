"""What acts of this room let others see of a person who holds an office or is a branch's contact."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lokallag.core.privacy import Sight, reveal
from lokallag.organisation.models import BoardContact, Kind, Term, Unit
from lokallag.organisation.queries import sits_on_board
from lokallag.people.models import Person


def _branches_one_is_contact_of(person: Person, on: date) -> Iterable[Unit]:
    if not sits_on_board(person, on):
        return ()
    rows = BoardContact.objects.filter(person=person, from_on__lte=on).exclude(until_on__lt=on)
    return [row.branch for row in rows.select_related("branch").order_by("branch_id")]


def _units_one_has_office_in(person: Person, on: date) -> Iterable[Unit]:
    return Unit.objects.filter(pk__in=Term.objects.live(on).filter(person=person).values("office__unit_id"))


def _imagined_branch(branch_id: int, _on: date) -> tuple[Unit, Mapping[Hashable, Any]]:
    return Unit(pk=branch_id, kind=Kind.BRANCH), {}


reveal(
    Sight(
        act="organisation.see_contact",
        shows=_("e-posten og telefonen din, hvis du er kontakt i styret for avdelingen"),
        targets=_branches_one_is_contact_of,
        imagined=_imagined_branch,
        shows_of=lambda *_any: _("e-posten og telefonen din, fordi du er kontakt i styret"),
        order=20,
    )
)
reveal(
    Sight(
        act="organisation.see_terms",
        shows=_("vervet ditt med datoer og protokoll, hvis du har verv der"),
        targets=_units_one_has_office_in,
        imagined=_imagined_branch,
        shows_of=lambda *_any: _("vervet ditt med datoer og protokoll"),
        order=30,
    )
)
