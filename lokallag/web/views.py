"""Pages that put several rooms together: the front page, Min side, the board's overview."""

from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from lokallag.core import audit
from lokallag.core.views import authorize, personal, public, show
from lokallag.organisation.queries import profile
from lokallag.people.models import Person
from lokallag.ui.domain.colour import ColourError, theme_css
from lokallag.web import queries


@require_safe
@public
def front_page(request: HttpRequest) -> HttpResponse:
    """Show who we are, where each branch answers, and how to join."""
    return show(request, "web/front_page.html", queries.front_page(request.user, today=localdate(), at=now()))


@require_safe
@public
def theme(_request: HttpRequest) -> HttpResponse:
    """Answer the style sheet of the organisation's colour. Its address holds the colour, so it can be kept long."""
    facts = profile()
    try:
        text = theme_css(facts.colour) if facts is not None else ""
    except ColourError:
        text = ""  # a colour that lost its contrast since it was set: the house's own theme stands
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how the pages are made for everyone, and whom to tell when they are not."""
    return show(request, "web/accessibility.html", queries.accessibility_page(localdate()))


@require_safe
@public
def security(request: HttpRequest) -> HttpResponse:
    """Say how to report a weakness, and what we promise who does; in the language that ``sprak=`` names, if any.

    Whoever finds one may not read Norwegian, and comes here straight from security.txt.
    """
    wish = request.GET.get("sprak", "")
    language = wish if wish in dict(settings.LANGUAGES) else get_language()
    with override(language):
        response = show(request, "web/security.html", queries.security_page(localdate()))
    response.headers["Content-Language"] = language or settings.LANGUAGE_CODE
    return response


@require_safe
@public
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Say the same to programs that look for it (RFC 9116)."""
    return HttpResponse(queries.security_txt(now()), content_type="text/plain; charset=utf-8")


@require_safe
@public
def health(_request: HttpRequest) -> HttpResponse:
    """Answer whether the site and its database work, for whoever watches over it."""
    return HttpResponse("ok" if queries.database_answers() else "nei", content_type="text/plain")


@require_safe
@public
def robots(_request: HttpRequest) -> HttpResponse:
    """Keep search engines to the public pages."""
    closed = (
        "min-side",
        "medlemmer",
        "oversikt",
        "logg",
        "kom-i-gang",
        "start",
        "omrader",
        "logg-inn",
        "utboks",
        "galleri",
    )
    lines = ["User-agent: *", *(f"Disallow: /{place}/" for place in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
@personal
def my_page(request: HttpRequest) -> HttpResponse:
    """Show the signed-in person what is theirs: branch, address, offices."""
    return show(request, "web/my_page.html", queries.my_page(cast(Person, request.user), today=localdate(), at=now()))


@require_safe
@authorize("web.see_first_steps")
def first_steps(request: HttpRequest) -> HttpResponse:
    """Show the first officers what is done on the way to a running organisation, and what remains."""
    return show(request, "web/first_steps.html", queries.first_steps_page(localdate()))


@require_safe
@authorize("web.see_overview")
def overview(request: HttpRequest) -> HttpResponse:
    """Show the board what waits, how the branches are manned, and where members live against what they chose."""
    page = queries.overview_page(cast(Person, request.user), localdate(), at=now())
    if page is None:
        raise Http404
    return show(request, "web/overview.html", page)


@require_safe
@authorize("web.see_log")
def log(request: HttpRequest) -> HttpResponse:
    """Show officers what they have done and seen, and the board's leader and secretary what everybody has."""
    viewer, at = cast(Person, request.user), now()
    page = queries.log_page(viewer, request.GET.dict(), at=at)
    audit.record_look("web.see_log", actor=viewer, persons=page.shown_ids, at=at, how=audit.How.LIST)
    return show(request, "web/log.html", page)
