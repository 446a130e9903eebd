"""Where those who hold an event work with it: what is left to do, who holds it, who has it in hand."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.permissions import Asker, may
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.lifecycle import OPEN, SHOWN, Answer, State, may_move, takes_invitations
from lokallag.events.models import ANSWERS, STATES, Event, Kind
from lokallag.events.queries.asking import SpeakersPart, speakers_part
from lokallag.events.queries.clashes import clashes_of
from lokallag.events.queries.event_page import ProgrammeRow, programme_rows
from lokallag.events.queries.notices import is_called
from lokallag.events.queries.summaries import SummaryState, summary_state
from lokallag.events.queries.words import (
    audience_in_words,
    letter_of,
    moved_in_words,
    place_in_words,
    when_in_words,
)
from lokallag.followup.domain.lifecycle import OPEN as TASK_OPEN
from lokallag.followup.domain.lifecycle import State as TaskState
from lokallag.followup.models import STATES as TASK_STATES
from lokallag.organisation.models import Unit
from lokallag.organisation.queries.units import open_units
from lokallag.territory.queries import responsible_unit

Crumbs = tuple[tuple[str, str | None], ...]
TAGS = {State.DRAFT: "", State.PUBLISHED: "ok", State.DONE: "ok", State.CANCELLED: "danger"}
ANSWER_TAGS = {Answer.INVITED: "warning", Answer.ACCEPTED: "ok", Answer.DECLINED: ""}


@dataclass(frozen=True, slots=True)
class HostRow:
    """A unit that holds the event or is asked to. Addresses are empty for who may not do the act."""

    name: str
    state: str
    tag: str
    is_main: bool
    answer_url: str
    is_accepted: bool
    remove_url: str


@dataclass(frozen=True, slots=True)
class CoordinatorRow:
    """Somebody who has the event in hand, until when in words."""

    name: str
    until: str
    end_url: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Something to be done for the event: what, who, by when. ``state`` says how it ended, empty while it is open."""

    title: str
    url: str
    responsible: str
    due: str
    state: str
    tag: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class WorkPage:
    """All that ``events/event_work.html`` shows beside the sign-ups (``signups``). Empty addresses: not to be done.

    ``missing`` is what stands in the way of announcing it; ``clashes`` are warnings. ``works`` is false for who is only
    asked to hold it: they see what it is about, and no names.
    """

    title: str
    crumbs: Crumbs
    kind: str
    letter: str
    state: str
    tag: str
    when: str
    moved_from: str
    place: str
    audience: str
    cancel_reason: str
    programme: tuple[ProgrammeRow, ...]
    questions: tuple[str, ...]
    speakers: SpeakersPart | None
    summary: SummaryState | None
    missing: tuple[str, ...]
    clashes: tuple[str, ...]
    area: str
    area_value: str
    hosts: tuple[HostRow, ...]
    coordinators: tuple[CoordinatorRow, ...]
    tasks: tuple[TaskRow, ...]
    materials: tuple[str, ...]
    source_label: str
    source_url: str
    later: int
    urls: dict[str, str]
    invite_form: forms.Form | None
    task_form: forms.Form | None
    publish_form: forms.Form | None
    works: bool
    is_shown: bool
    is_over: bool
    made: str
    key: str
    signups: object | None = None


def work_page(
    event: Event,
    *,
    viewer: Asker,
    today: date,
    at: datetime,
    given: dict[str, forms.Form | None],
    signups: object | None = None,
) -> WorkPage:
    """Return the page.

    :param event: one that the reader works with, or is asked to hold
    :param given: the forms to show, by name: ``invite``, ``task``, ``publish``
    """
    state = State(event.state)
    is_open = state in OPEN
    rows = list(event.hosts.select_related("unit").order_by("-is_main", "pk"))
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in={row.unit_id for row in rows}).named(today)}
    held = [names[row.unit_id] for row in rows if row.state == Answer.ACCEPTED]
    main = next(row for row in rows if row.is_main)
    works = may(viewer, "events.edit_event", event)
    may_edit = is_open and works
    invites = is_open and may(viewer, "events.invite_host", event)
    area = _area(event, {row.unit_id for row in rows if row.state != Answer.DECLINED}, today)
    return WorkPage(
        title=event.title,
        crumbs=((_("Arrangementer"), reverse("events:list")), (_("For arrangøren"), None)),
        kind=str(Kind(event.kind).label),
        letter=letter_of(event),
        state=str(STATES[state]),
        tag=TAGS[state],
        when=when_in_words(event, today).capitalize(),
        moved_from=moved_in_words(event, today) if state is State.PUBLISHED else "",
        place=place_in_words(event),
        audience=audience_in_words(event, held),
        cancel_reason=event.cancel_reason,
        programme=programme_rows(event),
        questions=tuple(event.questions),
        speakers=speakers_part(event, viewer=viewer, today=today) if works else None,
        summary=summary_state(event, viewer=viewer, at=at),
        missing=tuple(_missing(event, at)) if state is State.DRAFT else (),
        clashes=clashes_of(event, viewer=viewer, today=today) if is_open and event.ends_at > at else (),
        area="" if area is None else area.name,
        area_value=str(area.pk) if area is not None and invites else "",
        hosts=tuple(
            HostRow(
                name=names[row.unit_id],
                state=_("Hovedarrangør") if row.is_main else str(ANSWERS[Answer(row.state)]),
                tag="" if row.is_main else ANSWER_TAGS[Answer(row.state)],
                is_main=row.is_main,
                answer_url=reverse("events:answer", args=[row.pk])
                if is_open and may(viewer, "events.answer_invitation", row)
                else "",
                is_accepted=row.state == Answer.ACCEPTED,
                remove_url=reverse("events:remove_host", args=[event.slug, row.pk])
                if invites and not row.is_main
                else "",
            )
            for row in rows
        ),
        coordinators=_coordinators(event, viewer, today) if works else (),
        tasks=_tasks(event, today) if works else (),
        materials=tuple(str(item) for item in event.materials) if works else (),
        source_label=event.source_label,
        source_url=event.source_url,
        later=later_of(event),
        urls=_urls(event, main.unit, viewer, state, at),
        invite_form=given.get("invite") if invites else None,
        task_form=given.get("task") if may_edit else None,
        publish_form=given.get("publish") if state is State.DRAFT else None,
        works=works,
        is_shown=state in SHOWN,
        is_over=event.ends_at <= at,
        made=moment_in_words(event.made_at, today),
        key=event.slug,
        signups=signups,
    )


def units_to_ask(event: Event, today: date) -> list[tuple[str, str]]:
    """Return the units that may be asked to hold the event too: id and name, by kind from the top, then by name."""
    taken = set(event.hosts.exclude(state=Answer.DECLINED).values_list("unit_id", flat=True))
    return [(str(unit.pk), unit.name) for unit in open_units(today) if unit.pk not in taken]


def _urls(event: Event, unit: Unit, viewer: Asker, state: State, at: datetime) -> dict[str, str]:
    """Return where each act is done that may be done now by this reader."""
    is_open = state in OPEN
    asked = {
        "edit": (is_open, "events.edit_event", event),
        "programme": (is_open, "events.edit_event", event),
        "publish": (may_move(state, State.PUBLISHED), "events.publish_event", event),
        "move": (state is State.PUBLISHED, "events.move_event", event),
        "cancel": (may_move(state, State.CANCELLED) and event.ends_at > at, "events.cancel_event", event),
        "copy": (True, "events.create_event", unit),
        "drop": (state is State.DRAFT, "events.drop_draft", event),
        "coordinator": (is_open, "events.appoint_coordinator", event),
        "invite": (is_open, "events.invite_host", event),
        "task": (is_open, "events.edit_event", event),
        "invite_members": (
            takes_invitations(state, Audience(event.audience), is_ahead=event.starts_at > at),
            "events.invite_members",
            event,
        ),
        "notice": (is_called(event, unit), "events.write_notice", event),
    }
    found = {
        name: reverse(f"events:{name}", args=[event.slug])
        for name, (is_time, act, target) in asked.items()
        if is_time and may(viewer, act, target)
    }
    found["event"] = reverse("events:event", args=[event.slug])
    return found


def _missing(event: Event, at: datetime) -> list[str]:
    found = []
    if event.ends_at <= at:
        found.append(_("Dagen er over. Velg en som kommer."))
    if not (event.place_name or event.street_address or event.online_link):
        found.append(_("Det står ikke hvor det er. Skriv et sted, eller lenken til møtet på nett."))
    return found


def _area(event: Event, taken: set[int], today: date) -> Unit | None:
    """Return the branch that answers for where it is held, where it does not hold it and is not asked."""
    if not event.postal_code:
        return None
    unit = responsible_unit(event.postal_code, today)
    if unit is None or unit.pk in taken:
        return None
    return Unit.objects.named(today).get(pk=unit.pk)


def _coordinators(event: Event, viewer: Asker, today: date) -> tuple[CoordinatorRow, ...]:
    ends = may(viewer, "events.appoint_coordinator", event)
    rows = list(event.coordinators.live(today).select_related("person").order_by("from_on", "pk"))
    return tuple(
        CoordinatorRow(
            name=row.person.name,
            until=in_words(row.until_on, today),
            end_url=reverse("events:end_coordinator", args=[event.slug, row.pk]) if ends else "",
        )
        for row in rows
    )


def _tasks(event: Event, today: date) -> tuple[TaskRow, ...]:
    rows = event.tasks.select_related("commitment__responsible").order_by("commitment__due_on", "pk")
    found = []
    for row in rows:
        task = row.commitment
        is_open = TaskState(task.state) in TASK_OPEN
        found.append(
            TaskRow(
                title=task.title,
                url=reverse("followup:commitment", args=[task.pk]),
                responsible="" if task.responsible is None else task.responsible.name,
                due="" if task.due_on is None else in_words(task.due_on, today),
                state="" if is_open else _ended(TaskState(task.state)),
                tag="ok" if task.state == TaskState.DONE else "",
                is_late=is_open and task.due_on is not None and task.due_on < today,
            )
        )
    return tuple(found)


def _ended(state: TaskState) -> str:
    return _("Gjelder ikke lenger") if state is TaskState.SUPERSEDED else str(TASK_STATES[state])


def later_of(event: Event) -> int:
    """Return how many later events of its series can still be changed."""
    if event.series is None:
        return 0
    later = Event.objects.filter(series=event.series, starts_at__gt=event.starts_at)
    return later.filter(state__in=[state.value for state in OPEN]).count()
