"""The nightly look at what waits for a second person."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.organisation import services


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="organisation.approvals")
def settle_approvals(timestamp: int) -> None:
    """Mark what expired, and remind of what expires before the end of tomorrow.

    :param timestamp: the instant the job was due, in seconds since 1970
    """
    at = datetime.fromtimestamp(timestamp, tz=UTC)
    services.expire_approvals(at=at)
    services.remind_of_approvals(at=at)
