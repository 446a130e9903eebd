"""What a speaker is told by e-mail, in their own language, and who may still get it when it is claimed.

Each mail leads to the speaker's own page: the question, the answer, and what we hold of them. It needs no account.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import moment_in_words
from lokallag.events.domain import answers
from lokallag.events.domain.lifecycle import Answer as HostAnswer
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.domain.speaking import LIVE, State
from lokallag.events.models import Event, SpeakerRequest
from lokallag.events.queries.words import join
from lokallag.events.services.signup_mail import secret, time_key
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit
from lokallag.organisation.services.letters import ids_in
from lokallag.outbox.domain.checks import Answer, Waiting, Why, register
from lokallag.outbox.services import post

ASKED, REMINDER, MOVED, CANCELLED, WITHDRAWN = (
    "events.speaker_asked",
    "events.speaker_reminder",
    "events.speaker_moved",
    "events.speaker_cancelled",
    "events.speaker_withdrawn",
)
LINK = "speaker"  # what the link of these mails is for
Words = Callable[[str, str], tuple[str, list[str]]]  # hosts and time in words → subject and paragraphs


def own_path(request: SpeakerRequest) -> str:
    """Return the address of the speaker's own page about a question."""
    token = answers.reply_token(secret(), key=request.key, version=request.link_version, purpose=LINK)
    return reverse("events:speaker_reply", args=[token])


def find_request(token: str) -> SpeakerRequest | None:
    """Return the question that a link is about, or ``None`` where the link does not count (any more)."""
    key = answers.key_in(token)
    if key is None:
        return None
    request = SpeakerRequest.objects.filter(key=key).select_related("event", "speaker").first()
    if request is None:
        return None
    is_right = answers.is_reply(secret(), token, key=request.key, version=request.link_version, purpose=LINK)
    return request if is_right else None


def tell_asked(request: SpeakerRequest, *, at: datetime) -> None:
    """Ask a speaker to open the talk at an event."""

    def words(hosts: str, when: str) -> tuple[str, list[str]]:
        said = {"hosts": hosts, "title": request.event.title, "when": when}
        lead = _("%(hosts)s spør om du vil holde innledning på «%(title)s» %(when)s.") % said
        return _("Vil du innlede på «%(title)s»?") % said, [lead, *_place(request.event), *_quoted(request, hosts)]

    _post(request, ASKED, words, at=at, detail=str(request.link_version), label=_answer_label)


def tell_reminder(request: SpeakerRequest, *, at: datetime) -> None:
    """Remind a speaker who has not answered, once."""

    def words(hosts: str, when: str) -> tuple[str, list[str]]:
        said = {"hosts": hosts, "title": request.event.title, "when": when}
        lead = _("%(hosts)s har spurt om du vil innlede på «%(title)s» %(when)s, og venter på svar fra deg.") % said
        after = _("Passer det ikke, er det fint å få vite det også.")
        subject = _("Påminnelse: Vil du innlede på «%(title)s»?") % said
        return subject, [lead, *_place(request.event), *_quoted(request, hosts), after]

    _post(request, REMINDER, words, at=at, detail=str(request.link_version), label=_answer_label)


def tell_moved(event: Event, *, was: datetime, at: datetime) -> int:
    """Tell those who were asked to speak, and have not said no, that an event has another time. Returns how many."""

    def words_of(request: SpeakerRequest) -> Words:
        def words(_hosts: str, when: str) -> tuple[str, list[str]]:
            said = {"title": event.title, "when": when, "was": moment_in_words(was, weekday=True)}
            lead = _("«%(title)s» er flyttet fra %(was)s til %(when)s.") % said
            if request.state == State.YES:
                next_ = _("Du sa ja til den tidligere tiden. Si fra om den nye passer.")
            else:
                next_ = _("Du er spurt om å innlede. Svaret ditt gjelder den nye tiden.")
            return _("Flyttet: %(title)s") % said, [lead, *_place(event), next_]

        return words

    live = _live(event)
    for request in live:
        _post(
            request,
            MOVED,
            words_of(request),
            at=at,
            detail=f"{time_key(event)}:{event.sequence}",
            label=_answer_label,
        )
    return len(live)


def tell_cancelled(event: Event, *, at: datetime) -> int:
    """Tell those who were asked to speak, and have not said no, that an event is cancelled. Returns how many."""

    def words(_hosts: str, when: str) -> tuple[str, list[str]]:
        said = {"title": event.title, "when": when, "reason": event.cancel_reason}
        lead = _("«%(title)s» %(when)s er avlyst. Du trenger ikke gjøre noe.") % said
        reason = [_("Arrangøren skriver: %(reason)s") % said] if event.cancel_reason else []
        return _("Avlyst: %(title)s") % said, [lead, *reason]

    live = _live(event)
    for request in live:
        _post(request, CANCELLED, words, at=at, detail="", label=_own_label)
    return len(live)


def tell_withdrawn(request: SpeakerRequest, *, at: datetime) -> None:
    """Tell a speaker that they are not asked any more."""

    def words(hosts: str, when: str) -> tuple[str, list[str]]:
        said = {"hosts": hosts, "title": request.event.title, "when": when}
        lead = _("%(hosts)s trekker tilbake spørsmålet om innledning på «%(title)s» %(when)s.") % said
        return _("Trukket tilbake: %(title)s") % said, [lead, _("Du trenger ikke gjøre noe.")]

    _post(request, WITHDRAWN, words, at=at, detail=str(request.link_version), label=_own_label)


def hosts_in_words(event: Event, at: datetime) -> str:
    """Return what those who hold the event are called, joined as one says it, the main host first."""
    rows = event.hosts.filter(state=HostAnswer.ACCEPTED).order_by("-is_main", "pk").values_list("unit_id", flat=True)
    ids = list(rows)
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=ids).named(local_date(at))}
    return join(names[pk] for pk in ids)


def _answer_label() -> str:
    return _("Svar på spørsmålet")


def _own_label() -> str:
    return _("Se hva vi har lagret om deg")


def _live(event: Event) -> list[SpeakerRequest]:
    rows = SpeakerRequest.objects.filter(event=event, state__in=[state.value for state in LIVE])
    return list(rows.select_related("event", "speaker").order_by("pk"))


def _place(event: Event) -> list[str]:
    place = ", ".join(part for part in (event.place_name, event.street_address) if part)
    if place:
        return [_("Sted: %(place)s") % {"place": place}]
    return [_("Møtet er på nett.") if event.online_link else _("Stedet er ikke bestemt ennå.")]


def _quoted(request: SpeakerRequest, hosts: str) -> list[str]:
    return [_("%(hosts)s skriver:") % {"hosts": hosts} + f"\n{request.words}"] if request.words else []


def _post(
    request: SpeakerRequest, purpose: str, words: Words, *, at: datetime, detail: str, label: Callable[[], str]
) -> None:
    """Put one letter in the outbox, with the way to the speaker's own page. Who has no address gets none."""
    event, speaker = request.event, request.speaker
    if not (speaker.email and speaker.may_be_reached):
        return
    sender = main_unit(local_date(at))
    with translation.override(speaker.language):
        hosts = hosts_in_words(event, at)
        subject, parts = words(hosts, moment_in_words(event.starts_at, weekday=True))
        greeting = _("Hei %(name)s") % {"name": speaker.name}
        held = _("På siden ser du også hva vi har lagret om deg, og du kan trekke samtykket ditt.")
        action = label()
    post(
        key=":".join(part for part in (purpose, str(event.pk), str(request.pk), detail) if part),
        subject=" ".join(subject.split()),
        text="\n\n".join((greeting, *parts, held)),
        to=[(speaker.recipient_key, speaker.email)],
        purpose=purpose,
        at=at,
        language=speaker.language,
        sender_name="" if sender is None else sender.name,
        good_until=event.ends_at if purpose in {ASKED, REMINDER, MOVED} else None,
        action=(action, settings.SITE_URL + own_path(request)),
    )


def who_is_asked(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let through letters to speakers whose question still is as the letter says, at the address they have. One query.

    Who has withdrawn their consent has no address any more, and gets nothing.
    """
    ids = ids_in((letter.message_key for letter in letters), place=2)
    rows = {row.pk: row for row in SpeakerRequest.objects.filter(pk__in=ids).select_related("event", "speaker")}
    why = {}
    for letter in letters:
        found = ids_in([letter.message_key], place=2)
        row = rows.get(found[0]) if found else None
        if row is None or row.speaker.recipient_key != letter.recipient_key:
            why[letter] = Why.ERASED
        elif not row.speaker.may_be_reached or row.speaker.email != letter.address:
            why[letter] = Why.NO_CONSENT
        elif not _still_holds(letter, row):
            why[letter] = Why.NO_RIGHT
    return Answer(frozenset(letter for letter in letters if letter not in why), why)


def _still_holds(letter: Waiting, row: SpeakerRequest) -> bool:
    purpose, _event, _request, *rest = letter.message_key.split(":")
    is_cancelled = row.event.state == EventState.CANCELLED
    if purpose == CANCELLED:
        return is_cancelled
    if purpose == WITHDRAWN:
        return row.state == State.WITHDRAWN
    if is_cancelled:
        return False
    if purpose == MOVED:
        return State(row.state) in LIVE and time_key(row.event) in rest
    return row.state == State.ASKED and rest == [str(row.link_version)]


def answer_for_speaker_letters() -> None:
    """Say who may get letters to speakers."""
    for name in (ASKED, REMINDER, MOVED, CANCELLED, WITHDRAWN):
        register(name, who_is_asked)
