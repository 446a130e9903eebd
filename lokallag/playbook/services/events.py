"""Events made from the activities of a plan: what an activity proposes, what it brings along, and how it follows."""

from datetime import date, datetime, time, timedelta

from django.urls import reverse

from lokallag.calendar.domain.local import local_date
from lokallag.core.permissions import Asker, may
from lokallag.events.domain.audience import Audience
from lokallag.events.models import EventReport, Kind
from lokallag.events.services import Facts, LinkedTask, Proposal, Source, SourceKind
from lokallag.followup.models import Commitment
from lokallag.organisation.domain.anchors import ANNUAL_MEETING
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit
from lokallag.people.models import Person
from lokallag.playbook.domain.catalogue import rule_from
from lokallag.playbook.domain.lifecycle import OPEN, State
from lokallag.playbook.models import PlannedActivity, Ring
from lokallag.playbook.queries.reckoning import reckoner_for
from lokallag.playbook.services import activities, tasks
from lokallag.playbook.services.activities import SOURCE, event_key
from lokallag.playbook.services.tips import leave_tip

EVENING, LENGTH = time(18, 30), timedelta(hours=2)
KINDS = {
    Ring.MEETING: Kind.MEMBERS_MEETING,
    Ring.CAMPAIGN: Kind.STALL,
    Ring.NETWORK: Kind.COURSE,
    Ring.DAY: Kind.OTHER,
    Ring.DEADLINE: Kind.OTHER,
}


def propose_event(rest: str, unit: Unit, viewer: Asker, today: date) -> Proposal | None:
    """Return how an event made from an activity could be; ``None`` where the reader may not make one of it."""
    activity = _find(rest)
    if activity is None or activity.plan.unit_id != unit.pk or State(activity.state) not in OPEN:
        return None
    if not may(viewer, "playbook.edit_plan", activity):
        return None
    kind = activity.kind
    at = rule_from(kind.rule).rule.at if kind is not None else None
    starts = at or EVENING
    return Proposal(
        facts=Facts(
            title=activity.name,
            kind=_kind(activity),
            audience=_audience(activity),
            description="" if kind is None else kind.invitation,
        ),
        label=activity.name,
        url=reverse("playbook:activity", args=[activity.pk]),
        day=_day(activity, today),
        starts=starts,
        ends=(datetime.combine(today, starts) + LENGTH).time(),
    )


def give_to_event(rest: str, day: date, by: Person, at: datetime) -> Source:
    """Confirm the activity on the day of its event, and return what the event brings along: tasks, materials, report.

    :raises RuleViolation: the activity is closed meanwhile, or stands on a shared day that is another one
    """
    activity = PlannedActivity.objects.select_related("plan__unit", "kind").get(pk=int(rest))
    if _day(activity, local_date(at)) != day and not activities.has_open_event(activity):
        activity = activities.move_activity(activity=activity, day=day, by=by, at=at)
    if State(activity.state) is not State.CONFIRMED:
        activity, _count = activities.confirm_activity(activity=activity, by=by, at=at)
    kind = activity.kind
    return Source(
        label=activity.name,
        url=reverse("playbook:activity", args=[activity.pk]),
        key=event_key(activity),
        tasks=tuple(_tasks(activity)),
        materials=() if kind is None else tuple(kind.materials),
        report=() if kind is None else tuple(kind.report),
    )


def follow_event(rest: str, day: date, by: Person | None, at: datetime) -> None:
    """Let an activity go where its event has gone; of several the first one counts.

    The annual meeting stands on its set day, which has gone there already.
    """
    activity = _find(rest)
    if activity is None or State(activity.state) not in OPEN or activities.stands_on(activity):
        return
    first = activities.open_events(activity).order_by("starts_at").first()
    activities.put_on_day(activity, day if first is None else first.day, by=by, at=at)


def plan_again(rest: str, reason: str, by: Person | None, at: datetime) -> None:
    """Let a confirmed activity whose event is called off be planned again, unless another event of it comes."""
    activity = _find(rest)
    if activity is not None and State(activity.state) is State.CONFIRMED and not activities.has_open_event(activity):
        activities.take_back(activity=activity, reason=reason, by=by, at=at)


def take_up_report(report: EventReport, by: Person | None, at: datetime) -> None:
    """Let the report of an event close the activity it was made from, and its tip wait for the run book's editor.

    An activity with more events ahead stays open; then, and where the event was made from scratch, the tip alone is
    taken in. The numbers are those that reports of activities have; what else was written stays with the event.
    """
    event = report.event
    name, _colon, rest = event.source_key.partition(":")
    activity = _find(rest) if name == SOURCE else None
    ahead = activities.open_events(activity).filter(ends_at__gt=at).exclude(pk=event.pk) if activity is not None else ()
    if activity is not None and by is not None and State(activity.state) in OPEN and not ahead:
        activities.report_activity(
            activity=activity,
            attended=report.attended,
            how=report.how,
            tip=report.tip,
            cost=report.cost,
            by=by,
            at=at,
            new_members=_whole(report.further.get("new_members")),
            contacts=_whole(report.further.get("contacts")),
            leaflets=_whole(report.further.get("leaflets")),
            is_held=True,
        )
        return
    main = event.hosts.select_related("unit").get(is_main=True)
    leave_tip(
        text=report.tip,
        unit=main.unit,
        kind=None if activity is None else activity.kind,
        source_key=f"events.report:{event.pk}",
        source_label=event.title,
        source_url=reverse("events:event", args=[event.slug]),
        by=by,
        at=at,
    )


def _whole(said: object) -> int | None:
    return int(said) if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 9 else None


def _find(rest: str) -> PlannedActivity | None:
    if not (rest.isascii() and rest.isdigit() and len(rest) < 18):
        return None
    return PlannedActivity.objects.select_related("plan__unit", "kind").filter(pk=int(rest)).first()


def _day(activity: PlannedActivity, today: date) -> date | None:
    party = main_unit(today)
    assert party is not None  # a plan belongs to a unit, and the first unit is the party
    own = activities.with_own_rules(activity.plan.year)
    return reckoner_for(party, year=activity.plan.year, today=today, own=own).dated([activity])[0].day


def _kind(activity: PlannedActivity) -> Kind:
    if activities.stands_on(activity) == ANNUAL_MEETING:
        return Kind.ANNUAL_MEETING
    return KINDS[Ring(activity.kind.ring if activity.kind is not None else activity.ring)]


def _audience(activity: PlannedActivity) -> Audience:
    """Return for whom it is likely to be: what the writer sees first, and may change."""
    kind = _kind(activity)
    if kind is Kind.ANNUAL_MEETING:
        return Audience.OWN_UNIT
    return Audience.MEMBERS if kind is Kind.MEMBERS_MEETING else Audience.OPEN


def _tasks(activity: PlannedActivity) -> list[LinkedTask]:
    wanted = {tasks.source_key(activity, name): int(task["before"]) for name, task in tasks.tasks_of(activity)}
    found = Commitment.objects.filter(source_key__in=wanted, event_task=None).order_by("due_on", "pk")
    return [LinkedTask(commitment, wanted[commitment.source_key]) for commitment in found]


ACTIVITY_SOURCE = SourceKind(SOURCE, propose_event, give_to_event, follow_event, plan_again)
