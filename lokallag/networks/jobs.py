"""What happens by itself with networks."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.networks import services
from lokallag.networks.services.board_watch import watch_applications


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="networks.settle_steering_groups")
def settle_steering_groups(timestamp: int) -> None:
    """Let networks without a steering group rest, and give the board the task before a term ends.

    :param timestamp: the instant the job was due, in seconds since 1970
    """
    services.settle_steering_groups(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="networks.watch_applications")
def watch_board_cases(timestamp: int) -> None:
    """Put applications that wait on the board's list of commitments, and take off those that do not.

    :param timestamp: the instant the job was due, in seconds since 1970
    """
    watch_applications(at=datetime.fromtimestamp(timestamp, tz=UTC))
