"""Who may do what with their own data, and who may see what goes."""

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.core.assurance import Factor
from lokallag.core.permissions import Asker, allow, always_deny, predicate
from lokallag.membership.models import Membership
from lokallag.membership.rules import for_another_by_board
from lokallag.organisation.models import Kind, Title
from lokallag.organisation.queries import seats_of
from lokallag.organisation.rules import is_board_officer
from lokallag.people.models import Person
from lokallag.people.rules import is_own
from lokallag.people.services import has_factor


@predicate
def is_own_without_factor(person: Asker, target: Person | None) -> bool:
    """Tell whether the target is the person asking, who has no second factor that could be asked for."""
    return bool(is_own.test(person, target)) and target is not None and not has_factor(target)


# Erasing somebody else is done by jobs and commands, by the rules of how long things are kept.
allow("privacy.erase_person", always_deny)
# What cannot be undone, or takes everything along, asks those who have a second factor for it.
allow("privacy.leave_party", is_own, own=is_own_without_factor, factor=Factor.FRESH)
allow("privacy.download_data", is_own, own=is_own_without_factor, factor=Factor.FRESH)


@predicate
def keeps_members(person: Asker) -> bool:
    """Tell whether the person is membership officer of the municipal party."""
    return any(
        seat.unit_kind == Kind.MUNICIPAL and seat.title == Title.MEMBERSHIP_OFFICER
        for seat in seats_of(person, localdate())
    )


# Clearing by the table of keeping is done by jobs. Its page shows counts; names only to the two who may note them.
allow("privacy.clear_expired", always_deny)
allow(
    "privacy.see_retention",
    is_board_officer | keeps_members,
    denied=_("Dette ser lederen, sekretæren og den medlemsansvarlige i kommunepartiet."),
)
allow(
    "privacy.note_expulsion",
    is_board_officer,
    denied=_("Dette fører lederen eller sekretæren i kommunepartiet."),
)


@predicate
def enters_for_another(person: Asker, target: Membership | None = None) -> bool:
    """Tell whether the person leads the board or is its secretary, and the target is another's live membership."""
    return bool(for_another_by_board.test(person, target))


# After a call, a paper or a talk (ADR 0018): by the board's leader or secretary, never for oneself.
allow(
    "privacy.leave_for_member",
    enters_for_another,
    denied=_("Utmelding føres inn av styrets leder eller sekretær. Vil du selv ut, gjør du det på Min side."),
    factor=Factor.FRESH,
)
