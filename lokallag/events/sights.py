"""What acts of this room let others see of a person who has signed up for something."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lokallag.core.privacy import Sight, reveal
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.models import Event, EventHost, Signup, Speaker
from lokallag.people.models import Person


def _signed_up_for(person: Person, _on: date) -> Iterable[Event]:
    mine = Signup.objects.filter(person=person).values("event_id")
    return Event.objects.filter(pk__in=mine).prefetch_related("hosts", "coordinators").order_by("pk")


def _who_works(event: Event, on: date) -> Mapping[Hashable, Any]:
    """Return who works with an event, so that it is not asked for each officer."""
    live = [row.person_id for row in event.coordinators.all() if row.from_on <= on <= row.until_on]
    return {("events.hosts", event.pk): list(event.hosts.all()), ("events.coordinators", event.pk): frozenset(live)}


def _imagined(branch_id: int, _on: date) -> tuple[Event, Mapping[Hashable, Any]]:
    host = EventHost(unit_id=branch_id, is_main=True, state=Answer.ACCEPTED)
    return Event(), {("events.hosts", None): [host], ("events.coordinators", None): frozenset[int]()}


reveal(
    Sight(
        act="events.see_signups",
        shows=_("navnet ditt på lista over påmeldte, hvis du melder deg på noe de holder"),
        targets=_signed_up_for,
        facts=_who_works,
        imagined=_imagined,
        shows_of=lambda *_any: _("navnet ditt på lista over påmeldte til noe de holder, og om du kom"),
        order=60,
    )
)
reveal(
    Sight(
        act="events.see_speakers",
        shows=_("temaene, presentasjonen og kontakten din i registeret over innledere, hvis du står der"),
        targets=lambda person, _on: Speaker.objects.filter(person=person),
        imagined=lambda _branch, _on: (None, {}),
        shows_of=lambda *_any: _("temaene, presentasjonen og kontakten din i registeret over innledere"),
        order=61,
    )
)
