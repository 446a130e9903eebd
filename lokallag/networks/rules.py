"""Who may do what with networks. The board decides; a steering group's rights are those of its live terms."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.core import scope
from lokallag.core.assurance import Factor, is_enough
from lokallag.core.permissions import Asker, allow, always_deny, predicate
from lokallag.events.rules import standing_of
from lokallag.membership.models import Belonging
from lokallag.membership.rules import NOT_COVERED, is_live, is_own_membership, leads_chosen_branch
from lokallag.networks.domain.ideas import IdeaState
from lokallag.networks.models import Application, Candidate, Companion, Idea, Network, NetworkQuerySet
from lokallag.organisation.models import Kind
from lokallag.organisation.queries import seats_of, sits_on_board
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
    """Tell whether the person is a member of the party today. Asked once in a request."""
    return standing_of(person, localdate()).is_member


@predicate
def sits_in_steering_group(person: Asker, target: Any = None) -> bool:
    """Tell whether the person holds an office of the target's network today."""
    unit_id = network_id_of(target)
    return unit_id is not None and any(seat.unit_id == unit_id for seat in seats_of(person, localdate()))


@predicate
def belongs_to_network(person: Asker, target: Any = None) -> bool:
    """Tell whether the person has joined the target's network, or follows it. Asked once in a request."""
    unit_id = network_id_of(target)
    return unit_id is not None and unit_id in standing_of(person, localdate()).belongs


@predicate
def is_signed_in(person: Asker, target: Any = None) -> bool:
    """Tell whether it is somebody whom we know, asking about a network: what is one's own, anyone may leave."""
    return isinstance(person, Person) and isinstance(target, Network)


@predicate
def is_public(_person: Asker, target: Any = None) -> bool:
    """Tell whether the network stands open to everybody."""
    return isinstance(target, Network) and target.is_public


def visible_to(person: Asker, on: date) -> NetworkQuerySet:
    """Return the networks that the person may see: those for which ``networks.see_network`` holds, no others."""
    if not person.is_authenticated:
        return Network.objects.filter(is_public=True)
    own = standing_of(person, on)
    if own.is_member:
        return Network.objects.all()
    seen = Q(is_public=True) | Q(pk__in=own.belongs)
    if is_enough(Factor.HELD):
        if sits_on_board(person, on):
            return Network.objects.all()
        seen |= Q(pk__in={seat.unit_id for seat in seats_of(person, on) if seat.unit_kind == Kind.NETWORK})
    return Network.objects.filter(seen)


def hidden_from(person: Asker, on: date) -> frozenset[int]:
    """Return the units of networks that the person does not see."""
    seen = visible_to(person, on).values("pk")
    return frozenset(Network.objects.filter(is_public=False).exclude(pk__in=seen).values_list("pk", flat=True))


@predicate
def has_joined(person: Asker, target: Any = None) -> bool:
    """Tell whether the person has joined the target's network, and does not only follow it. Asked once in a request."""
    unit_id = network_id_of(target)
    if unit_id is None or not isinstance(person, Person):
        return False

    def look_up() -> frozenset[int]:
        with scope.opened("what the reader belongs to", person_id=person.pk):
            return frozenset(Belonging.objects.joined().filter(person_id=person.pk).values_list("unit_id", flat=True))

    return unit_id in scope.once_per_request(("networks.joined", person.pk), look_up)


BOARD = _("Dette gjør lederen eller sekretæren i kommunepartiet, når styret har bestemt det.")

allow("networks.found_network", is_board_officer, denied=BOARD)
# Who sits in a steering group sees who has joined, so it is a grant (ADR 0002).
allow("networks.appoint_steering_group", is_board_officer, denied=BOARD, factor=Factor.FRESH)


# The board's cases. What is not sent yet is the applicant's alone.
@predicate
def is_sent_application(_person: Asker, target: Any = None) -> bool:
    """Tell whether the application has come to the board. A draft is the applicant's alone."""
    return isinstance(target, Application) and target.submitted_at is not None


def said_yes(application: Application) -> QuerySet[Candidate]:
    """Return those who have said yes to sitting in the steering group that an application proposes."""
    return Candidate.objects.filter(application_id=application.pk, answer=Candidate.Answer.YES)


@predicate
def has_own_interest(person: Asker, target: Any = None) -> bool:
    """Tell whether the person applies, or has said yes themselves to sitting in the steering group.

    To be proposed by others gives none: nobody can keep an officer from a case by naming them. Asked once in a request.
    """
    if not isinstance(target, Application) or not isinstance(person, Person):
        return False
    if target.applicant_id is not None and target.applicant_id == person.pk:
        return True

    def look_up() -> bool:
        return said_yes(target).filter(person_id=person.pk).exists()

    return scope.once_per_request(("networks.own_interest", target.pk, person.pk), look_up)


ONLY_BOARD_SEES = _(
    "Søknader om nettverk leses av styret i kommunepartiet. Den som søker, følger sin egen på Min side."
)
NOT_ONES_OWN = _(
    "Dette fører lederen eller sekretæren i kommunepartiet inn, når styret har bestemt det. Den som selv har søkt, "
    "eller har sagt ja til å sitte i styringsgruppa, gjør det ikke: da er det den andre som fører det inn."
)

allow("networks.see_cases", is_board_member, denied=ONLY_BOARD_SEES)
allow("networks.see_case", is_board_member & is_sent_application, denied=ONLY_BOARD_SEES)
allow("networks.ask_applicant", is_board_officer & is_sent_application & ~has_own_interest, denied=NOT_ONES_OWN)
allow("networks.take_back_question", is_board_officer & is_sent_application & ~has_own_interest, denied=NOT_ONES_OWN)
# It appoints a steering group, too, so it is a grant.
allow(
    "networks.approve_network",
    is_board_officer & is_sent_application & ~has_own_interest,
    denied=NOT_ONES_OWN,
    factor=Factor.FRESH,
)
allow("networks.decline_application", is_board_officer & is_sent_application & ~has_own_interest, denied=NOT_ONES_OWN)
allow("networks.return_application", is_board_officer & is_sent_application & ~has_own_interest, denied=NOT_ONES_OWN)
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


# Belonging: seen by members, or by everybody; joined and left by oneself; the list is the steering group's.
reads_network = is_public | is_member | belongs_to_network
allow(
    "networks.see_network",
    reads_network | sits_in_steering_group | is_board_member,
    own=reads_network,
    denied=_("Nettverket vises for medlemmer."),
)
allow(
    "networks.join_network",
    is_member,
    own=is_member,
    denied=_("Bare medlemmer av partiet kan bli med i et nettverk. Møtene som er åpne for alle, står i kalenderen."),
)
allow(
    "networks.leave_network",
    is_signed_in,
    own=is_signed_in,
    denied=_("Logg inn for å gå ut av et nettverk."),
)
# Entered for who calls. The page shows nobody which networks somebody is in.
allow(
    "networks.enter_belonging",
    (leads_chosen_branch | (is_board_officer & is_live)) & ~is_own_membership,
    denied=NOT_COVERED,
)
allow(
    "networks.see_members",
    sits_in_steering_group,
    denied=_("Hvem som er med i et nettverk, vises bare for styringsgruppa."),
)
allow(
    "networks.edit_network",
    sits_in_steering_group | is_board_officer,
    denied=_("Siden redigeres av styringsgruppa, og av lederen eller sekretæren i kommunepartiet."),
)

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
def is_with_what_became(person: Asker, target: Any = None) -> bool:
    """Tell whether the person is with an idea that became a network: of any other that is over, nobody is left."""
    if not isinstance(target, Idea) or not isinstance(person, Person) or target.state != IdeaState.CLOSED:
        return False

    def look_up() -> bool:
        return Companion.objects.filter(idea_id=target.pk, person_id=person.pk).exists()

    return scope.once_per_request(("networks.with_idea", target.pk, person.pk), look_up)


@predicate
def is_idea_contact(person: Asker, target: Any = None) -> bool:
    """Tell whether the idea was brought to this person, as one on the board."""
    return isinstance(target, Idea) and person.is_authenticated and target.contact_id == person.pk


@predicate
def is_applicant(person: Asker, target: Any = None) -> bool:
    """Tell whether the application is the person's own."""
    return isinstance(target, Application) and person.is_authenticated and target.applicant_id == person.pk


@predicate
def is_candidate(person: Asker, target: Any = None) -> bool:
    """Tell whether it is the person who is asked to stand."""
    return isinstance(target, Candidate) and person.is_authenticated and target.person_id == person.pk


MEMBERS = _("Dette er for medlemmer. Spør styret hvis du mener at du er medlem.")
OWN_IDEA = _("Dette gjør den som har ideen.")
OWN_APPLICATION = _("Dette gjør den som søker.")
_reads_as_member = is_published_idea & is_member
_reads_what_became = is_with_what_became & is_member

allow("networks.see_ideas", is_member, denied=MEMBERS, factor=Factor.NONE)
allow("networks.write_idea", is_member, denied=MEMBERS, factor=Factor.NONE)
allow(
    "networks.see_idea",
    is_idea_owner | _reads_as_member | _reads_what_became | (is_idea_contact & is_board_member),
    denied=MEMBERS,
    own=is_idea_owner
    | _reads_as_member
    | _reads_what_became,  # a topic, three lines, and the name of who chose to show it to members
)
allow("networks.edit_idea", is_idea_owner & is_member, denied=OWN_IDEA, own=is_idea_owner)
allow(
    "networks.join_idea",
    (_reads_as_member | _reads_what_became) & ~is_idea_owner,  # what is over takes nobody in, but lets one out
    denied=_("Medlemmer kan være med på ideer som andre har lagt ut."),
    own=_reads_as_member | _reads_what_became,
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

# The evaluation: the board reads it, its leader and secretary write it, a steering group says its own.
WHOLE_BOARD = _("Evalueringen vises til styret i kommunepartiet. Årsmøtet får rapporten.")
allow("networks.see_evaluation", is_board_member, denied=WHOLE_BOARD)
allow(
    "networks.see_network_figures",
    is_board_member | sits_in_steering_group,
    denied=_("Tallene vises til styret og til styringsgruppa i nettverket."),
)
allow("networks.open_evaluation", is_board_officer, denied=BOARD)
allow("networks.write_assessment", is_board_officer, denied=BOARD)
allow("networks.enter_baseline", is_board_officer, denied=BOARD)
allow("networks.finish_report", is_board_officer, denied=BOARD)
allow("networks.record_verdict", is_board_officer, denied=BOARD)
allow("networks.close_survey", is_board_officer, denied=BOARD)
allow("networks.ask_members", is_board_officer, denied=BOARD, factor=Factor.FRESH)
allow("networks.end_network", is_board_officer, denied=BOARD, factor=Factor.FRESH)
allow(
    "networks.write_own_view",
    sits_in_steering_group,
    denied=_("Synet skrives av dem som sitter i styringsgruppa i nettverket i dag."),
)
allow(
    "networks.answer_survey",
    has_joined,
    denied=_("Undersøkelsen er for dem som er med i nettverket."),
    own=has_joined,
)
