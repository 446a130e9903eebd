"""Small makers of rows for tests. Each gives what the tables demand and no more; the rest is said where it matters.

Rows are made straight in the tables. People with offices and a past that holds together stand in ``tests.cast``.
"""

from datetime import UTC, date, datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import Belonging, BranchChoice, Membership
from lokallag.networks.models import Network
from lokallag.organisation.models import BoardContact, Kind, Office, Profile, Term, Title, Unit, UnitName
from lokallag.people.domain.names import sort_key
from lokallag.people.models import Person

LONG_AGO = date(2020, 1, 1)
NOON = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)  # noon in Oslo


# people


class PersonFactory(DjangoModelFactory):
    """A person: ``PersonFactory(given_name="Kari", family_name="Ås", email="kari@example.org")``."""

    class Meta:
        model = Person

    given_name = factory.Sequence(lambda n: ("Kari", "Ola", "Anne", "Per", "Inger", "Lars", "Åse", "Øyvind")[n % 8])
    family_name = factory.Sequence(lambda n: f"Prøve{n}")
    sort_key = factory.LazyAttribute(lambda person: sort_key(person.family_name, person.given_name))
    email = factory.Sequence(lambda n: f"prove{n}@example.org")
    postal_code = "1344"
    password = "!"
    created_at = NOON


# organisation


class UnitFactory(DjangoModelFactory):
    """A unit with a name since it opened: ``UnitFactory(name="Haslum")`` is a branch, and has ``.name``."""

    class Meta:
        model = Unit

    kind = Kind.BRANCH
    slug = factory.Sequence(lambda n: f"avdeling-{n}")
    opened_on = LONG_AGO
    has_proposal_right = factory.LazyAttribute(lambda unit: unit.kind != Kind.NETWORK)
    name = factory.Sequence(lambda n: f"Avdeling {n}")

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, name: str, **fields: Any) -> Unit:
        unit = super()._create(model_class, *args, **fields)
        UnitName.objects.create(unit=unit, name=name, valid_from=unit.opened_on, valid_until=unit.closed_on)
        unit.name = name
        return unit


class MunicipalFactory(UnitFactory):
    """The municipal party. A database holds one: a second call gives the first one back."""

    class Meta:
        django_get_or_create = ("slug",)

    kind = Kind.MUNICIPAL
    slug = "baerum"
    name = "Bærum"

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, **fields: Any) -> Unit:
        found = Unit.objects.named(LONG_AGO).filter(slug=fields["slug"]).first()
        return found or super()._create(model_class, *args, **fields)


class ProfileFactory(DjangoModelFactory):
    """What the installation is: Bærum, red, 3201."""

    class Meta:
        model = Profile
        django_get_or_create = ("main_unit",)

    main_unit = factory.SubFactory(MunicipalFactory)
    colour = "#b3212b"
    municipality_code = "3201"


class OfficeFactory(DjangoModelFactory):
    """An office of a unit; the same unit and title give the office that is there already."""

    class Meta:
        model = Office
        django_get_or_create = ("unit", "title", "called")

    unit = factory.SubFactory(UnitFactory)
    title = Title.LEADER
    called = ""
    seats = 1


class TermFactory(DjangoModelFactory):
    """Somebody in office: ``TermFactory(office__unit=haslum, office__title=Title.LEADER, person=kari)``."""

    class Meta:
        model = Term

    office = factory.SubFactory(OfficeFactory)
    person = factory.SubFactory(PersonFactory)
    seat = 1
    holder_name = factory.LazyAttribute(lambda term: term.person.name)
    from_on = LONG_AGO
    until_on = None
    elected_by = "Årsmøtet"


class BoardContactFactory(DjangoModelFactory):
    """A branch's contact on the board (give ``person`` a seat on the board too, or nobody sees it)."""

    class Meta:
        model = BoardContact

    branch = factory.SubFactory(UnitFactory)
    person = factory.SubFactory(PersonFactory)
    from_on = LONG_AGO


# membership: its factories (MembershipFactory, BranchChoiceFactory) go below this line, made by that room


class MembershipFactory(DjangoModelFactory):
    """A member without a branch: ``MembershipFactory(person__given_name="Kari", person__postal_code="1337")``."""

    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    number = factory.Sequence(lambda n: f"M{n:06}")
    joined_on = LONG_AGO


class BranchChoiceFactory(DjangoModelFactory):
    """A member of a branch since long ago: ``BranchChoiceFactory(unit=haslum).membership``."""

    class Meta:
        model = BranchChoice

    membership = factory.SubFactory(MembershipFactory)
    unit = factory.SubFactory(UnitFactory)
    chosen_on = LONG_AGO
    reason = Reason.OWN_CHOICE
    postal_code = factory.LazyAttribute(lambda choice: choice.membership.person.postal_code)


# networks


class NetworkFactory(DjangoModelFactory):
    """A network at work: ``NetworkFactory(unit__name="Fagnettverk for klima")``. Offices are made where needed."""

    class Meta:
        model = Network

    unit = factory.SubFactory(UnitFactory, kind=Kind.NETWORK, has_proposal_right=False)
    topic = "Klima"
    purpose = "Møter om klima i kommunen."
    founded_on = LONG_AGO


class BelongingFactory(DjangoModelFactory):
    """A member who has joined a network: ``BelongingFactory(unit=network.unit)``."""

    class Meta:
        model = Belonging

    person = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory, kind=Kind.NETWORK, has_proposal_right=False)
    kind = Belonging.Kind.JOINED
    channel = Belonging.Channel.EMAIL
    since = LONG_AGO
