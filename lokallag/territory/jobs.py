"""The room's background job: the map is drawn before anybody asks for it."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.calendar.domain.local import local_date
from lokallag.territory.services import keep_map


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="territory.keep_map")
def keep_todays_map(timestamp: int) -> None:
    """Draw and keep the map of the day, if something has changed since it was last drawn."""
    keep_map(on=local_date(datetime.fromtimestamp(timestamp, UTC)))
