"""What those who have signed up are told by e-mail, in their own language. Who has no address is told nothing.

Each mail carries the link by which one says "kommer" or "kommer ikke": it opens a page, and a press there does it.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import moment_in_words
from lokallag.events.domain import answers
from lokallag.events.domain.places import State
from lokallag.events.models import Event, Signup
from lokallag.outbox.services import post

RECEIPT, MOVED_UP, REMINDER, CANCELLED, MOVED = (
    "events.signup_receipt",
    "events.moved_up",
    "events.reminder",
    "events.cancelled",
    "events.moved",
)
Words = Callable[[], tuple[str, list[str]]]  # subject and paragraphs, in the language that is active


def secret() -> bytes:
    """Return what links and codes are made with."""
    return settings.SECRET_KEY.encode()


def reply_path(signup: Signup) -> str:
    """Return the address of the page where one answers for a sign-up."""
    return reverse("events:reply", args=[answers.reply_token(secret(), key=signup.key, version=signup.link_version)])


def time_key(event: Event) -> str:
    """Return what stands for an event's time in the keys of letters that tell of it."""
    return f"{event.starts_at.astimezone(UTC):%Y%m%d%H%M}"


def address_of(signup: Signup) -> str:
    """Return the e-mail address to write to, empty where there is none."""
    return signup.person.email if signup.person is not None else signup.email


def _language_of(signup: Signup) -> str:
    return signup.person.language if signup.person is not None else signup.language


def tell_receipt(signup: Signup, event: Event, *, at: datetime) -> None:
    """Say what has been written down. The same at most once an hour, so that a lost mail can be asked for again."""

    def words() -> tuple[str, list[str]]:
        if signup.state == State.WAITING:
            subject = _("Du står på venteliste: %(title)s")
            lead = _("Det er fullt, og du står på venteliste. Blir det plass, får du den, og vi sier fra med en gang.")
        else:
            subject = _("Du er påmeldt: %(title)s")
            lead = _("Du er påmeldt. Velkommen.")
        has_place = signup.state == State.SIGNED_UP
        parts = [lead, *_guests(signup), _when_and_where(event, with_link=has_place)]
        return subject % {"title": event.title}, parts

    detail = f"{signup.pk}:{signup.number}:{signup.state}:{at:%Y%m%d%H}"
    _post(event, [signup], detail, RECEIPT, words, at=at, good_until=event.ends_at)


def tell_moved_up(signup: Signup, event: Event, *, at: datetime) -> None:
    """Say that one has got a place from the waiting list."""

    def words() -> tuple[str, list[str]]:
        lead = _("Det ble plass til deg. Kan du ikke komme likevel, så si fra, og den neste på listen får plassen.")
        subject = _("Du har fått plass: %(title)s") % {"title": event.title}
        return subject, [lead, *_guests(signup), _when_and_where(event, with_link=True)]

    _post(event, [signup], f"{signup.pk}:{signup.number}", MOVED_UP, words, at=at, good_until=event.ends_at)


def tell_reminder(signups: Sequence[Signup], event: Event, which: str, *, at: datetime) -> None:
    """Remind those who have a place, and ask whether they still come."""

    def words() -> tuple[str, list[str]]:
        lead = _("Du er påmeldt, og vi minner om arrangementet. Kommer du fortsatt?")
        subject = _("Påminnelse: %(title)s") % {"title": event.title}
        return subject, [lead, _when_and_where(event, with_link=True)]

    detail = f"{time_key(event)}:{which}:{signups[0].pk}"
    _post(event, signups, detail, REMINDER, words, at=at, good_until=event.starts_at)


def tell_moved(signups: Sequence[Signup], event: Event, *, before: datetime, at: datetime) -> None:
    """Say that an event has another time, and ask whether one still comes."""

    def words() -> tuple[str, list[str]]:
        lead = _("Arrangementet er flyttet. Det skulle vært %(before)s. Påmeldingen din gjelder fortsatt.") % {
            "before": moment_in_words(before, weekday=True)
        }
        subject = _("Flyttet: %(title)s") % {"title": event.title}
        return subject, [lead, _when_and_where(event, with_link=False)]

    detail = f"{time_key(event)}:{event.sequence}:{signups[0].pk}"
    _post(event, signups, detail, MOVED, words, at=at, good_until=event.ends_at)


def tell_cancelled(signups: Sequence[Signup], event: Event, *, at: datetime) -> None:
    """Say that an event will not be held, and why."""

    def words() -> tuple[str, list[str]]:
        lead = _("%(title)s %(when)s er avlyst. Du trenger ikke gjøre noe.") % {
            "title": event.title,
            "when": moment_in_words(event.starts_at, weekday=True),
        }
        parts = [lead]
        if event.cancel_reason:
            parts.append(_("Arrangøren skriver: %(reason)s") % {"reason": event.cancel_reason})
        return _("Avlyst: %(title)s") % {"title": event.title}, parts

    _post(event, signups, f"{signups[0].pk}", CANCELLED, words, at=at, has_reply=False)


def _guests(signup: Signup) -> list[str]:
    if not signup.guests:
        return []
    return [_("Du har med deg gjester, så dere er %(n)d i alt.") % {"n": signup.size}]


def _when_and_where(event: Event, *, with_link: bool) -> str:
    lines = [event.title, moment_in_words(event.starts_at, weekday=True).capitalize()]
    place = ", ".join(part for part in (event.place_name, event.street_address) if part)
    if place:
        lines.append(place)
    if event.online_link and with_link:
        lines.append(_("På nett: %(link)s") % {"link": event.online_link})
    if event.practical:
        lines.append(event.practical)
    lines.append(f"{settings.SITE_URL}{reverse('events:event', args=[event.slug])}")
    return "\n".join(lines)


def _post(
    event: Event,
    signups: Sequence[Signup],
    detail: str,
    purpose: str,
    words: Words,
    *,
    at: datetime,
    good_until: datetime | None = None,
    has_reply: bool = True,
) -> None:
    """Put one message for each language in the outbox; each recipient has a link of their own.

    :param detail: what tells this message from others of its purpose about the event
    """
    by_language: dict[str, list[Signup]] = {}
    for signup in signups:
        if address_of(signup):
            by_language.setdefault(_language_of(signup), []).append(signup)
    for language, theirs in by_language.items():
        with translation.override(language):
            subject, parts = words()
            label = _("Si om du kommer") if has_reply else ""
        post(
            key=f"{purpose}:{event.pk}:{detail}:{language}",
            subject=subject,
            text="\n\n".join(parts),
            to=[
                (signup.recipient_key, address_of(signup), settings.SITE_URL + reply_path(signup) if has_reply else "")
                for signup in theirs
            ],
            purpose=purpose,
            at=at,
            language=language,
            good_until=good_until,
            action=(label, settings.SITE_URL) if has_reply else None,
        )
