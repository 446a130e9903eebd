"""Asking a speaker to open the talk at an event: the question, the answer, the reminder."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date, midnight_after, midnight_before
from lokallag.calendar.domain.words import in_words
from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.events.domain.lifecycle import OPEN
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.domain.speaking import LIVE, State, is_reminder_due, may_become
from lokallag.events.models import Event, ProgrammeItem, Speaker, SpeakerRequest
from lokallag.events.services import speaker_mail, told
from lokallag.events.services.editing import MOST_POINTS, touch
from lokallag.events.services.making import locked
from lokallag.events.services.speakers import note_use, take_out_of_programme
from lokallag.organisation.queries import main_unit
from lokallag.organisation.queries.rulesets import rules_in_one_query
from lokallag.people.models import Person

LONGEST = 1500
ASK, ENTER = "events.ask_speaker", "events.enter_speaker_answer"


@transaction.atomic
def ask_speaker(
    *, event: Event, speaker: Speaker, words: str, by: Person | None, at: datetime, anyway: bool = False
) -> SpeakerRequest:
    """Ask a speaker to open the talk. By e-mail where we may keep one; else the hosts ask, and enter the answer.

    Who said no, or was let go, may be asked anew: the link of the earlier mail stops working.

    :param anyway: the speaker is asked to something else the same day, and the hosts know it
    :raises RuleViolation: the speaker is asked to it already, or to something else that day; the event is over
    """
    event, speaker = locked(event), Speaker.objects.select_for_update(of=("self",)).get(pk=speaker.pk)
    if EventState(event.state) not in OPEN or event.starts_at <= at:
        raise RuleViolation(_("Arrangementet er over eller avlyst. Ingen kan spørres om å innlede der."))
    request = SpeakerRequest.objects.filter(event=event, speaker=speaker).first()
    if request is not None and not may_become(State(request.state), State.ASKED):
        raise RuleViolation(
            _("%(name)s er allerede spurt til dette arrangementet, %(day)s.")
            % {"name": speaker.name, "day": in_words(local_date(request.asked_at))}
        )
    if not anyway and same_day(event, speaker):
        raise RuleViolation(
            _("%(name)s er spurt til noe annet samme dag. Kryss av hvis dere vil spørre likevel.")
            % {"name": speaker.name},
            field="anyway",
        )
    if request is None:
        request = SpeakerRequest(event=event, speaker=speaker)
    else:
        request.link_version += 1
    request.state, request.words = State.ASKED, _clean(words, "words")
    request.asked_at, request.asked_by = at, by
    request.by_mail = bool(speaker.email) and speaker.may_be_reached
    request.reminded_at = request.answered_at = request.answered_for = request.entered_by = None
    request.answer_words = request.answered_way = ""
    request.save()
    note_use(speaker, at)
    audit.record(ASK, actor=by, target=event, at=at, details=_who(speaker))
    speaker_mail.tell_asked(request, at=at)
    return request


@transaction.atomic
def answer_request(
    *, request: SpeakerRequest, is_yes: bool, words: str, by: Person | None, at: datetime
) -> SpeakerRequest:
    """Say yes or no to opening the talk. A yes puts the speaker in the programme, a no after it takes them out again.

    The same answer twice counts once; after the event was moved, it counts for the new time. The hosts are told.

    :param by: the host who enters what was answered; ``None`` is the speaker, by the link in the mail
    :raises RuleViolation: the question is withdrawn, or the event is over or cancelled
    """
    request, event = _held(request)
    state, wish = State(request.state), State.YES if is_yes else State.NO
    _check_open(event, at)
    if state is State.WITHDRAWN:
        raise RuleViolation(_("Spørsmålet er trukket tilbake. Du trenger ikke svare."))
    said = _clean(words, "words")
    if state is wish and said == request.answer_words and request.answered_for == event.starts_at:
        return request
    if state is not wish and not may_become(state, wish):
        raise RuleViolation(_("Dette svaret kan ikke føres nå. Spør på nytt i stedet."))
    request.state, request.answer_words = wish, said
    request.answered_at, request.answered_for = at, event.starts_at
    request.answered_way = SpeakerRequest.Way.LINK if by is None else SpeakerRequest.Way.HOST
    request.entered_by = by
    request.save()
    if is_yes:
        _put_in_programme(event, request.speaker.name, at)
    elif state is State.YES:
        take_out_of_programme(request, request.speaker.name)
    note_use(request.speaker, at)
    audit.record(ENTER, actor=by, target=event, at=at, details=_who(request.speaker) | {"answer": wish.value})
    told.of_speaker(request, by=by, at=at)
    return request


@transaction.atomic
def withdraw_request(*, request: SpeakerRequest, by: Person, at: datetime) -> SpeakerRequest:
    """Ask a speaker no more. Who had said yes goes out of the programme; they are told by e-mail where we may.

    :raises RuleViolation: they said no, or it is withdrawn already
    """
    request, _event = _held(request)
    state = State(request.state)
    if not may_become(state, State.WITHDRAWN):
        raise RuleViolation(
            _("Det er ingenting å trekke tilbake: Innlederen har sagt nei, eller er ikke spurt lenger.")
        )
    request.state = State.WITHDRAWN
    request.save(update_fields=["state"])
    if state is State.YES:
        take_out_of_programme(request, request.speaker.name)
    audit.record(ASK, actor=by, target=request.event, at=at, details=_who(request.speaker) | {"withdrawn": True})
    speaker_mail.tell_withdrawn(request, at=at)
    return request


def remind_speakers(*, at: datetime, most: int) -> int:
    """Remind up to ``most`` speakers who have not answered after the days that the rules say, once. Returns how many.

    Nobody is reminded in the last two days before the event.
    """
    unit = main_unit(local_date(at))
    if unit is None:
        return 0
    days = rules_in_one_query(unit, local_date(at)).whole("speaker_reminder_days")
    waiting = SpeakerRequest.objects.filter(
        state=State.ASKED, by_mail=True, reminded_at=None, event__starts_at__gt=at
    ).select_related("event")
    due = [
        row.pk
        for row in waiting.filter(event__state__in=[state.value for state in OPEN]).order_by("asked_at", "pk")
        if is_reminder_due(asked_at=row.asked_at, starts_at=row.event.starts_at, days=days, at=at)
    ]
    return sum(_remind(pk, at=at) for pk in due[:most])


@transaction.atomic
def _remind(pk: int, *, at: datetime) -> int:
    rows = SpeakerRequest.objects.select_for_update(of=("self",)).select_related("event", "speaker")
    request = rows.filter(pk=pk, state=State.ASKED, reminded_at=None).first()
    if request is None:
        return 0
    request.reminded_at = at
    request.save(update_fields=["reminded_at"])
    speaker_mail.tell_reminder(request, at=at)
    return 1


def same_day(event: Event, speaker: Speaker) -> list[SpeakerRequest]:
    """Return the speaker's questions and yeses for other events on the same local day, the first first."""
    first, last = midnight_before(event.day), midnight_after(event.day)
    rows = SpeakerRequest.objects.filter(
        speaker=speaker, state__in=[state.value for state in LIVE], event__starts_at__gte=first
    )
    rows = rows.filter(event__starts_at__lt=last).exclude(event=event).exclude(event__state=EventState.CANCELLED)
    return list(rows.select_related("event").order_by("event__starts_at", "pk"))


def _put_in_programme(event: Event, name: str, at: datetime) -> None:
    """Let the speaker stand as opening speaker: at their own point, at one without a name, else at a new one last."""
    items = list(event.programme.order_by("position"))
    own = next((item for item in items if item.speaker == name), None)
    free = next((item for item in items if item.is_opening and not item.speaker), None)
    item = own or free
    if item is not None:
        item.speaker, item.is_opening = name, True
        item.save(update_fields=["speaker", "is_opening"])
    elif len(items) < MOST_POINTS:
        with translation.override(settings.LANGUAGE_CODE):
            title = str(_("Innledning"))
        last = items[-1].position if items else 0
        ProgrammeItem.objects.create(event=event, position=last + 1, title=title, speaker=name, is_opening=True)
    touch(event, at)
    event.save(update_fields=["sequence", "updated_at"])


def _held(request: SpeakerRequest) -> tuple[SpeakerRequest, Event]:
    event = locked(request.event)
    rows = SpeakerRequest.objects.select_for_update(of=("self",)).select_related("speaker")
    found = rows.get(pk=request.pk)
    found.event = event
    return found, event


def _check_open(event: Event, at: datetime) -> None:
    if EventState(event.state) not in OPEN or event.ends_at <= at:
        raise RuleViolation(_("Arrangementet er over eller avlyst. Du trenger ikke svare."))


def _who(speaker: Speaker) -> dict[str, int | str | bool | None]:
    """Return what the log says of who was asked: the row's number, and the member's where it is one."""
    found: dict[str, int | str | bool | None] = {"speaker": speaker.pk}
    return found if speaker.person_id is None else found | {"person": speaker.person_id}


def _clean(words: str, field: str) -> str:
    found = words.replace("\x00", "").strip()
    if len(found) > LONGEST:
        raise RuleViolation(
            _("Skriv høyst %(most)d tegn. Nå er det %(now)d.") % {"most": LONGEST, "now": len(found)}, field=field
        )
    return found
