"""All that is held of one person, by room and table: the page, and the file to take along."""

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.privacy import Addressees, DoneAct, Holding, LetterKind, SeenAct, Shown, holdings
from lokallag.organisation.models import Term, Unit
from lokallag.people.models import Person
from lokallag.privacy.domain.words import done, letter, seen

SHOWN = 20  # rows of one table on the page; the file has all


@dataclass(frozen=True, slots=True)
class Section:
    """What one table holds of the person: each row is pairs of label and value in words.

    ``has_more`` says that there may be others than those shown: the file has all. Without it there is at least one row.
    """

    title: str
    why: str
    ground: str
    kept: str
    rows: tuple[tuple[tuple[str, str], ...], ...]
    has_more: bool

    @property
    def others(self) -> int:
        """How many rows there are beside the first, which is shown at once."""
        return max(len(self.rows) - 1, 0)


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
        is_left_out = holding.only_in_file and shown is not None
        rows = [] if is_left_out else _addressed(islice(holding.rows(person), most))
        if not rows and not is_left_out:
            nothing.append(force_str(holding.title))
            continue
        sections.append(
            Section(
                title=force_str(holding.title),
                why=force_str(holding.why),
                ground=force_str(holding.ground),
                kept=force_str(holding.kept),
                rows=tuple(_told(row) for row in rows[:shown]),
                has_more=is_left_out or (shown is not None and len(rows) > shown),
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
    return _plain(value)


def _plain(value: object) -> str:
    """Return a text, or the words for a name that the code uses."""
    if isinstance(value, SeenAct):
        return seen(value)
    if isinstance(value, DoneAct):
        return done(value)
    return letter(value) if isinstance(value, LetterKind) else force_str(value)


def _addressed(rows: Iterable[Shown]) -> list[Shown]:
    """Return the rows with those who got letters told by the offices they held. Two queries, however many rows."""
    found = list(rows)
    keys = {key for row in found for value in row.values() if isinstance(value, Addressees) for key in value.keys}
    if not keys:
        return found
    terms = list(
        Term.objects.filter(person__key__in=[key for key in keys if _is_key(key)])
        .select_related("office", "person")
        .order_by("office__unit_id", "pk")
    )
    units = Unit.objects.filter(pk__in={term.office.unit_id for term in terms}).named(date.max).in_bulk()
    return [
        {
            label: _offices_of(value, terms, units) if isinstance(value, Addressees) else value
            for label, value in row.items()
        }
        for row in found
    ]


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _offices_of(to: Addressees, terms: Iterable[Term], units: dict[int, Unit]) -> str:
    held = [
        f"{term.office.label}, {units[term.office.unit_id].name}"
        for term in terms
        if term.person is not None
        and str(term.person.key) in to.keys
        and term.from_on <= to.on
        and (term.until_on is None or to.on <= term.until_on)
    ]
    return "; ".join(dict.fromkeys(held)) or _("Noen som ikke har verv lenger")


def _as_json(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float) else _plain(value)


def archive_of(person: Person, *, at: datetime) -> bytes:
    """Return a ZIP with all that is held of a person: one file to read, one for programs. Nobody else's data is in it.

    Files are dated by ``at``, so that the same data gives the same bytes.
    """
    tables = [
        {
            "table": holding.model._meta.label,
            "title": force_str(holding.title),
            "why": force_str(holding.why),
            "ground": force_str(holding.ground),
            "kept": force_str(holding.kept),
            "rows": [
                {force_str(label): _as_json(value) for label, value in row.items()}
                for row in _addressed(holding.rows(person))
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
