"""The run book on paper: the whole of it or one chapter, set in type by a process of its own (``typesetter``)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import profile
from lokallag.playbook.domain.chapter_tree import Node
from lokallag.playbook.models import ActivityKind, Chapter, ChapterNote, ChapterVersion, PrintedBook
from lokallag.playbook.queries.chapter_page import sorted_units, units_of
from lokallag.playbook.queries.chapters import Book, read_book

LONGEST = 120  # seconds that a book may take on a machine that is busy with other things
AT_ONCE = BoundedSemaphore(2)  # books in the making in one process: they take a core each
HOUSE = Path(__file__).resolve().parents[3]
ROOM = HOUSE / "lokallag" / "playbook"
KEPT = ("PATH", "HOME", "LANG", "PYTHONPATH", "LD_LIBRARY_PATH", "TMPDIR", "VIRTUAL_ENV")  # no secret among them
COLOUR = "#b3212b"


def book_pdf(party: Unit, *, notes_of: Unit | None, today: date) -> bytes:
    """Return all that readers see as a PDF, with contents. Eight queries at most, however many chapters.

    Without notes it is usually kept (ADR 0010), and then nothing is set in type.

    :param notes_of: the unit whose notes stand beside the chapters; the caller has asked whether they may be seen
    """
    book = read_book(drafts=False)
    if notes_of is None:
        kept = PrintedBook.objects.filter(mark=mark_of(book, party)).values_list("pdf", flat=True).first()
        if kept is not None:
            return bytes(kept)
    return make_book(book, party, notes_of=notes_of, today=today)


def make_book(book: Book, party: Unit, *, notes_of: Unit | None, today: date) -> bytes:
    """Return all that readers see as a PDF, set in type now."""
    chapters = [(node, book.chapters[node.pk]) for node in book.nodes]
    lead = _("Hva laget gjør gjennom året, hvordan dere gjør det, og ferdige tekster dere kan bruke.")
    if notes_of is not None:
        lead += " " + _("Med notatene fra %(unit)s.") % {"unit": notes_of.name}
    said = _said(party, _("Dreieboka"), lead, today)
    return set_in_type({**said, **_set(chapters, notes_of), "contents": _("Innhold")})


def mark_of(book: Book, party: Unit) -> str:
    """Return a mark of all that the book without notes is made of, but for the day. One query.

    A version never changes, so its id stands for its text; the language of the moment is in it.
    """
    chapters = [
        (
            node.pk,
            node.depth,
            node.number,
            book.chapters[node.pk].key,
            book.chapters[node.pk].lang,
            book.heads[node.pk].pk,
        )
        for node in book.nodes
    ]
    kinds = list(ActivityKind.objects.order_by("position", "pk").values_list("chapter", "name"))
    said = {name: value for name, value in _said(party, "", "", date.min).items() if name != "edition"}
    made_by = [typesetting_mark(), chapters, kinds, said]
    return sha256(json.dumps(made_by, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@cache
def typesetting_mark() -> str:
    """Return a mark of how books are set: our own sheet, the code that writes its markup, and the typesetter."""
    files = [ROOM / "data" / "book.typ", ROOM / "typesetter.py", ROOM / "domain" / "typeset.py"]
    return sha256(b"\0".join([version("typst").encode(), *(file.read_bytes() for file in files)])).hexdigest()


def chapter_pdf(party: Unit, chapter: Chapter, *, notes_of: Unit | None, today: date) -> bytes:
    """Return one chapter as a PDF: what readers see, else the latest version."""
    node = read_book(drafts=False).node(chapter.pk) or Node(chapter.pk, 0, "", None)
    alone = Node(node.pk, 0, node.number, None)
    found = _set([(alone, chapter)], notes_of)
    said = _said(party, found["chapters"][0]["title"], "", today)
    return set_in_type({**said, **found, "contents": "", "entries": {}})


def book_links(viewer: Asker, today: date) -> tuple[tuple[str, str], ...]:
    """Return the ways in which the reader may have the whole book, each with its address: bare, and with notes."""
    units = [
        unit for unit in sorted_units(units_of(viewer, today), today) if may(viewer, "playbook.see_chapter_note", unit)
    ]
    noted = set(ChapterNote.objects.filter(unit__in=units).values_list("unit_id", flat=True).distinct())
    address = reverse("playbook:print_book")
    with_notes = (
        (_("Med notatene fra %(unit)s (PDF)") % {"unit": unit.name}, f"{address}?{urlencode({'avdeling': unit.slug})}")
        for unit in units
        if unit.pk in noted
    )
    return ((_("Hele dreieboka (PDF)"), address), *with_notes)


def _said(party: Unit, title: str, lead: str, today: date) -> dict[str, Any]:
    facts = profile()
    return {
        "title": title,
        "lead": lead,
        "unit": party.name,
        "edition": _("Skrevet ut %(day)s") % {"day": date_format(today, "j. F Y")},
        "colour": facts.colour if facts is not None else COLOUR,
        "lang": get_language() or settings.LANGUAGE_CODE,
        "sources": _("Bygger på"),
        "kinds": _("Aktiviteter i årshjulet"),
        "site": settings.SITE_URL,
    }


def _set(chapters: Sequence[tuple[Node, Chapter]], notes_of: Unit | None) -> dict[str, Any]:
    """Return the chapters as the typesetter takes them, and the entries of the contents."""
    ids = [chapter.pk for _node, chapter in chapters]
    versions = ChapterVersion.objects.filter(chapter__in=ids)
    shown = {v.chapter_id: v for v in versions.filter(pk__in=[c.published_id for _n, c in chapters if c.published_id])}
    if len(shown) < len(chapters):  # an editor prints a draft
        drafts = versions.exclude(chapter__in=shown).order_by("chapter_id", "-number").distinct("chapter_id")
        shown |= {version.chapter_id: version for version in drafts}
    notes = {} if notes_of is None else dict(_notes(notes_of, ids))
    kinds: dict[str, list[str]] = {}
    keys = [chapter.key for _node, chapter in chapters]
    for key, name in ActivityKind.objects.filter(chapter__in=keys).order_by("position").values_list("chapter", "name"):
        kinds.setdefault(key, []).append(name)
    found = []
    for node, chapter in chapters:
        version = shown[chapter.pk]
        note = notes.get(chapter.pk)
        title = "" if notes_of is None else _("Notat for %(unit)s") % {"unit": notes_of.name}
        found.append(
            {
                "key": chapter.key,
                "number": node.number,
                "level": node.depth + 1,
                "lang": chapter.lang,
                "title": version.title,
                "summary": version.summary,
                "edition": _edition(version, is_draft=version.pk != chapter.published_id),
                "body": version.body,
                "sources": version.sources,
                "kinds": kinds.get(chapter.key, []),
                "notes": [] if note is None else [{"title": title, "text": note}],
            }
        )
    entries = {each["key"]: [each[part] for part in ("level", "number", "title", "summary")] for each in found}
    return {"chapters": found, "entries": entries}


def _notes(unit: Unit, ids: Sequence[int]) -> Iterable[tuple[int, str]]:
    return ChapterNote.objects.filter(unit=unit, chapter__in=ids).values_list("chapter_id", "text")


def _edition(version: ChapterVersion, *, is_draft: bool) -> str:
    words = {"number": version.number, "day": in_words(local_date(version.at))}
    return (_("Utkast %(number)d, %(day)s") if is_draft else _("Utgave %(number)d, %(day)s")) % words


def set_in_type(book: Mapping[str, Any]) -> bytes:
    """Return the book as PDF.

    :raises subprocess.CalledProcessError: it could not be set; :raises subprocess.TimeoutExpired: it took too long
    """
    with AT_ONCE:
        done = subprocess.run(
            [sys.executable, "-m", "lokallag.playbook.typesetter", str(settings.PRINT_FONTS)],
            input=json.dumps(book, ensure_ascii=False).encode(),
            stdout=subprocess.PIPE,
            check=True,
            timeout=LONGEST,
            cwd=HOUSE,
            env={name: os.environ[name] for name in KEPT if name in os.environ},
        )
    return done.stdout
