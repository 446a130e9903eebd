"""A form sent twice is carried out once: ``{% once %}`` puts a key in the form, ``claim`` uses it up."""

import secrets

from django.http import HttpRequest
from django.utils.timezone import now

from lokallag.core import prepared

FIELD = "engangsnokkel"
USE_UP = "INSERT INTO core_sentform (key, sent_at) VALUES (%s, %s) ON CONFLICT DO NOTHING"
# Before a statement that has its key and moment as first values: ``claimed`` has a row where the form is new.
CLAIMED = f"WITH claimed AS ({USE_UP} RETURNING key)"


def new_key() -> str:
    """Return a fresh key for one form on one page."""
    return secrets.token_urlsafe(24)


def key_of(request: HttpRequest) -> str:
    """Return the key of the form that was sent, empty where it has none."""
    return str(request.POST.get(FIELD, "")).replace("\x00", "")[:64]


def claim(request: HttpRequest) -> bool:
    """Tell whether this form is sent for the first time, and use its key up.

    Call it in the transaction of the act: an act that fails gives the key back. A form without a key is always new.
    """
    return claim_key(key_of(request))


def claim_key(key: str) -> bool:
    """Tell whether a form with this key is sent for the first time, and use the key up: as ``claim``, for a service."""
    if not key:
        return True
    with prepared.cursor() as cursor:  # who sends the same at the same moment waits here for the first
        cursor.execute(USE_UP, [key, now()])
        return bool(cursor.rowcount == 1)
