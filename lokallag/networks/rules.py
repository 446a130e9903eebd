"""Who may do what with networks. The board decides; a steering group's rights are those of its live terms."""

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.core import scope
from lokallag.core.assurance import Factor
from lokallag.core.permissions import Asker, allow, predicate
from lokallag.membership.models import Belonging, Membership
from lokallag.networks.domain.ideas import IdeaState
from lokallag.networks.models import Application, Candidate, Idea, Network
from lokallag.organisation.queries import seats_of
from lokallag.organisation.rules import is_board_member, is_board_officer
from lokallag.people.models import Person


def network_id_of(target: Any) -> int | None:
    """Return the unit of the network that a target is, or belongs to."""
    if isinstance(target, Network):
        return target.unit_id
    found = getattr(target, "network_id", None)
    return found if isinstance(found, int) else None


@predicate
def is_member(person: Asker) -> bool:
    """Tell whether the person is a member of the party today. Asked once in a request."""
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

# Ideas and applications. Who has an idea, applies or is asked to stand does it to their own; each is a member.


@predicate
def is_idea_owner(person: Asker, target: Any = None) -> bool:
    """Tell whether the idea is the person's own."""
    return isinstance(target, Idea) and person.is_authenticated and target.owner_id == person.pk


@predicate
def is_published_idea(_person: Asker, target: Any = None) -> bool:
    """Tell whether its owner has let members read the idea."""
    return isinstance(target, Idea) and target.state == IdeaState.PUBLISHED


@predicate
def is_idea_contact(person: Asker, target: Any = None) -> bool:
    """Tell whether the idea was brought to this person, as one on the board."""
    return isinstance(target, Idea) and person.is_authenticated and target.contact_id == person.pk


@predicate
def is_applicant(person: Asker, target: Any = None) -> bool:
    """Tell whether the application is the person's own."""
    return isinstance(target, Application) and person.is_authenticated and target.applicant_id == person.pk


@predicate
def is_sent_application(_person: Asker, target: Any = None) -> bool:
    """Tell whether the application has come to the board. A draft is the applicant's alone."""
    return isinstance(target, Application) and target.submitted_at is not None


@predicate
def is_candidate(person: Asker, target: Any = None) -> bool:
    """Tell whether it is the person who is asked to stand."""
    return isinstance(target, Candidate) and person.is_authenticated and target.person_id == person.pk


MEMBERS = _("Dette er for medlemmer. Spør styret hvis du mener at du er medlem.")
OWN_IDEA = _("Dette gjør den som har ideen.")
OWN_APPLICATION = _("Dette gjør den som søker.")
_reads_as_member = is_published_idea & is_member

allow("networks.see_ideas", is_member, denied=MEMBERS, factor=Factor.NONE)
allow("networks.write_idea", is_member, denied=MEMBERS, factor=Factor.NONE)
allow(
    "networks.see_idea",
    is_idea_owner | _reads_as_member | (is_idea_contact & is_board_member),
    denied=MEMBERS,
    own=is_idea_owner | _reads_as_member,  # a topic, three lines, and the name of who chose to show it to members
)
allow("networks.edit_idea", is_idea_owner & is_member, denied=OWN_IDEA, own=is_idea_owner)
allow(
    "networks.join_idea",
    _reads_as_member & ~is_idea_owner,
    denied=_("Medlemmer kan være med på ideer som andre har lagt ut."),
    own=_reads_as_member,
)
allow("networks.start_application", is_member, denied=MEMBERS, factor=Factor.NONE)
allow(
    "networks.see_application",
    is_applicant | (is_sent_application & is_board_member),
    denied=_("Søknaden vises for den som søker, og for styret når den er sendt."),
    own=is_applicant,
)
allow("networks.edit_application", is_applicant & is_member, denied=OWN_APPLICATION, own=is_applicant)
allow(
    "networks.answer_candidacy",
    is_candidate & is_member,
    denied=_("Den som er spurt, svarer selv."),
    own=is_candidate,
)
