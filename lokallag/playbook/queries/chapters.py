"""What pages about chapters are made of: the tree as a reader sees it, and the latest versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.core.permissions import Asker, may
from lokallag.playbook.domain.chapter_tree import Node, Place, reading_order
from lokallag.playbook.models import ActivityKind, Chapter, ChapterVersion

Crumbs = tuple[tuple[str, str | None], ...]
INDENT = "\u2003"


@dataclass(frozen=True, slots=True)
class Head:
    """A version without its text: what lists and trees say of a chapter."""

    pk: int
    number: int
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Book:
    """The run book as one reader sees it: the chapters in reading order, and for each what it is called."""

    chapters: Mapping[int, Chapter]
    heads: Mapping[int, Head]
    latest: Mapping[int, Head]
    nodes: tuple[Node, ...]
    put_away: tuple[Chapter, ...]

    def around(self, pk: int) -> tuple[Chapter | None, Chapter | None]:
        """Return the chapters before and after in reading order."""
        order = [node.pk for node in self.nodes]
        if pk not in order:
            return None, None
        at = order.index(pk)
        before = self.chapters[order[at - 1]] if at else None
        return before, self.chapters[order[at + 1]] if at + 1 < len(order) else None

    def node(self, pk: int) -> Node | None:
        """Return where a chapter stands for this reader, ``None`` where it is put away."""
        return next((node for node in self.nodes if node.pk == pk), None)


def is_editor(viewer: Asker) -> bool:
    """Tell whether the reader writes chapters, and so sees drafts."""
    return may(viewer, "playbook.edit_chapter")


def read_book(*, drafts: bool) -> Book:
    """Return the whole tree without its texts. Two queries.

    :param drafts: with chapters that readers do not see; a chapter is called what readers see, else what it will be
    """
    chapters = {chapter.pk: chapter for chapter in Chapter.objects.order_by("position", "pk")}
    published = {chapter.published_id for chapter in chapters.values() if chapter.published_id}
    versions = ChapterVersion.objects.order_by("chapter_id", "-number")
    wanted = Q(pk__in=published)
    if drafts:
        wanted |= Q(pk__in=versions.distinct("chapter_id").values("pk"))
    latest: dict[int, Head] = {}
    shown: dict[int, Head] = {}
    rows = versions.filter(wanted).values_list("chapter_id", "pk", "number", "title", "summary")
    for chapter_id, pk, number, title, summary in rows:
        head = Head(pk, number, title, summary)
        latest.setdefault(chapter_id, head)
        if head.pk in published:
            shown[chapter_id] = head
    visible = {pk for pk, chapter in chapters.items() if chapter.archived_at is None and (drafts or pk in shown)}
    places = [Place(pk, chapter.parent_id, chapter.position) for pk, chapter in chapters.items()]
    away = tuple(chapter for chapter in chapters.values() if chapter.archived_at is not None) if drafts else ()
    return Book(chapters, {**latest, **shown}, latest, reading_order(places, visible), away)


@dataclass(frozen=True, slots=True)
class ContentRow:
    """A chapter in the contents, with those below it. ``state`` is said to editors where it is not the usual."""

    number: str
    title: str
    url: str
    lang: str
    summary: str
    state: str
    below: tuple["ContentRow", ...]


@dataclass(frozen=True, slots=True)
class ContentsPage:
    """All that ``playbook/contents.html`` shows. ``add_url`` is empty for who does not write."""

    title: str
    crumbs: Crumbs
    rows: tuple[ContentRow, ...]
    put_away: tuple[tuple[str, str], ...]
    add_url: str
    printed: tuple[tuple[str, str], ...]


def contents_page(viewer: Asker, printed: tuple[tuple[str, str], ...] = ()) -> ContentsPage:
    """Return the contents as the reader may see them. The same number of queries however many chapters."""
    edits = is_editor(viewer)
    book = read_book(drafts=edits)
    below: dict[int | None, list[Node]] = {}
    for node in book.nodes:
        below.setdefault(node.parent, []).append(node)

    def row(node: Node) -> ContentRow:
        chapter, head = book.chapters[node.pk], book.heads[node.pk]
        return ContentRow(
            number=node.number,
            title=head.title,
            url=chapter_url(chapter),
            lang=chapter.lang,
            summary=head.summary,
            state=state_words(chapter, book.latest[node.pk].pk) if edits else "",
            below=tuple(row(one) for one in below.get(node.pk, ())),
        )

    return ContentsPage(
        title=_("Dreieboka"),
        crumbs=(),
        rows=tuple(row(node) for node in below.get(None, ())),
        put_away=tuple((book.heads[chapter.pk].title, chapter_url(chapter)) for chapter in book.put_away),
        add_url=reverse("playbook:add_chapter") if edits else "",
        printed=printed,
    )


def state_words(chapter: Chapter, latest_id: int) -> str:
    """Return how a chapter stands where that is not the usual: a draft, or with a draft waiting."""
    if chapter.archived_at is not None:
        return _("Lagt bort")
    if chapter.published_id is None:
        return _("Utkast")
    return "" if chapter.published_id == latest_id else _("Har et utkast")


def chapter_url(chapter: Chapter) -> str:
    """Return the address of a chapter."""
    return reverse("playbook:chapter", args=[chapter.key])


def chapter_crumbs(chapter: Chapter, title: str, last: str = "") -> Crumbs:
    """Return the way to a chapter, or to a page of it that is called ``last``."""
    contents = (_("Dreieboka"), reverse("playbook:contents"))
    if not last:
        return (contents, (title, None))
    return (contents, (title, chapter_url(chapter)), (last, None))


def parent_choices(book: Book, *, but: Sequence[int] = ()) -> list[tuple[str, str]]:
    """Return what a chapter can stand below, in reading order, those deeper further in."""
    found = [("", str(_("Øverst i dreieboka")))]
    for node in book.nodes:
        if node.pk not in but:
            words = f"{INDENT * node.depth}{node.number} {book.heads[node.pk].title}"
            found.append((str(node.pk), words))
    return found


def chapter_of(kind: ActivityKind | None, viewer: Asker) -> tuple[str, str] | None:
    """Return title and address of the chapter that explains a kind, where the reader may see it. At most one query."""
    if kind is None or not kind.chapter or not may(viewer, "playbook.read_chapters"):
        return None
    found = Chapter.objects.select_related("published").defer("published__body").filter(key=kind.chapter).first()
    if found is None or found.published is None or not may(viewer, "playbook.see_chapter", found):
        return None
    return found.published.title, chapter_url(found)
