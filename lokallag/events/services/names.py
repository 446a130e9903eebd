"""Sign-ups become counts: those of people who are no members 30 days after the event, the others when it is long ago.

Who is erased goes at once (``privacy.py``). A place that was kept by somebody who is gone goes to the next in line.
"""

from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Q

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.keeping import EVERYTHING, Period
from lokallag.events.domain.places import State
from lokallag.events.models import Signup, Tally
from lokallag.events.services.signups import forget_letters, hold, settle
from lokallag.membership.models import Membership

NON_MEMBERS_KEPT = Period(days=30)
MEMBERS_KEPT = Period(months=24)
ACT = "events.forget_signups"


def of_non_members(at: datetime) -> models.QuerySet[Signup]:
    """Return the sign-ups of those who are no members at ``at``: people without an account, and former members."""
    members = Membership.objects.live(local_date(at)).values("person_id")
    return Signup.objects.filter(Q(person__isnull=True) | ~Q(person_id__in=members))


def of_members(at: datetime) -> models.QuerySet[Signup]:
    """Return the sign-ups of those who are members at ``at``."""
    members = Membership.objects.live(local_date(at)).values("person_id")
    return Signup.objects.filter(person_id__in=members)


def forget_non_members(*, at: datetime, kept: Period = NON_MEMBERS_KEPT, most: int = EVERYTHING) -> int:
    """Make counts of non-members' sign-ups for events that ended longer ago than ``kept``. Returns how many went."""
    return _forget(of_non_members(at).filter(event__ends_at__lt=kept.before(at)), at=at, most=most)


def forget_members(*, at: datetime, kept: Period = MEMBERS_KEPT, most: int = EVERYTHING) -> int:
    """Make counts of members' sign-ups for events that ended longer ago than ``kept``. Returns how many went."""
    return _forget(of_members(at).filter(event__ends_at__lt=kept.before(at)), at=at, most=most)


@transaction.atomic
def forget_rows(rows: models.QuerySet[Signup], *, at: datetime) -> int:
    """Make counts of these sign-ups now; those of events to come only give their places back. Returns how many went."""
    return _forget(rows, at=at, most=EVERYTHING)


@transaction.atomic
def _forget(rows: models.QuerySet[Signup], *, at: datetime, most: int) -> int:
    found = list(rows.order_by("event__ends_at", "event_id", "pk").values_list("pk", "event_id")[:most])
    for event_id in dict.fromkeys(event_id for _pk, event_id in found):
        _forget_of_one(event_id, [pk for pk, of in found if of == event_id], at=at)
    return len(found)


def _forget_of_one(event_id: int, pks: list[int], *, at: datetime) -> None:
    held = hold(event_id)
    is_over = held.event.ends_at <= at
    gone = list(Signup.objects.filter(pk__in=pks).select_related("person"))
    if is_over:
        Tally.objects.filter(pk=event_id).update(
            gone_signed_up=F("gone_signed_up") + sum(row.size for row in gone if row.state == State.SIGNED_UP),
            gone_arrived=F("gone_arrived") + sum(row.arrived or 0 for row in gone),
            gone_first_timers=F("gone_first_timers") + sum(_is_first(row, held.event.starts_at) for row in gone),
        )
    for row in gone:
        forget_letters(row)
    Signup.objects.filter(pk__in=pks).delete()
    audit.record(ACT, actor=None, target=held.event, at=at, details={"count": len(gone)})
    if not is_over:
        settle(event_id, at=at)


def _is_first(row: Signup, starts_at: datetime) -> bool:
    """Tell whether somebody who has a place or came had not come to anything before, as far as we know."""
    if row.state != State.SIGNED_UP and row.arrived is None:
        return False
    earlier = Signup.objects.filter(event__starts_at__lt=starts_at, arrived__isnull=False)
    if row.person_id is not None:
        return not earlier.filter(person_id=row.person_id).exists()
    return not row.email_key or not earlier.filter(email_key=row.email_key).exists()
