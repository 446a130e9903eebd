"""Taking away what has been kept long enough, a step at a time, and writing down how much that was."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from lokallag.core import audit
from lokallag.core.keeping import Retention, retentions
from lokallag.privacy.models import Clearing
from lokallag.privacy.queries.retention import period_of, present_rules

logger = logging.getLogger(__name__)


def find_retention(key: str) -> Retention | None:
    """Return the row of the table with this key; ``None`` where an earlier version of the program had it."""
    return next((retention for retention in retentions() if retention.key == key), None)


@transaction.atomic
def clear(*, retention: Retention, at: datetime, most: int) -> int:
    """Take away at most ``most`` of what is due at ``at`` by one row of the table. Returns how many.

    Fewer than ``most`` means that nothing is left. Doing it again is safe: what is gone is not due any more. The day
    is written down also when nothing was due, so that the page can tell a quiet night from one without clearing.
    """
    removed = retention.remove(at, period_of(retention, present_rules(localdate(at))), most)
    row, _is_new = Clearing.objects.get_or_create(
        key=retention.key, cleared_on=localdate(at), defaults={"at": at, "removed": 0}
    )
    Clearing.objects.filter(pk=row.pk).update(removed=F("removed") + removed, at=at)
    if removed:
        audit.record(
            "privacy.clear_expired", actor=None, target=None, at=at, details={"what": retention.key, "removed": removed}
        )
        logger.info("cleared %s of %s", removed, retention.key)
    return removed
