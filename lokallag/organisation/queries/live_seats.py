"""All offices that are held on a day, one by one: what each of them alone would let its holder see."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lokallag.organisation.models import Kind, Term, Unit
from lokallag.organisation.queries.offices import Seat
from lokallag.people.models import Person


@dataclass(frozen=True, slots=True)
class LiveSeat:
    """One office that somebody holds: who, what it is called, in which unit, and until which day."""

    person: Person
    office: str
    unit: str
    unit_slug: str
    seat: Seat

    @property
    def until_on(self) -> date | None:
        """The last day, or ``None``: until further notice."""
        return self.seat.until_on

    def alone(self, on: date) -> Mapping[Hashable, Any]:
        """Return what ``seats_of`` shall answer where the person held this office only (``core.scope.supposing``)."""
        return {("organisation.seats", self.person.pk, on): frozenset({self.seat})}


def live_seats(on: date) -> list[LiveSeat]:
    """Return all offices held on the day by somebody: the municipal party first, then by unit and office.

    Two queries, however many offices there are.
    """
    terms = list(
        Term.objects.live(on)
        .filter(person__isnull=False)
        .select_related("office__unit", "person")
        .order_by("office__unit_id", "office_id", "seat", "pk")
    )
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in={t.office.unit_id for t in terms}).named(on)}
    found = [
        LiveSeat(
            person=term.person,
            office=term.office.label,
            unit=names[term.office.unit_id],
            unit_slug=term.office.unit.slug,
            seat=Seat(term.office.unit_id, term.office.unit.kind, term.office.title, term.until_on),
        )
        for term in terms
        if term.person is not None
    ]
    return sorted(found, key=lambda seat: (seat.seat.unit_kind != Kind.MUNICIPAL, seat.unit))
