"""What is told by itself: reminders before, word of a move or a cancelling, and the question how it went."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from lokallag.calendar.domain.local import midnight_before
from lokallag.calendar.domain.words import moment_in_words
from lokallag.events.domain import signing
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.domain.places import State
from lokallag.events.models import Event, EventCoordinator, EventHost, Signup, Tally
from lokallag.events.services import signup_mail
from lokallag.organisation.models import Term
from lokallag.organisation.queries import LEADING
from lokallag.outbox.services import post
from lokallag.people.models import Person

REPORT = "events.ask_report"
TELL_JOB = "lokallag.events.jobs.tell_signed_up"
ASKED_FOR_DAYS = 7  # an event that ended longer ago is not asked about any more
LIVE = [State.SIGNED_UP.value, State.WAITING.value]


def remind(*, at: datetime, most: int) -> int:
    """Remind up to ``most`` of those whose event is near, each once per reminder. Returns how many were handled.

    Who signed up after a reminder was due has the receipt and is not reminded.
    """
    done = 0
    ahead = Event.objects.filter(
        state=EventState.PUBLISHED, starts_at__gt=at, starts_at__lte=at + signing.LONGEST_AHEAD
    ).order_by("starts_at", "pk")
    for event in ahead:
        reminder = signing.reminder_due(event.starts_at, is_online=bool(event.online_link), at=at)
        if reminder is not None and done < most:
            done += _remind_of(event, reminder, at=at, most=most - done)
    return done


@transaction.atomic
def _remind_of(event: Event, reminder: signing.Reminder, *, at: datetime, most: int) -> int:
    waiting = Signup.objects.select_for_update(of=("self",)).filter(
        event=event, state=State.SIGNED_UP, signed_at__lt=reminder.due_at(event.starts_at)
    )
    found = list(waiting.exclude(reminded=reminder.key).select_related("person").order_by("pk")[:most])
    if found:
        Signup.objects.filter(pk__in=[signup.pk for signup in found]).update(reminded=reminder.key)
        signup_mail.tell_reminder(found, event, reminder.key, at=at)
    return len(found)


def tell_signed_up(event: Event, what: str, *, before: datetime | None = None) -> None:
    """Let a job tell all who are signed up, in short steps, as soon as the change is committed.

    :param what: ``moved`` or ``cancelled``
    :param before: when the event began before it was moved
    """
    app.configure_task(TELL_JOB).defer(
        event_id=event.pk, what=what, before=None if before is None else before.isoformat(), after=0
    )


@transaction.atomic
def begin_anew(*, event: Event) -> None:
    """Forget who was reminded and who has answered, since the event has another time. They are asked again."""
    Signup.objects.filter(event=event, state__in=LIVE).update(reminded="", answer="", answered_at=None)


def tell_moved(*, event: Event, before: datetime, after: int, at: datetime, most: int) -> int | None:
    """Tell up to ``most`` of those signed up that the event is moved. Returns where to go on, ``None`` when done.

    :param after: the number (pk) of the last sign-up told, 0 to begin
    """
    found = _live(event, after=after, most=most)
    if found:
        signup_mail.tell_moved(found, event, before=before, at=at)
    return found[-1].pk if len(found) == most else None


def tell_cancelled(*, event: Event, after: int, at: datetime, most: int) -> int | None:
    """Tell up to ``most`` of those signed up that the event is cancelled. Returns where to go on, ``None`` when done.

    :param after: the number (pk) of the last sign-up told, 0 to begin
    """
    found = _live(event, after=after, most=most)
    if found:
        signup_mail.tell_cancelled(found, event, at=at)
    return found[-1].pk if len(found) == most else None


def _live(event: Event, *, after: int, most: int) -> list[Signup]:
    rows = Signup.objects.filter(event=event, state__in=LIVE, pk__gt=after).select_related("person")
    return list(rows.order_by("pk")[:most])


def ask_for_reports(*, today: date, at: datetime) -> int:
    """Ask those who held what ended before ``today``, and has no report, how it went: once. Returns how many events."""
    first = midnight_before(today - timedelta(days=ASKED_FOR_DAYS))
    over = Event.objects.filter(
        state__in=[EventState.PUBLISHED, EventState.DONE],
        ends_at__gte=first,
        ends_at__lt=midnight_before(today),
        tally__report_asked_at__isnull=True,
        written_report__isnull=True,
    ).order_by("ends_at", "pk")
    return sum(_ask(event, today=today, at=at) for event in over)


@transaction.atomic
def _ask(event: Event, *, today: date, at: datetime) -> int:
    tally = Tally.objects.select_for_update().get(pk=event.pk)
    if tally.report_asked_at is not None:
        return 0
    tally.report_asked_at = at
    tally.save(update_fields=["report_asked_at"])
    for person in _hosts(event, today):
        with translation.override(person.language):
            subject = _("Hvordan gikk det? %(title)s") % {"title": event.title}
            text = _(
                "Hei %(name)s\n\n"
                "«%(title)s» %(when)s er over. Skriv tre ting: hvor mange som kom, hvordan det gikk, og et tips til"
                " dem som gjør det neste gang. Det tar to minutter."
            ) % {
                "name": person.given_name,
                "title": event.title,
                "when": moment_in_words(event.starts_at, weekday=True),
            }
            label = _("Skriv rapporten")
        post(
            key=f"{REPORT}:{event.pk}:{person.pk}",
            subject=subject,
            text=text,
            to=[(str(person.key), person.email)],
            purpose=REPORT,
            at=at,
            language=person.language,
            action=(label, settings.SITE_URL + reverse("events:report", args=[event.slug])),
        )
    return 1


def _hosts(event: Event, today: date) -> Iterable[Person]:
    """Return who answers for an event: its coordinators, and those who lead the units that hold it."""
    units = EventHost.objects.filter(event=event, state=Answer.ACCEPTED).values("unit_id")
    leading = Term.objects.live(today).filter(LEADING, office__unit_id__in=units)
    coordinating = EventCoordinator.objects.live(today).filter(event=event)
    found = Person.objects.filter(pk__in=leading.values("person_id")) | Person.objects.filter(
        pk__in=coordinating.values("person_id")
    )
    return found.exclude(email="").distinct().order_by("pk")
