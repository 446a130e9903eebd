"""The page of one planned activity, and that of a kind in the library."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.graph import Found
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import Unit
from lokallag.playbook.domain.lifecycle import SHOWN, State
from lokallag.playbook.models import STATES, ActivityKind, PlannedActivity, Ring, Weight, YearPlan
from lokallag.playbook.queries.chapters import chapter_of
from lokallag.playbook.queries.reckoning import reckoner_for
from lokallag.playbook.queries.year import LETTERS, planning_units, purpose_of

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
    attended: str
    how: str
    tip: str


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """All that ``playbook/activity.html`` shows. Forms are ``None`` for who may not use them."""

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
    resume_url: str
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
        report=_report(activity) if state is State.DONE else None,
        before=None if last is None else _report(last),
        confirm_form=given.get("confirm"),
        move_form=given.get("move"),
        skip_form=given.get("skip"),
        report_form=given.get("report"),
        resume_url=reverse("playbook:resume", args=[activity.pk]) if edits and state is State.SKIPPED else "",
        urls={name: reverse(f"playbook:{name}", args=[activity.pk]) for name in ("confirm", "move", "skip", "report")},
        is_stale=is_stale,
        chapter=chapter_of(kind, viewer),
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
        if viewer.is_authenticated
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


def _report(activity: PlannedActivity) -> Report:
    n = activity.attended
    return Report(
        when="" if activity.reported_at is None else in_words(activity.reported_at.date()),
        attended="" if n is None else ngettext("%(n)d kom", "%(n)d kom", n) % {"n": n},
        how=activity.how,
        tip=activity.tip,
    )
