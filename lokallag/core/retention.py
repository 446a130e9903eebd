"""How long the house itself keeps what it holds."""

from datetime import UTC, datetime

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit, services
from lokallag.core.keeping import Coming, Period, Retention, by_day, coming_by_age, keep
from lokallag.core.models import Change, Look, SentForm


def _months_coming(until: datetime, period: Period) -> Coming:
    """Return how many rows of the two logs go: whole months do, on the first day after their time."""
    del period  # each log has its own
    found = []
    for model, kept in ((Look, audit.LOOKS_KEPT), (Change, audit.CHANGES_KEPT)):
        months = (
            model._default_manager.filter(at__lt=audit.kept_since(kept, at=until))
            .annotate(month=TruncMonth("at", tzinfo=UTC))
            .order_by("month")
            .values_list("month")
            .annotate(number=Count("pk"))
        )
        found += [(Period(months=kept + 1).end(month.date()), number) for month, number in months]
    return by_day(found)


def _drop_months(at: datetime, period: Period, most: int) -> int:
    """Drop the months whose time is over, all at once: a month is one table. Returns how many rows."""
    del period, most
    dropped = audit.drop_expired(at=at)
    return dropped.looks + dropped.changes


keep(
    Retention(
        key="core.sent_forms",
        what=_("Nøkler til skjemaer som er sendt"),
        why=_("De hindrer at et skjema som sendes to ganger, blir utført to ganger."),
        source=_("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)"),
        period=Period(days=2),
        coming=coming_by_age(SentForm.objects.all, "sent_at"),
        remove=lambda at, _period, most: services.forget_sent_forms(at=at, most=most),
        order=90,
    )
)
keep(
    Retention(
        key="core.logs",
        what=_("Loggene over hvem som har sett og endret hva"),
        why=_("Du skal kunne se hvem som har sett på deg, og styret skal kunne svare for det som er endret."),
        source=_("Regelmessig sletting av logger (personvernforordningen artikkel 5 nr. 1 bokstav e)"),
        period=Period(months=audit.CHANGES_KEPT),
        kept=_("24 måneder for hvem som har sett, 5 år for endringer"),
        coming=_months_coming,
        remove=_drop_months,
        order=60,
    )
)
