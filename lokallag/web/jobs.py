"""The daily letter with the head of the logs' chain."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.web import letters


@app.periodic(cron="30 4 * * *")
@app.task(queueing_lock="web.chain_head")
def mail_chain_head(timestamp: int) -> None:
    """Write to two on the board where the chain of the logs ends."""
    letters.mail_chain_head(at=datetime.fromtimestamp(timestamp, UTC))
