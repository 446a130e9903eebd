"""All that is held of one person, by room and table: the page, and the file to take along."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.template.loader import render_to_string
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.privacy import Holding, Shown, holdings
from lokallag.people.models import Person
from lokallag.privacy.domain.words import in_words_of_code

SHOWN = 20  # rows of one table on the page; the file has all


@dataclass(frozen=True, slots=True)
class Section:
    """What one table holds of the person: each row is pairs of label and value in words, at least one row.

    ``has_more`` says that there are others than those shown.
    """

    title: str
    why: str
    kept: str
    rows: tuple[tuple[tuple[str, str], ...], ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class OwnDataPage:
    """All that ``privacy/own_data.html`` shows: what is held, in the order of a person's interest, and what is not."""

    name: str
    sections: tuple[Section, ...]
    nothing: tuple[str, ...]
    made: str


def own_data_page(person: Person, *, at: datetime, shown: int | None = SHOWN) -> OwnDataPage:
    """Return what is held of a person, in the order of interest.

    :param shown: rows of each table at most; ``None`` for all
    """
    sections = []
    nothing = []
    for holding in _in_order():
        most = None if shown is None else shown + 1
        rows = list(islice(holding.rows(person), most))
        if not rows:
            nothing.append(force_str(holding.title))
            continue
        sections.append(
            Section(
                title=force_str(holding.title),
                why=force_str(holding.why),
                kept=force_str(holding.kept),
                rows=tuple(_told(row) for row in rows[:shown]),
                has_more=shown is not None and len(rows) > shown,
            )
        )
    return OwnDataPage(person.name, tuple(sections), tuple(nothing), moment_in_words(at))


def _in_order() -> list[Holding]:
    return sorted(holdings(), key=lambda holding: holding.place)


def _told(row: Shown) -> tuple[tuple[str, str], ...]:
    return tuple((force_str(label), words) for label, value in row.items() if (words := in_plain_words(value)))


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
            "rows": [
                {force_str(label): _as_json(value) for label, value in row.items()} for row in holding.rows(person)
            ],
        }
        for holding in _in_order()
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
