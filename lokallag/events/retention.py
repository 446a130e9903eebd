"""How long it is kept who had an event in hand. That it was given stands in the log of changes for longer."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core.keeping import Coming, Period, Retention, by_day, keep
from lokallag.events.models import EventCoordinator
from lokallag.events.services import coordinators


def _coming(until: datetime, period: Period) -> Coming:
    ended = EventCoordinator.objects.filter(until_on__lte=period.latest_start(local_date(until)))
    return by_day((period.end(day), 1) for day in ended.values_list("until_on", flat=True))


keep(
    Retention(
        key="events.coordinators",
        what=_("Hvem som har hatt ansvaret for et arrangement"),
        why=_("Den som holder det samme året etter, skal vite hvem hun kan spørre."),
        source=_("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)"),
        period=Period(months=12),
        coming=_coming,
        remove=lambda at, period, most: coordinators.forget_coordinators(at=at, kept=period, most=most),
        order=60,
    )
)
