"""Who may do what with the organisation. Rights follow from the terms that are live today (ADR 0002)."""

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.core.assurance import Factor, Reach
from lokallag.core.permissions import Asker, allow, predicate, widen
from lokallag.organisation.models import Approval, BoardContact, Kind, Office, Term, Unit
from lokallag.organisation.queries import BOARD_TITLES, LEADING_TITLES, REGISTER_TITLES, seats_of
from lokallag.organisation.services.approval_kinds import has_right_to_decide


def unit_id_of(target: Any) -> int | None:
    """Return the unit that a target belongs to: the unit itself, or what hangs on one."""
    if isinstance(target, Unit):
        return target.pk
    if isinstance(target, Term):
        return target.office.unit_id
    if isinstance(target, BoardContact):
        return target.branch_id
    if isinstance(target, Office):
        return target.unit_id
    found = getattr(target, "unit_id", None)
    return found if isinstance(found, int) else None


@predicate
def is_board_officer(person: Asker) -> bool:
    """Tell whether the person is leader or secretary of the municipal party."""
    return any(
        seat.unit_kind == Kind.MUNICIPAL and seat.title in REGISTER_TITLES for seat in seats_of(person, localdate())
    )


@predicate
def is_board_member(person: Asker) -> bool:
    """Tell whether the person sits on the board of the municipal party (deputies do not)."""
    return any(
        seat.unit_kind == Kind.MUNICIPAL and seat.title in BOARD_TITLES for seat in seats_of(person, localdate())
    )


@predicate
def leads_unit(person: Asker, target: Any = None) -> bool:
    """Tell whether the person leads the target's own unit: leader, deputy, secretary; or a network's steering group."""
    unit_id = unit_id_of(target)
    return unit_id is not None and any(seat.unit_id == unit_id and seat.leads for seat in seats_of(person, localdate()))


@predicate
def leads_electing_unit(person: Asker, target: Any = None) -> bool:
    """Tell whether the person leads the target's own unit, and that unit elects its board itself: no network does."""
    unit_id = unit_id_of(target)
    return unit_id is not None and any(
        seat.unit_id == unit_id and seat.unit_kind != Kind.NETWORK and seat.leads
        for seat in seats_of(person, localdate())
    )


@predicate
def holds_office_in_unit(person: Asker, target: Any = None) -> bool:
    """Tell whether the person holds any office of the target's own unit."""
    unit_id = unit_id_of(target)
    return unit_id is not None and any(seat.unit_id == unit_id for seat in seats_of(person, localdate()))


@predicate
def leads_some_branch(person: Asker) -> bool:
    """Tell whether the person is leader, deputy leader or secretary of any branch."""
    return any(seat.unit_kind == Kind.BRANCH and seat.title in LEADING_TITLES for seat in seats_of(person, localdate()))


@predicate
def holds_office(person: Asker) -> bool:
    """Tell whether the person holds any office today, and so sees something of others."""
    return bool(seats_of(person, localdate()))


@predicate
def is_proposer(person: Asker, target: Approval | None = None) -> bool:
    """Tell whether the person proposed it and still holds an office."""
    return target is not None and person.pk == target.proposer_id and bool(seats_of(person, localdate()))


@predicate
def may_decide(person: Asker, target: Approval | None = None) -> bool:
    """Tell whether the person's offices let them approve such a thing."""
    return target is not None and has_right_to_decide(person, target)


widen(Reach.REGISTER, is_board_officer)
widen(Reach.OTHERS, holds_office)

ONLY_BOARD = _("Dette gjør lederen eller sekretæren i kommunepartiet. Spør styret hvis noe bør endres.")

allow("organisation.manage_units", is_board_officer, denied=ONLY_BOARD)
allow("organisation.appoint_officer", is_board_officer, denied=ONLY_BOARD, factor=Factor.FRESH)
allow("organisation.print_codes", is_board_officer, denied=ONLY_BOARD, factor=Factor.FRESH)
allow("organisation.edit_rules", is_board_officer, denied=ONLY_BOARD)
allow("organisation.edit_profile", is_board_officer, denied=ONLY_BOARD)
allow("organisation.name_contact", is_board_officer, denied=ONLY_BOARD)
allow(
    "organisation.edit_unit",
    is_board_officer | leads_unit,
    denied=_("Siden redigeres av dem som leder enheten, og av styret i kommunepartiet."),
)
allow(
    "organisation.set_anchor",
    is_board_officer | leads_unit,
    denied=_("Dagen settes av dem som leder enheten, og felles dager av styret i kommunepartiet."),
)
allow(
    "organisation.see_terms",
    is_board_member | holds_office_in_unit,
    denied=_("Alle vervene vises til styret og til dem som har verv i enheten."),
)
allow(
    "organisation.see_contact",
    is_board_member | holds_office_in_unit,
    denied=_("Kontakten i styret vises til avdelingen selv."),
)

# Whether the proposer may do the thing itself is asked by the service, of the act that the kind names.
allow("organisation.propose_approval", is_board_officer | leads_some_branch, denied=ONLY_BOARD)
# Who becomes leader or secretary is approved by the whole board, so that there is a third where the two propose for
# each other (ADR 0011).
allow(
    "organisation.approve_grant",
    is_board_member,
    denied=_("Hvem som blir leder og sekretær, godkjennes av styret i kommunepartiet."),
    factor=Factor.FRESH,
)
allow(
    "organisation.hand_over",
    is_board_officer | leads_electing_unit,
    denied=_("Et nytt styre føres inn av dem som leder enheten, eller av lederen eller sekretæren i kommunepartiet."),
    factor=Factor.FRESH,
)
allow(
    "organisation.see_approvals",
    is_board_member | leads_some_branch,
    denied=_("Det som krever to, vises til styret og til dem som har foreslått noe."),
)
allow(
    "organisation.see_approval",
    is_proposer | may_decide,
    denied=_("Forslaget vises til den som foreslo det, og til dem som kan godkjenne det."),
)
allow(
    "organisation.decide_approval",
    is_proposer | may_decide,
    denied=_("Dette kan bare den godkjenne som kan gjøre det."),
    factor=Factor.FRESH,
)
