"""How long it is kept that a file with members could be fetched (the file itself is never stored), and guardians."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core.keeping import Coming, Period, Retention, by_day, coming_by_age, keep
from lokallag.membership import services
from lokallag.membership.domain.ages import GROWN
from lokallag.membership.models import MemberFile
from lokallag.membership.services.care import of_grown

keep(
    Retention(
        key="membership.member_files",
        what=_("Bestillinger av filer med medlemmer"),
        why=_("De lar den som har bestilt en fil, hente den. Selve filen lagres aldri."),
        source=_("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)"),
        period=Period(days=1),
        kept=_("%(time)s etter at den ikke kan hentes lenger"),
        coming=coming_by_age(MemberFile.objects.all, "expires_at"),
        remove=lambda at, _period, _most: services.forget_files(at=at),
        order=20,
    )
)


def _guardians_coming(until: datetime, period: Period) -> Coming:
    """Return how many guardians go, by the first day after the year in which the member turns 18."""
    del period  # the year says it

    def days() -> Iterator[tuple[date, int]]:
        on = local_date(until)
        found = of_grown(on).values_list("person__birth_year").annotate(number=Count("pk")).order_by()
        for year, number in found:
            yield on if year is None else date(year + GROWN + 1, 1, 1), number

    return by_day(days())


keep(
    Retention(
        key="membership.guardians",
        what=_("Foresatte til medlemmer som er blitt voksne"),
        why=_("De er ført inn for å kunne nå en foresatt til medlemmer under 18 år."),
        source=_("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)"),
        period=Period(),
        kept=_("Ut året medlemmet fyller 18"),
        coming=_guardians_coming,
        remove=lambda at, _period, most: services.forget_guardians(at=at, most=most),
        order=22,
    )
)
