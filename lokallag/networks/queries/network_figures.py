"""What is counted of networks, whatever their number, in five queries. Persons are counted by the database: no name or
id of any of them comes out of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Sum

from lokallag.calendar.domain.local import local_date, midnight_before
from lokallag.core import scope
from lokallag.events.domain.lifecycle import Answer, State
from lokallag.events.models import EventHost, Signup, Tally
from lokallag.membership.domain.ages import Band, band_of, bands
from lokallag.membership.models import Belonging
from lokallag.networks.domain.figures import Counted, YearCount
from lokallag.networks.models import Baseline
from lokallag.organisation.domain.rulebook import Rules

YEARS = 2  # names of those who came are kept as long; then they are counts
HELD = (State.PUBLISHED.value, State.DONE.value)
# Who came first to one of the meetings, and how many of them are members who have come again. Somebody without a
# person or an address is somebody new each time, as the hosts' own list has it.
NEWCOMERS = """
WITH came AS (
  SELECT coalesce(s.person_id::text, nullif(s.email_key, ''), 'row ' || s.id) AS who, s.person_id, s.event_id,
    e.starts_at
  FROM events_signup s JOIN events_event e ON e.id = s.event_id
  WHERE s.arrived IS NOT NULL AND e.starts_at < %(until)s
),
firsts AS (SELECT DISTINCT ON (who) who, person_id, event_id, starts_at FROM came ORDER BY who, starts_at, event_id),
held AS (
  SELECT unit_id, event_id FROM events_eventhost WHERE unit_id = ANY(%(units)s) AND state = %(accepted)s
),
times AS (
  SELECT held.unit_id, came.person_id FROM held JOIN came USING (event_id)
  WHERE came.person_id IS NOT NULL AND came.starts_at >= %(since)s
  GROUP BY held.unit_id, came.person_id HAVING count(DISTINCT came.event_id) > 1
)
SELECT held.unit_id, count(*), count(times.person_id) FILTER (WHERE EXISTS (
    SELECT 1 FROM membership_membership m
    WHERE m.person_id = firsts.person_id AND m.joined_on <= %(today)s AND (m.ended_on IS NULL OR m.ended_on > %(today)s)
  ))
FROM firsts JOIN held USING (event_id)
LEFT JOIN times ON times.unit_id = held.unit_id AND times.person_id = firsts.person_id
WHERE firsts.starts_at >= %(since)s
GROUP BY held.unit_id
"""


@dataclass(frozen=True, slots=True)
class Period:
    """The time that is counted: from and until two instants, the last one left out."""

    since: datetime
    until: datetime

    @property
    def today(self) -> date:
        """The local day on which it ends."""
        return local_date(self.until)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of networks, by unit. ``total`` counts a meeting that several held once."""

    period: Period
    bands: tuple[Band, ...]
    networks: Mapping[int, Counted]
    total: Counted


@dataclass(frozen=True, slots=True)
class _Held:
    """One meeting that was held: by whom, when, how many came, what it cost."""

    unit_id: int
    event_id: int
    year: int
    came: int
    first_timers_gone: int
    cost: int | None


def period_until(at: datetime) -> Period:
    """Return the two years up to an instant."""
    day = local_date(at)
    try:
        first = day.replace(year=day.year - YEARS)
    except ValueError:  # the 29th of February
        first = day.replace(year=day.year - YEARS, day=28)
    return Period(midnight_before(first), at)


def figures(unit_ids: Sequence[int], period: Period, rules: Rules) -> Figures:
    """Return what is counted of these networks in the time. Five queries."""
    groups = bands(young_age=rules.whole("young_age"), senior_age=rules.whole("senior_age"))
    held, newcomers = _held(unit_ids, period), _newcomers(unit_ids, period)
    ages, before = _ages(unit_ids, groups, period.today.year), _baselines(unit_ids)
    by_unit: dict[int, list[_Held]] = defaultdict(list)
    for meeting in held:
        by_unit[meeting.unit_id].append(meeting)
    found = {
        unit_id: _counted(
            by_unit[unit_id], newcomers.get(unit_id, (0, 0)), ages.get(unit_id, ()), before.get(unit_id, ()), groups
        )
        for unit_id in unit_ids
    }
    each_once = list({meeting.event_id: meeting for meeting in held}.values())
    return Figures(period, groups, found, _counted(each_once, (0, 0), (), (), groups))


def _held(unit_ids: Sequence[int], period: Period) -> list[_Held]:
    hosts = EventHost.objects.filter(
        unit_id__in=list(unit_ids),
        state=Answer.ACCEPTED,
        event__state__in=HELD,
        event__starts_at__gte=period.since,
        event__ends_at__lte=period.until,
    ).values_list(
        "unit_id",
        "event_id",
        "event__starts_at",
        "event__tally__drop_ins",
        "event__tally__gone_arrived",
        "event__tally__gone_first_timers",
        "event__written_report__attended",
        "event__written_report__cost",
    )
    rows = list(hosts.order_by("event__starts_at", "event_id"))
    ticked = _ticked({row[1] for row in rows})
    return [
        _Held(
            unit_id=unit_id,
            event_id=event_id,
            year=local_date(starts_at).year,
            came=attended if attended is not None else ticked.get(event_id, 0) + (gone or 0) + (drop_ins or 0),
            first_timers_gone=gone_first or 0,
            cost=cost,
        )
        for unit_id, event_id, starts_at, drop_ins, gone, gone_first, attended, cost in rows
    ]


def came_to(event_ids: Sequence[int]) -> dict[int, int]:
    """Return how many came to each event: by its report, else by the list and those without a name. Two queries."""
    ticked = _ticked(event_ids)
    tallies = Tally.objects.filter(event_id__in=event_ids).values_list(
        "event_id", "gone_arrived", "drop_ins", "event__written_report__attended"
    )
    return {
        event_id: attended if attended is not None else ticked.get(event_id, 0) + gone + drop_ins
        for event_id, gone, drop_ins, attended in tallies
    }


def _ticked(event_ids: Iterable[int]) -> dict[int, int]:
    return dict(
        Signup.objects.filter(event_id__in=event_ids, arrived__isnull=False)
        .order_by()
        .values_list("event_id")
        .annotate(came=Sum("arrived"))
    )


def _newcomers(unit_ids: Sequence[int], period: Period) -> dict[int, tuple[int, int]]:
    """Return, by network, first-timers whose names we have, and members among them who have come again."""
    scope.require("events.Signup")
    values: dict[str, Any] = {
        "units": list(unit_ids),
        "accepted": Answer.ACCEPTED.value,
        "since": period.since,
        "until": period.until,
        "today": period.today,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEWCOMERS, values)
        return {unit_id: (first, again) for unit_id, first, again in cursor.fetchall()}


def _ages(unit_ids: Sequence[int], groups: Sequence[Band], year: int) -> dict[int, tuple[int, ...]]:
    """Return, by network, how many of those who have joined are in each band, the unknown last."""
    rows = (
        Belonging.objects.joined()
        .filter(unit_id__in=list(unit_ids))
        .order_by()
        .values_list("unit_id", "person__birth_year")
        .annotate(persons=Count("pk"))
    )
    found: dict[int, list[int]] = {unit_id: [0] * (len(groups) + 1) for unit_id in unit_ids}
    for unit_id, birth_year, persons in rows:
        band = band_of(birth_year, year, groups)
        found[unit_id][len(groups) if band is None else groups.index(band)] += persons
    return {unit_id: tuple(counts) for unit_id, counts in found.items()}


def _baselines(unit_ids: Sequence[int]) -> dict[int, tuple[YearCount, ...]]:
    found: dict[int, list[YearCount]] = defaultdict(list)
    for row in Baseline.objects.filter(network_id__in=list(unit_ids)).order_by("year"):
        found[row.network_id].append(YearCount(row.year, row.meetings, row.attendance, is_baseline=True))
    return {unit_id: tuple(rows) for unit_id, rows in found.items()}


def _counted(
    held: Sequence[_Held],
    newcomers: tuple[int, int],
    ages: tuple[int, ...],
    before: tuple[YearCount, ...],
    groups: Sequence[Band],
) -> Counted:
    years: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for meeting in held:
        years[meeting.year][0] += 1
        years[meeting.year][1] += meeting.came
    costs = [meeting.cost for meeting in held if meeting.cost is not None]
    counted = tuple(YearCount(year, meetings, came) for year, (meetings, came) in sorted(years.items()))
    return Counted(
        meetings=len(held),
        attendance=sum(meeting.came for meeting in held),
        first_timers=newcomers[0] + sum(meeting.first_timers_gone for meeting in held),
        new_active=newcomers[1],
        ages=ages or (0,) * (len(groups) + 1),
        cost=sum(costs),
        costed=len(costs),
        years=tuple(sorted((*before, *counted), key=lambda each: (each.year, not each.is_baseline))),
    )
