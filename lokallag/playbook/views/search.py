"""Searching the run book."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lokallag.core.views import MemberRequest, authorize, show
from lokallag.playbook.queries.search import search_page


@require_safe
@authorize("playbook.read_chapters")
def search(request: MemberRequest) -> HttpResponse:
    """Show what is found of ``q=``."""
    return show(request, "playbook/search.html", search_page(request.GET.get("q", ""), viewer=request.user))
