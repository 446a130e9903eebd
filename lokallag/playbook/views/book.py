"""The run book as a PDF: the whole, or one chapter, with a unit's own notes for who may see them."""

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from lokallag.core.permissions import may
from lokallag.core.views import MemberRequest, authorize
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import name_on
from lokallag.playbook.models import Chapter
from lokallag.playbook.queries.book import book_pdf, chapter_pdf
from lokallag.playbook.views.wheel import party_or_404

SEE = "playbook.see_chapter"


@require_safe
@authorize("playbook.read_chapters")
def print_book(request: MemberRequest) -> HttpResponse:
    """Answer the whole run book as a PDF."""
    today = localdate()
    return _pdf(book_pdf(party_or_404(today), notes_of=_notes_of(request), today=today), "dreieboka")


@require_safe
@authorize(SEE, Chapter, kwarg="key", see=SEE)
def print_chapter(request: MemberRequest, found: Chapter) -> HttpResponse:
    """Answer one chapter as a PDF."""
    today = localdate()
    return _pdf(chapter_pdf(party_or_404(today), found, notes_of=_notes_of(request), today=today), found.key)


def _notes_of(request: MemberRequest) -> Unit | None:
    """Return the unit that ``avdeling=`` names, with its name.

    :raises Http404: there is none, or its notes are not for this reader
    """
    slug = request.GET.get("avdeling", "")
    if not slug:
        return None
    unit = Unit.objects.filter(slug=slug).first()
    if unit is None or not may(request.user, "playbook.see_chapter_note", unit):
        raise Http404
    unit.name = name_on(unit, localdate())
    return unit


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
