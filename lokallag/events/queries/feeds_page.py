"""The pages on which one gets the address of a calendar."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.permissions import Asker
from lokallag.events.models import Event, FeedToken
from lokallag.organisation.models import Kind, Unit
from lokallag.organisation.queries.hidden import shown_units
from lokallag.people.models import Person

ARRANGING = (Kind.MUNICIPAL, Kind.BRANCH, Kind.NETWORK)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A calendar: whose it is, its address to copy, and the same as a link that opens a calendar program."""

    name: str
    address: str
    open_url: str


@dataclass(frozen=True, slots=True)
class SubscribePage:
    """All that ``events/subscribe.html`` shows."""

    title: str
    feeds: tuple[FeedLink, ...]
    own_url: str
    list_url: str
    crumbs: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class OwnCalendarPage:
    """All that ``events/own_calendar.html`` shows. ``link`` is set only just after it was made."""

    title: str
    url: str
    make_url: str
    end_url: str
    open_url: str
    link: FeedLink | None
    has_address: bool
    made: str
    last_used: str
    crumbs: tuple[tuple[str, str | None], ...]


def subscribe_page(viewer: Asker, on: date) -> SubscribePage:
    """Return the addresses of the open calendars: of all first, then of each unit by name. One query.

    A unit that not everybody may know of has none; its meetings stand in the own calendars of those who belong to it.
    """
    units = shown_units(Unit.objects.open(on).filter(kind__in=ARRANGING).named(on), AnonymousUser(), on)
    links = [
        _link(_("Alle arrangementer"), reverse("events:feed_of_all")),
        *(
            _link(unit.name, reverse("events:feed_of_unit", args=[unit.slug]))
            for unit in sorted(units, key=lambda unit: (unit.kind != Kind.MUNICIPAL, unit.name.lower(), unit.pk))
        ),
    ]
    return SubscribePage(
        title=_("Få arrangementene i kalenderen din"),
        feeds=tuple(links),
        own_url=reverse("events:own_calendar") if viewer.is_authenticated else "",
        list_url=reverse("events:list"),
        crumbs=((_("Arrangementer"), reverse("events:list")), (_("Kalendere"), None)),
    )


def own_calendar_page(person: Person, *, key: str = "") -> OwnCalendarPage:
    """Return how it is with the secret address of a person's calendar. One query.

    :param key: the key that was just made, so that the address can be shown this once
    """
    token = FeedToken.objects.filter(person=person).first()
    link = _link(_("Møtene mine"), reverse("events:own_feed", args=[key])) if key else None
    return OwnCalendarPage(
        title=_("Din egen kalender"),
        url=reverse("events:own_calendar"),
        make_url=reverse("events:make_address"),
        end_url=reverse("events:end_address"),
        open_url=reverse("events:subscribe"),
        link=link,
        has_address=token is not None,
        made=in_words(local_date(token.made_at)) if token is not None else "",
        last_used=moment_in_words(token.last_used_at) if token is not None and token.last_used_at is not None else "",
        crumbs=((_("Min side"), "/min-side/"), (_("Kalender"), None)),
    )


def address_of(event: Event) -> str:
    """Return the address of an event's page."""
    return reverse("events:event", args=[event.slug])


def sign_in_first(path: str) -> str:
    """Return the way to sign in and come back."""
    return f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': path})}"


def _link(name: str, path: str) -> FeedLink:
    address = f"{settings.SITE_URL}{path}"
    return FeedLink(name, address, f"webcal://{urlsplit(address).netloc}{path}")
