"""Searching the run book and the activity kinds. Two queries where something is found, whatever there is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.core.permissions import Asker, may
from lokallag.playbook.domain.passages import Passage, Piece, excerpt_of, marked
from lokallag.playbook.domain.stems import INNER, MOST_SIGNS, MOST_TERMS, SHORTEST, Term, fold, forms, terms_of
from lokallag.playbook.queries.chapters import Crumbs

MOST_SHOWN, MOST_WITHIN, MOST_NEAR = 10, 40, 3
WEIGHTS = [0.1, 0.2, 0.45, 1.0]  # D, C, B, A: the text, summary and headings, the title
FOUND = """
    WITH asked AS (SELECT to_tsquery('simple', %(query)s) AS query, to_tsquery('simple', %(named)s) AS named),
    found AS (
        SELECT entry.id, chapter.key AS chapter_key, entry.is_draft, entry.head @@ asked.named AS is_named,
            ts_rank(%(weights)s::real[], entry.head, asked.query) AS near, count(*) OVER () AS found
        FROM playbook_searchentry AS entry CROSS JOIN asked
        LEFT JOIN playbook_chapter AS chapter ON chapter.id = entry.chapter_id
        WHERE entry.vector @@ asked.query AND chapter.archived_at IS NULL AND (
            NOT entry.is_draft OR (%(drafts)s AND NOT EXISTS (
                SELECT FROM playbook_searchentry AS shown
                WHERE shown.chapter_id = entry.chapter_id AND NOT shown.is_draft AND shown.vector @@ asked.query)))
        ORDER BY entry.is_draft, is_named DESC, near DESC, entry.id LIMIT %(most)s
    )
    SELECT found.found, found.chapter_key, kind.key, entry.is_draft, entry.title, entry.lead, entry.lang,
        entry.passages::text
    FROM found CROSS JOIN asked JOIN playbook_searchentry AS entry ON entry.id = found.id
    LEFT JOIN playbook_activitykind AS kind ON kind.id = entry.kind_id
    ORDER BY entry.is_draft, found.is_named DESC, ts_rank(%(weights)s::real[], entry.vector, asked.query) DESC, entry.id
"""
WITHIN = """
    SELECT term, word FROM unnest(%s::text[]) AS term
    CROSS JOIN LATERAL (
        SELECT word FROM playbook_searchword WHERE word LIKE '_%%' || term || '%%' ORDER BY uses DESC, word LIMIT %s
    ) AS found
"""
NEAR = """
    SELECT term, word FROM unnest(%s::text[]) AS term
    CROSS JOIN LATERAL (
        SELECT word FROM playbook_searchword WHERE word %% term OR term <%% word
        ORDER BY greatest(similarity(word, term), 0.8 * word_similarity(term, word)) DESC, uses DESC, word LIMIT %s
    ) AS found
"""


class Row(NamedTuple):
    """A row of ``FOUND`` after its count: the keys of its chapter or kind, and what is shown of it."""

    chapter: str | None
    kind: str | None
    is_draft: bool
    title: str
    lead: str
    lang: str
    passages: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One text that was found. ``heading`` says under what the words stand; ``pieces`` are some words of it."""

    url: str
    kind: str
    lang: str
    title: tuple[Piece, ...]
    heading: str
    pieces: tuple[Piece, ...]
    is_draft: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """All that ``playbook/search.html`` shows. ``near`` are words in use that look like what was asked for."""

    title: str
    crumbs: Crumbs
    asked: str
    count: str
    note: str
    empty: str
    hint: str
    hits: tuple[Hit, ...]
    near: tuple[tuple[str, str], ...]


def search_page(asked: str, *, viewer: Asker) -> SearchPage:
    """Return what is found of what somebody typed: all the words, or where nothing has them all, some of them."""
    asked = " ".join(asked[:MOST_SIGNS].replace("\x00", " ").split())
    terms = terms_of(asked)
    drafts = may(viewer, "playbook.edit_chapter")
    within = _within(terms)
    named = " & ".join(f"{_lexeme(term.stem)}:A" for term in terms)  # A is the title
    query = _all(terms, within)
    count, hits = _found(query, named, terms, drafts=drafts)
    note = empty = hint = ""
    near: list[tuple[str, str]] = []
    if terms and not hits:
        near = _near(terms, asked)
        if len(terms) > 1:
            query = _some(terms, within)
            count, hits = _found(query, named, terms, drafts=drafts)
            note = _("Ingenting har alle ordene. Dette har noen av dem.") if hits else ""
    if asked and not terms:
        empty = _("Søket har bare småord")
        hint = _("Skriv et ord som sier hva det handler om, for eksempel «årsmøte» eller «kasserer».")
    elif terms and not hits:
        empty = _("Ingen treff")
        hint = _("Prøv et annet ord for det samme, eller et kortere.")
    elif len(terms) == MOST_TERMS:
        note = _("Søket tok med de første %(n)d ordene.") % {"n": MOST_TERMS}
    return SearchPage(
        title=_("Søk i dreieboka"),
        crumbs=((_("Dreieboka"), reverse("playbook:contents")), (_("Søk"), None)),
        asked=asked,
        count=_count(count),
        note=note,
        empty=empty,
        hint=hint,
        hits=hits,
        near=tuple(near),
    )


def _count(found: int) -> str:
    if not found:
        return ""
    words = ngettext("%(n)d treff", "%(n)d treff", found) % {"n": found}
    return words if found <= MOST_SHOWN else _("%(hits)s. De %(n)d beste står her.") % {"hits": words, "n": MOST_SHOWN}


def _within(terms: Sequence[Term]) -> dict[str, list[str]]:
    """Return for each term the stems of longer words that it stands inside of: *kontingent* in *medlemskontingent*."""
    long = [term.stem for term in terms if len(term.stem) >= INNER]
    found: dict[str, list[str]] = {}
    if long:
        with connection.cursor() as cursor:
            cursor.execute(WITHIN, [long, MOST_WITHIN])
            for term, word in cursor.fetchall():
                found.setdefault(term, []).append(forms(word)[0])
    return found


def _group(term: Term, within: dict[str, list[str]]) -> str:
    """Return a term as the database asks for it: the word, what begins with it, what it stands inside of."""
    words = [_lexeme(term.stem)]
    if len(term.stem) >= SHORTEST:
        words.append(f"{_lexeme(term.stem)}:*")
    words += map(_lexeme, dict.fromkeys(within.get(term.stem, ())))
    return f"({' | '.join(words)})"


def _lexeme(stem: str) -> str:
    return "'" + stem.replace("\\", "").replace("'", "") + "'"


def _all(terms: Sequence[Term], within: dict[str, list[str]]) -> str:
    return " & ".join(_group(term, within) for term in terms)


def _some(terms: Sequence[Term], within: dict[str, list[str]]) -> str:
    return " | ".join(_group(term, within) for term in terms)


def _found(query: str, named: str, terms: Sequence[Term], *, drafts: bool) -> tuple[int, tuple[Hit, ...]]:
    """Return how many texts are found, and the best of them: title, summary and headings choose, all words rank."""
    if not query:
        return 0, ()
    with connection.cursor() as cursor:
        cursor.execute(
            FOUND, {"query": query, "named": named, "drafts": drafts, "most": MOST_SHOWN, "weights": WEIGHTS}
        )
        rows = cursor.fetchall()
    return (rows[0][0] if rows else 0), tuple(_hit(Row(*row[1:]), terms) for row in rows)


def _hit(row: Row, terms: Sequence[Term]) -> Hit:
    shown = excerpt_of([Passage(*passage) for passage in json.loads(row.passages)], terms)
    url = reverse("playbook:chapter", args=[row.chapter]) if row.chapter else reverse("playbook:kind", args=[row.kind])
    return Hit(
        url=f"{url}#{shown.anchor}" if shown is not None and shown.anchor and not row.is_draft else url,
        kind=_("Kapittel") if row.chapter else _("Aktivitet"),
        lang=row.lang,
        title=marked(row.title, terms),
        heading="" if shown is None else shown.heading,
        pieces=marked(row.lead, terms) if shown is None else shown.pieces,
        is_draft=row.is_draft,
    )


def _near(terms: Sequence[Term], asked: str) -> list[tuple[str, str]]:
    """Return words in use that look like those that were typed, each with the search that has it for the slip."""
    typed = {fold(term.written): term.written for term in terms if len(fold(term.written)) >= INNER}
    if not typed:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.similarity_threshold = 0.25")
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = 0.35")  # a word within a longer one
        cursor.execute(NEAR, [list(typed), MOST_NEAR])
        rows = cursor.fetchall()
    found = []
    for term, word in rows:
        if word != term and forms(word) != forms(term):
            found.append((word, f"{reverse('playbook:search')}?{urlencode({'q': asked.replace(typed[term], word)})}"))
    return found[: 2 * MOST_NEAR]
