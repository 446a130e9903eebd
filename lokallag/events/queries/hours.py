"""When a unit usually meets: in words, and as a proposal for its next event."""

from datetime import date, time

from django.utils.translation import gettext as _

from lokallag.events.domain.usual import Proposed, next_time
from lokallag.events.models import UsualHours
from lokallag.organisation.models import Unit

# The days that something comes back on, as one says it: "Vanligvis tirsdager kl. 18.30–20.30".
ON = (
    lambda: _("Vanligvis mandager"),
    lambda: _("Vanligvis tirsdager"),
    lambda: _("Vanligvis onsdager"),
    lambda: _("Vanligvis torsdager"),
    lambda: _("Vanligvis fredager"),
    lambda: _("Vanligvis lørdager"),
    lambda: _("Vanligvis søndager"),
)


def usual_hours(unit: Unit) -> UsualHours | None:
    """Return when the unit usually meets, ``None`` where it has not said. One query."""
    return UsualHours.objects.filter(unit=unit).first()


def hours_in_words(unit: Unit) -> str:
    """Return when the unit usually meets: "Vanligvis tirsdager kl. 18.30–20.30". Empty where it has not said."""
    hours = usual_hours(unit)
    if hours is None:
        return ""
    proposed = next_time(weekday=hours.weekday, starts=hours.starts, minutes=hours.minutes, after=date(2000, 1, 1))
    said = {"days": ON[hours.weekday](), "start": _clock(proposed.starts), "end": _clock(proposed.ends)}
    return _("%(days)s kl. %(start)s–%(end)s") % said


def next_usual(unit: Unit, today: date) -> Proposed | None:
    """Return when the unit would meet next by its usual hours, after today; ``None`` where it has none."""
    hours = usual_hours(unit)
    if hours is None:
        return None
    return next_time(weekday=hours.weekday, starts=hours.starts, minutes=hours.minutes, after=today)


def _clock(at: time) -> str:
    return _("%(hour)s.%(minute)s") % {"hour": f"{at.hour:02d}", "minute": f"{at.minute:02d}"}
