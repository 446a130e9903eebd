"""The annual meeting of a unit and its set day are one day: whichever is moved, the other follows.

The set day lies below (``organisation.Anchor``), and days of the year are counted from it. An announced annual meeting
holds on to it: moving the event moves the set day, and who moves the set day calls ``follow_set_day``.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.events.domain.lifecycle import OPEN
from lokallag.events.domain.times import HourMissing, HourTwice, moved_to
from lokallag.events.models import Event
from lokallag.organisation import services as organisation
from lokallag.organisation.domain.anchors import ANNUAL_MEETING
from lokallag.organisation.models import Anchor
from lokallag.people.models import Person


def hold_set_day(event: Event, *, by: Person | None, at: datetime) -> None:
    """Let the event be the annual meeting of its main host that year, if no other event is. The set day follows it."""
    main = event.hosts.select_related("unit").get(is_main=True)
    year = event.day.year
    others = Event.objects.filter(anchor__unit=main.unit, anchor__kind=ANNUAL_MEETING, anchor__year=year)
    if others.exclude(pk=event.pk).exists():
        return
    event.anchor = organisation.set_anchor(
        unit=main.unit, kind=ANNUAL_MEETING, year=year, day=event.day, is_confirmed=True, by=by, at=at
    )
    event.save(update_fields=["anchor"])


def move_set_day(event: Event, *, by: Person | None, at: datetime) -> None:
    """Let the set day follow an event that was moved; into another year it lets go of the old one."""
    anchor = event.anchor
    if anchor is None or anchor.day == event.day:
        return
    if anchor.year == event.day.year:
        organisation.set_anchor(
            unit=anchor.unit,
            kind=anchor.kind,
            year=anchor.year,
            day=event.day,
            is_confirmed=True,
            note=anchor.note,
            by=by,
            at=at,
        )
        return
    event.anchor = None
    event.save(update_fields=["anchor"])
    hold_set_day(event, by=by, at=at)


def let_go(event: Event) -> None:
    """Let a cancelled meeting hold the set day no more, so that a new event can be the meeting."""
    if event.anchor_id is not None:
        event.anchor = None
        event.save(update_fields=["anchor"])


@transaction.atomic
def follow_set_day(*, anchor: Anchor, by: Person | None, at: datetime) -> Event | None:
    """Move the event that is the meeting of a set day to where the day has gone, at the same time on the wall.

    Returns the event where it was moved, else ``None``.

    :raises RuleViolation: the clock skips or repeats the time on the new day
    """
    from lokallag.events.services.moving import put_at

    event = Event.objects.select_for_update(of=("self",)).filter(anchor=anchor).first()
    if event is None or event.state not in OPEN or event.day == anchor.day:
        return None
    try:
        span = moved_to(event.starts_at, event.ends_at, anchor.day)
    except (HourMissing, HourTwice) as error:
        raise RuleViolation(
            _("Den natta stilles klokka, så klokkeslettet for møtet passer ikke. Flytt arrangementet i stedet."),
            field="day",
        ) from error
    put_at(event, span, by=by, at=at)
    audit.record("events.move_event", actor=by, target=event, at=at, details={"set_day": anchor.pk})
    return event
