"""The days that others are counted from: set once per unit, kind and year, expected and then confirmed."""

from datetime import date

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.organisation import services
from lokallag.organisation.models import Anchor
from tests.cast import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def set_anchor(people, unit, day, kind="annual_meeting", year=2027, *, is_confirmed=False, **other):
    return services.set_anchor(
        unit=unit,
        kind=kind,
        year=year,
        day=day,
        is_confirmed=is_confirmed,
        by=people["board leader"],
        at=now(),
        **other,
    )


def test_an_expected_day_is_confirmed_and_keeps_where_it_was(people):
    set_anchor(people, people.haslum, date(2027, 2, 9))
    found = set_anchor(people, people.haslum, date(2027, 2, 16), is_confirmed=True)

    assert [(a.day, a.is_confirmed, a.previous_day) for a in Anchor.objects.all()] == [
        (date(2027, 2, 16), True, date(2027, 2, 9))
    ]
    assert found.set_by == people["board leader"]


def test_a_day_lies_in_its_year(people):
    with pytest.raises(RuleViolation, match="i det året") as caught:
        set_anchor(people, people.haslum, date(2028, 2, 9))

    assert caught.value.field == "day"


def test_a_shared_day_stands_on_the_party_alone(people):
    with pytest.raises(RuleViolation, match="felles"):
        set_anchor(people, people.haslum, date(2027, 9, 13), "election_day")

    set_anchor(people, people.party, date(2027, 9, 13), "election_day")
    assert Anchor.objects.count() == 1


def test_a_kind_that_is_none_is_refused(people):
    with pytest.raises(RuleViolation, match="ingen slik dag"):
        set_anchor(people, people.party, date(2027, 9, 13), "summer_party")


def test_of_two_who_set_it_the_second_is_told(people):
    seen = set_anchor(people, people.haslum, date(2027, 2, 9)).fingerprint
    set_anchor(people, people.haslum, date(2027, 2, 10), seen=seen)

    with pytest.raises(StalePage):
        set_anchor(people, people.haslum, date(2027, 2, 11), seen=seen)
