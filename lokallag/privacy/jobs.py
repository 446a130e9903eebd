"""The nightly clearing: each row of the table of keeping is a job of its own, in short steps."""

import contextlib
from datetime import UTC, datetime

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lokallag.core.keeping import Retention, retentions
from lokallag.privacy import services

BATCH = 50  # short jobs: a stopped worker leaves little undone


@app.periodic(cron="10 2 * * *")
@app.task(queueing_lock="privacy.clear_nightly")
def clear_nightly(timestamp: int) -> None:
    """Begin to clear every row of the table."""
    services.complete_file()
    for retention in retentions():
        _begin(retention, timestamp)


@app.periodic(cron="35 * * * *")
@app.task(queueing_lock="privacy.clear_hourly")
def clear_hourly(timestamp: int) -> None:
    """Begin to clear what is kept for hours only."""
    for retention in retentions():
        if retention.is_hourly:
            _begin(retention, timestamp)


@app.task
def clear_one(key: str, timestamp: int) -> None:
    """Clear one step of one row, and leave the next step to a job of its own."""
    retention = services.find_retention(key)
    if retention is None:
        return
    if services.clear(retention=retention, at=datetime.fromtimestamp(timestamp, UTC), most=BATCH) >= BATCH:
        _begin(retention, timestamp)


def _begin(retention: Retention, timestamp: int) -> None:
    with contextlib.suppress(AlreadyEnqueued):
        clear_one.configure(queueing_lock=f"privacy.clear.{retention.key}").defer(
            key=retention.key, timestamp=timestamp
        )
