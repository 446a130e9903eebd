"""How long each thing is kept here, what went, and what will go."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lokallag.calendar.domain.words import in_words
from lokallag.core.keeping import Period, Retention, retentions
from lokallag.core.permissions import Asker, may
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.queries import long_unpaid
from lokallag.membership.queries.filters import Fee
from lokallag.organisation.domain.rulebook import Rules, read_rules
from lokallag.organisation.queries import main_unit, rules_on
from lokallag.privacy.domain.retention import AHEAD, is_stale, sum_up
from lokallag.privacy.models import Clearing, Erasure, Expulsion, Why

SHOWN_BACK = timedelta(days=30)
UNPAID_KEY, RESIGNED_KEY = "membership.unpaid", "membership.resigned"
SELF = {Why.LEFT: gettext_lazy("Medlemmer som meldte seg ut her"), Why.RESTORED: Why.RESTORED.label}
OF_PERSONS = frozenset(f"membership.{reason.value}" for reason in EndReason)  # where whole persons go


def present_rules(on: date) -> Rules:
    """Return the organisation's rules on the day, or the defaults where there is no organisation."""
    unit = main_unit(on)
    return read_rules({}, version=0) if unit is None else rules_on(unit, on)


def period_of(retention: Retention, rules: Rules) -> Period:
    """Return how long it is kept here: what the organisation has decided, and never longer than the table allows."""
    if not retention.rule:
        return retention.period
    return Period(months=min(rules.whole(retention.rule), retention.period.months))


def kept_in_words(retention: Retention, rules: Rules) -> str:
    """Return how long it is kept here, as one says it."""
    words = period_of(retention, rules).words
    return str(retention.kept) % {"time": words} if retention.kept else words


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row of the table: what, why, how long and says who."""

    what: str
    why: str
    kept: str
    source: str


@dataclass(frozen=True, slots=True)
class GoingRow:
    """What will go: on which day, how many then and within thirty days. ``is_late`` means it should be gone."""

    what: str
    day: str
    count: int
    within: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class GoneRow:
    """What went on a day, and how many."""

    day: str
    what: str
    count: int


@dataclass(frozen=True, slots=True)
class ExpulsionRow:
    """What stays of one who was expelled."""

    name: str
    day: str
    body: str
    appeal: str
    url: str


@dataclass(frozen=True, slots=True)
class RetentionPage:
    """All that ``privacy/retention.html`` shows. ``stale`` warns when clearing has not been done.

    ``is_unpaid`` says that members owe a fee for too long, and the heading how many; ``unpaid_url`` leads to a list of
    those who have not paid, for who may see it.
    """

    title: str
    lead: str
    stale: str
    is_unpaid: bool
    unpaid_url: str
    going: tuple[GoingRow, ...]
    gone: tuple[GoneRow, ...]
    kept: tuple[KeptRow, ...]
    expulsions: tuple[ExpulsionRow, ...]
    rules_url: str
    notice_url: str


def kept_rows(rules: Rules) -> tuple[KeptRow, ...]:
    """Return the whole table in words, with the times that hold here."""
    return tuple(
        KeptRow(str(row.what), str(row.why), kept_in_words(row, rules), str(row.source)) for row in retentions()
    )


def retention_page(viewer: Asker, *, at: datetime) -> RetentionPage:
    """Return what went in the last thirty days and what goes in the next thirty. Counts only, no names.

    The little that stays of who was expelled is shown by name to those who may note it.
    """
    today = localdate(at)
    rules = present_rules(today)
    going = _going(at, rules, today)
    nightly = [row.key for row in retentions() if not row.is_hourly]
    last = Clearing.objects.filter(key__in=nightly).order_by("-cleared_on").values_list("cleared_on", flat=True).first()
    unpaid = _unpaid(today, rules)
    people = sum(row.within for row, is_of_persons in going if is_of_persons)
    return RetentionPage(
        title=unpaid or _title(people),
        lead=_lead(last),
        stale=_stale(last, today),
        is_unpaid=bool(unpaid),
        unpaid_url=_unpaid_url(viewer, today) if unpaid else "",
        going=tuple(row for row, _is_of_persons in going),
        gone=_gone(today),
        kept=kept_rows(rules),
        expulsions=_expulsions() if may(viewer, "privacy.note_expulsion") else (),
        rules_url=reverse("organisation:rules"),
        notice_url=reverse("privacy:notice"),
    )


def _title(persons: int) -> str:
    if persons == 0:
        return _("Ingen personer slettes de neste 30 dagene")
    return ngettext("%(n)d person slettes de neste 30 dagene", "%(n)d personer slettes de neste 30 dagene", persons) % {
        "n": persons
    }


def _lead(last: date | None) -> str:
    if last is None:
        return _("Det som ikke trengs lenger, slettes hver natt. Det har ikke skjedd ennå.")
    return _("Det som ikke trengs lenger, slettes hver natt. Sist var %(day)s.") % {"day": in_words(last)}


def _stale(last: date | None, today: date) -> str:
    if last is None or not is_stale(last, today=today):
        return ""
    return _("Det er ikke ryddet siden %(day)s. Be den som drifter tjeneren, se etter bakgrunnsjobbene.") % {
        "day": in_words(last)
    }


def _unpaid(today: date, rules: Rules) -> str:
    """Return a line on those who owe a fee for too long and still are members: only ending the membership helps."""
    period = next(period_of(row, rules) for row in retentions() if row.key == UNPAID_KEY)
    count = long_unpaid(on=today, unpaid=period)
    if not count:
        return ""
    return ngettext(
        "%(n)d medlem har en kontingent som ikke er betalt %(time)s etter forfall",
        "%(n)d medlemmer har en kontingent som ikke er betalt %(time)s etter forfall",
        count,
    ) % {"n": count, "time": period.words}


def _unpaid_url(viewer: Asker, today: date) -> str:
    party = main_unit(today)
    if party is None or not may(viewer, "membership.see_fees", party):
        return ""
    return f"{reverse('membership:list', args=[party.slug])}?kontingent={Fee.UNPAID}"


def _going(at: datetime, rules: Rules, today: date) -> list[tuple[GoingRow, bool]]:
    """Return the rows with anything to go, soonest first, each with whether it is about whole persons."""
    found = []
    for row in retentions():
        sums = sum_up(row.coming(at + AHEAD, period_of(row, rules)), today=today)
        if sums.next_on is not None:
            going = GoingRow(str(row.what), _day(sums.next_on, today), sums.next_count, sums.within, sums.overdue)
            found.append((sums.next_on, row.order, going, row.key in OF_PERSONS))
    found.sort(key=lambda each: each[:2])
    return [(going, is_of_persons) for _on, _order, going, is_of_persons in found]


def _day(day: date, today: date) -> str:
    if day <= today:
        return _("I natt")
    return in_words(day)


def _gone(today: date) -> tuple[GoneRow, ...]:
    """Return what went, newest first: by clearing, and those who left by themselves or were erased after a restore."""
    words = {row.key: str(row.what) for row in retentions()}
    cleared = Clearing.objects.filter(cleared_on__gt=today - SHOWN_BACK, removed__gt=0).order_by("-cleared_on", "key")
    found = [(row.cleared_on, words.get(row.key, row.key), row.removed) for row in cleared]
    in_night = {row.cleared_on: row.removed for row in cleared if row.key == RESIGNED_KEY}
    by_day = Erasure.objects.filter(why__in=(Why.LEFT, Why.RESTORED)).annotate(day=TruncDate("erased_at"))
    since = by_day.filter(day__gt=today - SHOWN_BACK).order_by("-day").values_list("day", "why").annotate(n=Count("pk"))
    for day, why, count in since:
        number = count - in_night.get(day, 0) if why == Why.LEFT else count
        if number > 0:
            found.append((day, str(SELF[why]), number))
    found.sort(key=lambda row: row[0], reverse=True)
    return tuple(GoneRow(in_words(day), str(what), count) for day, what, count in found)


def _expulsions() -> tuple[ExpulsionRow, ...]:
    return tuple(
        ExpulsionRow(
            row.name,
            in_words(row.expelled_on),
            row.body or _("Ikke ført"),
            row.appeal or _("Ikke ført"),
            reverse("privacy:note_expulsion", args=[row.pk]),
        )
        for row in Expulsion.objects.order_by("-expelled_on", "pk")
    )


@dataclass(frozen=True, slots=True)
class ExpulsionPage:
    """All that ``privacy/expulsion.html`` shows."""

    title: str
    lead: str
    form: object
    back_url: str
    crumbs: tuple[tuple[str, str | None], ...]


def expulsion_page(expulsion: Expulsion, *, form: object) -> ExpulsionPage:
    """Return the page where an officer notes who expelled somebody, and what came of an appeal."""
    back = reverse("privacy:retention")
    return ExpulsionPage(
        title=_("Ekskludert %(day)s: %(name)s") % {"day": in_words(expulsion.expelled_on), "name": expulsion.name},
        lead=_("Dette er alt som kan stå. Skriv ikke hvorfor, og ikke noe annet om personen."),
        form=form,
        back_url=back,
        crumbs=((_("Sletting"), back), (expulsion.name, None)),
    )
