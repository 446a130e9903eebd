"""Our own chapters as they are written in ``data/chapters/*.md``: facts between ``+++`` lines, then the text. Pure."""

import tomllib
from dataclasses import dataclass

from lokallag.playbook.domain.chapter_html import write_html
from lokallag.playbook.domain.chapter_writing import read_text

FENCE = "+++\n"


class BadChapter(ValueError):
    """A file is not a chapter. The text says why."""


@dataclass(frozen=True, slots=True)
class ChapterFile:
    """A chapter as written, its text as HTML."""

    key: str
    title: str
    lang: str
    summary: str
    sources: tuple[str, ...]
    activity_kinds: tuple[str, ...]
    body: str


def read_chapter(text: str) -> ChapterFile:
    """Return the chapter.

    :raises BadChapter: it has no facts in front, or one of them is missing
    """
    parts = text.split(FENCE, 2)
    if len(parts) != 3 or parts[0].strip():
        raise BadChapter("a chapter begins with its facts between two lines of +++")
    facts = tomllib.loads(parts[1])
    try:
        return ChapterFile(
            key=facts["key"],
            title=facts["title"],
            lang=facts["lang"],
            summary=facts["summary"],
            sources=tuple(facts["sources"]),
            activity_kinds=tuple(facts["activity_kinds"]),
            body=write_html(read_text(parts[2])),
        )
    except KeyError as error:
        raise BadChapter(f"a chapter says its {error.args[0]}") from error
