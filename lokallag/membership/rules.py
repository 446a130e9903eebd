"""Who may do what with memberships. A branch's leader sees those who chose the branch, not those who live there."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.core.assurance import Factor, is_enough
from lokallag.core.permissions import Asker, allow, predicate
from lokallag.membership.models import BranchChoice, Membership
from lokallag.organisation.models import Kind, Title, Unit
from lokallag.organisation.queries import LEADING_TITLES, REGISTER_TITLES, seats_of
from lokallag.organisation.rules import is_board_officer, leads_some_branch

GROWN = 18


def led_branches(person: Asker, on: date) -> frozenset[int]:
    """Return the branches that the person leads on the day: as leader, deputy leader or secretary."""
    seats = seats_of(person, on)
    return frozenset(seat.unit_id for seat in seats if seat.unit_kind == Kind.BRANCH and seat.title in LEADING_TITLES)


def _is_live(membership: Membership) -> bool:
    return membership.holds_on(localdate())


@predicate
def leads_branch(person: Asker, target: Unit | None = None) -> bool:
    """Tell whether the target is a branch that the person leads. The board's deputy leader has no such list."""
    return target is not None and target.pk in led_branches(person, localdate())


@predicate
def is_own_membership(person: Asker, target: Membership | None = None) -> bool:
    """Tell whether the membership is the asker's own and still holds."""
    return person.is_authenticated and target is not None and person.pk == target.person_id and _is_live(target)


@predicate
def leads_chosen_branch(person: Asker, target: Membership | None = None) -> bool:
    """Tell whether the person leads the branch that the member belongs to today."""
    if target is None or not _is_live(target):
        return False
    led = led_branches(person, localdate())
    return bool(led) and BranchChoice.objects.live(localdate()).filter(membership=target, unit_id__in=led).exists()


@predicate
def is_live(_person: Asker, target: Membership | None = None) -> bool:
    """Tell whether the membership holds today."""
    return target is not None and _is_live(target)


def visible_to(person: Asker, on: date) -> QuerySet[Membership]:
    """Return the memberships that the person may see: those for which ``membership.see_member`` holds, no others."""
    if not person.is_authenticated:
        return Membership.objects.none()
    live = Membership.objects.live(on)
    seats = seats_of(person, on) if is_enough(Factor.HELD) else frozenset()
    if any(seat.unit_kind == Kind.MUNICIPAL and seat.title in REGISTER_TITLES for seat in seats):
        return live
    led = led_branches(person, on) if seats else frozenset()
    in_led = BranchChoice.objects.live(on).filter(membership=OuterRef("pk"), unit_id__in=led)
    return live.filter(Q(person_id=person.pk) | Q(Exists(in_led)) if led else Q(person_id=person.pk))


ONLY_BOARD = _("Dette gjør lederen eller sekretæren i kommunepartiet. Spør styret hvis noe bør endres.")

allow(
    "membership.see_member",
    is_own_membership | leads_chosen_branch | (is_board_officer & is_live),
    own=is_own_membership,
    denied=_("Et medlem vises for medlemmet selv, for dem som leder avdelingen, og for styrets leder og sekretær."),
)
allow(
    "membership.see_members",
    leads_branch | is_board_officer,
    denied=_("Medlemslisten vises for dem som leder avdelingen, og for styrets leder og sekretær."),
)
allow(
    "membership.see_lists",
    leads_some_branch | is_board_officer,
    denied=_("Medlemslistene er for dem som leder en avdeling, og for styrets leder og sekretær."),
)
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
    year = target.person.birth_year
    if year is None or on.year - year > GROWN:
        return True
    chosen = BranchChoice.objects.live(on).filter(membership=target).values_list("unit_id", flat=True).first()
    return any(
        (seat.unit_id == chosen and seat.title in REGISTER_TITLES)
        or (seat.unit_kind == Kind.MUNICIPAL and seat.title == Title.SECRETARY)
        for seat in seats_of(person, on)
    )
