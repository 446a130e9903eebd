"""The rows of a file that waits, kind by kind, and what a row changes: old and new side by side."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.membership.domain.ages import may_be_minor
from lokallag.membership.models import BranchChoice, Membership
from lokallag.membership.rules import Sees, sight_in
from lokallag.organisation.models import Term, Unit
from lokallag.people.models import Gender, Person
from lokallag.register.domain.lifecycle import State
from lokallag.register.forms import END_CHOICES
from lokallag.register.models import ImportEnd, ImportRow, RegisterImport
from lokallag.register.queries.words import FIELDS, KINDS, fault_words, hint_words
from lokallag.territory.models import PostalCode

PER_PAGE = 50
SLUGS = {
    "new": "nye",
    "returned": "tilbake",
    "changed": "endrede",
    "same": "uendrede",
    "gone": "gar-ut",
    "renamed": "byttet-navn",
    "alike": "kanskje-kjente",
    "left": "utmeldte",
    "kept": "eget-valg",
    "rejected": "avviste",
}
KIND_OF = {slug: kind for kind, slug in SLUGS.items()}
HIDDEN = ("street_address", "postal_code")
CONTACT = ("email", "phone")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one member: what stands here, and what the file has."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that a row can be given."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row as it is shown."""

    number: str
    name: str
    member_number: str
    notes: tuple[str, ...]
    changes: tuple[Change, ...]
    answers: tuple[Answer, ...]
    target: str


@dataclass(frozen=True, slots=True)
class RowsPage:
    """All that ``register/row_list.html`` shows. ``seen`` are the ids of the members on it."""

    title: str
    crumbs: tuple[tuple[str, str | None], ...]
    lead: str
    rows: tuple[RowLine, ...]
    answer_url: str
    all_at_once: bool
    kind: str
    next_url: str
    download_url: str
    seen: tuple[int, ...]


def rows_page(of: RegisterImport, kind: str, *, viewer: Person, after: int, today: date) -> RowsPage:
    """Return the rows of one kind, fifty at a time, those after the row (or membership) ``after``.

    E-mail and telephone of who may still be under 18 are shown to the secretary alone (security.md B2, rule 9).
    """
    if kind == "gone":
        lines, seen, last = _gone(of, after, today)
    else:
        lines, seen, last = _lines(of, kind, viewer, after, today)
    here = reverse("register:rows", args=[of.pk, SLUGS[kind]])
    return RowsPage(
        title=str(KINDS[kind]),
        crumbs=(
            (_("Medlemsregisteret"), reverse("register:imports")),
            (of.file_name, reverse("register:import", args=[of.pk])),
            (str(KINDS[kind]), None),
        ),
        lead=_leads().get(kind, ""),
        rows=lines[:PER_PAGE],
        answer_url=reverse("register:answer", args=[of.pk])
        if of.state == State.READY and kind in {"gone", "renamed", "alike"}
        else "",
        all_at_once=kind == "gone" and of.state == State.READY,
        kind=SLUGS[kind],
        next_url=f"{here}?etter={last}" if len(lines) > PER_PAGE else "",
        download_url=reverse("register:download_rejected", args=[of.pk]) if kind == "rejected" else "",
        seen=tuple(seen),
    )


def _leads() -> dict[str, str]:
    return {
        "gone": _("Disse medlemmene står ikke i filen. Når filen føres inn, slutter de å være medlemmer her."),
        "renamed": _(
            "Medlemsnummeret er kjent, men navnet er et annet. Si ja hvis det er samme person med nytt navn. "
            "Uten ja skjer ingenting med raden."
        ),
        "alike": _(
            "En vi kjenner har samme navn og fødselsår, men ikke dette medlemsnummeret. "
            "Uten svar skjer ingenting med raden."
        ),
        "left": _("Disse meldte seg ut her, men står fortsatt i filen. De tas ikke inn igjen. Si fra til registeret."),
        "kept": _("Her gjelder det medlemmet har valgt eller endret her. Når filen er ført inn, står det som avvik."),
        "rejected": _("Disse radene føres ikke inn. Rett dem i registeret, og hent en ny fil."),
    }


def _lines(
    of: RegisterImport, kind: str, viewer: Person, after: int, today: date
) -> tuple[tuple[RowLine, ...], list[int], int]:
    rows = of.rows.filter(row__gt=after)
    rows = (
        rows.exclude(kept=[]).filter(verdict__in=["same", "changed", "renamed"])
        if kind == "kept"
        else rows.filter(verdict=kind)
    )
    found = list(rows.order_by("row")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    ids = {pk for row in shown for pk in (row.person_id, row.like_person_id) if pk}
    if kind == "same":  # these rows came as they stay, and name nobody but by number
        numbers = [row.number for row in shown if row.number]
        ids |= set(Membership.objects.filter(number__in=numbers).values_list("person", flat=True))
    persons = Person.objects.in_bulk(ids)
    here = _Here.of(shown, viewer, today)
    lines = tuple(_line(row, kind, persons, here) for row in found)
    return lines, list(persons), shown[-1].row if shown else 0


def _entered(row: ImportRow, here: "_Here") -> list[str]:
    """Return what is entered of somebody new, beside name and number; a protected address is left out."""
    found = []
    if row.birth_year:
        found.append(_("Født %(year)s") % {"year": row.birth_year})
    if row.is_protected:
        found.append(_("Beskyttet adresse"))
    elif row.postal_code:
        found.append(f"{row.postal_code} {here.places.get(row.postal_code, '')}".strip())
    if row.joined_on:
        found.append(_("Medlem siden %(day)s") % {"day": in_words(row.joined_on, here.today)})
    if row.unit_id:
        found.append(_("Avdeling: %(name)s") % {"name": row.branch})
    return found


@dataclass(frozen=True, slots=True)
class _Here:
    """What stands here beside the persons themselves."""

    memberships: Mapping[int, Membership]
    branches: Mapping[int, str]
    places: Mapping[str, str]
    today: date
    shows_minors: bool

    @staticmethod
    def of(rows: list[ImportRow], viewer: Person, today: date) -> "_Here":
        ids = {row.membership_id for row in rows if row.membership_id}
        choices = BranchChoice.objects.filter(membership__in=ids, ended_on=None).values_list("membership", "unit")
        chosen = dict(choices)
        names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=chosen.values()).named(today)}
        return _Here(
            memberships=Membership.objects.in_bulk(ids),
            branches={membership: names.get(unit, "") for membership, unit in chosen.items()},
            places=dict(
                PostalCode.objects.filter(pk__in={row.postal_code for row in rows if row.postal_code}).values_list(
                    "pk", "place"
                )
            ),
            today=today,
            shows_minors=Sees.MINORS in sight_in(viewer, None, today),
        )

    def may_be_minor(self, *born: int | None) -> bool:
        """Tell whether one born in any of these years may still be under 18."""
        return any(may_be_minor(year, self.today.year) for year in born)


def _line(row: ImportRow, kind: str, persons: Mapping[int, Person], here: _Here) -> RowLine:
    person = persons.get(row.person_id or 0)
    like = persons.get(row.like_person_id or 0)
    notes = [fault_words(row)] if row.fault else hint_words(row)
    if kind in {"new", "returned", "alike"}:
        notes = [*_entered(row, here), *notes]
    if like is not None and kind == "alike":
        born = like.birth_year or "–"
        notes.insert(0, _("Ligner på %(name)s, født %(year)s.") % {"name": like.name, "year": born})
    fields = row.kept if kind == "kept" else row.differs
    name = " ".join(filter(None, (row.given_name, row.family_name))) or "–"
    return RowLine(
        number=str(row.row),
        name=name,
        member_number=row.number or "–",
        notes=tuple(notes),
        changes=tuple(_change(field, row, person, here) for field in fields)
        if person is not None and not row.fault
        else (),
        answers=_answers(row),
        target=str(row.pk),
    )


def _answers(row: ImportRow) -> tuple[Answer, ...]:
    words = {
        "renamed": (("yes", _("Ja, samme person")), ("no", _("Nei"))),
        "alike": (("same", _("Samme person")), ("other", _("En annen person"))),
    }.get(row.verdict, ())
    return tuple(Answer(value, label, row.answer == value) for value, label in words)


def _change(field: str, row: ImportRow, person: Person, here: _Here) -> Change:
    if (person.is_protected or row.is_protected) and field in HIDDEN:
        hidden = _("beskyttet")
        return Change(str(FIELDS[field]), hidden, hidden)
    if field in CONTACT and not here.shows_minors and here.may_be_minor(person.birth_year, row.birth_year):
        hidden = _("vises for sekretæren")
        return Change(str(FIELDS[field]), hidden, hidden)
    membership = here.memberships.get(row.membership_id or 0)
    old: Any
    new: Any
    match field:
        case "name":
            old, new = person.name, f"{row.given_name} {row.family_name}"
        case "gender":
            old, new = Gender(person.gender).label, Gender(row.gender).label if row.gender else "–"
        case "joined_on":
            old, new = _day(membership.joined_on if membership else None), _day(row.joined_on)
        case "branch":
            old, new = here.branches.get(row.membership_id or 0, ""), row.branch
        case "fees":
            old, new = "", _fees(row)
        case "is_protected":
            old, new = _("nei"), _("ja")
        case _:
            old, new = getattr(person, field), getattr(row, field)
    return Change(str(FIELDS[field]), str(old or "–"), str(new or "–"))


def _day(day: date | None) -> str:
    return date_format(day, "j.n.Y") if day else ""


def _fees(row: ImportRow) -> str:
    parts = []
    if row.paid_years:
        parts.append(_("betalt %(years)s") % {"years": ", ".join(map(str, row.paid_years))})
    if row.unpaid_years:
        parts.append(_("ikke betalt %(years)s") % {"years": ", ".join(map(str, row.unpaid_years))})
    return "; ".join(parts)


def _terms(persons: Collection[int], today: date) -> models.QuerySet[Term]:
    return Term.objects.live(today).filter(person__in=persons)


def officers_who_go(of: RegisterImport, today: date) -> int:
    """Return how many of those whom a file would let go hold an office."""
    going = ImportEnd.objects.filter(of=of).values("membership__person")
    return Term.objects.live(today).filter(person__in=going).values("person").distinct().count()


def _gone(of: RegisterImport, after: int, today: date) -> tuple[tuple[RowLine, ...], list[int], int]:
    ends = list(
        ImportEnd.objects.filter(of=of, membership__gt=after)
        .select_related("membership__person")
        .order_by("membership")[: PER_PAGE + 1]
    )
    shown = ends[:PER_PAGE]
    held: dict[int, list[str]] = {}
    for term in _terms([end.membership.person_id for end in shown], today).select_related("office__unit"):
        names = held.setdefault(term.person_id or 0, [])
        names.append(_("Har verv: %(office)s") % {"office": term.office.label})
    lines = tuple(
        RowLine(
            number="",
            name=end.membership.person.name,
            member_number=end.membership.number,
            notes=(
                *held.get(end.membership.person_id, ()),
                _("Medlem siden %(day)s") % {"day": in_words(end.membership.joined_on, today)},
            ),
            changes=(),
            answers=tuple(
                Answer(value, str(label) if value else _("Som for alle"), end.reason == value)
                for value, label in END_CHOICES
            ),
            target=str(end.membership_id),
        )
        for end in ends
    )
    return lines, [end.membership.person_id for end in shown], shown[-1].membership_id if shown else 0
