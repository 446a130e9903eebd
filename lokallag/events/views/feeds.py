"""Calendars that other programs read, and the pages on which one gets their addresses."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.utils import translation
from django.utils.http import parse_etags
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST, require_safe

from lokallag.core import scope
from lokallag.core.idempotency import claim
from lokallag.core.permissions import may
from lokallag.core.views import MemberRequest, absent, personal, public, show
from lokallag.events import services
from lokallag.events.models import Event
from lokallag.events.queries import feeds, feeds_page

TYPE = "text/calendar; charset=utf-8"


@require_safe
@public
def feed_of_all(request: HttpRequest) -> HttpResponse:
    """Answer with all open events."""
    return _answer(request, feeds.public_feed("", now()))


@require_safe
@public
def feed_of_unit(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the open events of a unit."""
    return _answer(request, feeds.public_feed(slug, now()))


@require_safe
@public
def event_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with one event, for the reader's own calendar."""
    event = Event.objects.filter(slug=slug).first()
    if event is None or not may(request.user, "events.see_event", event):
        return absent(request)
    response = _answer(request, feeds.event_feed(event, now()))
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


@require_safe
@public
def by_uid(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Lead from a calendar to the event's page, by an address that says nothing of what it is."""
    event = Event.objects.filter(uid=uid).first()
    if event is not None and may(request.user, "events.see_event", event):
        return HttpResponseRedirect(feeds_page.address_of(event))
    if not request.user.is_authenticated:
        return HttpResponseRedirect(feeds_page.sign_in_first(request.path))
    return absent(request)


@require_safe
@public
def own_feed(request: HttpRequest, key: str) -> HttpResponse:
    """Answer with a person's own calendar to whoever has its secret address; all else answers as if it were not."""
    at = now()
    reader = feeds.reader_of(key, localdate())
    if reader is None:
        raise Http404
    with (
        scope.opened("the calendar of whoever has its secret address", person_id=reader.person_id),
        translation.override(reader.language),
    ):
        response = _answer(request, feeds.own_feed(reader, at))
        services.note_use(pk=reader.pk, last_used_at=reader.last_used_at, at=at)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@public
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the addresses of the open calendars, and how one uses them."""
    return show(request, "events/subscribe.html", feeds_page.subscribe_page(request.user, localdate()))


@require_safe
@personal
def own_calendar(request: MemberRequest) -> HttpResponse:
    """Show whether the person's calendar has a secret address, and when it was read last."""
    return show(request, "events/own_calendar.html", feeds_page.own_calendar_page(request.user))


@require_POST
@personal
def make_address(request: MemberRequest) -> HttpResponse:
    """Make a new secret address and show it, this once."""
    if not claim(request):
        return show(request, "events/own_calendar.html", feeds_page.own_calendar_page(request.user))
    key = services.make_feed_address(person=request.user, by=request.user, at=now())
    return show(request, "events/own_calendar.html", feeds_page.own_calendar_page(request.user, key=key))


@require_POST
@personal
def end_address(request: MemberRequest) -> HttpResponse:
    """End the secret address."""
    services.end_feed_address(person=request.user, by=request.user, at=now())
    return HttpResponseRedirect(feeds_page.own_calendar_page(request.user).url)


def _answer(request: HttpRequest, asked: feeds.Asked) -> HttpResponse:
    """Answer with the calendar, or that nothing is new to an asker who has it already (RFC 9110 §13.1.2)."""
    given = parse_etags(request.headers.get("If-None-Match", ""))
    response: HttpResponse
    if asked.etag in given or f"W/{asked.etag}" in given or given == ["*"]:
        response = HttpResponseNotModified()
    else:
        feed = asked.put_together()
        if feed is None:
            raise Http404
        response = HttpResponse(feed.read(), content_type=TYPE)
    response.headers["ETag"] = asked.etag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
