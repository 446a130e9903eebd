"""What happens to events by itself."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.events import services


@app.periodic(cron="25 * * * *")
@app.task(queueing_lock="events.finish")
def finish(timestamp: int) -> None:
    """Note events that are over as held."""
    services.finish_past_events(at=datetime.fromtimestamp(timestamp, UTC))
