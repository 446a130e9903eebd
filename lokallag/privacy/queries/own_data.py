"""All that is held of one person, by room and table: the page, and the file to take along."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.privacy import Holding, holdings
from lokallag.people.models import Person
from lokallag.privacy.domain.words import in_words_of_code

SHOWN = 20  # rows of one table on the page; the file has all


@dataclass(frozen=True, slots=True)
class Section:
    """What one table holds of the person. Each row is pairs of label and value in words; ``more`` rows are left out.

    ``rows`` is empty where nothing is held.
    """

    title: str
    why: str
    kept: str
    rows: tuple[tuple[tuple[str, str], ...], ...]
    more: int


@dataclass(frozen=True, slots=True)
class OwnDataPage:
    """All that ``privacy/own_data.html`` shows: what is held, in the order of a person's interest, and what is not."""

    name: str
    sections: tuple[Section, ...]
    nothing: tuple[str, ...]
    made: str


def own_data_page(person: Person, *, at: datetime, shown: int | None = SHOWN) -> OwnDataPage:
    """Return all that is held of a person.

    :param shown: rows of each table at most; ``None`` for all
    """
    sections = []
    nothing = []
    for holding, rows in _held(person):
        if not rows:
            nothing.append(force_str(holding.title))
            continue
        told = tuple(
            tuple((label, words) for label, value in row if (words := in_plain_words(value))) for row in rows[:shown]
        )
        sections.append(
            Section(
                title=force_str(holding.title),
                why=force_str(holding.why),
                kept=force_str(holding.kept),
                rows=told,
                more=len(rows) - len(told),
            )
        )
    return OwnDataPage(person.name, tuple(sections), tuple(nothing), moment_in_words(at))


def _held(person: Person) -> list[tuple[Holding, list[list[tuple[str, object]]]]]:
    """Return each holding with its rows, in the order of the page."""
    return [
        (holding, [[(force_str(label), value) for label, value in row.items()] for row in holding.rows(person)])
        for holding in sorted(holdings(), key=lambda holding: holding.place)
    ]


def in_plain_words(value: object) -> str:
    """Return a value as one reads it; empty where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Ja") if value else _("Nei")
    if isinstance(value, datetime):
        return moment_in_words(value)
    if isinstance(value, date):
        return in_words(value)
    return in_words_of_code(force_str(value))


def _as_json(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else force_str(value)


def archive_of(person: Person, *, at: datetime) -> bytes:
    """Return a ZIP with all that is held of a person: one file to read, one for programs. Nobody else's data is in it.

    Files are dated by ``at``, so that the same data gives the same bytes.
    """
    tables = [
        {
            "table": holding.model._meta.label,
            "title": force_str(holding.title),
            "why": force_str(holding.why),
            "kept": force_str(holding.kept),
            "rows": [{label: _as_json(value) for label, value in row} for row in rows],
        }
        for holding, rows in _held(person)
    ]
    page = own_data_page(person, at=at, shown=None)
    files = {
        "opplysninger.html": render_to_string("privacy/archive.html", {"page": page}),
        "opplysninger.json": json.dumps({"made_at": at.isoformat(), "tables": tables}, ensure_ascii=False, indent=2),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
