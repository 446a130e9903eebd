"""What happens by itself with networks."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.networks import services


@app.periodic(cron="40 6 * * *")
@app.task(queueing_lock="networks.evaluate")
def evaluate(timestamp: int) -> None:
    """Give the board the case when its day has come, let it follow the meeting, and close surveys that are over."""
    at = datetime.fromtimestamp(timestamp, UTC)
    services.watch(at=at)
    services.close_due(at=at)
