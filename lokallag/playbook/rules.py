"""Who may do what with the year: plans are kept by those who lead the unit, the wheel is published by the board.

The division of labour is the members' own to read: it says who answers for what among them, and it is no business of
others how a party shares its work. It names no person. The board's officers edit it; a branch and its contact on the
board go through it.
"""

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.core.permissions import Asker, allow, predicate
from lokallag.core.scope import once_per_request
from lokallag.membership.models import Membership
from lokallag.organisation.queries import branches_of_contact
from lokallag.organisation.rules import (
    holds_office,
    holds_office_in_unit,
    is_board_member,
    is_board_officer,
    leads_unit,
    unit_id_of,
)
from lokallag.playbook.domain.duties import Side

OWN_PLAN = _("Planen endres av dem som leder enheten.")
SEEN_BY = _("Utkastet vises for dem som har verv i enheten, og for styret.")

allow("playbook.see_plan", is_board_member | holds_office_in_unit, denied=SEEN_BY)
allow("playbook.edit_plan", leads_unit, denied=OWN_PLAN)
allow(
    "playbook.publish_wheel",
    is_board_officer,
    denied=_("Årshjulet publiseres av lederen eller sekretæren i kommunepartiet."),
)
allow("playbook.see_overview", is_board_member, denied=_("Oversikten vises for styret i kommunepartiet."))
allow("playbook.see_days", holds_office, denied=_("De faste dagene vises for dem som har verv."))


@predicate
def is_member(person: Asker) -> bool:
    """Tell whether the person is a member of the party today."""
    if not person.is_authenticated:
        return False
    held = Membership.objects.filter(person_id=person.pk, ended_on__isnull=True)
    return once_per_request(("playbook.is_member", person.pk), held.exists)


@predicate
def is_board_contact(person: Asker, target: Any = None) -> bool:
    """Tell whether the person is the target's branch's contact on the board, and sits there today."""
    unit_id = unit_id_of(target)
    return unit_id is not None and unit_id in branches_of_contact(person, localdate())


def sides_of(person: Asker, target: Any) -> tuple[Side, ...]:
    """Return for whom the person can speak in a branch's review: the branch first, where it is both."""
    speaks = {
        Side.BRANCH: leads_unit.test(person, target),
        Side.BOARD: is_board_contact.test(person, target) or is_board_officer.test(person),
    }
    return tuple(side for side, does in speaks.items() if does)


allow(
    "playbook.see_duties",
    is_member | holds_office,
    denied=_("Arbeidsdelingen vises for medlemmene. Spør styret hvis du er medlem og ikke slipper inn."),
    own=is_member | holds_office,  # it is theirs, and says nothing of any person
)
allow(
    "playbook.edit_duties",
    is_board_officer,
    denied=_("Arbeidsdelingen endres av lederen eller sekretæren i kommunepartiet."),
)
allow(
    "playbook.publish_duties",
    is_board_officer,
    denied=_("Arbeidsdelingen publiseres av lederen eller sekretæren i kommunepartiet."),
)
allow(
    "playbook.see_review",
    is_board_member | holds_office_in_unit,
    denied=_("Gjennomgangen vises for dem som har verv i avdelingen, og for styret."),
)
allow(
    "playbook.answer_review",
    leads_unit | is_board_contact,
    denied=_("Her svarer de som leder avdelingen, og kontakten deres i styret."),
)
allow(
    "playbook.settle_duty",
    leads_unit | is_board_contact | is_board_officer,
    denied=_("Dette avklares av dem som leder avdelingen, og kontakten deres i styret."),
)
allow(
    "playbook.see_duty_overview",
    is_board_member,
    denied=_("Oversikten over gjennomgangene vises for styret i kommunepartiet."),
)
