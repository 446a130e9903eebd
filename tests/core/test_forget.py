"""Keys of forms are kept as long as somebody could send the same form again, not longer."""

from datetime import UTC, datetime, timedelta

import pytest

from lokallag.core.models import SentForm
from lokallag.core.services import forget_sent_forms

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 2, 10, tzinfo=UTC)


def test_keys_older_than_two_days_are_forgotten() -> None:
    SentForm.objects.create(key="old", sent_at=NOW - timedelta(days=2, seconds=1))
    SentForm.objects.create(key="new", sent_at=NOW - timedelta(days=2))

    assert forget_sent_forms(at=NOW) == 1
    assert list(SentForm.objects.values_list("key", flat=True)) == ["new"]
