"""Joining, following, changing how, and leaving: each in one press, and each the same done twice."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core.errors import RuleViolation
from lokallag.membership.models import Belonging, Membership
from lokallag.membership.services import belong, belong_no_more, stay_until
from lokallag.networks.domain.ages import REFUSED, Fit, fit
from lokallag.networks.domain.lifecycle import State, takes_members
from lokallag.networks.models import Network
from lokallag.networks.queries.season import season_ends
from lokallag.networks.queries.words import why_not
from lokallag.people.models import Person

JOIN, LEAVE = "networks.join_network", "networks.leave_network"


def usual_channel(person: Person) -> Belonging.Channel:
    """Return how somebody who has chosen nothing is reached: by e-mail, else by telephone, else not at all."""
    if person.email:
        return Belonging.Channel.EMAIL
    return Belonging.Channel.PHONE if person.phone else Belonging.Channel.CALENDAR


@transaction.atomic
def join_network(
    *,
    network: Network,
    person: Person,
    kind: Belonging.Kind,
    channel: Belonging.Channel | None = None,
    by: Person | None,
    at: datetime,
) -> Belonging:
    """Let a member join a network or follow it, or change how it may reach them. Done twice, it changes nothing.

    Whoever follows gets the calendar and nothing else. Who has joined keeps the place, also after growing out of what
    the network is for: the age is asked of those who come.

    :param channel: ``None`` is the one they have, else the usual one
    :raises RuleViolation: the network is ended, the person is no member, is too young or too old to join, or has not
        told us the address or number that the channel takes
    """
    network = Network.objects.select_for_update().get(pk=network.pk)
    on = local_date(at)
    if not takes_members(State(network.state)):
        raise RuleViolation(_("Nettverket er avsluttet, og tar ikke imot flere."))
    if not Membership.objects.live(on).filter(person=person).exists():
        raise RuleViolation(_("Bare medlemmer av partiet kan bli med i et nettverk."))
    present = Belonging.objects.filter(person=person, unit_id=network.pk).first()
    is_joining = kind == Belonging.Kind.JOINED
    if is_joining and (present is None or present.kind != kind):
        found = fit(person.birth_year, year=on.year, first=network.age_from, last=network.age_until)
        if found in REFUSED:
            raise RuleViolation(why_not(found, network))
    if not is_joining:
        channel = Belonging.Channel.CALENDAR
    elif channel is None:
        channel = (
            Belonging.Channel(present.channel)
            if present is not None and present.kind == kind
            else usual_channel(person)
        )
    if channel == Belonging.Channel.EMAIL and not person.email:
        raise RuleViolation(_("Vi har ingen e-postadresse å skrive til. Den må inn på Min side først."))
    if channel == Belonging.Channel.PHONE and not person.phone:
        raise RuleViolation(_("Vi har ikke noe telefonnummer å ringe til. Det må inn på Min side først."))
    return belong(person=person, unit=network.unit, kind=kind, channel=channel, act=JOIN, by=by, at=at)


@transaction.atomic
def leave_network(*, network: Network, person: Person, by: Person | None, at: datetime) -> bool:
    """Let somebody go out of a network. Done twice, it changes nothing. Returns whether they belonged to it."""
    return belong_no_more(person=person, unit=network.unit, act=LEAVE, by=by, at=at)


@transaction.atomic
def stay_for_season(*, network: Network, person: Person, by: Person | None, at: datetime) -> Belonging:
    """Let somebody who has grown out of a network stay in it to the end of the season. Done twice, it is one.

    :raises RuleViolation: the person has not joined the network, or has not grown out of it
    """
    on = local_date(at)
    present = Belonging.objects.joined().filter(person=person, unit_id=network.pk).first()
    if present is None:
        raise RuleViolation(_("Du er ikke med i nettverket lenger."))
    if fit(person.birth_year, year=on.year, first=None, last=network.age_until) is not Fit.TOO_OLD:
        raise RuleViolation(_("Du har ikke vokst ut av nettverket. Du er med så lenge du vil."))
    return stay_until(belonging=present, last_day=season_ends(on), act=JOIN, by=by, at=at)
