"""What else there is on an event's day: warned of, never in the way."""

from datetime import date

from django.utils.translation import gettext as _

from lokallag.calendar.domain.holidays import holiday_name
from lokallag.calendar.domain.local import midnight_after, midnight_before
from lokallag.core.permissions import Asker
from lokallag.events.domain.lifecycle import State
from lokallag.events.models import Event
from lokallag.events.queries.rows import host_names
from lokallag.events.queries.words import join, time_in_words
from lokallag.events.rules import visible_to

MOST = 6


def clashes_of(event: Event, *, viewer: Asker, today: date) -> tuple[str, ...]:
    """Return in words what meets the event: a public holiday, then other events of that day that the reader may see.

    Three queries at most.
    """
    found = []
    holiday = holiday_name(event.day)
    if holiday:
        found.append(_("Dagen er en helligdag: %(name)s.") % {"name": holiday.replace(";", " og")})
    others = (
        visible_to(viewer, today)
        .between(midnight_before(event.day), midnight_after(event.last_day))
        .exclude(pk=event.pk)
        .exclude(state=State.CANCELLED)
        .order_by("starts_at", "pk")[:MOST]
    )
    rows = list(others)
    names = host_names([other.pk for other in rows], today) if rows else {}
    found += [
        _("%(hosts)s har «%(title)s» %(time)s.")
        % {"hosts": join(names.get(other.pk, [])), "title": other.title, "time": time_in_words(other)}
        for other in rows
    ]
    return tuple(found)
