"""Nightly work: mail about offered branches, receipts that go by letter, files that can no longer be fetched."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.membership import services


@app.periodic(cron="20 5 * * *")
@app.task(queueing_lock="membership.offers")
def mail_offers(timestamp: int) -> None:
    """Write to each member with a new offer; one who has been written to about it is not written to again.

    :param timestamp: the instant the job was due, in seconds since 1970
    """
    services.tell_of_offers(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="50 5 * * *")
@app.task(queueing_lock="membership.lost_receipts")
def write_lost_receipts_as_letters(timestamp: int) -> None:
    """Let receipts whose e-mail came back wait as letters."""
    services.write_lost_receipts_as_letters(at=datetime.fromtimestamp(timestamp, tz=UTC))


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="membership.forget_files")
def forget_files(timestamp: int) -> None:
    """Delete what says that a file with members could be fetched, a day after it no longer can."""
    services.forget_files(at=datetime.fromtimestamp(timestamp, tz=UTC))
