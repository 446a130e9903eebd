"""What those who have signed up are told by e-mail, in their own language. Who has no address is told nothing.

Each mail carries the link by which one says "kommer" or "kommer ikke": it opens a page, and a press there does it.
"""

from collections.abc import Callable
from datetime import datetime

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
            lead = _("Du er påmeldt. Velkommen!")
        return subject % {"title": event.title}, [lead, *_guests(signup), *_when_and_where(event, signup)]

    key = f"{RECEIPT}:{signup.pk}:{signup.number}:{signup.state}:{at:%Y%m%d%H}"
    _post(signup, key, RECEIPT, words, at=at, good_until=event.ends_at)


def tell_moved_up(signup: Signup, event: Event, *, at: datetime) -> None:
    """Say that one has got a place from the waiting list."""

    def words() -> tuple[str, list[str]]:
        lead = _("Det ble plass til deg. Kan du ikke komme likevel, så si fra, og den neste på listen får plassen.")
        subject = _("Du har fått plass: %(title)s") % {"title": event.title}
        return subject, [lead, *_guests(signup), *_when_and_where(event, signup)]

    _post(signup, f"{MOVED_UP}:{signup.pk}:{signup.number}", MOVED_UP, words, at=at, good_until=event.ends_at)


def tell_reminder(signup: Signup, event: Event, which: str, *, at: datetime) -> None:
    """Remind of an event, and ask whether one still comes."""

    def words() -> tuple[str, list[str]]:
        lead = _("Du er påmeldt, og vi minner om arrangementet. Kommer du fortsatt?")
        subject = _("Påminnelse: %(title)s") % {"title": event.title}
        return subject, [lead, *_guests(signup), *_when_and_where(event, signup)]

    key = f"{REMINDER}:{signup.pk}:{which}:{event.starts_at:%Y%m%d%H%M}"
    _post(signup, key, REMINDER, words, at=at, good_until=event.starts_at)


def tell_moved(signup: Signup, event: Event, *, before: datetime, at: datetime) -> None:
    """Say that an event has another time, and ask whether one still comes."""

    def words() -> tuple[str, list[str]]:
        lead = _("Arrangementet er flyttet. Det skulle vært %(before)s. Påmeldingen din gjelder fortsatt.") % {
            "before": moment_in_words(before, weekday=True)
        }
        subject = _("Flyttet: %(title)s") % {"title": event.title}
        return subject, [lead, *_when_and_where(event, signup)]

    key = f"{MOVED}:{signup.pk}:{event.starts_at:%Y%m%d%H%M}:{event.sequence}"
    _post(signup, key, MOVED, words, at=at, good_until=event.ends_at)


def tell_cancelled(signup: Signup, event: Event, *, at: datetime) -> None:
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

    _post(signup, f"{CANCELLED}:{signup.pk}", CANCELLED, words, at=at, has_link=False)


def _guests(signup: Signup) -> list[str]:
    if not signup.guests:
        return []
    return [_("Du har med deg gjester, så dere er %(n)d i alt.") % {"n": signup.size}]


def _when_and_where(event: Event, signup: Signup) -> list[str]:
    lines = [event.title, moment_in_words(event.starts_at, weekday=True)]
    place = ", ".join(part for part in (event.place_name, event.street_address) if part)
    if place:
        lines.append(place)
    if event.online_link and signup.state == State.SIGNED_UP:
        lines.append(_("På nett: %(link)s") % {"link": event.online_link})
    if event.practical:
        lines.append(event.practical)
    lines.append(f"{settings.SITE_URL}{reverse('events:event', args=[event.slug])}")
    return ["\n".join(lines)]


def _post(
    signup: Signup,
    key: str,
    purpose: str,
    words: Words,
    *,
    at: datetime,
    good_until: datetime | None = None,
    has_link: bool = True,
) -> None:
    address = address_of(signup)
    if not address:
        return
    language = _language_of(signup)
    with translation.override(language):
        subject, parts = words()
        if has_link:
            parts.append(
                _("Si om du kommer eller ikke kommer her:\n%(link)s") % {"link": settings.SITE_URL + reply_path(signup)}
            )
    post(
        key=key,
        subject=subject,
        text="\n\n".join(parts),
        to=[(signup.recipient_key, address)],
        purpose=purpose,
        at=at,
        language=language,
        good_until=good_until,
    )
