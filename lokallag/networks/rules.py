"""Who may do what with networks. The board decides; a steering group's rights are those of its live terms."""

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.core import scope
from lokallag.core.assurance import Factor
from lokallag.core.permissions import Asker, allow, always_deny, predicate
from lokallag.membership.models import Belonging
from lokallag.membership.rules import is_member
from lokallag.networks.models import Application, Candidate, Network
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


# The board's cases. What is not sent yet is the applicant's alone.
@predicate
def is_sent(_person: Asker, target: Any = None) -> bool:
    """Tell whether the application has come to the board."""
    return isinstance(target, Application) and target.submitted_at is not None


@predicate
def has_own_interest(person: Asker, target: Any = None) -> bool:
    """Tell whether the person applies, or is proposed for the steering group and has not said no.

    Asked once in a request.
    """
    if not isinstance(target, Application) or not isinstance(person, Person):
        return False
    if target.applicant_id is not None and target.applicant_id == person.pk:
        return True

    def look_up() -> bool:
        named = Candidate.objects.filter(application_id=target.pk, person_id=person.pk)
        return named.exclude(answer=Candidate.Answer.NO).exists()

    return scope.once_per_request(("networks.own_interest", target.pk, person.pk), look_up)


ONLY_BOARD_SEES = _(
    "Søknader om nettverk leses av styret i kommunepartiet. Den som søker, følger sin egen på Min side."
)
NOT_ONES_OWN = _(
    "Dette fører lederen eller sekretæren i kommunepartiet inn, når styret har bestemt det. Den som selv har søkt, "
    "eller er foreslått til styringsgruppa, gjør det ikke: da er det den andre som fører det inn."
)

allow("networks.see_cases", is_board_member, denied=ONLY_BOARD_SEES)
allow("networks.see_case", is_board_member & is_sent, denied=ONLY_BOARD_SEES)
allow("networks.ask_applicant", is_board_officer & is_sent & ~has_own_interest, denied=NOT_ONES_OWN)
# It appoints a steering group, too, so it is a grant.
allow(
    "networks.approve_network",
    is_board_officer & is_sent & ~has_own_interest,
    denied=NOT_ONES_OWN,
    factor=Factor.FRESH,
)
allow("networks.decline_application", is_board_officer & is_sent & ~has_own_interest, denied=NOT_ONES_OWN)
allow("networks.return_application", is_board_officer & is_sent & ~has_own_interest, denied=NOT_ONES_OWN)
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
