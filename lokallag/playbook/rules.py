"""Who may do what with the year and the run book.

Plans are kept by those who lead the unit, the wheel is published by the board, chapters are written by its officers.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.core import scope
from lokallag.core.assurance import Factor
from lokallag.core.permissions import Asker, allow, predicate
from lokallag.membership.queries import membership_of
from lokallag.membership.rules import chosen_branch
from lokallag.organisation.rules import (
    holds_office,
    holds_office_in_unit,
    is_board_member,
    is_board_officer,
    leads_unit,
    unit_id_of,
)
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


# The run book (dreiebok): read by members and officers, written by the board's leader and secretary.
@dataclass(frozen=True, slots=True)
class Belonging:
    """Whether somebody is a member, and the id of the branch chosen."""

    is_member: bool
    unit_id: int | None


def belongs(person: Asker, on: date) -> Belonging:
    """Return whether the person is a member on the day, and of which branch. Asked at most once in a request."""
    if not person.is_authenticated:
        return Belonging(False, None)

    def look_up() -> Belonging:
        with scope.opened("playbook.read_chapters", person_id=person.pk):
            membership = membership_of(person, on)
            unit_id = None if membership is None else chosen_branch(membership, on)
        return Belonging(membership is not None, unit_id)

    return scope.once_per_request(("playbook.belongs", person.pk, on), look_up)


@predicate
def is_member(person: Asker) -> bool:
    """Tell whether the person is a member today."""
    return belongs(person, localdate()).is_member


@predicate
def belongs_to_unit(person: Asker, target: Any = None) -> bool:
    """Tell whether the target's unit is the person's own branch."""
    unit_id = unit_id_of(target)
    return unit_id is not None and belongs(person, localdate()).unit_id == unit_id


@predicate
def is_open_chapter(_person: Asker, target: Chapter | None = None) -> bool:
    """Tell whether the chapter is there for readers: published, and not put away."""
    return target is not None and target.published_id is not None and target.archived_at is None


ONLY_EDITORS = _("Dreieboka redigeres av lederen og sekretæren i kommunepartiet. Send dem gjerne et forslag.")
READERS = _("Dreieboka er for medlemmer.")

allow("playbook.read_chapters", is_member | holds_office, denied=READERS, factor=Factor.NONE)
allow(
    "playbook.see_chapter",
    is_board_officer | (is_open_chapter & (is_member | holds_office)),
    denied=READERS,
    factor=Factor.NONE,
)
allow("playbook.edit_chapter", is_board_officer, denied=ONLY_EDITORS)
allow("playbook.publish_chapter", is_board_officer, denied=ONLY_EDITORS)
allow(
    "playbook.see_chapter_note",
    belongs_to_unit | holds_office_in_unit,
    denied=_("Notatet er for medlemmene i avdelingen."),
    factor=Factor.NONE,
)
allow("playbook.write_chapter_note", leads_unit, denied=_("Notatet skrives av dem som leder enheten."))
