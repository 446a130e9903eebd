"""What mailings do by themselves."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.mailing.services import tell_of_dead_addresses


@app.periodic(cron="20 6 * * *")
@app.task(queueing_lock="mailing.dead_addresses")
def tell_of_addresses(timestamp: int) -> None:
    """Tell the board's officers of addresses that have stopped working, once a day."""
    tell_of_dead_addresses(at=datetime.fromtimestamp(timestamp, UTC))
