"""Those who left here and still stand in the register's file: remembered as keyed hashes of their numbers alone."""

import hmac
from collections.abc import Iterable
from datetime import datetime

from django.utils.crypto import salted_hmac

from lokallag.calendar.domain.local import local_date
from lokallag.register.models import LeftNumber, RegisterImport

SALT = "lokallag.register.left_number"


def _key() -> bytes:
    return salted_hmac(SALT, "v1", algorithm="sha256").digest()


def hash_of(number: str) -> str:
    """Return the keyed hash of a member number: without the server's secret nobody tries numbers against the table."""
    return hmac.digest(_key(), number.strip().upper().encode(), "sha256").hex()


def hashes_of(numbers: Iterable[str]) -> dict[str, str]:
    """Return hash → number, for many numbers at once."""
    key = _key()
    return {hmac.digest(key, number.strip().upper().encode(), "sha256").hex(): number for number in numbers}


def remember_left(*, number: str, at: datetime) -> None:
    """Remember that the member with this number left here, until a file from the register no longer has the number.

    Only a keyed hash is kept. Call it in the transaction in which the member leaves. Twice changes nothing.
    """
    LeftNumber.objects.get_or_create(number_hash=hash_of(number), defaults={"left_on": local_date(at)})


def has_left(number: str) -> bool:
    """Tell whether the member with this number left here and is remembered."""
    return LeftNumber.objects.filter(number_hash=hash_of(number)).exists()


def forget_left(of: RegisterImport) -> None:
    """Forget the hashes of those who left here and no longer stand in the file."""
    known = set(LeftNumber.objects.values_list("number_hash", flat=True))
    if not known or of.counts.get("erased"):  # then rows are missing here that the register has
        return
    numbers = of.rows.exclude(number=None).values_list("number", flat=True).iterator()
    there = hashes_of(number for number in numbers if number).keys()
    LeftNumber.objects.filter(number_hash__in=known - there).delete()
