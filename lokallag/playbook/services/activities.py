"""What happens to the activities in a plan: taken, added, moved, confirmed, skipped, reported."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.explain import cycle_in_words
from lokallag.calendar.domain.graph import RuleCycle
from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.rules import FromEvent
from lokallag.calendar.domain.words import in_words
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.events.domain.lifecycle import OPEN as EVENT_OPEN
from lokallag.events.models import Event, EventQuerySet
from lokallag.organisation.domain.anchors import ANNUAL_MEETING, EVENTS, event_named
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit
from lokallag.people.models import Person
from lokallag.playbook.domain.catalogue import rule_from
from lokallag.playbook.domain.lifecycle import State, may_move
from lokallag.playbook.domain.reports import NUMBERS
from lokallag.playbook.models import ActivityKind, PlannedActivity, tip_key
from lokallag.playbook.queries.reckoning import Reckoner, reckoner_for
from lokallag.playbook.services import tasks
from lokallag.playbook.services.plans import locked_plan
from lokallag.playbook.services.tips import leave_tip

FIELDS = {
    "planned_activity_has_a_name": "title",
    "planned_activity_has_a_day": "day",
    "planned_activity_skipped_has_a_reason": "reason",
}
MOST_TEXT = 4000
CANNOT_GO = _("Aktiviteten kan ikke gå dit fra der den er. Se hva som står der nå.")
SOURCE = "playbook.activity"  # what comes before the colon in the key that an event keeps of it


@transaction.atomic
def take_activity(*, unit: Unit, kind: ActivityKind, year: int, by: Person | None, at: datetime) -> PlannedActivity:
    """Take a kind from the library into the unit's plan. One that stands there already is given back as it is.

    :raises RuleViolation: the kind is not for units like this one, or is hidden
    """
    if unit.kind not in kind.units:
        raise RuleViolation(_("Denne aktiviteten er ikke for denne enheten. Legg til en egen i stedet."))
    if kind.is_hidden:
        raise RuleViolation(_("Denne aktiviteten er ikke lenger blant forslagene. Legg til en egen i stedet."))
    plan = locked_plan(unit, year)
    activity, is_new = PlannedActivity.objects.get_or_create(
        plan=plan, kind=kind, defaults={"state": State.PLANNED, "ring": kind.ring}
    )
    if is_new:
        audit.record("playbook.edit_plan", actor=by, target=activity, at=at, details={"taken": kind.key})
    return activity


@transaction.atomic
def add_activity(
    *,
    unit: Unit,
    year: int,
    title: str,
    ring: str,
    by: Person | None,
    at: datetime,
    day: date | None = None,
    rule: Mapping[str, Any] | None = None,
) -> PlannedActivity:
    """Add an activity of the unit's own to its plan, on a day or by a rule.

    :raises RuleViolation: no name or day, or its rule and others would wait for each other
    """
    plan = locked_plan(unit, year)
    with speaking(FIELDS):
        activity = PlannedActivity.objects.create(
            plan=plan,
            title=_short(title, 120, "title"),
            ring=ring,
            rule=None if rule is None else dict(rule),
            manual_day=day,
            state=State.PLANNED,
        )
    if rule is not None:
        check_no_cycle(year=year, at=at)
    audit.record("playbook.edit_plan", actor=by, target=activity, at=at, details={"added": True})
    return activity


@transaction.atomic
def move_activity(
    *,
    activity: PlannedActivity,
    day: date | None,
    by: Person,
    at: datetime,
    rule: Mapping[str, Any] | None = None,
    seen: str | None = None,
) -> PlannedActivity:
    """Choose a day by hand; ``None`` gives the rule's own day back. The rule stays beside it.

    A unit's annual meeting stands on its own set day, which is moved in its place; a shared day is the board's.

    :param rule: another rule for an activity of one's own
    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: the day is shared, it is closed, its event is to be moved instead, or rules would wait for
        each other
    """
    from lokallag.playbook.services.days import clear_day, set_day

    activity = _locked(activity)
    check_fresh(seen, activity.fingerprint)
    if State(activity.state) in {State.DONE, State.SKIPPED}:
        raise RuleViolation(_("Aktiviteten er avsluttet. Ta den opp igjen før du flytter den."), field="day")
    if has_open_event(activity):
        raise RuleViolation(
            _("Aktiviteten har et arrangement. Flytt det i stedet, så får de som er påmeldt, beskjed."), field="day"
        )
    event = stands_on(activity)
    if event == ANNUAL_MEETING:
        if day is None:
            clear_day(unit=activity.plan.unit, kind=event, year=activity.plan.year, by=by, at=at)
        else:
            set_day(
                unit=activity.plan.unit, kind=event, year=activity.plan.year, day=day, is_confirmed=True, by=by, at=at
            )
        return activity
    if event:
        raise RuleViolation(
            _("Denne dagen er felles, og settes av styret under «Faste dager». Skriv til styret."), field="day"
        )
    if rule is not None and activity.kind_id is None:
        activity.rule = dict(rule)
        activity.manual_day = day
        with speaking(FIELDS):
            activity.save(update_fields=["manual_day", "rule"])
    if rule is not None:
        check_no_cycle(year=activity.plan.year, at=at)
    put_on_day(activity, day, by=by, at=at)
    return activity


def put_on_day(activity: PlannedActivity, day: date | None, *, by: Person | None, at: datetime) -> None:
    """Write the chosen day of an activity, ``None`` for its rule's own, and let its open tasks follow."""
    activity.manual_day = day
    with speaking(FIELDS):
        activity.save(update_fields=["manual_day"])
    found = _reckoned(activity, at).dated([activity])[0].day
    if found is not None and activity.state == State.CONFIRMED:
        tasks.move(activity, found, by=by, at=at)
    audit.record("playbook.edit_plan", actor=by, target=activity, at=at, details={"moved": str(day)})


def has_open_event(activity: PlannedActivity) -> bool:
    """Tell whether an event made from the activity is a draft or announced: then the event is moved."""
    return open_events(activity).exists()


def open_events(activity: PlannedActivity) -> EventQuerySet:
    """Return the events made from the activity that are drafts or announced."""
    return Event.objects.filter(source_key=event_key(activity), state__in=[state.value for state in EVENT_OPEN])


def event_key(activity: PlannedActivity) -> str:
    """Return what an event made from the activity keeps of it."""
    return f"{SOURCE}:{activity.pk}"


@transaction.atomic
def confirm_activity(
    *, activity: PlannedActivity, by: Person, at: datetime, seen: str | None = None
) -> tuple[PlannedActivity, int]:
    """Say that it will be held on its day; its tasks become commitments. Returns it and how many tasks there are.

    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it has no day yet, or is closed
    """
    activity = _locked(activity)
    check_fresh(seen, activity.fingerprint)
    _check_move(activity, State.CONFIRMED)
    day = _reckoned(activity, at).dated([activity])[0].day
    if day is None:
        raise RuleViolation(_("Aktiviteten har ingen dag ennå. Velg en dag først."), field="day")
    activity.state = State.CONFIRMED
    activity.save(update_fields=["state"])
    audit.record("playbook.edit_plan", actor=by, target=activity, at=at, details={"state": activity.state})
    return activity, tasks.hand_over(activity, day, unit=activity.plan.unit, by=by, at=at)


@transaction.atomic
def skip_activity(
    *, activity: PlannedActivity, reason: str, by: Person, at: datetime, seen: str | None = None
) -> PlannedActivity:
    """Take it out of the year, with a reason. Its open tasks are closed.

    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it is closed, or no reason is given
    """
    activity = _locked(activity)
    check_fresh(seen, activity.fingerprint)
    _check_move(activity, State.SKIPPED)
    if has_open_event(activity):
        raise RuleViolation(_("Aktiviteten har et arrangement. Avlys det eller slett utkastet først."))
    activity.state, activity.reason = State.SKIPPED, _short(reason, 400, "reason")
    with speaking(FIELDS):
        activity.save(update_fields=["state", "reason"])
    why = str(_("Aktiviteten er tatt ut av planen: %(reason)s") % {"reason": activity.reason})
    tasks.drop(activity, why, by=by, at=at)
    audit.record("playbook.edit_plan", actor=by, target=activity, at=at, details={"state": activity.state})
    return activity


@transaction.atomic
def take_up_again(*, activity: PlannedActivity, by: Person, at: datetime) -> PlannedActivity:
    """Plan again what was skipped.

    :raises RuleViolation: it was not skipped
    """
    activity = _locked(activity)
    if State(activity.state) is not State.SKIPPED:
        raise RuleViolation(CANNOT_GO)
    activity.state, activity.reason, activity.rounds = State.PLANNED, "", activity.rounds + 1
    activity.save(update_fields=["state", "reason", "rounds"])
    audit.record("playbook.edit_plan", actor=by, target=activity, at=at, details={"state": activity.state})
    return activity


@transaction.atomic
def take_back(*, activity: PlannedActivity, reason: str, by: Person | None, at: datetime) -> PlannedActivity:
    """Let what was confirmed be planned once more, since its event was called off. Its open tasks are closed.

    :param reason: why it was called off; it stands on the tasks, and on the event's own page
    :raises RuleViolation: it is not confirmed
    """
    activity = _locked(activity)
    if State(activity.state) is not State.CONFIRMED:
        raise RuleViolation(CANNOT_GO)
    tasks.drop(activity, str(_("Arrangementet er avlyst: %(reason)s") % {"reason": reason}), by=by, at=at)
    activity.state, activity.rounds = State.PLANNED, activity.rounds + 1
    activity.save(update_fields=["state", "rounds"])
    audit.record(
        "playbook.edit_plan",
        actor=by,
        target=activity,
        at=at,
        details={"state": activity.state, "event_cancelled": True},
    )
    return activity


@transaction.atomic
def report_activity(
    *,
    activity: PlannedActivity,
    attended: int | None,
    how: str,
    tip: str,
    by: Person,
    at: datetime,
    new_members: int | None = None,
    contacts: int | None = None,
    leaflets: int | None = None,
    cost: int | None = None,
    seen: str | None = None,
    is_held: bool = False,
) -> PlannedActivity:
    """Close it with a short report: how it went, a tip for those who do it next, and the numbers its kind asks for.

    A report that is there already is corrected; it stays its first writer's. The tip goes to the run book's editor.

    :param cost: whole kroner
    :param is_held: an event of it has been held, whatever its own day is
    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it is skipped, its day has not come, or a text is too long
    """
    activity = _locked(activity)
    check_fresh(seen, activity.fingerprint)
    if activity.state != State.DONE:
        _check_move(activity, State.DONE)
        day = _reckoned(activity, at).dated([activity])[0].day
        if day is not None and day > local_date(at) and not is_held:
            raise RuleViolation(
                _("Aktiviteten er %(day)s. Rapporten skrives etterpå. Ble den holdt før, setter dere dagen først.")
                % {"day": in_words(day, local_date(at))}
            )
        activity.state, activity.reported_at, activity.reported_by = State.DONE, at, by
    activity.attended, activity.new_members, activity.contacts = attended, new_members, contacts
    activity.leaflets, activity.cost = leaflets, cost
    activity.how, activity.tip = _short(how, MOST_TEXT, "how"), _short(tip, MOST_TEXT, "tip")
    activity.save(update_fields=["state", *NUMBERS, "how", "tip", "reported_at", "reported_by"])
    audit.record("playbook.edit_plan", actor=by, target=activity, at=at, details={"state": activity.state})
    leave_tip(
        text=activity.tip,
        unit=activity.plan.unit,
        kind=activity.kind,
        source_key=tip_key(activity.pk),
        source_label=activity.name,
        source_url=reverse("playbook:activity", args=[activity.pk]),
        by=activity.reported_by,
        at=at,
    )
    return activity


def stands_on(activity: PlannedActivity) -> str:
    """Return the set day that the activity itself is (the annual meeting, the congress), or nothing."""
    if activity.kind is None:
        return ""
    spec = rule_from(activity.kind.rule)
    base = spec.rule.base
    is_it = isinstance(base, FromEvent) and base.event in EVENTS and base.amount == 0 and not spec.amount_rule
    return str(base.event) if is_it and isinstance(base, FromEvent) else ""


def _reckoned(activity: PlannedActivity, at: datetime) -> Reckoner:
    party = main_unit(local_date(at))
    assert party is not None  # a plan belongs to a unit, and the first unit is the party
    return reckoner_for(party, year=activity.plan.year, today=local_date(at), own=with_own_rules(activity.plan.year))


def with_own_rules(year: int) -> list[PlannedActivity]:
    """Return the activities of units' own in the years around that have a rule, with their plans."""
    own = PlannedActivity.objects.filter(kind__isnull=True, plan__year__range=(year - 1, year + 1))
    return list(own.select_related("plan"))


def check_no_cycle(*, year: int, at: datetime) -> None:
    """Do nothing if the rules of kinds and of units' own activities around a year lead to an end.

    :raises RuleViolation: some wait for each other; the circle is named
    """
    party = main_unit(local_date(at))
    assert party is not None
    own = with_own_rules(year)
    names = {activity.key: activity.title for activity in own}
    names.update(ActivityKind.objects.values_list("key", "name"))
    try:
        reckoner_for(party, year=year, today=local_date(at), own=own)
    except RuleCycle as error:
        words = cycle_in_words(error.keys, lambda key: names.get(str(key)) or event_named(key))
        raise RuleViolation(words, field="event") from error


def _check_move(activity: PlannedActivity, to: State) -> None:
    if not may_move(State(activity.state), to):
        raise RuleViolation(CANNOT_GO)


def _locked(activity: PlannedActivity) -> PlannedActivity:
    locked = PlannedActivity.objects.select_for_update(of=("self",)).select_related("plan__unit", "kind")
    return locked.get(pk=activity.pk)


def _short(text: str, most: int, field: str) -> str:
    words = text.strip()
    if len(words) > most:
        raise RuleViolation(
            _("Skriv høyst %(most)d tegn. Nå er det %(now)d.") % {"most": most, "now": len(words)}, field=field
        )
    return words
