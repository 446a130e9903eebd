"""Keeping what search looks in: called where a text becomes another, so that nobody finds what is no longer there."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from lokallag.playbook.domain.chapter_html import read_html
from lokallag.playbook.domain.chapter_parts import sections
from lokallag.playbook.domain.passages import as_text
from lokallag.playbook.domain.stems import LONGEST, STOP_WORDS, WORD, fold, index_words, readable
from lokallag.playbook.models import ActivityKind, Chapter, ChapterVersion, SearchEntry, SearchWord

SHORTEST_WORD = 4  # letters: a shorter word is not suggested
WRITE = """
    INSERT INTO playbook_searchentry
        (key, chapter_id, kind_id, is_draft, title, lead, lang, passages, words, head, vector)
    SELECT key, chapter_id, kind_id, is_draft, title, lead, lang, passages, words, head,
        head || setweight(to_tsvector('simple', body), 'C')
    FROM (VALUES (%s, %s::bigint, %s::bigint, %s, %s, %s, %s, %s::jsonb, %s::text[],
        setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B'), %s))
        AS text (key, chapter_id, kind_id, is_draft, title, lead, lang, passages, words, head, body)
    ON CONFLICT (key) DO UPDATE SET title = excluded.title, lead = excluded.lead, lang = excluded.lang,
        passages = excluded.passages, words = excluded.words, head = excluded.head, vector = excluded.vector
"""
LEAVE = """
    WITH gone AS (SELECT word, count(*) AS n FROM unnest(%s::text[]) AS word GROUP BY word)
    UPDATE playbook_searchword AS known SET uses = known.uses - gone.n FROM gone
    WHERE known.word = gone.word AND known.uses > gone.n
"""
DROP = """
    WITH gone AS (SELECT word, count(*) AS n FROM unnest(%s::text[]) AS word GROUP BY word)
    DELETE FROM playbook_searchword AS known USING gone WHERE known.word = gone.word AND known.uses <= gone.n
"""
COME = """
    INSERT INTO playbook_searchword (word, uses)
    SELECT word, count(*) FROM unnest(%s::text[]) AS word GROUP BY word
    ON CONFLICT (word) DO UPDATE SET uses = playbook_searchword.uses + excluded.uses
"""
COUNT = """
    INSERT INTO playbook_searchword (word, uses)
    SELECT word, count(*) FROM playbook_searchentry CROSS JOIN LATERAL unnest(words) AS word GROUP BY word
"""
ALONE = "SELECT pg_advisory_xact_lock(hashtext('playbook.search'))"  # two who publish count the same words


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as it is looked in. ``passages`` are anchor, heading and text."""

    key: str
    title: str
    lead: str
    passages: tuple[tuple[str, str, str], ...]
    lang: str = "nb"
    chapter_id: int | None = None
    kind_id: int | None = None

    @property
    def is_draft(self) -> bool:
        """Whether only those who write chapters find it."""
        return self.key.startswith("draft:")


@transaction.atomic
def index_chapter(chapter: Chapter) -> None:
    """Let a chapter be found as it is now: by readers what they see, by its writers a later version as well."""
    _keep(_of_chapter(chapter), instead_of={f"chapter:{chapter.pk}", f"draft:{chapter.pk}"})


@transaction.atomic
def index_kinds() -> None:
    """Let the activity kinds be found as they are now."""
    gone = SearchEntry.objects.filter(kind__isnull=False).values_list("key", flat=True)
    _keep([_of_kind(kind) for kind in ActivityKind.objects.order_by("pk")], instead_of=set(gone))


@transaction.atomic
def index_all() -> int:
    """Make anew all that search looks in. Returns how many texts there are."""
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
        SearchEntry.objects.all().delete()
        SearchWord.objects.all().delete()
        for chapter in Chapter.objects.select_related("published").order_by("pk").iterator(chunk_size=50):
            cursor.executemany(WRITE, [_row(text, _words(text)) for text in _of_chapter(chapter)])
        cursor.executemany(WRITE, [_row(text, _words(text)) for text in map(_of_kind, ActivityKind.objects.all())])
        cursor.execute(COUNT)  # all at once: one row told 300 times in one transaction grows slow
    return SearchEntry.objects.count()


def _of_chapter(chapter: Chapter) -> list[_Text]:
    latest = chapter.versions.order_by("-number").first()
    texts = []
    if chapter.published is not None:
        texts.append(_of_version(f"chapter:{chapter.pk}", chapter, chapter.published))
    if latest is not None and latest.pk != chapter.published_id:
        texts.append(_of_version(f"draft:{chapter.pk}", chapter, latest))
    return texts


def _of_version(key: str, chapter: Chapter, version: ChapterVersion) -> _Text:
    parts = (
        (one.anchor, as_text(one.title), as_text(" ".join(part.html for part in one.parts)))
        for one in sections(read_html(version.body))
    )
    return _Text(key, version.title, version.summary, tuple(parts), chapter.lang, chapter_id=chapter.pk)


def _of_kind(kind: ActivityKind) -> _Text:
    more = [*(str(task.get("name", "")) for task in kind.tasks), kind.invitation, *map(str, kind.materials)]
    text = (("", "", f"{kind.what} {kind.why}"), ("", "", " ".join(filter(None, more))))
    return _Text(f"kind:{kind.pk}", kind.name, kind.what, text, kind_id=kind.pk)


def _keep(texts: Iterable[_Text], *, instead_of: Collection[str]) -> None:
    """Write the texts down in place of those with these keys, and count their words."""
    texts = list(texts)
    old = SearchEntry.objects.filter(key__in=instead_of)
    gone = [word for words in old.values_list("words", flat=True) for word in words]
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
        old.exclude(key__in=[text.key for text in texts]).delete()
        come: list[str] = []
        rows = []
        for text in texts:
            words = _words(text)
            come += words
            rows.append(_row(text, words))
        if rows:
            cursor.executemany(WRITE, rows)
        if gone:
            cursor.execute(DROP, [gone])
            cursor.execute(LEAVE, [gone])
        if come:
            cursor.execute(COME, [come])


def _row(text: _Text, words: list[str]) -> list[str | int | bool | list[str] | None]:
    headings = " ".join(heading for _anchor, heading, _said in text.passages)
    body = " ".join(said for _anchor, _heading, said in text.passages)
    looked_in = [" ".join(index_words(part)) for part in (text.title, f"{text.lead} {headings}", body)]
    facts: list[str | int | bool | list[str] | None] = [
        text.key,
        text.chapter_id,
        text.kind_id,
        text.is_draft,
        text.title,
        text.lead,
        text.lang,
    ]
    return [*facts, json.dumps(text.passages, ensure_ascii=False), words, *looked_in]


def _words(text: _Text) -> list[str]:
    """Return the words of a text, each once: those that a reader may be pointed to, and so none of a draft."""
    if text.is_draft:
        return []
    whole = " ".join([text.title, text.lead, *(part for passage in text.passages for part in passage[1:])])
    found = {fold(word) for word in WORD.findall(readable(whole))}
    return sorted(
        word for word in found if SHORTEST_WORD <= len(word) <= LONGEST and word.isalpha() and word not in STOP_WORDS
    )
