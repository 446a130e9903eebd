"""What came back, and the addresses that letters cannot reach.

A bounce is believed only where it names a letter of ours: by the sealed address that it came back to, or by the
Message-ID, which nobody can make up who did not get the letter. Anyone can write a mail that looks like a bounce.
"""

import hmac
from datetime import datetime

from django.db import transaction

from lokallag.outbox.domain.bounces import Returned, is_gone, read_bounce, status_in
from lokallag.outbox.domain.delivery import State
from lokallag.outbox.domain.lines import one_line
from lokallag.outbox.letters import letter_id, seal_of
from lokallag.outbox.models import DeadAddress, Recipient


@transaction.atomic
def take_in_bounce(*, raw: bytes, at: datetime) -> int:
    """Mark the letters that a bounce tells of as failed, and their addresses as dead where it says so.

    Returns how many letters it told of. The same bounce again changes nothing; what is no bounce of ours is none.
    """
    return sum(_take_in(returned, at) for returned in read_bounce(raw))


def _take_in(returned: Returned, at: datetime) -> bool:
    row = _sealed(returned) or _by_letter_id(returned)
    if row is None:
        return False
    said = one_line(returned.said or f"bounced {returned.status}")[:300]
    Recipient.objects.filter(pk=row.pk, state__in=[State.SENT, State.UNCERTAIN]).update(
        state=State.FAILED, last_error=said
    )
    if returned.is_gone:
        _write_off(row.address, said, at)
    return True


def _sealed(returned: Returned) -> Recipient | None:
    """Return the row that the address sealed, if the seal is ours."""
    if returned.row is None or not hmac.compare_digest(returned.seal, seal_of(returned.row)):
        return None
    return Recipient.objects.select_for_update(of=("self",)).filter(pk=returned.row).first()


def _by_letter_id(returned: Returned) -> Recipient | None:
    """Return the row to that address whose Message-ID came back."""
    if not returned.address or not returned.letter_id:
        return None
    rows = Recipient.objects.select_for_update(of=("self",)).filter(address__iexact=returned.address)
    for row in rows.select_related("message").order_by("-pk")[:500]:
        if hmac.compare_digest(letter_id(row.message, row.recipient_key).encode(), returned.letter_id.encode()):
            return row
    return None


def address_refused(*, address: str, said: str, at: datetime) -> None:
    """Write an address off where the mail server's own refusal says that it does not exist."""
    if is_gone(status_in(said)):
        _write_off(address, one_line(said)[:300], at)


def _write_off(address: str, said: str, at: datetime) -> None:
    DeadAddress.objects.get_or_create(address=address.strip().lower(), defaults={"found_at": at, "said": said})


def address_works(*, address: str) -> bool:
    """Forget that an address was dead: a code that was sent to it has come back. Returns whether it was."""
    return bool(DeadAddress.objects.filter(address=address.strip().lower()).delete()[0])
