"""The way from an activity or a duty to its chapter of the run book. One door, so that a chapter moves in one place."""

import tomllib
from functools import cache
from pathlib import Path

from django.urls import NoReverseMatch, reverse

CHAPTERS = Path(__file__).resolve().parents[1] / "data" / "chapters"


def chapter_url(key: str) -> str:
    """Return the address of a chapter, or nothing where there is no such key, or no page for chapters."""
    if not key:
        return ""
    try:
        return reverse("playbook:chapter", args=[key])
    except NoReverseMatch:
        return ""


@cache
def chapter_names() -> dict[str, str]:
    """Return the titles of the chapters that come with Lokallag, by key, in their order."""
    found = {}
    for path in sorted(CHAPTERS.glob("*.md")):
        head = tomllib.loads(path.read_text(encoding="utf-8").split("+++")[1])
        found[str(head["key"])] = str(head["title"])
    return found
