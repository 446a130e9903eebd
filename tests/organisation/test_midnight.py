"""Rights end with the last day of the term, at midnight in Oslo: winter time, summer time, and the nights between."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from lokallag.core.permissions import may
from lokallag.organisation import services
from lokallag.organisation.models import Term
from tests.cast import cast

OSLO = ZoneInfo("Europe/Oslo")
LAST_DAYS = [
    date(2026, 12, 31),  # winter time: midnight is 23.00 UTC
    date(2027, 6, 30),  # summer time: midnight is 22.00 UTC
    date(2027, 3, 27),  # the night to 28 March loses an hour at 02.00
    date(2027, 3, 28),
    date(2027, 10, 30),  # the night to 31 October has 02.00 to 03.00 twice
    date(2027, 10, 31),
]


def in_oslo(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}").replace(tzinfo=OSLO)


@pytest.mark.django_db
@pytest.mark.parametrize("last_day", LAST_DAYS, ids=str)
def test_rights_are_gone_on_the_first_request_after_the_last_day(client, last_day):
    with time_machine.travel(in_oslo(last_day, "23:59:59"), tick=False) as clock:
        people = cast(today=last_day)
        Term.objects.filter(person=people["board leader"]).update(until_on=last_day)
        people.sign_in(client, "board leader")

        before = client.get("/organisasjon/ny/").status_code
        clock.move_to(in_oslo(last_day + timedelta(days=1), "00:00:01"))
        after = client.get("/organisasjon/ny/").status_code

    assert (before, after) == (200, 403)


@pytest.mark.django_db
@pytest.mark.parametrize("first_day", LAST_DAYS, ids=str)
def test_rights_begin_with_the_first_day(client, first_day):
    with time_machine.travel(in_oslo(first_day - timedelta(days=1), "23:59:59"), tick=False) as clock:
        people = cast(today=first_day)
        Term.objects.filter(person=people["secretary"]).update(from_on=first_day)
        people.sign_in(client, "secretary")

        before = client.get("/organisasjon/ny/").status_code
        clock.move_to(in_oslo(first_day, "00:00:00"))
        after = client.get("/organisasjon/ny/").status_code

    assert (before, after) == (403, 200)


@pytest.mark.django_db
def test_the_clock_of_utc_does_not_decide():
    with time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False):  # 1 January, 00.30 in Oslo
        people = cast(today=date(2026, 12, 31))
        Term.objects.filter(person=people["board leader"]).update(until_on=date(2026, 12, 31))

        assert may(people["board leader"], "organisation.manage_units") is False
        assert may(people["secretary"], "organisation.manage_units") is True


@pytest.mark.django_db
def test_a_term_ended_the_day_before_takes_the_rights_at_once(client):
    people = cast()
    term = people["secretary"].terms.get()
    people.sign_in(client, "secretary")
    before = client.get("/organisasjon/ny/").status_code

    services.end_term(term=term, last_day=people.today - timedelta(days=1), by=None, at=datetime.now(UTC))

    assert (before, client.get("/organisasjon/ny/").status_code) == (200, 403)


@pytest.mark.django_db
def test_seats_that_a_unit_loses_are_counted_by_the_day_in_oslo():
    people = cast(today=date(2027, 6, 30))
    office = people.party.offices.get(title="board_member")
    services.appoint(
        office=office,
        person=people["member"],
        seat=4,
        from_on=date(2027, 1, 1),
        until_on=date(2027, 6, 30),
        elected_by="Årsmøtet",
        by=None,
        at=datetime(2027, 1, 1, 9, tzinfo=UTC),
    )
    just_after = datetime(2027, 6, 30, 22, 0, 1, tzinfo=UTC)  # 1 July in Oslo

    changed = services.change_office(office=office, called="", seats=3, by=None, at=just_after)

    assert changed.seats == 3
