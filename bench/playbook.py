"""The run book: searching 300 chapters of 1,500 words with 20 versions each, and all of them as a PDF. Goals: issue 4.

The words are those of our own chapters, as often as they stand there, with compounds of them beside. A search is asked
as a member does, through all of the site. ``search_ms`` is the slowest of six: a word that most chapters have, one in
another form, two words, a word inside of longer ones, one that stands nowhere (an answer with words that look like it),
and one of the title. ``pdf_s`` is what a reader waits for the whole book, which the job of each minute has set in type
since something in it changed; how long setting it takes, in one language and with nothing kept, is ``made`` in the raw
rounds.
"""

import random
import re
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from bench._members import SignedInSite, organisation
from bench.harness import Result, at_most, interleaved, median
from bench.territory import PLAIN
from lokallag.playbook.domain.chapter_html import clean
from lokallag.playbook.models import Chapter, ChapterVersion, SearchWord
from lokallag.playbook.services import load_library
from lokallag.playbook.services.chapter_library import chapter_files
from lokallag.playbook.services.kept_book import keep_books
from lokallag.playbook.services.search import index_all

CHAPTERS, WORDS, VERSIONS = 300, 1500, 20
SEARCHES = {
    "common": "medlem",
    "inflected": "avdelingenes",
    "two": "årsmøte innkalling",
    "within": "kontingent",
    "nowhere": "kontigentansvarlg",
    "title": "kapittel 117",
}
TAG = re.compile(r"<[^>]+>")


def run(quick: bool) -> Result:
    """Measure on the whole book; ``quick`` takes fewer rounds."""
    _party, leader, _branches = organisation()
    load_library(by=None, at=now())
    words = _write()
    index_all()
    _tidied()
    with override_settings(STORAGES=PLAIN, SECURE_SSL_REDIRECT=False):
        site = SignedInSite(leader)
        address = {name: f"/dreiebok/sok/?q={query.replace(' ', '+')}" for name, query in SEARCHES.items()}
        for name, path in address.items():
            _right(_content(site, path), name)
        with CaptureQueriesContext(connection) as queries:
            site.answer(address["two"])
        searched = interleaved(
            {name: _asking(site, path) for name, path in address.items()},
            rounds=5 if quick else 30,
        )
        made = interleaved({"made": lambda: _sheet(site)}, rounds=1 if quick else 3)
        keep_books(at=now())
        printed = interleaved({"pdf": lambda: _sheet(site)}, rounds=1 if quick else 9)
    slowest = max(median(searched, name) for name in SEARCHES)
    return Result(
        sizes={
            "chapters": CHAPTERS,
            "versions": ChapterVersion.objects.count(),
            "words": words,
            "different_words": SearchWord.objects.count(),
            "search_queries": len(queries),
        },
        rounds=[*searched, *made, *printed],
        goals=[
            at_most("search_ms", 1000 * slowest, 20),
            at_most("pdf_s", median(printed, "pdf"), 5),
        ],
    )


def _content(site: SignedInSite, path: str) -> bytes:
    content: bytes = getattr(site.answer(path), "content", b"")  # a stream has none
    return content


def _asking(site: SignedInSite, path: str) -> Callable[[], object]:
    def ask() -> object:
        return site.answer(path)

    return ask


def _right(page: bytes, name: str) -> None:
    wanted = b'class="ds-chip"' if name == "nowhere" else b"<mark>"
    if wanted not in page:
        raise RuntimeError(f"the search for {SEARCHES[name]} does not answer what it should")


def _sheet(site: SignedInSite) -> None:
    content = _content(site, "/dreiebok/dreiebok.pdf")
    if not content.startswith(b"%PDF") or len(content) < CHAPTERS * 10_000:
        raise RuntimeError("the PDF does not hold all chapters")


def _tidied() -> None:
    from bench._members import _tidy

    _tidy()


class _Writer:
    """Writes sentences of our own chapters' words, as often as they stand there, every thirtieth a new compound."""

    def __init__(self) -> None:
        self.chance = random.Random(4)
        text = " ".join(TAG.sub(" ", file.body) for file in chapter_files())
        self.words = [word.lower() for word in re.findall(r"[^\W\d_]+", text)]
        self.long = sorted({word for word in self.words if 4 <= len(word) <= 9})

    def word(self) -> str:
        """Return a word."""
        if self.chance.random() < 1 / 30:
            return self.chance.choice(self.long) + self.chance.choice(self.long)
        return self.chance.choice(self.words)

    def sentences(self, words: int) -> str:
        """Return sentences of so many words in all."""
        found = []
        while words > 0:
            count = min(words, self.chance.randint(5, 16))
            said = [self.word() for _ in range(count)]
            found.append(f"{said[0].capitalize()} {' '.join(said[1:])}".strip() + ".")
            words -= count
        return " ".join(found)

    def chapter(self) -> str:
        """Return a chapter of 1,500 words: eight headings, paragraphs, lists, a check list, a table, a ready text."""
        parts = []
        for number in range(8):
            parts.append(f"<h2>{self.sentences(4)[:-1]}</h2><p>{self.sentences(105)}</p>")
            mark = ' class="checks"' if number == 6 else ""
            items = "".join(f"<li><p>{self.sentences(9)}</p></li>" for _ in range(5))
            parts.append(f"<ul{mark}>{items}</ul>")
            if number == 3:
                row = "".join(f"<td>{self.sentences(4)[:-1]}</td>" for _ in range(3))
                head = "".join(f"<th>{self.word()}</th>" for _ in range(3))
                parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{f'<tr>{row}</tr>' * 5}</tbody></table>")
            elif number == 5:
                parts.append(f"<blockquote><p>{self.sentences(60)}</p></blockquote>")
            else:
                said = f"{self.sentences(14)} <strong>{self.sentences(4)}</strong> {self.sentences(12)}"
                parts.append(f"<p>{said}</p>")
        return clean("".join(parts))


def _write() -> int:
    """Write the chapters, each with its versions, straight into the tables. Returns how many words one has."""
    writer, at = _Writer(), now() - timedelta(days=400)
    chapters = Chapter.objects.bulk_create(Chapter(key=f"kapittel-{n}", position=n) for n in range(CHAPTERS))
    lengths = []
    for number, chapter in enumerate(chapters):
        body = writer.chapter()
        lengths.append(len(TAG.sub(" ", body).split()))
        versions = ChapterVersion.objects.bulk_create(
            ChapterVersion(
                chapter=chapter,
                number=count,
                title=f"Kapittel {number}: {writer.sentences(4)[:-1]}",
                summary=writer.sentences(14),
                body=f"<p>{writer.sentences(5)}</p>\n{body}",
                sources=[writer.sentences(6)],
                at=at + timedelta(days=count),
                why="Prøve",
            )
            for count in range(1, VERSIONS + 1)
        )
        chapter.published, chapter.published_at = versions[-1], at
    Chapter.objects.bulk_update(chapters, ["published", "published_at"])
    if min(lengths) < WORDS:
        raise RuntimeError(f"a chapter has only {min(lengths)} words")
    return min(lengths)
