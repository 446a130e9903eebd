"""What happens by itself with events: people are told, reminded and asked how it went."""

from datetime import UTC, datetime

from django.utils.timezone import now
from procrastinate.contrib.django import app

from lokallag.calendar.domain.local import local_date
from lokallag.events import services
from lokallag.events.models import Event

BATCH = 100  # short jobs: a stopped worker leaves little undone


@app.task
def tell_signed_up(event_id: int, what: str, before: str | None, after: int) -> None:
    """Tell some of those signed up that an event is moved or cancelled, and leave the next to a job of their own."""
    event = Event.objects.filter(pk=event_id).first()
    if event is None:
        return
    if what == "cancelled":
        last = services.tell_cancelled(event=event, after=after, at=now(), most=BATCH)
    else:
        was = datetime.fromisoformat(before) if before is not None else event.starts_at
        last = services.tell_moved(event=event, before=was, after=after, at=now(), most=BATCH)
    if last is not None:
        tell_signed_up.defer(event_id=event_id, what=what, before=before, after=last)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="events.remind")
def remind(timestamp: int) -> None:
    """Remind those whose event is near."""
    remind_some(timestamp)


@app.task(queueing_lock="events.remind_on")
def remind_on(timestamp: int) -> None:
    """Go on reminding."""
    remind_some(timestamp)


def remind_some(timestamp: int) -> None:
    """Remind a batch, and leave the next to a job of its own."""
    if services.remind(at=datetime.fromtimestamp(timestamp, UTC), most=BATCH) >= BATCH:
        remind_on.defer(timestamp=timestamp)


@app.periodic(cron="0 7 * * *")
@app.task(queueing_lock="events.ask_for_reports")
def ask_for_reports(timestamp: int) -> None:
    """Ask the hosts of what was held yesterday how it went."""
    at = datetime.fromtimestamp(timestamp, UTC)
    services.ask_for_reports(today=local_date(at), at=at)


@app.periodic(cron="40 8 * * *")
@app.task(queueing_lock="events.remind_speakers")
def remind_speakers(timestamp: int) -> None:
    """Remind speakers who have not answered."""
    services.remind_speakers(at=datetime.fromtimestamp(timestamp, UTC), most=BATCH)


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="events.finish")
def finish(timestamp: int) -> None:
    """Note events that are over as held."""
    services.finish_past_events(at=datetime.fromtimestamp(timestamp, UTC))
