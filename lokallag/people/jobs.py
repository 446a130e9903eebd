"""What the way in leaves to the background: looking people up, sending, and forgetting."""

import uuid
from datetime import UTC, datetime

from django.core.management import call_command
from django.utils.timezone import now
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lokallag.people import services


@app.task(retry=RetryStrategy(max_attempts=4, wait=1, linear_wait=2))
def send_code(request_id: str) -> None:
    """Send a sign-in code, if the address is anybody's."""
    services.send_code(request_id=uuid.UUID(request_id), at=now())


@app.periodic(cron="20 2 * * *")
@app.task(queueing_lock="people.forget")
def forget_sign_ins(timestamp: int) -> None:
    """Delete old requests for codes, and sessions that are over."""
    services.forget_sign_in_requests(at=datetime.fromtimestamp(timestamp, UTC))
    services.forget_email_changes(at=datetime.fromtimestamp(timestamp, UTC))
    call_command("clearsessions")
