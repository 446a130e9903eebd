"""Who may do what with networks. The board decides; a steering group's rights are those of its live terms."""

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.core import scope
from lokallag.core.assurance import Factor
from lokallag.core.permissions import Asker, allow, always_deny, predicate
from lokallag.membership.models import Belonging, Membership
from lokallag.networks.models import Network
from lokallag.organisation.queries import seats_of
from lokallag.organisation.rules import holds_office, is_board_member, is_board_officer
from lokallag.people.models import Person


def network_id_of(target: Any) -> int | None:
    """Return the unit of the network that a target is, or belongs to."""
    if isinstance(target, Network):
        return target.unit_id
    found = getattr(target, "network_id", None)
    return found if isinstance(found, int) else None


@predicate
def is_member(person: Asker) -> bool:
    """Tell whether the person is a member today."""
    if not isinstance(person, Person):
        return False
    today = localdate()

    def look_up() -> bool:
        with scope.opened("one's own membership", person_id=person.pk):
            return Membership.objects.live(today).filter(person_id=person.pk).exists()

    return scope.once_per_request(("networks.is_member", person.pk, today), look_up)


@predicate
def sits_in_steering_group(person: Asker, target: Any = None) -> bool:
    """Tell whether the person holds an office of the target's network today."""
    unit_id = network_id_of(target)
    return unit_id is not None and any(seat.unit_id == unit_id for seat in seats_of(person, localdate()))


@predicate
def belongs_to_network(person: Asker, target: Any = None) -> bool:
    """Tell whether the person has joined the target's network, or follows it. Asked once in a request."""
    unit_id = network_id_of(target)
    if unit_id is None or not isinstance(person, Person):
        return False

    def look_up() -> frozenset[int]:
        with scope.opened("what the reader belongs to", person_id=person.pk):
            return frozenset(Belonging.objects.filter(person_id=person.pk).values_list("unit_id", flat=True))

    return unit_id in scope.once_per_request(("networks.belongings", person.pk), look_up)


BOARD = _("Dette gjør lederen eller sekretæren i kommunepartiet, når styret har bestemt det.")

allow("networks.found_network", is_board_officer, denied=BOARD)
# Who sits in a steering group sees who has joined, so it is a grant (ADR 0002).
allow("networks.appoint_steering_group", is_board_officer, denied=BOARD, factor=Factor.FRESH)
allow(
    "networks.see_steering_group",
    is_board_member | sits_in_steering_group,
    denied=_("Periodene i styringsgruppa vises for styret i kommunepartiet, og for dem som sitter i gruppa."),
)
allow("networks.rest_network", always_deny)  # follows by itself from who sits
allow("networks.wake_network", always_deny)  # follows by itself from who sits
# The page that says why a network does not propose, and where a member does.
allow(
    "networks.read_proposal_rule",
    is_member | holds_office,
    denied=_("Siden er for medlemmer av partiet."),
    factor=Factor.NONE,
)
