"""The secret address of a person's own calendar: made, ended, and when it was read last."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from lokallag.core import audit
from lokallag.events.domain.addresses import hash_of
from lokallag.events.models import FeedToken
from lokallag.people.models import Person

BITS = 256  # issue 5: a secret address has 256 bits
NOTED_EACH = timedelta(minutes=10)  # calendars ask often; the last use is written at most so often


@transaction.atomic
def make_feed_address(*, person: Person, by: Person, at: datetime) -> str:
    """Give a person a new secret address for their calendar. Returns its key, which is kept nowhere.

    An address from before is over at once.
    """
    key = secrets.token_urlsafe(BITS // 8)
    Person.objects.select_for_update().get(pk=person.pk)
    FeedToken.objects.filter(person=person).delete()
    FeedToken.objects.create(person=person, key_hash=hash_of(key), made_at=at)
    audit.record("events.change_feed", actor=by, target=person, at=at, details={"what": "made"})
    return key


@transaction.atomic
def end_feed_address(*, person: Person, by: Person, at: datetime) -> bool:
    """End the secret address of a person's calendar. Returns whether there was one."""
    token = FeedToken.objects.select_for_update().filter(person=person).first()
    if token is None:
        return False
    audit.record("events.change_feed", actor=by, target=person, at=at, details={"what": "ended"})
    token.delete()
    return True


def note_use(*, pk: int, last_used_at: datetime | None, at: datetime) -> None:
    """Write down that a calendar has read at an address, at most once in ten minutes.

    :param last_used_at: what was written down last
    """
    if last_used_at is None or at - last_used_at >= NOTED_EACH:
        FeedToken.objects.filter(pk=pk).update(last_used_at=at)
