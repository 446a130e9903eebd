"""A preview of a division in words: per branch what it gets and what changes, and each problem."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import in_words
from lokallag.territory.domain.codes import compact
from lokallag.territory.domain.division import Change, Kind, Preview, Problem
from lokallag.territory.queries.divisions import Seen


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What one branch has after a division and how that differs from today, in words."""

    name: str
    state: str
    state_kind: str
    gets: str
    adds: str
    loses: str
    changes: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to settle: whom a code goes to, or whether a name is a branch of today. ``code`` is empty for names."""

    name: str
    code: str
    heading: str
    options: tuple[Option, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Problems of one kind: a message each, or the codes that they are about."""

    heading: str
    messages: tuple[str, ...]
    codes: str = ""


@dataclass(frozen=True, slots=True)
class PreviewBox:
    """A preview as a template shows it. ``mark`` goes back with the form.

    ``renames`` are names that may be a branch of today; ``gaps`` are the codes that lose their branch, in words, and
    ``accepts_gaps`` says that they are meant to.
    """

    heading: str
    lead: str
    read_as: str
    rows: tuple[ChangeRow, ...]
    choices: tuple[Choice, ...]
    renames: tuple[Choice, ...]
    gaps: str
    accepts_gaps: bool
    blocking: tuple[str, ...]
    groups: tuple[Group, ...]
    mark: str
    is_ready: bool
    changes_nothing: bool


_ASKED = {Kind.CLAIMED_TWICE, Kind.MAYBE_SAME, Kind.LEFT_OUT}
"""Problems that block and have a choice of their own on the page."""


def preview_box(seen: Seen, on: date, today: date) -> PreviewBox:
    """Return a preview in words."""
    preview = seen.preview
    changed = sum(change.changes for change in preview.changes)
    return PreviewBox(
        heading=_heading(preview, changed),
        lead=_("Slik blir det fra %(day)s. Ingenting er lagret ennå.") % {"day": in_words(on, today)},
        read_as=preview.read_as,
        rows=tuple(_change_row(change) for change in preview.changes),
        choices=_choices(preview),
        renames=_renames(preview),
        gaps=compact([each.code for each in preview.problems if each.kind is Kind.LEFT_OUT]),
        accepts_gaps=not any(each.blocks for each in preview.problems if each.kind is Kind.LEFT_OUT),
        blocking=tuple(each.message for each in preview.problems if each.blocks and each.kind not in _ASKED),
        groups=tuple(_groups(preview.problems)),
        mark=seen.mark,
        is_ready=preview.is_ready,
        changes_nothing=preview.changes_nothing,
    )


def _heading(preview: Preview, changed: int) -> str:
    if count := len(preview.undecided):
        return ngettext(
            "%(count)s postnummer står på flere avdelinger", "%(count)s postnumre står på flere avdelinger", count
        ) % {"count": count}
    if not preview.is_ready:
        return _("Noe må rettes før inndelingen kan tas i bruk")
    if preview.changes_nothing:
        return _("Arket endrer ingenting")
    return ngettext("%(count)s avdeling blir endret", "%(count)s avdelinger blir endret", changed) % {"count": changed}


def _change_row(change: Change) -> ChangeRow:
    if change.is_new:
        state, kind = _("Ny"), "new"
    elif change.was:
        state, kind = _("Nytt navn, før %(was)s") % {"was": change.was}, "info"
    else:
        state, kind = "", ""
    return ChangeRow(
        name=change.name,
        state=state,
        state_kind=kind,
        gets=compact(list(change.gets)),
        adds=compact(list(change.adds)),
        loses=compact(list(change.loses)),
        changes=change.changes,
    )


def _choices(preview: Preview) -> tuple[Choice, ...]:
    found = []
    for overlap in preview.overlaps:
        options = [
            Option(
                name,
                _("%(name)s (svarer i dag)") % {"name": name} if name == overlap.held_by else name,
                name == overlap.decided,
            )
            for name in dict.fromkeys([*overlap.claimants, *filter(None, [overlap.decided])])
        ]
        heading = _("Hvem skal ha %(code)s %(place)s?") % {"code": overlap.code, "place": overlap.place}
        found.append(Choice(f"valg-{overlap.code}", overlap.code, heading, tuple(options), is_open=not overlap.decided))
    return tuple(found)


def _renames(preview: Preview) -> tuple[Choice, ...]:
    found: list[Choice] = []
    for change in preview.changes:
        old = change.was or change.maybe_was
        if not old:
            continue
        values = {"name": change.name, "was": old}
        options = (
            Option(
                _answer(old, change.name), _("Samme avdeling: %(was)s får navnet %(name)s") % values, bool(change.was)
            ),
            Option(_answer("", change.name), _("En ny avdeling"), change.said_new),
        )
        heading = _("Er «%(name)s» det samme som %(was)s?") % values
        is_open = not change.was and not change.said_new
        found.append(Choice(f"omdop-{len(found) + 1}", "", heading, options, is_open))
    return tuple(found)


def _answer(old: str, new: str) -> str:
    return json.dumps([old, new], ensure_ascii=False)


def read_renames(values: Iterable[str]) -> tuple[dict[str, str], frozenset[str]]:
    """Return new name per branch from the answers of :class:`Choice`, and the names said to be new branches."""
    renames: dict[str, str] = {}
    fresh = set()
    for value in values:
        try:
            old, new = json.loads(value)
        except (ValueError, TypeError):
            continue
        if old:
            renames[str(old)] = str(new)
        else:
            fresh.add(str(new))
    return renames, frozenset(fresh)


def _groups(problems: Iterable[Problem]) -> Iterable[Group]:
    headings = {
        Kind.UNREADABLE: _("Ikke lest"),
        Kind.UNANSWERED: _("Ingen svarer for"),
        Kind.LEFT_OUT: _("Mister avdelingen sin"),
        Kind.OTHER_MUNICIPALITY: _("Ligger i en annen kommune"),
        Kind.UNKNOWN_CODE: _("Finnes ikke i registeret"),
        Kind.GONE_CODE: _("Ikke lenger i bruk"),
        Kind.NO_AREA: _("Postbokser"),
        Kind.LOST_ZERO: _("Mistet nullen foran"),
        Kind.NO_BRANCH: _("Uten avdeling"),
        Kind.NO_CODES: _("Uten postnummer"),
        Kind.TWO_SPELLINGS: _("Samme navn skrevet på flere måter"),
        Kind.NAME_TWICE: _("Samme navn på flere rader"),
        Kind.ONE_LETTER_APART: _("Nesten samme navn"),
        Kind.OTHER_PLACE: _("Postnummer og sted stemmer ikke"),
    }
    listed = [each for each in problems if not each.blocks or each.kind is Kind.LEFT_OUT]
    for kind, heading in headings.items():
        found = [each for each in listed if each.kind is kind]
        if kind is Kind.UNANSWERED and found:
            yield Group(heading, (), compact([each.code for each in found]))
        elif found:
            yield Group(heading, tuple(each.message for each in found))
