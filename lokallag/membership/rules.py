"""Who may do what with memberships. A branch's leader sees those who chose the branch, not those who live there.

What an office sees of a member stands in ``SIGHT``, one line per kind of office (security.md B2): rights are those of
the offices that reach the member's branch or the whole party, added together; none flows from one branch to another.
"""

from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.core.assurance import Factor, is_enough
from lokallag.core.permissions import Asker, allow, predicate
from lokallag.core.scope import once_per_request, opened, unless_supposed
from lokallag.membership.domain.ages import may_be_minor
from lokallag.membership.models import BranchChoice, MemberFile, Membership
from lokallag.organisation.models import Kind, Title, Unit
from lokallag.organisation.queries import BOARD_TITLES, LEADING_TITLES, Seat, seats_of
from lokallag.organisation.rules import is_board_officer
from lokallag.people.models import Person
from lokallag.people.rules import is_own


class Sees(StrEnum):
    """One part of what is known of a member, as an office may see it."""

    NAME = "name"
    BRANCH = "branch"
    CONTACT = "contact"  # e-mail and telephone of those of age
    MINORS = "minors"  # the same for those under 18, and their guardian
    DETAILS = "details"  # number, age band, postal code, day of joining
    FEES = "fees"  # whether this year's is paid
    ADDRESS = "address"  # the street, with a purpose in words; never a protected one
    BIRTH = "birth"  # the year of birth, with a purpose in words
    EXPORT = "export"  # a file of the list


class OfficeKind(StrEnum):
    """The kinds of office that differ in what they see of members."""

    BRANCH_HEAD = "branch_head"  # leader and secretary of a branch
    BRANCH_DEPUTY = "branch_deputy"  # its deputy leader
    BRANCH_BOARD = "branch_board"
    BOARD_LEADER = "board_leader"
    BOARD_SECRETARY = "board_secretary"
    TREASURER = "treasurer"
    BOARD = "board"


_LEADS_BRANCH = frozenset({Sees.NAME, Sees.CONTACT, Sees.DETAILS, Sees.FEES, Sees.ADDRESS, Sees.EXPORT})
SIGHT: dict[OfficeKind, frozenset[Sees]] = {
    OfficeKind.BRANCH_HEAD: _LEADS_BRANCH | {Sees.MINORS},
    OfficeKind.BRANCH_DEPUTY: _LEADS_BRANCH,
    OfficeKind.BRANCH_BOARD: frozenset({Sees.NAME, Sees.CONTACT}),
    OfficeKind.BOARD_LEADER: frozenset(Sees) - {Sees.MINORS},
    OfficeKind.BOARD_SECRETARY: frozenset(Sees),
    OfficeKind.TREASURER: frozenset({Sees.NAME, Sees.BRANCH, Sees.FEES, Sees.ADDRESS}),
    OfficeKind.BOARD: frozenset({Sees.NAME, Sees.BRANCH}),
}
_OF_PARTY = {
    Title.LEADER: OfficeKind.BOARD_LEADER,
    Title.SECRETARY: OfficeKind.BOARD_SECRETARY,
    Title.TREASURER: OfficeKind.TREASURER,
}
_OF_BRANCH = {
    Title.LEADER: OfficeKind.BRANCH_HEAD,
    Title.SECRETARY: OfficeKind.BRANCH_HEAD,
    Title.DEPUTY_LEADER: OfficeKind.BRANCH_DEPUTY,
}


def office_kind(seat: Seat) -> OfficeKind | None:
    """Return what kind of office a seat is; ``None`` for one that sees no members, such as a deputy's."""
    title = Title(seat.title)
    if title not in BOARD_TITLES:
        return None
    if seat.unit_kind == Kind.MUNICIPAL:
        return _OF_PARTY.get(title, OfficeKind.BOARD)
    return _OF_BRANCH.get(title, OfficeKind.BRANCH_BOARD) if seat.unit_kind == Kind.BRANCH else None


def sight_in(person: Asker, branch_id: int | None, on: date) -> frozenset[Sees]:
    """Return what the person's offices see of the members of a branch; ``None`` is those of the whole party."""
    found: set[Sees] = set()
    for seat in seats_of(person, on):
        kind = office_kind(seat)
        if kind is not None and (seat.unit_kind == Kind.MUNICIPAL or seat.unit_id == branch_id):
            found |= SIGHT[kind]
    return frozenset(found)


def sight(person: Asker, target: Unit | Membership | None, on: date) -> frozenset[Sees]:
    """Return what the person's offices see of a unit's members, or of one member. Of nobody else's: nothing."""
    if isinstance(target, Unit):
        if target.kind not in {Kind.BRANCH, Kind.MUNICIPAL}:
            return frozenset()
        return sight_in(person, target.pk if target.kind == Kind.BRANCH else None, on)
    if not isinstance(target, Membership) or not target.holds_on(on) or not seats_of(person, on):
        return frozenset()
    return sight_in(person, chosen_branch(target, on), on)


def chosen_key(membership: Membership, on: date) -> tuple[str, int, date]:
    """Return the key under which ``chosen_branch`` may be answered beforehand (``core.scope.supposing``)."""
    return ("membership.chosen_branch", membership.pk, on)


def chosen_branch(membership: Membership, on: date) -> int | None:
    """Return the id of the branch that the member belongs to on the day, or ``None``."""

    def look_up() -> int | None:
        return BranchChoice.objects.live(on).filter(membership=membership).values_list("unit_id", flat=True).first()

    return unless_supposed(chosen_key(membership, on), look_up)


def led_branches(person: Asker, on: date) -> frozenset[int]:
    """Return the branches that the person leads on the day: as leader, deputy leader or secretary."""
    seats = seats_of(person, on)
    return frozenset(seat.unit_id for seat in seats if seat.unit_kind == Kind.BRANCH and seat.title in LEADING_TITLES)


def board_branches(person: Asker, on: date) -> frozenset[int]:
    """Return the branches on whose board the person sits on the day, as whatever but a deputy."""
    seats = seats_of(person, on)
    return frozenset(seat.unit_id for seat in seats if seat.unit_kind == Kind.BRANCH and office_kind(seat) is not None)


def sees_party(person: Asker, on: date) -> bool:
    """Tell whether the person has a seat on the party's board, and so sees at least the names of all members."""
    return any(seat.unit_kind == Kind.MUNICIPAL and office_kind(seat) is not None for seat in seats_of(person, on))


DUES = "membership.dues_export"  # the kind of approval that the treasurer's file takes


@predicate
def sees_names(person: Asker, target: Unit | Membership | None = None) -> bool:
    """Tell whether an office of the person shows the name."""
    return Sees.NAME in sight(person, target, localdate())


@predicate
def sees_contact(person: Asker, target: Unit | Membership | None = None) -> bool:
    """Tell whether an office of the person shows e-mail and telephone of those of age."""
    return Sees.CONTACT in sight(person, target, localdate())


@predicate
def sees_minors(person: Asker, target: Unit | Membership | None = None) -> bool:
    """Tell whether an office of the person shows e-mail, telephone and guardian of those under 18."""
    return Sees.MINORS in sight(person, target, localdate())


@predicate
def sees_details(person: Asker, target: Unit | Membership | None = None) -> bool:
    """Tell whether an office of the person shows number, age band, postal code and day of joining."""
    return Sees.DETAILS in sight(person, target, localdate())


@predicate
def sees_fees(person: Asker, target: Unit | Membership | None = None) -> bool:
    """Tell whether an office of the person shows whether this year's fee is paid."""
    return Sees.FEES in sight(person, target, localdate())


@predicate
def sees_addresses(person: Asker, target: Unit | Membership | None = None) -> bool:
    """Tell whether an office of the person shows the street of a member whose address is not protected."""
    return Sees.ADDRESS in sight(person, target, localdate())


@predicate
def may_export(person: Asker, target: Unit | Membership | None = None) -> bool:
    """Tell whether an office of the person goes with a file of the target's members."""
    return Sees.EXPORT in sight(person, target, localdate())


@predicate
def has_a_list(person: Asker) -> bool:
    """Tell whether the person sees the members of anything: of the party, or of a branch."""
    today = localdate()
    return sees_party(person, today) or bool(board_branches(person, today))


def own_membership(person: Asker, on: date) -> Membership | None:
    """Return the person's own membership if it holds on the day. Asked at most once in a request."""

    if not isinstance(person, Person):
        return None
    key = person.pk

    def look_up() -> Membership | None:
        with opened("whether one is a member oneself", person_id=key):
            return Membership.objects.live(on).filter(person_id=key).first()

    return once_per_request(("membership.own", key, on), look_up)


@predicate
def is_own_membership(person: Asker, target: Membership | None = None) -> bool:
    """Tell whether the membership is the asker's own and still holds."""
    return person.is_authenticated and target is not None and person.pk == target.person_id and _is_live(target)


@predicate
def is_live(_person: Asker, target: Membership | None = None) -> bool:
    """Tell whether the membership holds today."""
    return target is not None and _is_live(target)


def _is_live(membership: Membership) -> bool:
    return membership.holds_on(localdate())


@predicate
def keeps_dues(person: Asker) -> bool:
    """Tell whether the person is the treasurer of the municipal party."""
    return any(office_kind(seat) is OfficeKind.TREASURER for seat in seats_of(person, localdate()))


@predicate
def is_own_file(person: Asker, target: MemberFile | None = None) -> bool:
    """Tell whether the person is the one who asked for the file."""
    return person.is_authenticated and target is not None and person.pk == target.person_id


@predicate
def may_have_file(person: Asker, target: MemberFile | None = None) -> bool:
    """Tell whether the person may still have a file with the members of that unit."""
    if target is None:
        return False
    if target.unit.kind == Kind.BRANCH:
        return Sees.EXPORT in sight(person, target.unit, localdate())
    if target.approval is None:
        return False
    return bool((keeps_dues if target.approval.kind == DUES else is_board_officer).test(person))


def visible_to(person: Asker, on: date) -> QuerySet[Membership]:
    """Return the memberships that the person may see: those for which ``membership.see_member`` holds, no others.

    Seen is at least the name; what more, says ``sight``.
    """
    if not person.is_authenticated:
        return Membership.objects.none()
    live = Membership.objects.live(on)
    if not is_enough(Factor.HELD):
        return live.filter(person_id=person.pk)
    if sees_party(person, on):
        return live
    own = board_branches(person, on)
    in_own = BranchChoice.objects.live(on).filter(membership=OuterRef("pk"), unit_id__in=own)
    return live.filter(Q(person_id=person.pk) | Q(Exists(in_own)) if own else Q(person_id=person.pk))


def shown_to(person: Asker, on: date) -> QuerySet[Person]:
    """Return the persons whose memberships are ``visible_to`` the person."""
    return Person.objects.filter(pk__in=visible_to(person, on).values("person_id"))


ONLY_BOARD = _("Dette gjør lederen eller sekretæren i kommunepartiet. Spør styret hvis noe bør endres.")
ONLY_LEADERS = _("Dette er for dem som leder avdelingen, og for styrets leder og sekretær.")

allow(
    "membership.see_member",
    is_own_membership | sees_names,
    own=is_own_membership,
    denied=_("Et medlem vises for medlemmet selv, for avdelingens styre, og for styret i kommunepartiet."),
)
allow(
    "membership.see_members",
    sees_names,
    denied=_("Medlemslisten vises for avdelingens styre, og for styret i kommunepartiet."),
)
allow(
    "membership.see_lists",
    has_a_list,
    denied=_("Medlemslistene er for dem som sitter i styret for en avdeling eller for kommunepartiet."),
)
allow("membership.see_contact", sees_contact, denied=ONLY_LEADERS)
allow("membership.see_minor", sees_minors, denied=ONLY_LEADERS)
allow("membership.see_details", sees_details, denied=ONLY_LEADERS)
allow("membership.see_fees", sees_fees, denied=ONLY_LEADERS)
allow("membership.see_address", sees_addresses, denied=ONLY_LEADERS, factor=Factor.FRESH)
allow("membership.export_members", may_export, denied=ONLY_LEADERS, factor=Factor.FRESH)
# Of the whole party it takes two: who may propose it may approve it for another.
allow("membership.export_party", is_board_officer, denied=ONLY_BOARD, factor=Factor.FRESH)
allow(
    "membership.export_dues",
    keeps_dues,
    denied=_("Filen til kontingenten er for kassereren i kommunepartiet."),
    factor=Factor.FRESH,
)
allow("membership.see_file", is_own_file, denied=ONLY_LEADERS)
allow(
    "membership.fetch_file",
    is_own_file & may_have_file,
    denied=_("Filen er for den som ba om den, så lenge vervet varer."),
    factor=Factor.FRESH,
)
allow("membership.edit_guardian", sees_minors, denied=ONLY_LEADERS)
allow("membership.protect_member", is_board_officer & is_live, denied=ONLY_BOARD)
allow("membership.name_address_keeper", is_board_officer, denied=ONLY_BOARD, factor=Factor.FRESH)
allow("membership.see_unplaced", is_board_officer, denied=ONLY_BOARD)
allow(
    "membership.choose_branch",
    is_own_membership,
    own=is_own_membership,
    denied=_("Bare medlemmet selv velger avdeling. Styrets leder og sekretær kan plassere et medlem som ber om det."),
)
allow("membership.place_member", is_board_officer & is_live, denied=ONLY_BOARD)
allow("membership.start_membership", is_board_officer, denied=ONLY_BOARD)
allow("membership.end_membership", is_board_officer & is_live, denied=ONLY_BOARD)


# What is entered for a member after a call, a paper or a talk (ADR 0018): never by oneself for oneself.
@predicate
def leads_chosen_branch(person: Asker, target: Membership | None = None) -> bool:
    """Tell whether the person leads the branch that the member belongs to today."""
    if target is None or not target.holds_on(localdate()):
        return False
    led = led_branches(person, localdate())
    return bool(led) and chosen_branch(target, localdate()) in led


covers_member = leads_chosen_branch | (is_board_officer & is_live)
for_another = covers_member & ~is_own_membership
for_another_by_board = is_board_officer & is_live & ~is_own_membership
NOT_COVERED = _(
    "Dette fører de inn som leder avdelingen til medlemmet, og styrets leder og sekretær. Det som gjelder deg selv,"
    " gjør du på Min side."
)
BOARD_ENTERS = _("Dette fører styrets leder eller sekretær inn. Det som gjelder deg selv, gjør du på Min side.")

allow("membership.enter_for_member", for_another, denied=NOT_COVERED)
allow("membership.enter_branch", for_another, denied=NOT_COVERED)
allow("membership.enter_address", for_another, denied=NOT_COVERED)
allow("membership.enter_phone", for_another, denied=NOT_COVERED)
allow("membership.enter_language", for_another, denied=NOT_COVERED)
allow("membership.enter_consent", for_another, denied=NOT_COVERED)
allow("membership.enter_protection", for_another, denied=NOT_COVERED)
allow("membership.end_protection", for_another_by_board, denied=BOARD_ENTERS, factor=Factor.FRESH)
allow("membership.enter_email", for_another_by_board, denied=BOARD_ENTERS, factor=Factor.FRESH)
allow("membership.send_letter", for_another, denied=NOT_COVERED)
allow("membership.print_letter", for_another, denied=NOT_COVERED, factor=Factor.FRESH)  # a whole address (B2)

# What one is interested in is one's own; the topics are the board's list, and say nothing of anybody.
allow("membership.choose_interests", is_own, own=is_own)
allow("membership.edit_topics", is_board_officer, denied=ONLY_BOARD)


def covered_by(person: Asker, on: date) -> QuerySet[Membership]:
    """Return the memberships for which the person may enter things: those for which ``for_another`` holds."""
    if not person.is_authenticated or not is_enough(Factor.HELD):
        return Membership.objects.none()
    live = Membership.objects.live(on).exclude(person_id=person.pk)
    if is_board_officer.test(person):
        return live
    in_led = BranchChoice.objects.live(on).filter(unit_id__in=led_branches(person, on))
    return live.filter(pk__in=in_led.values("membership_id"))


def contact_is_shown(person: Asker, target: Membership, on: date) -> bool:
    """Tell whether the person sees a member's telephone and e-mail, of those for whom they may enter things.

    Of who may still be under 18 only leader and secretary of the branch and the party's secretary do (B2, rule 9).
    """
    seen = sight(person, target, on)
    minor = may_be_minor(target.person.birth_year, on.year)
    return Sees.CONTACT in seen and (Sees.MINORS in seen or not minor)
