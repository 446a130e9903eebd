"""What the way in leaves to the background: looking people up and sending."""

import uuid

from django.utils.timezone import now
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lokallag.people import services


@app.task(retry=RetryStrategy(max_attempts=4, wait=1, linear_wait=2))
def send_code(request_id: str) -> None:
    """Send a sign-in code, if the address is anybody's."""
    services.send_code(request_id=uuid.UUID(request_id), at=now())
