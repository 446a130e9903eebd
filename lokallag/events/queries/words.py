"""An event's time, place and readers in words."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import in_oslo, instant, local_date
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.times import Which, coming
from lokallag.events.models import AUDIENCES, Event, Kind
from lokallag.organisation.models import Title

# What sort of thing a kind of event is, as shape and colour (``{% kind %}``).
LETTERS = {
    Kind.OPEN_MEETING: "d",
    Kind.MEMBERS_MEETING: "d",
    Kind.ANNUAL_MEETING: "d",
    Kind.BOARD_MEETING: "d",
    Kind.NETWORK_MEETING: "n",
    Kind.COURSE: "n",
    Kind.STALL: "k",
    Kind.SOCIAL: "m",
    Kind.OTHER: "m",
}


def letter_of(event: Event) -> str:
    """Return the letter of the event's sort of thing."""
    return LETTERS[Kind(event.kind)]


def clock(at: datetime) -> str:
    """Return what the clock shows: "18.30", with which of the two where the hour comes twice that night."""
    local, which = in_oslo(at), coming(at)
    shown = _("%(hour)s.%(minute)s") % {"hour": f"{local.hour:02d}", "minute": f"{local.minute:02d}"}
    if which is None:
        return shown
    return f"{shown} {_('sommertid') if which is Which.FIRST else _('vintertid')}"


def time_in_words(event: Event, today: date | None = None) -> str:
    """Return from when to when: "kl. 18.30–20.30", and to which day where it ends on another."""
    if event.last_day == event.day or event.ends_at <= _next_morning(event):
        return _("kl. %(start)s–%(end)s") % {"start": clock(event.starts_at), "end": clock(event.ends_at)}
    return _("kl. %(start)s, til %(day)s kl. %(end)s") % {
        "start": clock(event.starts_at),
        "day": in_words(event.last_day, today, weekday=True),
        "end": clock(event.ends_at),
    }


def when_in_words(event: Event, today: date | None = None) -> str:
    """Return day and time: "tirsdag 9. februar 2027 kl. 18.30–20.30"."""
    return f"{in_words(event.day, today, weekday=True)} {time_in_words(event, today)}"


def moved_in_words(event: Event, today: date | None = None) -> str:
    """Return when it was before it was moved, empty where it was not."""
    return "" if event.moved_from is None else moment_in_words(event.moved_from, today, weekday=True)


def place_in_words(event: Event) -> str:
    """Return where it is in a few words: the name of the place, else its street, else that it is online."""
    place = event.place_name or event.street_address
    if place and event.online_link:
        return _("%(place)s og på nett") % {"place": place}
    return place or (_("På nett") if event.online_link else "")


def audience_in_words(event: Event, hosts: Sequence[str]) -> str:
    """Return for whom it is: "Åpent for alle", "For medlemmer i Haslum og Sandvika", "For medlemmer fra 60 år"."""
    audience = Audience(event.audience)
    if audience is Audience.MEMBERS:
        return _("For medlemmer")
    if audience is Audience.OWN_UNIT:
        return _("For medlemmer i %(units)s") % {"units": join(hosts)}
    if audience is Audience.AGE_GROUP:
        return _age_in_words(event)
    if audience is Audience.OFFICERS:
        return _("For alle som har verv")
    if audience is Audience.OFFICE:
        return _("For dem som er %(office)s") % {"office": str(Title(event.office_title).label).lower()}
    return str(AUDIENCES[Audience.OPEN])


def join(words: Iterable[str]) -> str:
    """Return names as one says them: "Haslum", "Haslum og Sandvika", "Haslum, Sandvika og Skui"."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return _("%(first)s og %(last)s") % {"first": ", ".join(found[:-1]), "last": found[-1]}


def _age_in_words(event: Event) -> str:
    if event.age_until is None:
        return _("For medlemmer fra %(age)d år") % {"age": event.age_from}
    if event.age_from is None:
        return _("For medlemmer til og med %(age)d år") % {"age": event.age_until}
    return _("For medlemmer fra %(first)d til %(last)d år") % {"first": event.age_from, "last": event.age_until}


def _next_morning(event: Event) -> datetime:
    """Return six in the morning after the day it begins on: until then it is the same evening."""
    return instant(local_date(event.starts_at) + timedelta(days=1), time(6))
