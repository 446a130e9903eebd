"""Daily work: who has grown out of a network is asked, and whose season is over follows it from then on."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.networks import services


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
