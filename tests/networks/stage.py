"""A network with its steering group, for the named people. Days are counted from today."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import now

from lokallag.membership.models import Belonging
from lokallag.networks.models import Network
from lokallag.networks.services import Decision, NetworkFacts, appoint_steering_group, found_network
from lokallag.people.models import Gender, Person
from tests.cast import Cast
from tests.factories import BelongingFactory, MembershipFactory

FACTS = NetworkFacts(name="Fagnettverk for klima", topic="Klima", purpose="Møter om klima.")


def decision(people: Cast, number: str = "14/26") -> Decision:
    """Return what the board decided yesterday."""
    return Decision(people.today - timedelta(days=1), number, "Mange vil være med.")


def member(given: str, family: str = "Sol", gender: str = Gender.UNKNOWN, **more: object) -> Person:
    """Return somebody who is a member of the party."""
    return MembershipFactory(person__given_name=given, person__family_name=family, person__gender=gender, **more).person


@dataclass(frozen=True)
class Steered:
    """A network at work, who leads it, another of its steering group, and one whose term ended yesterday."""

    network: Network
    leader: Person
    sitting: Person
    former: Person


def founded(people: Cast, name: str = FACTS.name) -> Network:
    """Found a network that nobody leads yet."""
    facts = NetworkFacts(name=name, topic="Klima", purpose="Møter om klima.")
    return found_network(party=people.party, facts=facts, decision=decision(people), by=people["secretary"], at=now())


def steered(people: Cast, *, until: date | None = None, at: datetime | None = None) -> Steered:
    """Found a network and appoint its steering group until a day, by default in half a year."""
    network = founded(people)
    leader, sitting, former = member("Lene"), member("Sara"), member("Frode")
    until = until or people.today + timedelta(days=180)
    given = {"decision": decision(people), "by": people["secretary"], "at": at or now()}
    appoint_steering_group(
        network=network, leader=leader, members=[sitting], from_on=people.today, until_on=until, **given
    )
    office = network.unit.offices.get(title="board_member")
    yesterday = people.today - timedelta(days=1)
    office.terms.create(
        seat=6, person=former, holder_name=former.name, elected_by="Styret",
        from_on=people.today - timedelta(days=90), until_on=yesterday,
    )  # fmt: skip
    network.refresh_from_db()
    return Steered(network, leader, sitting, former)


def joins(network: Network, given: str, *, channel: str = "email", kind: str = "joined", **more: object) -> Person:
    """Let a new member of the party join the network, or follow it."""
    person = member(given, **more)
    BelongingFactory(person=person, unit=network.unit, channel=Belonging.Channel(channel), kind=Belonging.Kind(kind))
    return person
