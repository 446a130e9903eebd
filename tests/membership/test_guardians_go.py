"""Guardians go after the year in which the member turns 18: only the year of birth is known."""

from datetime import UTC, date, datetime

import pytest

from lokallag.core.keeping import retentions
from lokallag.core.privacy import holdings
from lokallag.membership.models import Guardian
from lokallag.people.models import Person
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

LAST = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)  # 23.59 in Oslo
FIRST = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)  # the new year has begun in Oslo
ROW = next(row for row in retentions() if row.key == "membership.guardians")


def guarded(birth_year: int | None) -> Person:
    person: Person = PersonFactory(birth_year=birth_year)
    Guardian.objects.create(person=person, name=f"Foresatt {birth_year}", phone="+4799887766")
    return person


def left() -> list[int | None]:
    found = Guardian.objects.order_by("person__birth_year").values_list("person__birth_year", flat=True)
    return list(found)


def test_a_guardian_stays_to_the_last_minute_of_the_year_in_which_the_member_turns_18():
    guarded(2008)
    assert ROW.remove(LAST, ROW.period, 50) == 0
    assert left() == [2008]
    assert ROW.remove(FIRST, ROW.period, 50) == 1
    assert left() == []


def test_guardians_of_those_still_under_18_stay_and_the_eldest_go_first():
    for year in (2009, 2010, 2008, 2007, 2006):
        guarded(year)
    assert ROW.remove(FIRST, ROW.period, 2) == 2
    assert left() == [2008, 2009, 2010]
    assert ROW.remove(FIRST, ROW.period, 2) == 1
    assert left() == [2009, 2010]


def test_without_a_year_of_birth_nobody_is_shown_the_guardian_and_it_goes():
    person = guarded(None)
    assert ROW.remove(LAST, ROW.period, 50) == 1
    assert not Guardian.objects.exists()
    assert Person.objects.filter(pk=person.pk).exists()


def test_the_table_says_how_many_go_on_new_years_day():
    guarded(2008)
    guarded(2008)
    guarded(2009)
    assert ROW.coming(LAST, ROW.period) == {}
    assert ROW.coming(FIRST, ROW.period) == {date(2027, 1, 1): 2}


def test_what_is_said_of_keeping_a_guardian_is_the_same_on_both_pages():
    (held,) = [holding for holding in holdings() if holding.model is Guardian]
    assert str(ROW.kept) == "Ut året medlemmet fyller 18"
    assert str(held.kept).startswith("Ut året medlemmet fyller 18.")
