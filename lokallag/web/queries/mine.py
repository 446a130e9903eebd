"""Min side: what is a person's own."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.events.queries.rows import EventRow, in_hand
from lokallag.events.queries.signup_box import MySignup, signups_of
from lokallag.followup.queries import CommitmentRow
from lokallag.followup.queries import mine as commitments_of
from lokallag.membership.queries import (
    EnteredLine,
    MyInterests,
    MyMembership,
    entries_for,
    my_interests,
    my_membership,
)
from lokallag.networks.queries.mine import MyNetwork, my_networks, survey_url
from lokallag.networks.queries.own import OwnApplications, own_applications
from lokallag.organisation.models import Term, Unit
from lokallag.organisation.queries import Seat
from lokallag.people.models import Person
from lokallag.playbook.queries.year import PLANNING


@dataclass(frozen=True, slots=True)
class MyOffice:
    """One live office: what it is called, in which unit, until when in words, and where its work is done."""

    label: str
    unit: str
    until: str
    url: str
    members_url: str
    tasks_url: str
    mailings_url: str
    plan_url: str
    review_url: str


@dataclass(frozen=True, slots=True)
class MyLink:
    """A page below Min side: the question it answers, its address, and a line about it."""

    label: str
    url: str
    about: str


@dataclass(frozen=True, slots=True)
class MyPage:
    """All that ``web/my_page.html`` shows. ``title`` is the answer: which branch one belongs to."""

    title: str
    name: str
    email: str
    address: str
    is_protected: bool
    mine: MyMembership | None
    offices: tuple[MyOffice, ...]
    tasks: tuple[CommitmentRow, ...]
    in_hand: tuple[EventRow, ...]
    signed_up: tuple[MySignup, ...]
    networks: tuple[MyNetwork, ...]
    networks_url: str
    survey_url: str
    own: OwnApplications | None
    interests: MyInterests | None
    entered: tuple[EnteredLine, ...]
    privacy: tuple[MyLink, ...]
    next: str


def my_page(person: Person, *, today: date, at: datetime) -> MyPage:
    """Return a person's own page."""
    mine = my_membership(person, today)
    place = mine.lives_in if mine is not None else person.postal_code
    networks = my_networks(person, today)
    return MyPage(
        title=_title(person, mine),
        name=person.name,
        email=person.email,
        address=", ".join(part for part in (person.street_address, place) if part),
        is_protected=person.is_protected,
        mine=mine,
        offices=_offices(person, today),
        tasks=commitments_of(person, today),
        in_hand=in_hand(person, today=today, at=at),
        signed_up=signups_of(person, today=today, at=at),
        networks=networks,
        networks_url=reverse("networks:list"),
        survey_url=survey_url(person, today) if networks else "",
        own=own_applications(person) if mine is not None else None,
        interests=my_interests(person) if mine is not None else None,
        entered=entries_for(person),
        privacy=_privacy(person, mine is not None),
        next=reverse("web:my_page"),
    )


def _title(person: Person, mine: MyMembership | None) -> str:
    if mine is None:
        return _("Hei, %(name)s") % {"name": person.given_name}
    if not mine.branch:
        return _("Velg avdelingen din")
    return _("Du hører til %(branch)s") % {"branch": mine.branch}


def _privacy(person: Person, is_member: bool) -> tuple[MyLink, ...]:
    protected = _("Adressen din er beskyttet.") if person.is_protected else _("For deg med hemmelig adresse.")
    links = [
        (_("Hvem kan se meg?"), "privacy:sight", _("Verv for verv, med navn, hva de ser og hvor lenge.")),
        (_("Hvem har sett meg?"), "privacy:looked", _("Hver gang andre har sett eller endret noe om deg.")),
        (_("Det vi har om deg"), "privacy:own_data", _("Alt som er lagret, hvorfor og hvor lenge.")),
        (_("Last ned opplysningene dine"), "privacy:download", _("Alt i én fil.")),
        (_("E-post du får"), "mailing:wishes", _("Velg hva laget skal skrive til deg om.")),
        (_("Samtykker"), "privacy:consents", _("Det du har sagt ja til. Du kan trekke det når du vil.")),
        (_("Beskyttet adresse"), "privacy:protection", protected),
        (_("Din egen kalender"), "events:own_calendar", _("Få møtene dine i kalenderen på telefonen.")),
        (_("Innlogging"), "people:account", _("Hvor du er logget inn, og ekstra sikring.")),
        (
            _("Meld deg ut") if is_member else _("Slett alt om deg"),
            "privacy:leave",
            _("Opplysningene slettes med en gang."),
        ),
    ]
    return tuple(MyLink(label, reverse(name), about) for label, name, about in links)


def _offices(person: Person, today: date) -> tuple[MyOffice, ...]:
    terms = Term.objects.live(today).filter(person=person).select_related("office").order_by("from_on", "pk")
    found = list(terms)
    units = Unit.objects.named(today).in_bulk({term.office.unit_id for term in found})

    def leads(term: Term) -> bool:
        return Seat(term.office.unit_id, units[term.office.unit_id].kind, term.office.title, term.until_on).leads

    return tuple(
        MyOffice(
            label=term.office.label,
            unit=units[term.office.unit_id].name,
            until=in_words(term.until_on) if term.until_on else "",
            url=reverse("organisation:unit", args=[units[term.office.unit_id].slug]),
            members_url=reverse("membership:list", args=[units[term.office.unit_id].slug])
            if leads(term) and units[term.office.unit_id].kind == "branch"
            else "",
            tasks_url=reverse("followup:unit", args=[units[term.office.unit_id].slug]),
            mailings_url=reverse("mailing:list", args=[units[term.office.unit_id].slug]) if leads(term) else "",
            plan_url=reverse("playbook:plan", args=[units[term.office.unit_id].slug])
            if leads(term) and units[term.office.unit_id].kind in PLANNING
            else "",
            review_url=reverse("playbook:review", args=[units[term.office.unit_id].slug, today.year])
            if units[term.office.unit_id].kind == "branch"
            else "",
        )
        for term in found
    )
