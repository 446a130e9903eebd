"""Reminders, each morning."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.followup import services


@app.periodic(cron="0 6 * * *")
@app.task(queueing_lock="followup.remind")
def remind(timestamp: int) -> None:
    """Write to those whose commitments are due in a week, or were due yesterday."""
    services.remind(at=datetime.fromtimestamp(timestamp, UTC))
