"""Writes about who belongs to a unit that one joins freely. The room whose unit it is asks whether one may."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.membership.models import Belonging
from lokallag.organisation.models import Unit
from lokallag.people.models import Person


@transaction.atomic
def belong(
    *,
    person: Person,
    unit: Unit,
    kind: Belonging.Kind,
    channel: Belonging.Channel,
    act: str,
    by: Person | None,
    at: datetime,
) -> Belonging:
    """Let a person join or follow a unit, or change how. Done twice, it changes nothing.

    :param act: the act of the room above that asks for it, for the log
    """
    found, is_new = Belonging.objects.select_for_update().get_or_create(
        person=person, unit=unit, defaults={"kind": kind, "channel": channel, "since": local_date(at)}
    )
    if not is_new and (found.kind, found.channel) == (kind, channel):
        return found
    found.kind, found.channel = kind, channel
    if kind != Belonging.Kind.JOINED:
        found.stays_until = None
    found.save(update_fields=["kind", "channel", "stays_until"])
    audit.record(act, actor=by, target=found, at=at, details={"kind": kind, "channel": channel})
    return found


@transaction.atomic
def belong_no_more(*, person: Person, unit: Unit, act: str, by: Person | None, at: datetime) -> bool:
    """Let a person leave a unit. Returns whether they belonged to it."""
    gone, _tables = Belonging.objects.filter(person=person, unit=unit).delete()
    if gone:
        audit.record(act, actor=by, target=unit, at=at, details={"left": True})
    return bool(gone)


@transaction.atomic
def note_asked(belongings: Iterable[Belonging], *, on: date) -> None:
    """Write down that these were asked on the day whether they go on, after growing out of what the unit is for."""
    Belonging.objects.filter(pk__in=[each.pk for each in belongings]).update(asked_on=on)


@transaction.atomic
def stay_until(*, belonging: Belonging, last_day: date, act: str, by: Person | None, at: datetime) -> Belonging:
    """Write down that somebody who has grown out of what the unit is for stays to a day. Said twice, it is one."""
    found = Belonging.objects.select_for_update().get(pk=belonging.pk)
    if found.stays_until != last_day:
        found.stays_until = last_day
        found.save(update_fields=["stays_until"])
        audit.record(act, actor=by, target=found, at=at, details={"until": last_day.isoformat()})
    return found


@transaction.atomic
def forget_belongings(*, unit: Unit) -> int:
    """Delete the list of those who belong to a unit. Returns how many they were."""
    return Belonging.objects.filter(unit=unit).delete()[0]
