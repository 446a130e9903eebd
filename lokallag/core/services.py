"""What the house itself forgets in time."""

from datetime import datetime, timedelta

from lokallag.core.models import SentForm

KEPT = timedelta(days=2)


def forget_sent_forms(*, at: datetime) -> int:
    """Delete the keys of forms carried out more than two days before. Returns how many."""
    deleted, _by_model = SentForm.objects.filter(sent_at__lt=at - KEPT).delete()
    return deleted
