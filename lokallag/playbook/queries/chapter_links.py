"""Which chapters of the run book there are, and where each is read and edited: the one place that knows.

An address that the site does not answer is no link.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.urls import Resolver404, resolve

CHAPTERS = Path(__file__).resolve().parents[1] / "data" / "chapters"


@dataclass(frozen=True, slots=True)
class ChapterLink:
    """A chapter: what it is called, and where it is; empty addresses are no links."""

    key: str
    title: str
    url: str
    edit_url: str


@lru_cache(maxsize=1)
def chapter_titles() -> dict[str, str]:
    """Return the titles of the chapters by key, in their order."""
    fronts = [
        tomllib.loads(path.read_text(encoding="utf-8").split("+++\n", 2)[1]) for path in sorted(CHAPTERS.glob("*.md"))
    ]
    return {front["key"]: front["title"] for front in fronts}


def chapter_link(key: str) -> ChapterLink | None:
    """Return where a chapter is; ``None`` where there is none of that key."""
    title = chapter_titles().get(key)
    if title is None:
        return None
    return ChapterLink(key, title, _answered(f"/dreiebok/{key}/"), _answered(f"/dreiebok/{key}/rediger/"))


def _answered(path: str) -> str:
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path
