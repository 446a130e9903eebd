"""The pages that anyone may see: the map with Finn din avdeling, and a branch's own page."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import in_words
from lokallag.core import scope
from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import Unit, UnitName
from lokallag.organisation.queries import board_contact_of, main_unit
from lokallag.organisation.queries.usual import meeting_times
from lokallag.territory.domain.codes import compact
from lokallag.territory.models import PostalCode
from lokallag.territory.queries.branches import Branch, branches
from lokallag.territory.queries.coming import Coming, calendar_of, what_comes
from lokallag.territory.queries.divisions import codes_of
from lokallag.territory.queries.find import Answer, Outcome, find
from lokallag.territory.queries.maps import Picture, picture

MOST_IN_ANSWER = 40
"""Branches in the table beside an answer; more are one press away, so that the answer comes at once."""


@dataclass(frozen=True, slots=True)
class BranchRow:
    """One branch in the table."""

    branch: Branch
    colour: int
    codes: str


@dataclass(frozen=True, slots=True)
class BranchesPage:
    """All that ``territory/branch_list.html`` shows."""

    title: str
    asked: str
    has_answer: bool
    answer: SafeString
    map: Picture
    chosen: SafeString
    map_title: str
    heading: str
    rows: tuple[BranchRow, ...]
    all_url: str
    areas_url: str
    is_set_up: bool


@dataclass(frozen=True, slots=True)
class AnswerBox:
    """All that ``territory/answer.html`` shows."""

    answer: Answer
    colour: int


def member_page(asked: str, *, viewer: Asker, today: date) -> BranchesPage:
    """Return the map and table of branches, and who answers for what was ``asked``."""
    answer = find(asked, today)
    pk = answer.branch.pk if answer.branch else 0
    drawn = picture(today, chosen=pk)
    asks = answer.outcome is not Outcome.NOTHING_ASKED
    box = AnswerBox(answer, drawn.colours.get(pk, 0))
    return branches_page(
        asked,
        answer=answer,
        answer_html=render_to_string("territory/answer.html", {"page": box}) if asks else "",
        chosen=chosen_outline(drawn.edge),
        drawn=drawn,
        today=today,
        areas_url=reverse("territory:areas") if may(viewer, "territory.see_areas") else "",
    )


def chosen_outline(path: str) -> SafeString:
    """Return the outline of the chosen branch, drawn above the others; nothing where none is chosen."""
    return format_html('<g class="selected"><path class="map-edge" d="{}"/></g>', path) if path else SafeString("")


def branches_page(
    asked: str, *, answer: Answer, answer_html: str, chosen: str, drawn: Picture, today: date, areas_url: str
) -> BranchesPage:
    """Return the page around an answer that is already drawn."""
    shown = branches(today)
    hides = answer.outcome is not Outcome.NOTHING_ASKED and len(shown) > MOST_IN_ANSWER
    rows = tuple(
        BranchRow(branch, drawn.colours.get(branch.pk, 0), compact(list(drawn.codes.get(branch.pk, ()))))
        for branch in (() if hides else shown)
    )
    count = len(shown)
    return BranchesPage(
        title=_("Finn din avdeling"),
        asked=asked[:100],
        has_answer=answer.outcome is not Outcome.NOTHING_ASKED,
        answer=SafeString(answer_html),
        map=drawn,
        chosen=SafeString(chosen),
        map_title=ngettext("Kart over avdelingen", "Kart over de %(count)s avdelingene", count)
        % {"count": count_word(count)},
        heading=_("Avdelingen") if count == 1 else _("Alle %(count)s avdelinger") % {"count": count_word(count)},
        rows=rows,
        all_url=reverse("territory:branches") if hides else "",
        areas_url=areas_url,
        is_set_up=bool(shown),
    )


def count_word(count: int) -> str:
    """Return a number up to twelve as a word, larger ones in figures."""
    words = (
        _("null"), _("én"), _("to"), _("tre"), _("fire"), _("fem"), _("seks"), _("sju"), _("åtte"), _("ni"), _("ti"),
        _("elleve"), _("tolv"),
    )  # fmt: skip
    return words[count] if count < len(words) else str(count)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One postal code of a branch."""

    code: str
    place: str


@dataclass(frozen=True, slots=True)
class OldName:
    """A name that the branch had or will have."""

    name: str
    when: str


@dataclass(frozen=True, slots=True)
class BranchPage:
    """All that ``territory/branch_detail.html`` shows. ``contact`` is empty for those who may not see it."""

    title: str
    crumbs: tuple[tuple[str, str | None], ...]
    branch: Branch
    about: str
    colour: int
    map: Picture
    chosen: SafeString
    map_title: str
    places: tuple[PlaceRow, ...]
    contact: str
    contact_email: str
    sees_contact: bool
    party_email: str
    edit_url: str
    old_names: tuple[OldName, ...]
    closed: str
    coming: tuple[Coming, ...]
    calendar_url: str


def branch_page(unit: Unit, *, viewer: Asker, today: date, at: datetime) -> BranchPage:
    """Return a branch's own page: its area, its leader's public contact and how to join."""
    found = next((branch for branch in branches(today) if branch.pk == unit.pk), None)
    branch = found or Branch(unit.pk, unit.slug, _name_of(unit), unit.meets, "", unit.public_email)
    branch = replace(branch, meets=meeting_times(unit))
    codes = codes_of(unit, today)
    drawn = picture(today, chosen=unit.pk)
    sees_contact = may(viewer, "organisation.see_contact", unit)
    contact = None
    if sees_contact:
        with scope.opened("organisation.see_contact", person_id=viewer.pk):
            contact = board_contact_of(unit, today)
    party = main_unit(today)
    return BranchPage(
        title=branch.name,
        crumbs=((_("Avdelinger"), reverse("territory:branches")), (branch.name, None)),
        branch=branch,
        about=unit.about,
        colour=drawn.colours.get(unit.pk, 0),
        map=drawn,
        chosen=chosen_outline(drawn.edge),
        map_title=_("Kart over området til %(name)s") % {"name": branch.name},
        places=tuple(
            PlaceRow(code.code, code.display_place)
            for code in PostalCode.objects.filter(code__in=codes).order_by("code")
        ),
        contact=contact.person.name if contact else "",
        contact_email=contact.person.email if contact else "",
        sees_contact=sees_contact,
        party_email=party.public_email if party else "",
        edit_url=reverse("organisation:unit", args=[unit.slug]) if may(viewer, "organisation.edit_unit", unit) else "",
        old_names=tuple(_other_names(unit, today)),
        coming=what_comes(unit, viewer, today, at),
        calendar_url=calendar_of(unit),
        closed=in_words(unit.closed_on, today) if unit.closed_on is not None and unit.closed_on < today else "",
    )


def _name_of(unit: Unit) -> str:
    newest = UnitName.objects.filter(unit=unit).order_by("-valid_from").first()
    return newest.name if newest else unit.slug


def _other_names(unit: Unit, today: date) -> list[OldName]:
    found = []
    for each in UnitName.objects.filter(unit=unit).order_by("valid_from"):
        if each.valid_until is not None and each.valid_until < today:
            when = _("til %(day)s") % {"day": in_words(each.valid_until, today)}
        elif each.valid_from > today:
            when = _("fra %(day)s") % {"day": in_words(each.valid_from, today)}
        else:
            continue
        found.append(OldName(each.name, when))
    return found
