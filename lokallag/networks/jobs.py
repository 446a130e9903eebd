"""What happens by itself with networks."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.networks import services


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="networks.settle_steering_groups")
def settle_steering_groups(timestamp: int) -> None:
    """Let networks without a steering group rest, and give the board the task before a term ends.

    :param timestamp: the instant the job was due, in seconds since 1970
    """
    services.settle_steering_groups(at=datetime.fromtimestamp(timestamp, tz=UTC))
