"""When a unit usually meets: in words, and as a proposal for its next event."""

from datetime import date, time

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lokallag.events.domain.usual import Proposed, next_time
from lokallag.events.models import UsualHours
from lokallag.organisation.models import Unit

# The days that something comes back on, as one says it: "tirsdager kl. 18.30–20.30".
EACH = (
    _("mandager"),
    _("tirsdager"),
    _("onsdager"),
    _("torsdager"),
    _("fredager"),
    _("lørdager"),
    _("søndager"),
)


def usual_hours(unit: Unit) -> UsualHours | None:
    """Return when the unit usually meets, ``None`` where it has not said. One query."""
    return UsualHours.objects.filter(unit=unit).first()


def hours_in_words(unit: Unit) -> str:
    """Return when the unit usually meets: "tirsdager kl. 18.30–20.30". Empty where it has not said."""
    hours = usual_hours(unit)
    if hours is None:
        return ""
    proposed = next_time(weekday=hours.weekday, starts=hours.starts, minutes=hours.minutes, after=date(2000, 1, 1))
    said = {"days": EACH[hours.weekday], "start": _clock(proposed.starts), "end": _clock(proposed.ends)}
    return gettext("%(days)s kl. %(start)s–%(end)s") % said


def next_usual(unit: Unit, today: date) -> Proposed | None:
    """Return when the unit would meet next by its usual hours, after today; ``None`` where it has none."""
    hours = usual_hours(unit)
    if hours is None:
        return None
    return next_time(weekday=hours.weekday, starts=hours.starts, minutes=hours.minutes, after=today)


def _clock(at: time) -> str:
    return gettext("%(hour)s.%(minute)s") % {"hour": f"{at.hour:02d}", "minute": f"{at.minute:02d}"}
