"""Which chapters of the run book there are to read, and where: the one place that knows. One query in a request."""

from dataclasses import dataclass

from django.urls import reverse

from lokallag.core import scope
from lokallag.playbook.models import Chapter


@dataclass(frozen=True, slots=True)
class ChapterLink:
    """A chapter: what it is called, and where it is read and edited."""

    key: str
    title: str
    url: str
    edit_url: str


def chapter_titles() -> dict[str, str]:
    """Return the titles of the published chapters by key, in their order."""

    def look_up() -> dict[str, str]:
        chapters = Chapter.objects.filter(archived_at=None, published__isnull=False).order_by("position", "pk")
        return dict(chapters.values_list("key", "published__title"))

    return scope.once_per_request("playbook.chapter_titles", look_up)


def chapters_for(kept: str = "") -> list[tuple[str, str]]:
    """Return the chapters that something can be put in, by key and title; ``kept``, the one it is in, among them."""
    titles = chapter_titles()
    return [*titles.items(), *([(kept, kept)] if kept and kept not in titles else [])]


def chapter_url(key: str) -> str:
    """Return where a chapter is read; nothing where there is none of that key to read."""
    link = chapter_link(key)
    return "" if link is None else link.url


def chapter_link(key: str) -> ChapterLink | None:
    """Return where a chapter is; ``None`` where there is none of that key to read."""
    title = chapter_titles().get(key)
    if title is None:
        return None
    return ChapterLink(
        key, title, reverse("playbook:chapter", args=[key]), reverse("playbook:edit_chapter", args=[key])
    )
