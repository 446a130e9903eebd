"""Asking a speaker: whom one may choose, what was asked and answered, and the page behind the link in the mail."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.permissions import Asker, may
from lokallag.events.domain.lifecycle import OPEN, SHOWN
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.domain.speaking import LIVE, State, may_become
from lokallag.events.models import REQUEST_STATES, Event, Speaker, SpeakerRequest
from lokallag.events.queries.speakers import MOST, REQUEST_TAGS, consent_in_words, found_speakers, names_of
from lokallag.events.queries.words import when_in_words
from lokallag.events.rules import visible_to
from lokallag.events.services.asking import same_day
from lokallag.events.services.speaker_mail import hosts_in_words, own_path
from lokallag.people.domain.contact import spaced_phone

Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A speaker who was asked, as the hosts' page shows it. Addresses are empty for who may not do the act."""

    name: str
    url: str
    state: str
    tag: str
    about: str
    words: str
    answer_url: str
    withdraw_url: str


@dataclass(frozen=True, slots=True)
class SpeakersPart:
    """What the hosts' page shows of speakers: who was asked, and where one asks another."""

    rows: tuple[RequestRow, ...]
    ask_url: str


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A speaker to choose: what they speak about, and what stands in the way. ``url`` is empty for who is asked."""

    name: str
    topics: tuple[str, ...]
    note: str
    tag: str
    url: str


@dataclass(frozen=True, slots=True)
class ChooseSpeakerPage:
    """All that ``events/choose_speaker.html`` shows."""

    title: str
    lead: str
    crumbs: Crumbs
    wish: str
    rows: tuple[ChoiceRow, ...]
    is_cut: bool
    is_empty: bool
    register_url: str
    add_url: str


@dataclass(frozen=True, slots=True)
class AskPage:
    """All that ``events/ask_speaker.html`` shows: who is asked, how, and what else they are asked to that day."""

    title: str
    lead: str
    crumbs: Crumbs
    presentation: str
    how: str
    phone: str
    phone_link: str
    clashes: tuple[str, ...]
    form: forms.Form
    press: str
    back_url: str


@dataclass(frozen=True, slots=True)
class SpeakerReplyPage:
    """All that ``events/speaker_reply.html`` shows to whoever has the link."""

    title: str
    hosts: str
    event: str
    event_url: str
    when: str
    where: str
    words: str
    state: str
    tag: str
    about: str
    answered: str
    closed: str
    form: forms.Form | None
    is_yes: bool
    is_asked: bool
    url: str
    held_url: str


@dataclass(frozen=True, slots=True)
class HeldPage:
    """All that ``events/speaker_held.html`` shows: what is kept of a speaker, and how they end it."""

    title: str
    facts: tuple[tuple[str, str], ...]
    requests: tuple[str, ...]
    may_withdraw: bool
    url: str
    back_url: str


def speakers_part(event: Event, *, viewer: Asker, today: date) -> SpeakersPart:
    """Return who was asked to speak at an event, the first asked first. One query, however many.

    :param event: one that the reader works with
    """
    is_open = EventState(event.state) in OPEN
    asks = is_open and may(viewer, "events.ask_speaker", event)
    enters = is_open and may(viewer, "events.enter_speaker_answer", event)
    sees = may(viewer, "events.see_speakers")
    rows = event.speaker_requests.select_related("speaker", "asked_by").order_by("asked_at", "pk")
    return SpeakersPart(
        rows=tuple(
            RequestRow(
                name=row.speaker.name,
                url=reverse("events:speaker", args=[row.speaker_id]) if sees else "",
                state=_state(row, event),
                tag=_tag(row, event),
                about=_about(row, today),
                words=row.answer_words,
                answer_url=reverse("events:enter_answer", args=[event.slug, row.pk])
                if enters and row.state != State.WITHDRAWN
                else "",
                withdraw_url=reverse("events:withdraw_request", args=[event.slug, row.pk])
                if asks and may_become(State(row.state), State.WITHDRAWN)
                else "",
            )
            for row in rows
        ),
        ask_url=reverse("events:choose_speaker", args=[event.slug]) if asks else "",
    )


def choose_speaker_page(event: Event, *, wish: str, today: date) -> tuple[ChooseSpeakerPage, list[int]]:
    """Return the page where one chooses whom to ask, and the ids of the members on it. Five queries at most."""
    found = list(found_speakers(wish, "").prefetch_related("topics")[: MOST + 1])
    shown = found[:MOST]
    asked = {row.speaker_id: row for row in event.speaker_requests.filter(speaker__in=shown)}
    busy = {
        row.speaker_id
        for row in SpeakerRequest.objects.filter(speaker__in=shown, state__in=[state.value for state in LIVE])
        .exclude(event=event)
        .exclude(event__state=EventState.CANCELLED)
        .select_related("event")
        if row.event.day == event.day
    }
    page = ChooseSpeakerPage(
        title=_("Spør en innleder"),
        lead=_("Til «%(title)s» %(when)s.") % {"title": event.title, "when": when_in_words(event, today)},
        crumbs=_below(event, _("Innleder")),
        wish=wish[:100],
        rows=tuple(_choice(speaker, event, asked.get(speaker.pk), is_busy=speaker.pk in busy) for speaker in shown),
        is_cut=len(found) > MOST,
        is_empty=not shown and not wish,
        register_url=reverse("events:speakers"),
        add_url=reverse("events:add_speaker", query={"til": event.slug}),
    )
    return page, [speaker.person_id for speaker in shown if speaker.person_id is not None]


def clashes_for(event: Event, speaker: Speaker, *, viewer: Asker, today: date) -> tuple[str, ...]:
    """Return what else a speaker is asked to on the same day, in words. What the reader may not see has no title."""
    rows = same_day(event, speaker)
    seen = visible_to(viewer, today).filter(pk__in=[row.event_id for row in rows]) if rows else ()
    ids = {row.pk for row in seen}
    return tuple(
        f"«{row.event.title}», {when_in_words(row.event, today)}: {str(REQUEST_STATES[State(row.state)]).lower()}"
        if row.event_id in ids
        else _("Noe en annen arrangør holder: %(state)s") % {"state": str(REQUEST_STATES[State(row.state)]).lower()}
        for row in rows
    )


def ask_page(event: Event, speaker: Speaker, form: forms.Form, *, clashes: tuple[str, ...], today: date) -> AskPage:
    """Return the page where one writes to a speaker."""
    by_mail = bool(speaker.email)
    if by_mail:
        how = _("Spørsmålet går på e-post, med en lenke der innlederen svarer ja eller nei.")
    elif speaker.phone:
        how = _("Vi har ingen e-postadresse. Ring, og før inn svaret etterpå.")
    else:
        how = _("Vi har ikke lov til å lagre hvordan innlederen nås. Spør selv, og før inn svaret etterpå.")
    return AskPage(
        title=_("Spør %(name)s") % {"name": speaker.name},
        lead=_("Til «%(title)s» %(when)s.") % {"title": event.title, "when": when_in_words(event, today)},
        crumbs=_below(event, speaker.name),
        presentation=speaker.presentation,
        how=how,
        phone=spaced_phone(speaker.phone),
        phone_link=speaker.phone,
        clashes=clashes,
        form=form,
        press=_("Send spørsmålet") if by_mail else _("Før opp som spurt"),
        back_url=reverse("events:choose_speaker", args=[event.slug]),
    )


def speaker_reply_page(request: SpeakerRequest, form: forms.Form, *, token: str, at: datetime) -> SpeakerReplyPage:
    """Return what a speaker sees of a question, and where they answer while they may."""
    event, state = request.event, State(request.state)
    closed = _closed(event, state, at)
    is_late = state is State.YES and request.answered_for != event.starts_at
    return SpeakerReplyPage(
        title=_("Vil du innlede?"),
        hosts=hosts_in_words(event, at),
        event=event.title,
        event_url=reverse("events:event", args=[event.slug])
        if EventState(event.state) in SHOWN and event.audience == "open"
        else "",
        when=moment_in_words(event.starts_at, weekday=True),
        where=", ".join(part for part in (event.place_name, event.street_address) if part),
        words=request.words,
        state="" if state is State.ASKED else _said(state),
        tag=REQUEST_TAGS[state],
        about=_("Arrangementet er flyttet siden du svarte. Si fra om den nye tiden passer.")
        if is_late and not closed
        else "",
        answered=request.answer_words,
        closed=closed,
        form=None if closed else form,
        is_yes=state is State.YES and not is_late,
        is_asked=state is State.ASKED or is_late,
        url=reverse("events:speaker_reply", args=[token]),
        held_url=reverse("events:speaker_held", args=[token]),
    )


def held_page(request: SpeakerRequest, *, token: str, today: date) -> HeldPage:
    """Return all that is kept of a speaker, for whoever has the link."""
    speaker = request.speaker
    facts = [
        (_("Navn"), speaker.name),
        (_("Temaer"), ", ".join(names_of(speaker.topics.all()))),
        (_("Presentasjon"), speaker.presentation),
        (_("Har innledet"), speaker.spoken),
        (_("E-post"), speaker.email),
        (_("Telefon"), spaced_phone(speaker.phone)),
        (_("Samtykke"), consent_in_words(speaker, today)),
        (_("Registrert"), in_words(local_date(speaker.added_at), today)),
    ]
    rows = speaker.requests.select_related("event").order_by("-asked_at", "pk")
    return HeldPage(
        title=_("Det vi har lagret om deg"),
        facts=tuple((label, value) for label, value in facts if value),
        requests=tuple(
            f"{row.event.title}, {when_in_words(row.event, today)}: {str(REQUEST_STATES[State(row.state)]).lower()}"
            for row in rows
        ),
        may_withdraw=speaker.may_be_reached,
        url=reverse("events:speaker_held", args=[token]),
        back_url=own_path(request),
    )


def _choice(speaker: Speaker, event: Event, request: SpeakerRequest | None, *, is_busy: bool) -> ChoiceRow:
    state = None if request is None else State(request.state)
    is_asked = state is not None and not may_become(state, State.ASKED)
    note, tag = "", ""
    if request is not None and state is not None:
        note = _("%(state)s %(day)s") % {
            "state": str(REQUEST_STATES[state]),
            "day": in_words(local_date(request.answered_at or request.asked_at)),
        }
        tag = REQUEST_TAGS[state]
    elif is_busy:
        note, tag = _("Spurt til noe annet samme dag"), "warning"
    return ChoiceRow(
        name=speaker.name,
        topics=names_of(speaker.topics.all()),
        note=note,
        tag=tag,
        url="" if is_asked else reverse("events:ask_speaker", args=[event.slug, speaker.pk]),
    )


def _state(row: SpeakerRequest, event: Event) -> str:
    if row.state == State.YES and row.answered_for != event.starts_at:
        return _("Ja til den forrige tiden")
    return str(REQUEST_STATES[State(row.state)])


def _tag(row: SpeakerRequest, event: Event) -> str:
    if row.state == State.YES and row.answered_for != event.starts_at:
        return "warning"
    return REQUEST_TAGS[State(row.state)]


def _about(row: SpeakerRequest, today: date) -> str:
    """Return when and by whom it was asked, and how it was answered, in one line."""
    asker = row.asked_by
    day = in_words(local_date(row.asked_at), today)
    said = {"day": day, "name": "" if asker is None else asker.name}
    parts = [_("Spurt %(day)s") % said if asker is None else _("Spurt %(day)s av %(name)s") % said]
    if row.state == State.ASKED:
        if not row.by_mail:
            parts.append(_("ikke på e-post"))
        if row.reminded_at is not None:
            parts.append(_("minnet på det %(day)s") % {"day": in_words(local_date(row.reminded_at), today)})
    if row.answered_at is not None and row.answered_way:
        way = str(SpeakerRequest.Way(row.answered_way).label).lower()
        parts.append(f"{way} {in_words(local_date(row.answered_at), today)}")
    return " · ".join(parts)


def _closed(event: Event, state: State, at: datetime) -> str:
    if event.state == EventState.CANCELLED:
        return _("Arrangementet er avlyst. Du trenger ikke gjøre noe.")
    if event.ends_at <= at or EventState(event.state) not in OPEN:
        return _("Arrangementet er over.")
    if state is State.WITHDRAWN:
        return _("Arrangøren har trukket spørsmålet tilbake. Du trenger ikke gjøre noe.")
    return ""


def _said(state: State) -> str:
    if state is State.YES:
        return _("Du har sagt ja")
    return _("Du har sagt nei") if state is State.NO else _("Trukket tilbake")


def _below(event: Event, label: str) -> Crumbs:
    work = reverse("events:work", args=[event.slug])
    return ((_("Arrangementer"), reverse("events:list")), (event.title, work), (label, None))
