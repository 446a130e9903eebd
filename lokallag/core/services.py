"""What the house itself forgets in time."""

from datetime import datetime, timedelta

from lokallag.core.keeping import EVERYTHING, delete_some
from lokallag.core.models import SentForm

KEPT = timedelta(days=2)


def forget_sent_forms(*, at: datetime, most: int = EVERYTHING) -> int:
    """Delete the keys of forms carried out more than two days before, at most ``most``. Returns how many."""
    return delete_some(SentForm.objects.filter(sent_at__lt=at - KEPT).order_by("sent_at"), most=most)
