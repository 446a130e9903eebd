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
    """One code that several claim, and whom it can go to."""

    name: str
    code: str
    heading: str
    options: tuple[Option, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Problems of one kind."""

    heading: str
    messages: tuple[str, ...]
    blocks: bool


@dataclass(frozen=True, slots=True)
class PreviewBox:
    """A preview as a template shows it. ``mark`` goes back with the form; ``renames`` are guesses to say yes to."""

    heading: str
    lead: str
    read_as: str
    rows: tuple[ChangeRow, ...]
    choices: tuple[Choice, ...]
    renames: tuple[Option, ...]
    blocking: tuple[str, ...]
    groups: tuple[Group, ...]
    mark: str
    is_ready: bool
    changes_nothing: bool


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
        blocking=tuple(
            each.message for each in preview.problems if each.blocks and each.kind is not Kind.CLAIMED_TWICE
        ),
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
        adds="" if change.is_new else compact(list(change.adds)),
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


def _renames(preview: Preview) -> tuple[Option, ...]:
    label = _("«%(name)s» er et nytt navn på %(was)s")
    return tuple(
        Option(
            json.dumps([change.was or change.maybe_was, change.name], ensure_ascii=False),
            label % {"name": change.name, "was": change.was or change.maybe_was},
            bool(change.was),
        )
        for change in preview.changes
        if change.was or change.maybe_was
    )


def read_renames(values: Iterable[str]) -> dict[str, str]:
    """Return what :func:`preview_box` offered and somebody said yes to: name of today → new name."""
    found = {}
    for value in values:
        try:
            old, new = json.loads(value)
        except (ValueError, TypeError):
            continue
        found[str(old)] = str(new)
    return found


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
    listed = [each for each in problems if not each.blocks]
    for kind, heading in headings.items():
        messages = tuple(each.message for each in listed if each.kind is kind)
        if messages:
            yield Group(heading, messages, blocks=False)
