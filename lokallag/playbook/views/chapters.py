"""The run book (dreiebok): its contents, its chapters, and how they are written."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lokallag.core.answers import carry_out, show_again
from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import may
from lokallag.core.views import MemberRequest, absent, authorize, refused, show
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit
from lokallag.playbook import services
from lokallag.playbook.forms_chapters import ChapterForm, ChapterNoteForm, KindsForm, NewChapterForm, PlaceForm
from lokallag.playbook.models import ActivityKind, Chapter, ChapterNote
from lokallag.playbook.queries.book import book_links
from lokallag.playbook.queries.chapter_page import chapter_page, check_lists_page
from lokallag.playbook.queries.chapter_versions import edit_page, form_page, kind_choices
from lokallag.playbook.queries.chapters import contents_page, parent_choices, read_book
from lokallag.playbook.services.chapters import latest_of, text_of

EDIT, PUBLISH, SEE = "playbook.edit_chapter", "playbook.publish_chapter", "playbook.see_chapter"
WRITE_NOTE = "playbook.write_chapter_note"


@require_safe
@authorize("playbook.read_chapters")
def contents(request: MemberRequest) -> HttpResponse:
    """Show the contents of the run book."""
    printed = book_links(request.user, localdate())
    return show(request, "playbook/contents.html", contents_page(request.user, printed))


@require_safe
@authorize(SEE, Chapter, kwarg="key", see=SEE)
def chapter(request: MemberRequest, found: Chapter) -> HttpResponse:
    """Show a chapter."""
    today = localdate()
    page = chapter_page(found, main_unit(today), viewer=request.user, today=today)
    return show(request, "playbook/chapter.html", page)


@require_safe
@authorize(SEE, Chapter, kwarg="key", see=SEE)
def check_lists(request: MemberRequest, found: Chapter) -> HttpResponse:
    """Show the check lists of a chapter alone, to print and tick off.

    :raises Http404: there is none in it
    """
    page = check_lists_page(found)
    if not page.lists:
        raise Http404
    return show(request, "playbook/check_lists.html", page)


# ---- Writing ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(EDIT)
def add_chapter(request: MemberRequest) -> HttpResponse:
    """Begin a chapter."""
    book = read_book(drafts=True)
    given = request.POST if request.method == "POST" else None
    form = NewChapterForm(given, parents=parent_choices(book), initial={"parent": request.GET.get("under", "")})
    if given is not None and form.is_valid():
        made: list[Chapter] = []

        def act() -> None:
            parent = book.chapters.get(int(form.cleaned_data["parent"] or 0))
            made.append(services.add_chapter(text=form.text(), parent=parent, by=request.user, at=now()))
            _publish_too(request, made[0], 1)

        if carry_out(request, form, act, said=_said(request)).done:
            return redirect("playbook:chapter", made[0].key) if made else redirect("playbook:contents")
    page = edit_page(None, form, today=localdate())
    return show(request, "playbook/chapter_edit.html", page, status=200 if given is None else 422)


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(EDIT, Chapter, kwarg="key", see=SEE)
def edit_chapter(request: MemberRequest, found: Chapter) -> HttpResponse:
    """Write a new version of a chapter. Who was overtaken by another is told, and keeps what is written."""
    today, is_stale = localdate(), False
    if request.method != "POST":
        latest = latest_of(found)
        text = text_of(latest)
        initial = {
            "title": text.title,
            "summary": text.summary,
            "sources": "\n".join(text.sources),
            "seen": latest.number,
        }
        form = ChapterForm(initial=initial, html=text.body)
        return show(request, "playbook/chapter_edit.html", edit_page(found, form, today=today))
    form = ChapterForm(request.POST)
    if form.is_valid():

        def act() -> None:
            version = services.save_version(
                chapter=found,
                text=form.text(),
                why=form.cleaned_data["why"],
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=now(),
            )
            _publish_too(request, found, version.number)

        outcome = carry_out(request, form, act, said=_said(request))
        if outcome.done:
            return redirect("playbook:chapter", found.key)
        is_stale = outcome.is_stale
        if is_stale:
            show_again(form, "seen", latest_of(found).number)
    page = edit_page(found, form, today=today, is_stale=is_stale)
    return show(request, "playbook/chapter_edit.html", page, status=422)


def _wants_published(request: MemberRequest) -> bool:
    return request.POST.get("do") == "publish"


def _publish_too(request: MemberRequest, found: Chapter, number: int) -> None:
    """Publish in the same transaction what was just saved, where that button was pressed."""
    if _wants_published(request) and may(request.user, PUBLISH, found):
        services.publish_chapter(chapter=found, number=number, by=request.user, at=now())


def _said(request: MemberRequest) -> str:
    return _("Kapittelet er publisert.") if _wants_published(request) else _("Utkastet er lagret.")


# ---- Where it stands -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(EDIT, Chapter, kwarg="key", see=SEE)
def move_chapter(request: MemberRequest, found: Chapter) -> HttpResponse:
    """Put a chapter somewhere else in the tree."""
    book = read_book(drafts=True)
    given = request.POST if request.method == "POST" else None
    initial = {"parent": str(found.parent_id or ""), "number": found.position + 1}
    form = PlaceForm(given, parents=parent_choices(book, but=[found.pk]), initial=initial)
    if given is not None and form.is_valid():

        def act() -> None:
            services.move_chapter(
                chapter=found,
                parent=book.chapters.get(int(form.cleaned_data["parent"] or 0)),
                number=form.cleaned_data["number"],
                by=request.user,
                at=now(),
            )

        if carry_out(request, form, act, said=_("Kapittelet er flyttet.")).done:
            return redirect("playbook:contents")
    page = form_page(
        found,
        form,
        title=_("Flytt kapittelet"),
        lead=_("De som står ved siden av, gjør plass. Kapitler under dette blir med."),
        button=_("Flytt"),
    )
    return show(request, "playbook/chapter_form.html", page, status=200 if given is None else 422)


@require_POST
@authorize(EDIT, Chapter, kwarg="key", see=SEE)
def archive_chapter(request: MemberRequest, found: Chapter) -> HttpResponse:
    """Put a chapter away."""
    try:
        services.archive_chapter(chapter=found, by=request.user, at=now())
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("playbook:chapter", found.key)
    messages.success(request, _("Kapittelet er lagt bort. Du finner det nederst i innholdet."))
    return redirect("playbook:contents")


@require_POST
@authorize(EDIT, Chapter, kwarg="key", see=SEE)
def bring_back_chapter(request: MemberRequest, found: Chapter) -> HttpResponse:
    """Take a chapter out again."""
    services.bring_back_chapter(chapter=found, by=request.user, at=now())
    messages.success(request, _("Kapittelet er hentet fram."))
    return redirect("playbook:chapter", found.key)


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(EDIT, Chapter, kwarg="key", see=SEE)
def chapter_kinds(request: MemberRequest, found: Chapter) -> HttpResponse:
    """Choose which activity kinds belong to a chapter."""
    given = request.POST if request.method == "POST" else None
    mine = ActivityKind.objects.filter(chapter=found.key).values_list("key", flat=True)
    form = KindsForm(given, kinds=kind_choices(found), initial={"kinds": list(mine)})
    if given is not None and form.is_valid():

        def act() -> None:
            keys = frozenset(form.cleaned_data["kinds"])
            services.set_kinds(chapter=found, keys=keys, by=request.user, at=now())

        if carry_out(request, form, act, said=_("Aktivitetene er knyttet til kapittelet.")).done:
            return redirect("playbook:chapter", found.key)
    page = form_page(
        found,
        form,
        title=_("Knytt til aktiviteter"),
        lead=_("De står ved kapittelet med neste dato, og lenker hit. En aktivitet hører til ett kapittel."),
        button=_("Lagre"),
    )
    return show(request, "playbook/chapter_form.html", page, status=200 if given is None else 422)


# ---- Notes -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@authorize(SEE, Chapter, kwarg="key", see=SEE)
def chapter_note(request: MemberRequest, found: Chapter, slug: str) -> HttpResponse:
    """Write what a unit notes for its own beside a chapter."""
    today = localdate()
    unit = Unit.objects.open(today).named(today).filter(slug=slug).first()
    if unit is None or not may(request.user, "playbook.see_chapter_note", unit):
        return absent(request)
    if not may(request.user, WRITE_NOTE, unit):
        return refused(request, WRITE_NOTE)
    note = ChapterNote.objects.filter(unit=unit, chapter=found).first()
    seen = "" if note is None else note.fingerprint
    given = request.POST if request.method == "POST" else None
    is_stale = False
    form = ChapterNoteForm(given, initial={"text": "" if note is None else note.text, "seen": seen})
    if given is not None and form.is_valid():
        data = form.cleaned_data

        def act() -> None:
            services.write_chapter_note(
                unit=unit, chapter=found, text=data["text"], seen=data["seen"], by=request.user, at=now()
            )

        outcome = carry_out(request, form, act, said=_("Notatet er lagret."))
        if outcome.done:
            return redirect("playbook:chapter", found.key)
        is_stale = outcome.is_stale
        if is_stale:
            show_again(form, "seen", seen)
    page = form_page(
        found,
        form,
        title=_("Notat for %(unit)s") % {"unit": unit.name},
        lead=_("Bare medlemmene i enheten og de som har verv der, ser notatet."),
        button=_("Lagre notatet"),
        is_stale=is_stale,
        now="" if note is None else note.text,
    )
    return show(request, "playbook/chapter_form.html", page, status=200 if given is None else 422)
