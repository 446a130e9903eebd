"""The page on which a whole board changes, and what it shows before anything is written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.spans import Span
from lokallag.calendar.domain.words import in_words, span_in_words
from lokallag.organisation.models import Kind, Office, Term, Unit
from lokallag.organisation.queries.effects import Effect
from lokallag.organisation.queries.pages import Crumbs, unit_crumbs, unit_url
from lokallag.organisation.queries.units import name_on
from lokallag.people.models import Person

SHARED = ("elected_by", "elected_on", "minuted_in", "from_on", "until_on")
_LEAD = {
    True: gettext_lazy(
        "Før inn hele styret etter ett møte. La plassen stå tom der den som sitter, fortsetter. "
        "Ny leder eller sekretær må en annen i styret godkjenne, og da venter hele skiftet på det."
    ),
    False: gettext_lazy("Før inn hele styret etter ett møte. La plassen stå tom der den som sitter, fortsetter."),
}


class Handed(Protocol):
    """One seat that changes hands, in words (``services.handover.SeatChange``)."""

    @property
    def seat(self) -> str:
        """What the seat is called."""

    @property
    def old(self) -> str:
        """Who sat there; empty where nobody did."""

    @property
    def new(self) -> str:
        """Who will sit there; empty where it falls vacant."""

    @property
    def span(self) -> str:
        """The days of the new term."""


class Preview(Protocol):
    """What a hand-over would do, as the service tells it (``services.handover.HandOver``)."""

    @property
    def seats(self) -> Sequence[Handed]:
        """Which seats change hands."""

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What it does to each person."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is worth a thought."""

    @property
    def needs_approval(self) -> bool:
        """Whether another must approve it."""


@dataclass(frozen=True, slots=True)
class SeatNow:
    """One seat as it is: who sits there (empty where nobody does), since when in words, and whether it is one's own."""

    office: Office
    seat: int
    holder: str
    span: str
    is_own: bool

    @property
    def key(self) -> str:
        """What the names of its fields end with."""
        return f"{self.office.pk}_{self.seat}"

    @property
    def label(self) -> str:
        """What the seat is called: the office, with a number where it has several."""
        return self.office.seat_label(self.seat)


@dataclass(frozen=True, slots=True)
class SeatFields:
    """One seat on the page: what it is called, who sits there and since when, and its fields (``None``: not there)."""

    label: str
    holder: str
    span: str
    is_own: bool
    who: BoundField
    vacant: BoundField | None
    pick: BoundField | None


@dataclass(frozen=True, slots=True)
class HandOverPage:
    """All that ``organisation/hand_over.html`` shows: the form, or before it is done what it would do.

    ``handed`` are the seats that change hands, ``meeting`` on which minutes it rests, both only before it is done.
    ``deciders`` says who can approve it; empty where nobody has to, or where it is the form that shows.
    """

    title: str
    lead: str
    form: forms.Form
    shared: tuple[BoundField, ...]
    seats: tuple[SeatFields, ...]
    is_preview: bool
    handed: tuple[Handed, ...]
    meeting: str
    effects: tuple[Effect, ...]
    unchanged: tuple[str, ...]
    warnings: tuple[str, ...]
    needs_approval: bool
    deciders: str
    submit: str
    is_stale: bool
    back_url: str
    crumbs: Crumbs


def seats_now(unit: Unit, viewer: Person, today: date) -> list[SeatNow]:
    """Return every seat of the unit, by office and number. Who will sit is shown where nobody does today."""
    holders: dict[tuple[int, int], Term] = {}
    for term in Term.objects.filter(office__unit=unit).exclude(until_on__lt=today).order_by("from_on"):
        holders.setdefault((term.office_id, term.seat), term)
    found = []
    for office in unit.offices.select_related("unit").order_by("pk"):
        for seat in range(1, office.seats + 1):
            sits = holders.get((office.pk, seat))
            found.append(
                SeatNow(
                    office=office,
                    seat=seat,
                    holder=sits.holder_name if sits is not None else "",
                    span=span_in_words(Span(sits.from_on, sits.until_on)) if sits is not None else "",
                    is_own=sits is not None and sits.person_id == viewer.pk,
                )
            )
    return found


def hand_over_page(
    unit: Unit,
    form: forms.Form,
    seats: Sequence[SeatNow],
    *,
    today: date,
    preview: Preview | None = None,
    deciders: Sequence[Person] = (),
    is_stale: bool = False,
) -> HandOverPage:
    """Return the page: the form, or with ``preview`` what would be done."""
    name = name_on(unit, today)
    effects = preview.effects if preview is not None else ()
    waits = preview is not None and preview.needs_approval
    if preview is None:
        title, lead = _("Nytt styre i %(name)s") % {"name": name}, str(_LEAD[unit.kind == Kind.MUNICIPAL])
    elif waits:
        title = _("Se over før du foreslår")
        lead = _("Dette skjer når en annen har godkjent. Ingenting er lagret ennå.")
    else:
        title = _("Se over før du fører inn")
        lead = _("Dette skjer når du fører det inn. Ingenting er lagret ennå.")
    return HandOverPage(
        title=title,
        lead=lead,
        form=form,
        shared=tuple(form[field] for field in SHARED),
        seats=tuple(
            SeatFields(
                label=seat.label,
                holder=seat.holder,
                span=seat.span,
                is_own=seat.is_own,
                who=form[f"who_{seat.key}"],
                vacant=form[f"vacant_{seat.key}"] if seat.holder else None,
                pick=form[f"pick_{seat.key}"] if f"pick_{seat.key}" in form.fields else None,
            )
            for seat in seats
        ),
        is_preview=preview is not None,
        handed=tuple(preview.seats) if preview is not None else (),
        meeting=_meeting(form) if preview is not None else "",
        effects=tuple(effect for effect in effects if effect.gains or effect.loses),
        unchanged=tuple(effect.name for effect in effects if not (effect.gains or effect.loses)),
        warnings=preview.warnings if preview is not None else (),
        needs_approval=waits,
        deciders=", ".join(person.name for person in deciders),
        submit=_("Foreslå skiftet") if waits else _("Før inn skiftet"),
        is_stale=is_stale,
        back_url=unit_url(unit),
        crumbs=unit_crumbs(unit, name, _("Nytt styre")),
    )


def _meeting(form: forms.Form) -> str:
    """Return on which meeting and minutes it rests."""
    written = form.cleaned_data
    return _("Valgt av %(meeting)s, %(day)s. I protokollen: %(minutes)s.") % {
        "meeting": written["elected_by"],
        "day": in_words(written["elected_on"]),
        "minutes": written["minuted_in"],
    }


def changes_of(
    seats: Sequence[SeatNow], chosen: Mapping[str, str], vacated: Collection[str]
) -> list[tuple[SeatNow, Person | None]]:
    """Return which seats change, in their order: who comes to them, ``None`` where they fall vacant. One query.

    :param chosen: by the seat's key, the key of the person who comes; :param vacated: the keys of seats left empty
    """
    persons = {str(person.key): person for person in Person.objects.filter(key__in=chosen.values())}
    return [
        (seat, persons[chosen[seat.key]] if seat.key in chosen else None)
        for seat in seats
        if seat.key in chosen or seat.key in vacated
    ]
