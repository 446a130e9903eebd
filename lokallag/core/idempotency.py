"""A form sent twice is carried out once: ``{% once %}`` puts a key in the form, ``claim`` uses it up."""

import secrets

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.timezone import now

from lokallag.core.models import SentForm

FIELD = "engangsnokkel"


def new_key() -> str:
    """Return a fresh key for one form on one page."""
    return secrets.token_urlsafe(24)


def claim(request: HttpRequest) -> bool:
    """Tell whether this form is sent for the first time, and use its key up.

    Call it in the transaction of the act: an act that fails gives the key back. A form without a key is always new.
    """
    key = str(request.POST.get(FIELD, "")).replace("\x00", "")[:64]
    if not key:
        return True
    try:
        with transaction.atomic():
            SentForm.objects.create(key=key, sent_at=now())
    except IntegrityError:
        return False
    return True
