"""Searching the run book and the activity kinds. Three queries where something is found, whatever there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.core.permissions import Asker, may
from lokallag.playbook.domain.passages import Passage, Piece, excerpt_of, marked
from lokallag.playbook.domain.stems import INNER, MOST_SIGNS, MOST_TERMS, SHORTEST, Term, fold, forms, terms_of
from lokallag.playbook.models import SearchEntry
from lokallag.playbook.queries.chapters import Crumbs

MOST_SHOWN, MOST_WITHIN, MOST_NEAR = 10, 40, 3
WEIGHTS = [0.1, 0.2, 0.45, 1.0]  # D, C, B, A: the text, summary and headings, the title
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
    found = _found(query, named, drafts=drafts)
    note = empty = hint = ""
    near: list[tuple[str, str]] = []
    if terms and not found:
        near = _near(terms, asked)
        if len(terms) > 1:
            query = _some(terms, within)
            found = _found(query, named, drafts=drafts)
            note = _("Ingenting har alle ordene. Dette har noen av dem.") if found else ""
    if asked and not terms:
        empty = _("Søket har bare småord")
        hint = _("Skriv et ord som sier hva det handler om, for eksempel «årsmøte» eller «kasserer».")
    elif terms and not found:
        empty = _("Ingen treff")
        hint = _("Prøv et annet ord for det samme, eller et kortere.")
    elif len(terms) == MOST_TERMS:
        note = _("Søket tok med de første %(n)d ordene.") % {"n": MOST_TERMS}
    return SearchPage(
        title=_("Søk i dreieboka"),
        crumbs=((_("Dreieboka"), reverse("playbook:contents")), (_("Søk"), None)),
        asked=asked,
        count=_count(len(found)),
        note=note,
        empty=empty,
        hint=hint,
        hits=_hits(found[:MOST_SHOWN], query, named, terms),
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


def _found(query: str, named: str, *, drafts: bool) -> list[int]:
    """Return the entries that are found: those whose title says it all, then by title, summary and headings.

    Of a chapter its draft is found only where what readers see is not.
    """
    if not query:
        return []
    asked = _asked(query)
    entries = SearchEntry.objects.filter(vector=asked).filter(Q(chapter=None) | Q(chapter__archived_at=None))
    if not drafts:
        entries = entries.filter(is_draft=False)
    titled = ExpressionWrapper(Q(head=_asked(named)), BooleanField())
    order = (titled.desc(), SearchRank("head", asked, weights=WEIGHTS).desc(), "pk")
    rows = entries.order_by("is_draft", *order).values_list("pk", "chapter_id", "is_draft")
    seen: set[int] = set()
    found = []
    for pk, chapter_id, is_draft in rows:
        if is_draft and chapter_id in seen:
            continue
        if chapter_id is not None:
            seen.add(chapter_id)
        found.append(pk)
    return found


def _asked(query: str) -> SearchQuery:
    return SearchQuery(query, search_type="raw", config="simple")


def _hits(entry_ids: Sequence[int], query: str, named: str, terms: Sequence[Term]) -> tuple[Hit, ...]:
    """Return the texts as they are shown, ranked among themselves by all that they say."""
    if not entry_ids:
        return ()
    titled = ExpressionWrapper(Q(head=_asked(named)), BooleanField())
    rank = SearchRank("vector", _asked(query), weights=WEIGHTS)
    rows = SearchEntry.objects.filter(pk__in=entry_ids).order_by("is_draft", titled.desc(), rank.desc(), "pk")
    shown = rows.values_list("chapter__key", "kind__key", "is_draft", "title", "lead", "lang", "passages")
    return tuple(_hit(*row, terms) for row in shown)


def _hit(
    chapter_key: str | None,
    kind_key: str | None,
    is_draft: bool,
    title: str,
    lead: str,
    lang: str,
    passages: list[list[str]],
    terms: Sequence[Term],
) -> Hit:
    shown = excerpt_of([Passage(*passage) for passage in passages], terms)
    url = reverse("playbook:chapter", args=[chapter_key]) if chapter_key else reverse("playbook:kind", args=[kind_key])
    return Hit(
        url=f"{url}#{shown.anchor}" if shown is not None and shown.anchor and not is_draft else url,
        kind=_("Kapittel") if chapter_key else _("Aktivitet"),
        lang=lang,
        title=marked(title, terms),
        heading="" if shown is None else shown.heading,
        pieces=marked(lead, terms) if shown is None else shown.pieces,
        is_draft=is_draft,
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
