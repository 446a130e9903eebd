"""Who a mailing goes to: persons of a segment, and how many of them cannot or will not get it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.domain.segments import OF_NETWORK, Segment, Who
from lokallag.mailing.models import Unsubscription
from lokallag.membership.models import Belonging, BranchChoice, Membership
from lokallag.organisation.models import Kind as UnitKind
from lokallag.organisation.models import Term, Unit
from lokallag.outbox.models import DeadAddress
from lokallag.people.models import Person


@dataclass(frozen=True, slots=True)
class Audience:
    """How many a mailing is for. ``gets`` are those whom it reaches by e-mail; the others are parts of the rest."""

    persons: int
    gets: int
    without_address: int
    dead_address: int
    left: int


def persons_of(segment: Segment, on: date) -> QuerySet[Person]:
    """Return those of a segment on the day, each once, in the order of their ids. Two may share an address."""
    if segment.who is Who.MEMBERS:
        members = Membership.objects.live(on)
        if segment.units:
            here = BranchChoice.objects.live(on).filter(membership=OuterRef("pk"), unit_id__in=segment.units)
            members = members.filter(Exists(here))
        found = Person.objects.filter(Exists(members.filter(person=OuterRef("pk"))))
    elif segment.who in OF_NETWORK:
        reached = Belonging.objects.filter(person=OuterRef("pk"), unit_id__in=segment.units)
        if segment.who is not Who.BELONGING:
            reached = reached.joined()
        channels = [Belonging.Channel.EMAIL, *([Belonging.Channel.PHONE] if segment.who is Who.JOINED else [])]
        reached = reached.filter(channel__in=channels)
        members = Membership.objects.live(on).filter(person=OuterRef("pk"))
        found = Person.objects.filter(Exists(reached), Exists(members))
    else:
        terms = Term.objects.live(on).filter(person=OuterRef("pk"))
        if segment.units:
            terms = terms.filter(office__unit_id__in=segment.units)
        if segment.titles:
            terms = terms.filter(office__title__in=segment.titles)
        found = Person.objects.filter(Exists(terms))
    first, last = segment.years(on.year)
    if first is not None:
        found = found.filter(birth_year__gte=first)
    if last is not None:
        found = found.filter(birth_year__lte=last)
    return found.order_by("pk")


def networks_for(unit: Unit, on: date) -> list[Unit]:
    """Return the networks that a unit may write to beside its own: all that are open for the party, by name."""
    if unit.kind != UnitKind.MUNICIPAL:
        return []
    found = Unit.objects.open(on).filter(kind=UnitKind.NETWORK).named(on)
    return sorted(found, key=lambda unit: (unit.name, unit.pk))


def who_want(persons: QuerySet[Person], kind: Kind) -> QuerySet[Person]:
    """Keep those who have not left mailings of this kind. What the statutes ask for, nobody leaves."""
    if kind is Kind.STATUTORY:
        return persons
    return persons.exclude(Exists(_left(kind)))


def _left(kind: Kind) -> QuerySet[Unsubscription]:
    return Unsubscription.objects.filter(person=OuterRef("pk"), kind=kind)


def audience(segment: Segment, kind: Kind, on: date) -> Audience:
    """Count those of a segment, in one query."""
    dead = DeadAddress.objects.filter(address=Lower(OuterRef("email")))
    rows = persons_of(segment, on).annotate(
        has_left=Exists(_left(kind)) if kind is not Kind.STATUTORY else Q(pk__isnull=True),
        is_dead=Exists(dead),
    )
    wants, mail = Q(has_left=False), ~Q(email="")
    counted = rows.order_by().aggregate(
        persons=Count("pk"),
        gets=Count("pk", filter=wants & mail & Q(is_dead=False)),
        without_address=Count("pk", filter=wants & ~mail),
        dead_address=Count("pk", filter=wants & mail & Q(is_dead=True)),
        left=Count("pk", filter=Q(has_left=True)),
    )
    return Audience(**counted)


__all__ = ["Audience", "audience", "networks_for", "persons_of", "who_want"]
