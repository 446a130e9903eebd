"""The page of one network: what it is for, who leads it, its meetings, and how one joins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import in_words
from lokallag.core import scope
from lokallag.core.permissions import Asker, may
from lokallag.membership.models import Belonging
from lokallag.networks.domain.ages import REFUSED, fit
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.models import Network
from lokallag.networks.queries.join_box import JoinBox, join_box
from lokallag.networks.queries.meetings import Meetings, meetings_of
from lokallag.networks.queries.networks import Read
from lokallag.networks.queries.words import age_rule, for_whom
from lokallag.organisation.models import Term, Title
from lokallag.people.models import Person

FEWEST = 5
"""Counts of members are told from this number upward."""


@dataclass(frozen=True, slots=True)
class SteeringMember:
    """One of the steering group: the name, and what the office is called."""

    name: str
    office: str


@dataclass(frozen=True, slots=True)
class WorkLink:
    """A page for those who lead a network, or who are on the board."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """All that ``networks/network_detail.html`` shows. ``note`` says that it rests, or is ended.

    ``is_for_others`` says that the reader is of no age that it is for, and so may not see its meetings.
    """

    title: str
    topic: str
    purpose: str
    for_whom: str
    age_rule: str
    hours: str
    email: str
    is_closed: bool
    is_ended: bool
    is_for_others: bool
    note_title: str
    note: str
    steering: tuple[SteeringMember, ...]
    appointed: str
    meetings: Meetings
    all_meetings_url: str
    earlier_url: str
    box: JoinBox | None
    problem: str
    count: str
    decided: str
    event_url: str
    proposals_url: str
    work: tuple[WorkLink, ...]
    crumbs: tuple[tuple[str, str | None], ...]


def network_page(read: Read, *, viewer: Asker, today: date, at: datetime, problem: str = "") -> NetworkPage:
    """Return a network's page as the reader may see it. Two queries beside those that ask who the reader is.

    :param problem: why the press that leads here was refused, in words
    """
    network = read.network
    state, slug = State(network.state), network.unit.slug
    seats = _seats(network, today)
    calendar = f"{reverse('events:list')}?{urlencode({'enhet': slug})}"
    is_ended = state is State.ENDED
    note_title, note = _note(network, state)
    return NetworkPage(
        title=network.name,
        topic=network.topic,
        purpose=network.purpose,
        for_whom=for_whom(network),
        age_rule=age_rule(network),
        hours=network.usual_hours,
        email="" if is_ended else network.unit.public_email,
        is_closed=not network.is_public,
        is_ended=is_ended,
        is_for_others=_is_for_others(network, viewer, today),
        note_title=note_title,
        note=note,
        steering=tuple(SteeringMember(term.holder_name, office_in_words(term)) for term in seats),
        appointed=_appointed(seats),
        meetings=meetings_of(network.pk, viewer, today=today, at=at),
        all_meetings_url="" if is_ended else calendar,
        earlier_url="" if is_ended else f"{calendar}&vis=tidligere",
        box=join_box(read, viewer=viewer, today=today, problem=problem),
        problem=problem,
        count=_count(network) if may(viewer, "networks.edit_network", network) and not is_ended else "",
        decided=_decided(network),
        event_url=reverse("events:create", args=[slug])
        if may(viewer, "events.create_event", network.unit) and not is_ended
        else "",
        proposals_url=reverse("networks:proposals", args=[slug])
        if may(viewer, "networks.read_proposal_rule") and not is_ended
        else "",
        work=tuple(_work(network, viewer, is_ended=is_ended)),
        crumbs=((_("Nettverk"), reverse("networks:list")), (network.name, None)),
    )


def _is_for_others(network: Network, viewer: Asker, today: date) -> bool:
    if network.age_from is None and network.age_until is None:
        return False
    if not isinstance(viewer, Person):
        return True
    found = fit(viewer.birth_year, year=today.year, first=network.age_from, last=network.age_until)
    return found in REFUSED


def _work(network: Network, viewer: Asker, *, is_ended: bool) -> Iterator[WorkLink]:
    """Yield the pages that the reader works on the network with; of an ended one, those that tell what it was."""
    slug, unit = network.unit.slug, network.unit
    living = (
        ("networks.see_members", network, _("Hvem som er med"), "networks:members"),
        ("mailing.see_mailings", unit, _("Skriv til dem som er med"), "mailing:list"),
        ("networks.see_steering_group", network, _("Styringsgruppa og periodene"), "networks:steering"),
        ("events.set_usual_hours", unit, _("Faste møtetider"), "events:hours"),
        ("networks.edit_network", network, _("Rediger siden"), "networks:edit"),
    )
    always = (
        ("networks.see_network_figures", network, _("Tall og evaluering"), "networks:network_figures"),
        ("networks.edit_network", network, _("Verv og historie"), "organisation:unit"),
    )
    for act, target, label, name in always if is_ended else (*living, *always):
        if may(viewer, act, target):
            yield WorkLink(label, reverse(name, args=[slug]))


def _seats(network: Network, today: date) -> list[Term]:
    """Return who sits in the steering group on the day, the leader first. One query."""
    terms = Term.objects.live(today).filter(office__unit_id=network.pk).select_related("office")
    return sorted(terms, key=lambda term: (term.office.title != Title.LEADER, term.office_id, term.seat, term.pk))


def office_in_words(term: Term) -> str:
    """Return what an office of a steering group is called: what the network calls it, else leader or member."""
    if term.office.called:
        return term.office.called
    return str(Title.LEADER.label) if term.office.title == Title.LEADER else _("Med i styringsgruppa")


def _appointed(seats: list[Term]) -> str:
    last = [term.until_on for term in seats if term.until_on is not None]
    if not last:
        return ""
    return _("Oppnevnt av styret til og med %(day)s.") % {"day": in_words(max(last))}


def _note(network: Network, state: State) -> tuple[str, str]:
    if state is State.RESTING and network.rests_since is not None:
        return _("Nettverket hviler"), _(
            "Ingen har ledet det siden %(day)s. Du kan likevel være med eller følge, til det kommer i gang igjen."
        ) % {"day": in_words(network.rests_since)}
    if state is State.ENDED:
        return _("Nettverket er avsluttet"), _("Siden og møtene står her som de var. Lista over medlemmer er slettet.")
    return "", ""


def _decided(network: Network) -> str:
    if network.meeting_on is None:
        return ""
    words = {"day": in_words(network.meeting_on), "case": network.case_number}
    return _("Styret vedtok nettverket %(day)s, i sak %(case)s.") % words


def _count(network: Network) -> str:
    """Return how many have joined, from five upward: for those who lead it and the board. One query."""
    with scope.opened("how many have joined a network"):
        joined = Belonging.objects.joined().filter(unit_id=network.pk).count()
    if joined < FEWEST:
        return _("Færre enn fem er med")
    return ngettext("%(n)d er med", "%(n)d er med", joined) % {"n": joined}
