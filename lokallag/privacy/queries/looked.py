"""Who has looked at me, and who has changed something of mine: when, who, by which office, how."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import clock_in_words, in_words
from lokallag.core.audit import How, looks_at
from lokallag.core.models import Change
from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import BranchChoice, Membership
from lokallag.organisation.models import Term, Unit
from lokallag.people.models import Person
from lokallag.privacy.domain.words import done, seen

KEPT = timedelta(days=731)  # 24 months, security.md B3
MOST = 200


@dataclass(frozen=True, slots=True)
class Event:
    """One look or one change, in words. ``office`` is what the one who did it held that day; may be empty."""

    at: datetime
    day: str
    clock: str
    who: str
    office: str
    what: str
    how: str
    purpose: str
    is_change: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The same thing done by one person in one way on one day: what, how, and at which times, newest first."""

    what: str
    how: str
    purpose: str
    is_change: bool
    clocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """All that one person saw and changed on one day, by the offices held that day."""

    who: str
    office: str
    day: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class LookedPage:
    """All that ``privacy/looked.html`` shows: newest first, at most ``MOST`` events of each kind, by person and day."""

    title: str
    events: tuple[Event, ...]
    visits: tuple[Visit, ...]
    since: str
    is_cut: bool


@dataclass(frozen=True, slots=True)
class _Row:
    act: str
    actor_id: int | None
    at: datetime
    unit_id: int | None
    how: str
    purpose: str
    is_change: bool
    is_imported: bool = False


def looked_page(person: Person, *, at: datetime) -> LookedPage:
    """Return the page of what others saw and changed in the last 24 months. One's own are left out.

    The same number of queries however many there are.
    """
    since = at - KEPT
    looks = [look for look in looks_at(person.pk, since=since, most=MOST + 1) if look.actor_id != person.pk]
    changes = _changes(person, since)
    rows = [
        _Row(look.act, look.actor_id, look.at, look.unit_id, _how(look.how, look.among), look.purpose, False)
        for look in looks[:MOST]
    ] + [
        _Row(change.act, change.actor_id, change.at, None, "", "", True, _is_imported(change))
        for change in changes[:MOST]
    ]
    rows.sort(key=lambda row: row.at, reverse=True)
    names, offices = _names(rows), _Offices(rows)
    events = tuple(
        Event(
            at=row.at,
            day=in_words(local_date(row.at)),
            clock=clock_in_words(row.at),
            who=_who(row.actor_id, names),
            office=offices.held(row),
            what=_what(row),
            how=row.how,
            purpose=row.purpose,
            is_change=row.is_change,
        )
        for row in rows
    )
    return LookedPage(
        title=_title(events),
        events=events,
        visits=_visits(events),
        since=in_words(local_date(since)),
        is_cut=len(looks) > MOST or len(changes) > MOST,
    )


def _is_imported(change: Change) -> bool:
    return bool(change.details.get("reason") == Reason.IMPORTED)


def _what(row: _Row) -> str:
    if not row.is_change:
        return seen(row.act)
    if row.is_imported:
        return _("Avdelingen din, ført inn fra medlemsregisteret")
    return done(row.act)


def _visits(events: Iterable[Event]) -> tuple[Visit, ...]:
    """Return the events by person and day, the day's last one first, and what is alike as one line."""
    by_visit: dict[tuple[str, str, str], dict[tuple[str, str, str, bool], list[str]]] = {}
    for event in events:
        lines = by_visit.setdefault((event.who, event.office, event.day), {})
        lines.setdefault((event.what, event.how, event.purpose, event.is_change), []).append(event.clock)
    return tuple(
        Visit(who, office, day, tuple(Line(*alike, tuple(dict.fromkeys(clocks))) for alike, clocks in lines.items()))
        for (who, office, day), lines in by_visit.items()
    )


def _title(events: Iterable[Event]) -> str:
    count = len({event.who for event in events if not event.is_change})
    if not count:
        return _("Ingen andre har sett opplysningene dine")
    return ngettext(
        "%(count)d person har sett opplysninger om deg", "%(count)d personer har sett opplysninger om deg", count
    ) % {"count": count}


def _changes(person: Person, since: datetime) -> list[Change]:
    """Return what others did to the person, the membership or the choice of branch, newest first."""
    memberships = list(Membership.objects.filter(person=person).values_list("pk", flat=True))
    choices = BranchChoice.objects.filter(membership__in=memberships).values_list("pk", flat=True)
    terms = Term.objects.filter(person=person).values_list("pk", flat=True)
    mine = Q(target_kind=Person._meta.label_lower, target_id=str(person.pk))
    for model, ids in ((Membership, memberships), (BranchChoice, list(choices)), (Term, list(terms))):
        mine |= Q(target_kind=model._meta.label_lower, target_id__in=[str(pk) for pk in ids])
    rows = Change.objects.filter(mine, at__gte=since).exclude(actor_id=person.pk)
    return list(rows.order_by("-at", "-pk")[: MOST + 1])


def _how(how: str, among: int) -> str:
    if how == How.PAGE:
        return _("på en side om deg")
    if how == How.PRINT:
        return _("i et brev eller en utskrift")
    if how == How.EXPORT:
        return ngettext("i en eksport av %(among)d person", "i en eksport av %(among)d personer", among) % {
            "among": among
        }
    return ngettext("i en liste med %(among)d person", "i en liste med %(among)d personer", among) % {"among": among}


def _names(rows: Iterable[_Row]) -> dict[int, str]:
    ids = {row.actor_id for row in rows if row.actor_id is not None}
    return {person.pk: person.name for person in Person.objects.filter(pk__in=ids)}


def _who(actor_id: int | None, names: dict[int, str]) -> str:
    if actor_id is None:
        return _("Systemet selv")
    return names.get(actor_id, _("En person som siden er slettet"))


class _Offices:
    """What those who looked held on the day they looked."""

    def __init__(self, rows: Iterable[_Row]) -> None:
        ids = {row.actor_id for row in rows if row.actor_id is not None}
        self.terms = list(
            Term.objects.filter(person_id__in=ids).select_related("office").order_by("office__unit_id", "pk")
        )
        units = Unit.objects.filter(pk__in={term.office.unit_id for term in self.terms})
        self.names = {unit.pk: unit.name for unit in units.named(date.max)}

    def held(self, row: _Row) -> str:
        """Return the offices held that day in words: those of the unit that was looked in, where it is known."""
        on = local_date(row.at)
        held = [
            term
            for term in self.terms
            if term.person_id == row.actor_id and term.from_on <= on and (term.until_on is None or on <= term.until_on)
        ]
        fitting = [term for term in held if term.office.unit_id == row.unit_id] or held
        return ", ".join(f"{term.office.label}, {self.names[term.office.unit_id]}" for term in fitting)
