"""The room's background job: the run book is set in type before anybody asks for it."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from lokallag.playbook.services.kept_book import keep_books


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="playbook.keep_books", lock="playbook.keep_books")
def keep_todays_books(timestamp: int) -> None:
    """Set the run book in type and keep it, if something in it has changed since it was last set."""
    keep_books(at=datetime.fromtimestamp(timestamp, UTC))
