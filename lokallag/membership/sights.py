"""What acts of this room let others see of a member: the page *who can see me* asks them one by one."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lokallag.core.privacy import Sight, reveal
from lokallag.membership.models import Membership
from lokallag.membership.rules import chosen_branch, chosen_key
from lokallag.people.models import Person


def _membership(person: Person, on: date) -> Iterable[Membership]:
    return Membership.objects.live(on).filter(person=person).select_related("person")


def _choice(membership: Membership, on: date) -> Mapping[Hashable, Any]:
    return {chosen_key(membership, on): chosen_branch(membership, on)}


reveal(
    Sight(
        act="membership.see_member",
        shows=_("navnet ditt, avdelingen din, når du ble medlem og stedet du bor"),
        targets=_membership,
        facts=_choice,
        order=10,
    )
)
