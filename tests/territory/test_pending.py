"""Files that wait for a yes are kept for a day and not much longer."""

from datetime import timedelta

import pytest

from lokallag.territory.models import PendingFile, RegisterLoad
from lokallag.territory.services import drop_pending, forget_pending, hold_file
from tests.factories import PersonFactory
from tests.territory.world import AT, register

pytestmark = pytest.mark.django_db


def test_a_file_that_nobody_answered_goes_when_the_next_one_comes_a_day_later():
    def hold(name: str, hours: int) -> PendingFile:
        at = AT + timedelta(hours=hours)
        return hold_file(kind=RegisterLoad.Kind.REGISTER, name=name, data=register(), by=PersonFactory(), at=at)

    hold("old", 0)
    hold("new", 2)
    last = hold("last", 25)

    assert sorted(PendingFile.objects.values_list("name", flat=True)) == ["last", "new"]
    drop_pending(file=last)
    assert PendingFile.objects.get().name == "new"


def test_a_file_that_nobody_answers_goes_within_the_hour_after_a_day():
    hold_file(kind=RegisterLoad.Kind.REGISTER, name="x", data=register(), by=PersonFactory(), at=AT)

    assert forget_pending(at=AT + timedelta(days=1)) == 0
    assert forget_pending(at=AT + timedelta(days=1, seconds=1)) == 1
    assert not PendingFile.objects.exists()
