"""Networks and those who belong to them, for the named people. Mona Dahl, the member, was born in 1980."""

from typing import Any

from lokallag.membership.models import Membership
from lokallag.networks.models import Network
from lokallag.organisation.models import Title
from lokallag.people.models import Person
from tests.cast import Cast
from tests.factories import MembershipFactory, NetworkFactory, OfficeFactory, PersonFactory, TermFactory


def network(people: Cast, name: str = "Fagnettverk for klima", **more: Any) -> Network:
    """Make a network under the party."""
    return NetworkFactory(unit__name=name, unit__parent=people.party, **more)


def steering_member(network: Network, *, title: Title = Title.LEADER, **more: Any) -> Person:
    """Seat somebody in a network's steering group, who is a member of the party, too."""
    person = MembershipFactory().person
    TermFactory(office=OfficeFactory(unit=network.unit, title=title), person=person, **more)
    return person


def member(**facts: Any) -> Person:
    """Make a member of the party."""
    return MembershipFactory(person=PersonFactory(**facts)).person


def ceases(person: Person) -> None:
    """Take the membership away, as if it had never been."""
    Membership.objects.filter(person=person).delete()
