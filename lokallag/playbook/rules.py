"""Who may do what with the year and the run book.

Plans are kept by those who lead the unit, the wheel is published by the board, chapters are written by its officers.
The division of labour is the members' own to read: it says who answers for what among them, and names no person. The
board's officers edit it; a branch and its contact on the board go through it.
"""

from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.core import scope
from lokallag.core.assurance import Factor
from lokallag.core.permissions import Asker, allow, predicate
from lokallag.membership.rules import chosen_branch, own_membership
from lokallag.networks.rules import is_member
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
from lokallag.playbook.models import Chapter

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
allow(
    "playbook.edit_kinds",
    is_board_officer,
    denied=_("Aktivitetene i dreieboka endres av lederen eller sekretæren i kommunepartiet."),
)
TIPS = _("Tipsene leses og besvares av lederen eller sekretæren i kommunepartiet.")
allow("playbook.see_tips", is_board_officer, denied=TIPS)
allow("playbook.answer_tip", is_board_officer, denied=TIPS)


def own_branch(person: Asker, on: date) -> int | None:
    """Return the id of the branch that the person has chosen. Asked at most once in a request."""
    membership = own_membership(person, on)

    def look_up() -> int | None:
        return None if membership is None else chosen_branch(membership, on)

    return scope.once_per_request(("playbook.branch", person.pk, on), look_up)


@predicate
def belongs_to_unit(person: Asker, target: Any = None) -> bool:
    """Tell whether the target's unit is the person's own branch."""
    unit_id = unit_id_of(target)
    return unit_id is not None and own_branch(person, localdate()) == unit_id


@predicate
def is_open_chapter(_person: Asker, target: Chapter | None = None) -> bool:
    """Tell whether the chapter is there for readers: published, and not put away."""
    return target is not None and target.published_id is not None and target.archived_at is None


# The run book (dreiebok): read by members and officers, written by the board's leader and secretary.
ONLY_EDITORS = _("Dreieboka redigeres av lederen og sekretæren i kommunepartiet. Send dem gjerne et forslag.")
READERS = _("Dreieboka er for medlemmer.")

allow("playbook.read_chapters", holds_office | is_member, denied=READERS, factor=Factor.NONE)
allow(
    "playbook.see_chapter",
    is_board_officer | (is_open_chapter & (holds_office | is_member)),
    denied=READERS,
    factor=Factor.NONE,
)
allow("playbook.edit_chapter", is_board_officer, denied=ONLY_EDITORS)
allow("playbook.publish_chapter", is_board_officer, denied=ONLY_EDITORS)
allow(
    "playbook.see_chapter_note",
    holds_office_in_unit | belongs_to_unit,
    denied=_("Notatet er for medlemmene i avdelingen."),
    factor=Factor.NONE,
)
allow("playbook.write_chapter_note", leads_unit, denied=_("Notatet skrives av dem som leder enheten."))


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
