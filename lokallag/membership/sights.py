"""What acts of this room let others see of a member: the page *who can see me* asks them one by one."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lokallag.core.privacy import Sight, reveal
from lokallag.membership.domain.ages import may_be_minor
from lokallag.membership.models import Membership
from lokallag.membership.rules import chosen_branch, chosen_key
from lokallag.people.models import Person

Targets = Callable[[Person, date], Iterable[Membership]]


def _membership(person: Person, on: date) -> Iterable[Membership]:
    return Membership.objects.live(on).filter(person=person).select_related("person")


def _if_minor(person: Person, on: date) -> Iterable[Membership]:
    return _membership(person, on) if may_be_minor(person.birth_year, on.year) else ()


def _if_grown(person: Person, on: date) -> Iterable[Membership]:
    return () if may_be_minor(person.birth_year, on.year) else _membership(person, on)


def _if_open(person: Person, on: date) -> Iterable[Membership]:
    return () if person.is_protected else _membership(person, on)


def _choice(membership: Membership, on: date) -> Mapping[Hashable, Any]:
    return {chosen_key(membership, on): chosen_branch(membership, on)}


def _sees(act: str, shows: Any, targets: Targets, order: int) -> None:
    reveal(Sight(act=f"membership.{act}", shows=shows, targets=targets, facts=_choice, order=order))


_sees("see_member", _("navnet ditt og avdelingen din"), _membership, 10)
_sees("see_contact", _("e-posten og telefonen din"), _if_grown, 11)
_sees("see_minor", _("e-posten, telefonen og foresatte, fordi du kan være under 18"), _if_minor, 12)
_sees(
    "see_details",
    _("aldersgruppen, medlemsnummeret, når du ble medlem og postnummeret hvis det ikke er beskyttet"),
    _membership,
    13,
)
_sees("see_fees", _("om kontingenten er betalt"), _membership, 14)
_sees("see_address", _("gateadressen din, når de skriver hva de trenger den til"), _if_open, 15)
_sees("export_members", _("det samme i en fil, når de skriver hva filen er til"), _membership, 16)
