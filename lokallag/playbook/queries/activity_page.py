"""The page of one planned activity, and that of a kind in the library."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.graph import Found
from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.models import STATES as EVENT_STATES
from lokallag.events.rules import visible_to
from lokallag.organisation.models import Unit
from lokallag.playbook.domain.lifecycle import OPEN, SHOWN, State
from lokallag.playbook.domain.reports import NUMBERS
from lokallag.playbook.domain.tip_lifecycle import State as TipState
from lokallag.playbook.domain.words import numbers_in_words
from lokallag.playbook.models import (
    STATES,
    TIP_STATES,
    ActivityKind,
    PlannedActivity,
    Ring,
    Tip,
    Weight,
    YearPlan,
    tip_key,
)
from lokallag.playbook.queries.chapters import chapter_of
from lokallag.playbook.queries.reckoning import reckoner_for
from lokallag.playbook.queries.year import LETTERS, planning_units, purpose_of
from lokallag.playbook.services.activities import event_key

Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task counted back from the day: what, who, and when it is due."""

    name: str
    who: str
    due: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report, as it is read."""

    when: str
    numbers: tuple[str, ...]
    how: str
    tip: str
    tip_state: str = ""
    tip_answer: str = ""


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event that was made from the activity, as the reader may see it."""

    title: str
    url: str
    when: str
    state: str


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """All that ``playbook/activity.html`` shows. Forms are ``None`` for who may not use them.

    ``is_ahead`` says to who plans it that its day has not come, so it is not reported yet.
    """

    title: str
    crumbs: Crumbs
    letter: str
    kind: str
    unit: str
    unit_url: str
    when: str
    why: str
    state: str
    tag: str
    reason: str
    weight: str
    source: str
    purpose: str
    what: str
    because: str
    tasks: tuple[TaskRow, ...]
    invitation: str
    materials: tuple[str, ...]
    report: Report | None
    before: Report | None
    confirm_form: forms.Form | None
    move_form: forms.Form | None
    skip_form: forms.Form | None
    report_form: forms.Form | None
    is_ahead: bool
    resume_url: str
    events: tuple[EventLine, ...]
    make_url: str
    urls: dict[str, str]
    is_stale: bool
    chapter: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class KindPage:
    """All that ``playbook/kind.html`` shows. ``takers`` are the units that the reader may take it into."""

    title: str
    crumbs: Crumbs
    letter: str
    kind: str
    key: str
    year: int
    weight: str
    source: str
    purpose: str
    what: str
    because: str
    rule: str
    tasks: tuple[TaskRow, ...]
    invitation: str
    materials: tuple[str, ...]
    takers: tuple[tuple[str, str], ...]
    is_hidden: bool
    edit_url: str
    chapter: tuple[str, str] | None


def may_see(viewer: Asker, activity: PlannedActivity) -> bool:
    """Tell whether the activity is open to this reader: published and planned, or the reader sees the draft."""
    is_open = activity.plan.state == YearPlan.Stage.PUBLISHED and State(activity.state) in SHOWN
    return is_open or may(viewer, "playbook.see_plan", activity.plan.unit)


def activity_page(
    activity: PlannedActivity,
    party: Unit,
    *,
    viewer: Asker,
    today: date,
    given: dict[str, forms.Form | None],
    is_stale: bool = False,
) -> ActivityPage:
    """Return the page.

    :param activity: with its plan, unit and kind
    :param given: the forms to show, by name
    """
    plan, kind = activity.plan, activity.kind
    unit = Unit.objects.named(today).get(pk=plan.unit_id)
    own = PlannedActivity.objects.filter(plan__unit=unit, plan__year__range=(plan.year - 1, plan.year), kind=None)
    reckoner = reckoner_for(party, year=plan.year, today=today, own=[*own.select_related("plan"), activity])
    dated = reckoner.dated([activity])[0]
    last = (
        PlannedActivity.objects.filter(
            plan__unit=unit, plan__year=plan.year - 1, kind=kind, title=activity.title, state=State.DONE
        )
        .order_by("-reported_at")
        .first()
    )
    ring = Ring(kind.ring if kind is not None else activity.ring)
    answer, state = dated.answer, State(activity.state)
    wheel = f"{reverse('playbook:wheel_of', args=[unit.slug])}?ar={plan.year}"
    edits = may(viewer, "playbook.edit_plan", activity)
    report_form = given.get("report")
    is_ahead = state in OPEN and isinstance(answer, Found) and answer.day > today
    if is_ahead and report_form is not None and not report_form.is_bound:
        report_form = None
    return ActivityPage(
        title=activity.name,
        crumbs=(
            (_("Årshjulet %(year)d, %(unit)s") % {"year": plan.year, "unit": unit.name}, wheel),
            (activity.name, None),
        ),
        letter=LETTERS[ring],
        kind=str(ring.label),
        unit=unit.name,
        unit_url=reverse("organisation:unit", args=[unit.slug]),
        when=_span(answer.day, answer.last) if isinstance(answer, Found) else "",
        why=reckoner.why(dated),
        state=str(STATES[state]),
        tag={State.SKIPPED: "warning", State.DONE: "ok", State.CONFIRMED: "info"}.get(state, ""),
        reason=activity.reason,
        weight="" if kind is None else str(Weight(kind.weight).label),
        source="" if kind is None else kind.source,
        purpose=purpose_of(kind),
        what="" if kind is None else kind.what,
        because="" if kind is None else kind.why,
        tasks=_tasks(kind, answer.day if isinstance(answer, Found) else None),
        invitation="" if kind is None else kind.invitation,
        materials=() if kind is None else tuple(kind.materials),
        report=_report(activity, with_answer=may(viewer, "playbook.see_plan", unit)) if state is State.DONE else None,
        before=None if last is None else _report(last),
        confirm_form=given.get("confirm"),
        move_form=given.get("move"),
        skip_form=given.get("skip"),
        report_form=report_form,
        is_ahead=is_ahead and edits,
        resume_url=reverse("playbook:resume", args=[activity.pk]) if edits and state is State.SKIPPED else "",
        events=_events(activity, viewer, today),
        make_url=make_url(activity, unit, viewer) if state in OPEN else "",
        urls={name: reverse(f"playbook:{name}", args=[activity.pk]) for name in ("confirm", "move", "skip", "report")},
        is_stale=is_stale,
        chapter=chapter_of(kind, viewer),
    )


def make_url(activity: PlannedActivity, unit: Unit, viewer: Asker) -> str:
    """Return where an event is made from the activity, empty for who may not."""
    if not (may(viewer, "playbook.edit_plan", activity) and may(viewer, "events.create_event", unit)):
        return ""
    return f"{reverse('events:create', args=[unit.slug])}?{urlencode({'fra': event_key(activity)})}"


def _events(activity: PlannedActivity, viewer: Asker, today: date) -> tuple[EventLine, ...]:
    events = visible_to(viewer, today).filter(source_key=event_key(activity)).order_by("starts_at", "pk")
    return tuple(
        EventLine(
            title=event.title,
            url=reverse("events:work" if may(viewer, "events.see_work", event) else "events:event", args=[event.slug]),
            when=in_words(event.day, weekday=True),
            state=str(EVENT_STATES[EventState(event.state)]),
        )
        for event in events
    )


def kind_page(kind: ActivityKind, party: Unit, *, viewer: Asker, year: int, today: date) -> KindPage:
    """Return what the library says about a kind, and into which plans the reader may take it."""
    reckoner = reckoner_for(party, year=year, today=today)
    ring = Ring(kind.ring)
    takers = (
        [
            (unit.name, reverse("playbook:take", args=[unit.slug]))
            for unit in planning_units(today)
            if unit.kind in kind.units and may(viewer, "playbook.edit_plan", unit)
        ]
        if viewer.is_authenticated and not kind.is_hidden
        else []
    )
    return KindPage(
        title=kind.name,
        crumbs=((_("Årshjulet"), reverse("playbook:wheel")), (kind.name, None)),
        letter=LETTERS[ring],
        kind=str(ring.label),
        key=kind.key,
        year=year,
        weight=str(Weight(kind.weight).label),
        source=kind.source,
        purpose=purpose_of(kind),
        what=kind.what,
        because=kind.why,
        rule=_capital(reckoner.rule_words(kind)),
        tasks=_tasks(kind, None),
        invitation=kind.invitation,
        materials=tuple(kind.materials),
        takers=tuple(takers),
        is_hidden=kind.is_hidden,
        edit_url=reverse("playbook:edit_kind", args=[kind.key]) if may(viewer, "playbook.edit_kinds") else "",
        chapter=chapter_of(kind, viewer),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _span(first: date, last: date) -> str:
    words = in_words(first, weekday=True)
    return words if first == last else f"{words}–{in_words(last, weekday=True)}"


def _tasks(kind: ActivityKind | None, day: date | None) -> tuple[TaskRow, ...]:
    if kind is None:
        return ()
    from lokallag.playbook.services.tasks import due_on

    return tuple(
        TaskRow(task["name"], task["who"], _before(task["before"]) if day is None else in_words(due_on(day, task)))
        for task in kind.tasks
    )


def _before(days: int) -> str:
    if days == 0:
        return _("samme dag")
    n = abs(days)
    length = ngettext("%(n)d dag", "%(n)d dager", n) % {"n": n}
    return (_("%(length)s før") if days > 0 else _("%(length)s etter")) % {"length": length}


def _report(activity: PlannedActivity, *, with_answer: bool = False) -> Report:
    tip = last_tip_of(activity) if with_answer and activity.tip else None
    return Report(
        when="" if activity.reported_at is None else in_words(local_date(activity.reported_at)),
        numbers=numbers_in_words({name: getattr(activity, name) for name in NUMBERS}),
        how=activity.how,
        tip=activity.tip,
        tip_state="" if tip is None else outcome_of(tip),
        tip_answer="" if tip is None else tip.answer,
    )


def last_tip_of(activity: PlannedActivity) -> Tip | None:
    """Return the newest tip that came from the report of an activity."""
    return Tip.objects.filter(source_key=tip_key(activity.pk)).order_by("-pk").first()


def outcome_of(tip: Tip) -> str:
    """Return what became of a tip, with the version that took it in where it is named."""
    if tip.state == TipState.TAKEN_IN:
        if tip.version is None:
            return _("Tatt inn i dreieboka")
        return _("Tatt inn i dreieboka, versjon %(version)d") % {"version": tip.version}
    return str(TIP_STATES[TipState(tip.state)])
