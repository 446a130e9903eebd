"""The house's own background jobs. Sealing every few seconds is a process of its own (``lokallag seal_audit``)."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.core import audit, seal


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="core.seal")
def seal_left_over(timestamp: int) -> None:
    """Seal what waits, should the process that seals be down."""
    seal.seal(at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="15 1 * * *")
@app.task(queueing_lock="core.make_months")
def make_months(timestamp: int) -> None:
    """Make the tables of the logs for the months to come."""
    del timestamp  # the database counts from its own clock
    audit.make_months()
