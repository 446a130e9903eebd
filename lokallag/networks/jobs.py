"""What happens by itself with networks. Each job may run twice: it does what is left to do."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.networks import services
from lokallag.networks.services import asking
from lokallag.networks.services.board_watch import watch_applications


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="networks.watch_applications")
def watch_board_cases(timestamp: int) -> None:
    """Put applications that wait on the board's list of commitments, and take off those that do not.

    :param timestamp: the instant the job was due, in seconds since 1970
    """
    watch_applications(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="networks.settle_steering_groups")
def settle_steering_groups(timestamp: int) -> None:
    """Let networks without a steering group rest, and give the board the task before a term ends.

    :param timestamp: the instant the job was due, in seconds since 1970
    """
    services.settle_steering_groups(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="30 8 * * *")
@app.task(queueing_lock="networks.remind_applicants")
def remind_applicants(timestamp: int) -> None:
    """Remind applicants whom the board has waited for a week for, each once for what was asked.

    :param timestamp: the instant the job was due, in seconds since 1970
    """
    asking.remind_applicants(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="10 7 * * *")
@app.task(queueing_lock="networks.grown_out")
def ask_grown_out(timestamp: int) -> None:
    """Thank and ask those who have grown out of a network, each once a year: most of them on the first of January.

    :param timestamp: the instant the job was due, in seconds since 1970
    """
    services.ask_grown_out(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="20 4 * * *")
@app.task(queueing_lock="networks.seasons")
def end_seasons(timestamp: int) -> None:
    """Let those who stayed for a season that is over follow the network."""
    services.end_seasons(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="40 6 * * *")
@app.task(queueing_lock="networks.evaluate")
def evaluate(timestamp: int) -> None:
    """Give the board the case when its day has come, let it follow the meeting, and close surveys that are over."""
    at = datetime.fromtimestamp(timestamp, UTC)
    services.watch(at=at)
    services.close_due(at=at)
