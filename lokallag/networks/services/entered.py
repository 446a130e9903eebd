"""Joining, following and leaving, entered by an officer for who has said it by telephone, on paper or in person."""

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from lokallag.membership.domain.behalf import Said
from lokallag.membership.models import Belonging, Entry, Membership
from lokallag.membership.services.behalf import write_entry
from lokallag.networks.models import Network
from lokallag.networks.services.belonging import join_network, leave_network
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

BELONGING = "networks.join_network"
Wish = Literal["joined", "follows", "left"]


@transaction.atomic
def enter_belonging(
    *,
    membership: Membership,
    network: Network,
    wish: Wish,
    channel: Belonging.Channel | None,
    said: Said,
    by: Person,
    at: datetime,
) -> Entry:
    """Enter that a member joins a network, follows its calendar or leaves it.

    Also what stood so before is an entry with its receipt: else its absence would tell the officer how it stood.

    :param channel: how the network may reach who joins; ``None`` is the one they have, else the usual one
    :raises RuleViolation: as ``join_network`` and ``write_entry`` say
    """
    person = membership.person
    if wish == "left":
        leave_network(network=network, person=person, by=by, at=at)
    else:
        join_network(network=network, person=person, kind=Belonging.Kind(wish), channel=channel, by=by, at=at)
    details = {"unit": network.pk, "wish": wish}
    return write_entry(name=BELONGING, membership=membership, said=said, by=by, at=at, details=details)


def told(entry: Entry, in_full: bool) -> str:
    """Return what was entered, as a sentence to the member alone; nothing where the network has ended since."""
    unit_id, wish = entry.details.get("unit"), entry.details.get("wish")
    if unit_id is None or not in_full:
        return ""
    words = {"network": entry.unit_name}
    if wish == "left":
        return _("Du er ikke lenger med i %(network)s.") % words
    if wish == Belonging.Kind.FOLLOWS:
        return _("Du følger kalenderen til %(network)s.") % words
    return _("Du er med i %(network)s.") % words


def forget_entries(*, unit: Unit) -> int:
    """Let no entry tell who was in a network that has ended. Returns how many told it."""
    return Entry.objects.filter(what=BELONGING, details__unit=unit.pk).update(details={})
