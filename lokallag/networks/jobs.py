"""What happens by itself with networks."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.networks.services.board_watch import watch_applications

# The board's cases.


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="networks.watch")
def watch(timestamp: int) -> None:
    """Put applications that wait on the board's list of commitments, and take off those that do not."""
    watch_applications(at=datetime.fromtimestamp(timestamp, UTC))
