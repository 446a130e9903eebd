"""The room's background jobs: the map is drawn before anybody asks for it, and files that nobody took go."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.calendar.domain.local import local_date
from lokallag.territory.services import forget_pending, keep_map


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="territory.keep_map")
def keep_todays_map(timestamp: int) -> None:
    """Draw and keep the map of the day, if something has changed since it was last drawn."""
    keep_map(on=local_date(datetime.fromtimestamp(timestamp, UTC)))


@app.periodic(cron="30 * * * *")
@app.task(queueing_lock="territory.forget_pending")
def forget_files(timestamp: int) -> None:
    """Throw away files that have waited for a yes for more than a day."""
    forget_pending(at=datetime.fromtimestamp(timestamp, UTC))
