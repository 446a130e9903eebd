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


def _imagined(branch_id: int, on: date) -> tuple[Membership, Mapping[Hashable, Any]]:
    """Return a membership of nobody, who chose the branch. It is never saved."""
    membership = Membership(pk=NOBODY, person=Person(pk=NOBODY, birth_year=on.year - 40), joined_on=on)
    return membership, {chosen_key(membership, on): branch_id}


def _details_of(person: Person, _on: date) -> Any:
    if person.is_protected:
        return _("aldersgruppen, medlemsnummeret og når du ble medlem")
    return DETAILS_AND_CODE


def _sees(act: str, shows: Any, targets: Targets, order: int, shows_of: Any = None) -> None:
    reveal(
        Sight(
            act=f"membership.{act}",
            shows=shows,
            targets=targets,
            imagined=_imagined,
            facts=_choice,
            shows_of=shows_of,
            order=order,
        )
    )


NOBODY = -1
CONTACT = _("e-posten og telefonen din")
STREET = _("gateadressen din, når de skriver hva de trenger den til")
MINOR = _("e-posten, telefonen og foresatte, fordi du kan være under 18")
DETAILS_AND_CODE = _("aldersgruppen, medlemsnummeret, når du ble medlem og postnummeret ditt")
_sees("see_member", _("navnet ditt og avdelingen din"), _membership, 10)
_sees("see_contact", _("e-posten og telefonen din, hvis du er over 18 år"), _if_grown, 11, lambda *_any: CONTACT)
_sees(
    "see_minor", _("e-posten, telefonen og foresatte, hvis du kan være under 18 år"), _if_minor, 12, lambda *_any: MINOR
)
_sees(
    "see_details",
    _("aldersgruppen, medlemsnummeret, når du ble medlem, og postnummeret hvis adressen ikke er beskyttet"),
    _membership,
    13,
    _details_of,
)
_sees("see_fees", _("om kontingenten er betalt"), _membership, 14)
_sees(
    "see_address",
    _("gateadressen din hvis den ikke er beskyttet, når de skriver hva de trenger den til"),
    _if_open,
    15,
    lambda *_any: STREET,
)
_sees("export_members", _("det samme i en fil, når de skriver hva filen er til"), _membership, 16)
