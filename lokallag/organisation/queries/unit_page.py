"""The page of one unit: who sits in which office, what it was called, and what the reader may do there."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import midnight_before
from lokallag.calendar.domain.spans import Span
from lokallag.calendar.domain.words import in_words, span_in_words
from lokallag.core import scope
from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import Kind, Office, Term, Title, Unit
from lokallag.organisation.queries.approval_pages import waiting_in
from lokallag.organisation.queries.hidden import shown_units
from lokallag.organisation.queries.offices import Reach, board_contact_of, way_to_reach
from lokallag.organisation.queries.units import name_on, sort_word
from lokallag.organisation.queries.usual import meeting_times

ORDER = {title: place for place, title in enumerate(Title)}


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One seat of an office: who holds it or will, from when to when; or all its vacant seats, counted in words."""

    office: str
    name: str
    span: str
    elected: str
    is_coming: bool
    vacant: str
    end_url: str
    fill_url: str


@dataclass(frozen=True, slots=True)
class PastTerm:
    """One term that is over."""

    office: str
    name: str
    span: str
    elected: str


@dataclass(frozen=True, slots=True)
class NameRow:
    """What the unit was or will be called, when, and by which decision."""

    name: str
    span: str
    decision: str


@dataclass(frozen=True, slots=True)
class Link:
    """One thing the reader may do with the unit."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    """All that ``organisation/unit_detail.html`` shows. ``sees_terms`` is false for who sees the leader only."""

    title: str
    kind: str
    lead: str
    about: tuple[str, ...]
    leader: str
    email: str
    meets: str
    closed: str
    sees_terms: bool
    seats: tuple[SeatRow, ...]
    past: tuple[PastTerm, ...]
    names: tuple[NameRow, ...]
    board_contact: Reach | None
    shows_contact: bool
    waiting: tuple[Link, ...]
    main_act: Link | None
    acts: tuple[Link, ...]
    children: tuple[Link, ...]
    crumbs: tuple[tuple[str, str | None], ...]
    network_url: str = ""


def unit_page(unit: Unit, *, viewer: Asker, today: date, at: datetime | None = None) -> UnitPage:
    """Return the unit as ``viewer`` may see it on the day.

    :param at: the instant by which proposals expire; ``None`` is the beginning of the day
    """
    name, moment = name_on(unit, today), at or midnight_before(today)
    is_closed = unit.closed_on is not None and unit.closed_on < today
    offices = sorted(unit.offices.all(), key=lambda office: (ORDER[Title(office.title)], office.called, office.pk))
    terms = list(Term.objects.filter(office__unit=unit).order_by("-from_on", "seat", "pk"))
    leader = _leader(offices, terms, today)
    sees_terms = may(viewer, "organisation.see_terms", unit)
    appoints = not is_closed and may(viewer, "organisation.appoint_officer", unit)
    shows_contact = unit.kind == Kind.BRANCH and not is_closed and may(viewer, "organisation.see_contact", unit)
    contact = None
    if shows_contact:
        with scope.opened("organisation.see_contact", person_id=viewer.pk):
            contact = board_contact_of(unit, today)
    acts = () if is_closed else _acts(unit, viewer)
    return UnitPage(
        title=name,
        kind=str(Kind(unit.kind).label),
        lead=_lead(unit, leader, today),
        about=tuple(part.strip() for part in unit.about.split("\n") if part.strip()),
        leader=leader,
        email=unit.public_email,
        meets=meeting_times(unit),
        closed=in_words(unit.closed_on) if unit.closed_on is not None else "",
        sees_terms=sees_terms,
        seats=_seats(unit, offices, terms, today, appoints=appoints) if sees_terms else (),
        past=_past(offices, terms, today) if sees_terms else (),
        names=_names(unit),
        board_contact=way_to_reach(contact.person) if contact is not None else None,
        shows_contact=shows_contact,
        waiting=tuple(Link(label, url) for label, url in waiting_in(unit, viewer, at=moment)) if sees_terms else (),
        main_act=acts[0] if acts else None,
        acts=acts[1:],
        children=_children(unit, viewer, today),
        crumbs=((_("Organisasjonen"), reverse("organisation:units")), (name, None)),
        network_url=reverse("networks:network", args=[unit.slug]) if unit.kind == Kind.NETWORK else "",
    )


def _leader(offices: list[Office], terms: list[Term], today: date) -> str:
    leading = {office.pk for office in offices if office.title == Title.LEADER}
    return next((term.holder_name for term in terms if term.office_id in leading and _holds(term, today)), "")


def _holds(term: Term, today: date) -> bool:
    return today in Span(term.from_on, term.until_on)


def _lead(unit: Unit, leader: str, today: date) -> str:
    if unit.closed_on is not None and unit.closed_on < today:
        return _("Lagt ned. Siste dag var %(day)s.") % {"day": in_words(unit.closed_on)}
    if unit.opened_on > today:
        return _("Begynner %(day)s.") % {"day": in_words(unit.opened_on)}
    if leader:
        return _("Ledes av %(name)s.") % {"name": leader}
    return _("Har ingen leder nå.")


def _seats(unit: Unit, offices: list[Office], terms: list[Term], today: date, *, appoints: bool) -> tuple[SeatRow, ...]:
    """Return one row per term that holds or will hold, by office and seat, then one for the office's vacant seats."""
    rows = []
    for office in offices:
        here = [term for term in terms if term.office_id == office.pk and (term.until_on or today) >= today]
        rows += [
            SeatRow(
                office=office.label,
                name=term.holder_name,
                span=_span_of(term),
                elected=_elected(term),
                is_coming=term.from_on > today,
                vacant="",
                end_url=reverse("organisation:end_term", args=[term.pk]) if appoints else "",
                fill_url="",
            )
            for term in sorted(here, key=lambda term: (term.seat, term.from_on))
        ]
        vacant = office.seats - len({term.seat for term in here if _holds(term, today)})
        if vacant > 0:
            words = ngettext("Én ledig plass", "%(count)d ledige plasser", vacant) % {"count": vacant}
            fill = f"{reverse('organisation:appoint', args=[unit.slug])}?verv={office.pk}" if appoints else ""
            rows.append(SeatRow(office.label, "", "", "", is_coming=False, vacant=words, end_url="", fill_url=fill))
    return tuple(rows)


def _span_of(term: Term) -> str:
    return span_in_words(Span(term.from_on, term.until_on))


def _elected(term: Term) -> str:
    parts = [term.elected_by]
    if term.elected_on not in (None, term.from_on):
        parts.append(in_words(term.elected_on))
    if term.minuted_in and term.minuted_in != term.elected_by:
        parts.append(term.minuted_in)
    return " · ".join(part for part in parts if part)


def _past(offices: list[Office], terms: list[Term], today: date) -> tuple[PastTerm, ...]:
    labels = {office.pk: office.label for office in offices}
    over = sorted(
        (term for term in terms if term.until_on is not None and term.until_on < today),
        key=lambda term: (term.until_on or today, term.from_on, term.pk),
        reverse=True,
    )
    return tuple(PastTerm(labels[term.office_id], term.holder_name, _span_of(term), _elected(term)) for term in over)


def _names(unit: Unit) -> tuple[NameRow, ...]:
    return tuple(
        NameRow(row.name, span_in_words(Span(row.valid_from, row.valid_until)), row.decision)
        for row in unit.names.order_by("-valid_from")
    )


def _children(unit: Unit, viewer: Asker, today: date) -> tuple[Link, ...]:
    found = shown_units(unit.children.open(today).named(today), viewer, today)
    below = sorted(found, key=lambda child: (sort_word(child.name), child.pk))
    return tuple(Link(child.name, reverse("organisation:unit", args=[child.slug])) for child in below)


def _acts(unit: Unit, viewer: Asker) -> tuple[Link, ...]:
    """Return what the viewer may do, the most wanted first."""
    wanted = [
        ("organisation.appoint_officer", _("Velg noen til et verv"), "organisation:appoint"),
        (
            "organisation.edit_unit",
            _("Rediger teksten og adressen"),
            "networks:edit" if unit.kind == Kind.NETWORK else "organisation:edit",
        ),
        ("organisation.hand_over", _("Før inn nytt styre"), "organisation:hand_over"),
        ("organisation.manage_units", _("Endre vervene og plassene"), "organisation:offices"),
        ("organisation.manage_units", _("Gi nytt navn"), "organisation:rename"),
    ]
    if unit.kind == Kind.MUNICIPAL:
        wanted.insert(1, wanted.pop(2))  # the party's page is where a new board is looked for
    if unit.kind == Kind.BRANCH:
        wanted.append(("organisation.name_contact", _("Velg kontakt i styret"), "organisation:contact"))
    if unit.kind != Kind.MUNICIPAL and unit.closed_on is None:
        wanted.append(("organisation.manage_units", _("Legg ned"), "organisation:close"))
    return tuple(Link(label, reverse(name, args=[unit.slug])) for act, label, name in wanted if may(viewer, act, unit))
