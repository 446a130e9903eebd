"""The house's own background job."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.core import services


@app.periodic(cron="10 2 * * *")
@app.task(queueing_lock="core.forget")
def forget_sent_forms(timestamp: int) -> None:
    """Delete the keys of forms that were carried out days ago."""
    services.forget_sent_forms(at=datetime.fromtimestamp(timestamp, UTC))
