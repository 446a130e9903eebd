"""Making events: from scratch, from an activity of the year, as a series, as a copy."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import in_oslo, local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core import audit, scope
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.events.domain.lifecycle import Answer, State
from lokallag.events.domain.series import MOST, Every, series_days
from lokallag.events.domain.speaking import LIVE
from lokallag.events.domain.times import HourMissing, HourTwice, moved_to
from lokallag.events.models import Event, EventHost, EventTask, ProgrammeItem
from lokallag.events.services.facts import FIELDS, Facts, Point, Source, check_span, columns, facts_of
from lokallag.followup import services as followup
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A"})
OWN_TASK = "events.task:"
MOST_QUESTIONS, LONGEST_QUESTION = 12, 300  # on one point, or for the whole event
# parts of addresses that are pages of their own
PAGES = frozenset({"ny", "kalender", "svar", "mine", "abonner", "id", "faste-tider"})


@transaction.atomic
def make_event(
    *,
    unit: Unit,
    facts: Facts,
    starts_at: datetime,
    ends_at: datetime,
    by: Person | None,
    at: datetime,
    programme: Sequence[Point] = (),
    source: Source | None = None,
) -> Event:
    """Make a draft of an event that the unit holds.

    :param source: what it is made from in a room above, with what it brings along
    :raises RuleViolation: a fact is missing, too long or contradicts another, or the unit is closed
    """
    _check_open(unit, local_date(starts_at))
    return _make(unit, facts, (starts_at, ends_at), by=by, at=at, programme=programme, source=source)


@transaction.atomic
def make_series(
    *,
    unit: Unit,
    facts: Facts,
    starts_at: datetime,
    ends_at: datetime,
    every: Every,
    until: date,
    by: Person | None,
    at: datetime,
    programme: Sequence[Point] = (),
    source: Source | None = None,
) -> list[Event]:
    """Make drafts of a series, each on its own day at the same time on the wall. Returns them in the order of days.

    :param until: the last day that may be one of them
    :raises RuleViolation: there would be fewer than two or too many, or the clock skips or repeats the time on a day
    """
    first = local_date(starts_at)
    _check_open(unit, first)
    days = series_days(first, every, until)
    if len(days) < 2:
        raise RuleViolation(
            _("Det blir bare ett arrangement. Velg en senere dag, eller la det ikke gjenta seg."), field="until"
        )
    if len(days) > MOST:
        raise RuleViolation(
            _("En serie har høyst %(most)d arrangementer. Velg en tidligere siste dag.") % {"most": MOST}, field="until"
        )
    lead = None if facts.signup_last_on is None else first - facts.signup_last_on
    series, made = uuid.uuid4(), []
    for day in days:
        said = facts if lead is None else _with_signup(facts, day - lead)
        span = _on_day(starts_at, ends_at, day)
        own = source if day == first else _without_tasks(source)
        made.append(_make(unit, said, span, by=by, at=at, programme=programme, source=own, series=series))
    return made


@transaction.atomic
def copy_event(*, event: Event, unit: Unit, day: date, by: Person | None, at: datetime) -> Event:
    """Make a draft like another event on a new day, at the same time on the wall. Hosts and people do not come along.

    :raises RuleViolation: the clock skips or repeats the time on that day, or the unit is closed
    """
    _check_open(unit, day)
    facts = facts_of(event)
    if facts.signup_last_on is not None:
        facts = _with_signup(facts, day - (event.day - facts.signup_last_on))
    programme = [
        Point(item.title, item.minutes, item.speaker, item.is_opening, tuple(item.questions))
        for item in event.programme.order_by("position")
    ]
    made = _make(unit, facts, _on_day(event.starts_at, event.ends_at, day), by=by, at=at, programme=programme)
    made.materials, made.report, made.questions = event.materials, event.report, event.questions
    made.save(update_fields=["materials", "report", "questions"])
    return made


@transaction.atomic
def drop_draft(*, event: Event, by: Person, at: datetime) -> None:
    """Throw a draft away. Open tasks that were made for it are closed.

    :raises RuleViolation: it was announced, then it is cancelled instead; or a speaker counts on it
    """
    event = locked(event)
    if State(event.state) is not State.DRAFT:
        raise RuleViolation(_("Arrangementet er kunngjort. Avlys det i stedet, så får de som er påmeldt, beskjed."))
    if event.speaker_requests.filter(state__in=[state.value for state in LIVE]).exists():
        raise RuleViolation(_("En innleder er spurt. Trekk spørsmålet tilbake først, så får innlederen beskjed."))
    close_tasks(event, str(_("Arrangementet ble ikke noe av.")), by=by, at=at, only_own=True)
    audit.record("events.drop_draft", actor=by, target=event, at=at)
    event.delete()


def close_tasks(event: Event, why: str, *, by: Person | None, at: datetime, only_own: bool = False) -> None:
    """Close the open tasks of an event that is not held.

    :param only_own: leave those alone that came from its source
    """
    tasks = event.tasks.select_related("commitment")
    if only_own:
        tasks = tasks.filter(commitment__source_key__startswith=OWN_TASK)
    for task in tasks:
        followup.supersede_source(source_key=task.commitment.source_key, why=why, by=by, at=at)


def locked(event: Event) -> Event:
    """Return the event as it stands, held until the transaction ends."""
    return Event.objects.select_for_update(of=("self",)).get(pk=event.pk)


def write_programme(event: Event, programme: Iterable[Point]) -> None:
    """Put these points in the place of those that stood there."""
    event.programme.all().delete()
    with speaking({"programme_item_has_a_title": "title"}):
        ProgrammeItem.objects.bulk_create(
            ProgrammeItem(
                event=event,
                position=position,
                minutes=point.minutes,
                title=point.title.strip()[:160],
                speaker=point.speaker.strip()[:160],
                is_opening=point.is_opening,
                questions=clean_questions(point.questions),
            )
            for position, point in enumerate(programme, start=1)
        )


def clean_questions(questions: Iterable[str]) -> list[str]:
    """Return questions as they are kept: one line each, none of them empty, in the order given.

    :raises RuleViolation: there are too many, or one is too long
    """
    found = [words for question in questions if (words := " ".join(question.replace("\x00", "").split()))]
    if len(found) > MOST_QUESTIONS:
        raise RuleViolation(_("Skriv høyst %(most)d spørsmål på ett sted.") % {"most": MOST_QUESTIONS})
    if any(len(words) > LONGEST_QUESTION for words in found):
        raise RuleViolation(_("Et spørsmål har høyst %(most)d tegn.") % {"most": LONGEST_QUESTION})
    return found


def _make(
    unit: Unit,
    facts: Facts,
    span: tuple[datetime, datetime],
    *,
    by: Person | None,
    at: datetime,
    programme: Sequence[Point] = (),
    source: Source | None = None,
    series: uuid.UUID | None = None,
) -> Event:
    starts_at, ends_at = span
    check_span(starts_at, ends_at)
    with speaking(FIELDS):
        event = Event.objects.create(
            slug=_free_slug(facts.title),
            starts_at=starts_at,
            ends_at=ends_at,
            series=series,
            source_label="" if source is None else source.label[:200],
            source_url="" if source is None else source.url,
            source_key="" if source is None else source.key,
            materials=[] if source is None else list(source.materials),
            report=[] if source is None else list(source.report),
            made_by=by,
            made_at=at,
            updated_at=at,
            **columns(facts, starts_at=starts_at),
        )
    EventHost.objects.create(
        event=event, unit=unit, state=Answer.ACCEPTED, is_main=True, asked_at=at, answered_at=at, answered_by=by
    )
    write_programme(event, programme)
    if source is not None:
        EventTask.objects.bulk_create(
            EventTask(event=event, commitment=task.commitment, before=task.before) for task in source.tasks
        )
    scope.forget()
    audit.record("events.create_event", actor=by, target=event, at=at, details={"unit": unit.pk})
    return event


def _free_slug(title: str) -> str:
    """Return a part of an address made from a title, that neither an event nor a page has."""
    base = slugify(title.translate(_NORWEGIAN).replace("–", "-"))[:70].strip("-") or "arrangement"
    taken = PAGES.union(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _check_open(unit: Unit, day: date) -> None:
    if unit.closed_on is not None and unit.closed_on < day:
        raise RuleViolation(
            _("Enheten er lagt ned fra %(day)s, og kan ikke holde arrangementer etter det.")
            % {"day": in_words(unit.closed_on)},
            field="day",
        )


def _on_day(starts_at: datetime, ends_at: datetime, day: date) -> tuple[datetime, datetime]:
    """Return the span on another day, the same on the wall.

    :raises RuleViolation: the clock skips or repeats one of the times there
    """
    if day == local_date(starts_at):
        return starts_at, ends_at
    try:
        return moved_to(starts_at, ends_at, day)
    except (HourMissing, HourTwice) as error:
        raise RuleViolation(
            _("Natt til %(day)s stilles klokka, så klokkeslettet %(time)s passer ikke. Velg et annet klokkeslett.")
            % {"day": in_words(error.day), "time": in_oslo(starts_at).strftime("%H.%M")},
            field="starts",
        ) from error


def _with_signup(facts: Facts, last_on: date) -> Facts:
    return replace(facts, signup_last_on=last_on)


def _without_tasks(source: Source | None) -> Source | None:
    return None if source is None else replace(source, tasks=())
