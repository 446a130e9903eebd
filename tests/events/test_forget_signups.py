"""Names become counts: of non-members 30 days after, of members after two years, of the erased at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import localdate, now

from lokallag.core.keeping import retentions
from lokallag.events import services
from lokallag.events.models import Event, Signup, SignupTry
from lokallag.events.queries.attendees import attendees, counts_of
from lokallag.events.services import names
from lokallag.outbox.models import Recipient
from tests.cast import Cast, cast
from tests.events.signups_stage import NEIGHBOUR, by_email, event_of, fill, tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def ended(event: Event, *, days: int) -> Event:
    """Put an event back in time."""
    Event.objects.filter(pk=event.pk).update(
        starts_at=now() - timedelta(days=days, hours=2), ends_at=now() - timedelta(days=days), signup_until=None
    )
    event.refresh_from_db()
    return event


def kept(key: str):
    return next(row for row in retentions() if row.key == key)


def hits(word: str) -> list[str]:
    """Return the columns in which a word stands, looked for in the whole database."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s', [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return sorted(found)


def test_thirty_days_after_a_strangers_name_is_nowhere_and_the_counts_are(people):
    event = event_of(people, most_guests=2, capacity=9)
    neighbour = by_email(event, "Nora Nabohemmelig", "nabohemmelig@example.org", guests=2)
    services.tick_arrival(signup=neighbour, arrived=2, by=None, at=now())
    services.sign_up_person(event=event, person=people["member"], at=now())
    services.sign_up_person(event=event, person=people["stranger"], at=now())
    ended(event, days=31)
    before = counts_of(event, attendees(event))
    assert hits("nabohemmelig") != []

    row = kept("events.signups_of_others")
    assert sum(row.coming(now(), row.period).values()) == 2
    assert row.remove(now(), row.period, 50) == 2

    assert list(Signup.objects.values_list("person_id", flat=True)) == [people["member"].pk]
    assert hits("nabohemmelig") == []
    after = counts_of(event, attendees(event))
    assert (after.taken, after.arrived, after.came, after.first_timers) == (
        before.taken,
        before.arrived,
        before.came,
        before.first_timers,
    )
    assert tally(event).ceiling == 9


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_not_a_day_earlier(people, days, left):
    event = event_of(people)
    by_email(event)
    ended(event, days=days)

    names.forget_non_members(at=now())

    assert Signup.objects.count() == left


def test_what_is_to_come_stays(people):
    by_email(event_of(people))

    assert names.forget_non_members(at=now()) == 0


def test_who_has_left_the_party_counts_as_no_member(people):
    event = event_of(people)
    services.sign_up_person(event=event, person=people["member"], at=now())
    ended(event, days=31)
    assert names.forget_non_members(at=now()) == 0
    membership = people["member"].membership
    membership.ended_on = localdate()
    membership.end_reason = "resigned"
    membership.save()

    assert names.forget_non_members(at=now()) == 1


@pytest.mark.parametrize(("days", "left"), [(700, 1), (740, 0)])
def test_members_own_are_kept_two_years(people, days, left):
    event = event_of(people)
    services.sign_up_person(event=event, person=people["member"], at=now())
    ended(event, days=days)

    row = kept("events.signups_of_members")
    assert sum(row.coming(now(), row.period).values()) == 1 - left
    row.remove(now(), row.period, 50)

    assert Signup.objects.count() == left


def test_it_goes_in_steps_and_the_letters_go_along(people):
    event = event_of(people)
    fill(event, 5)
    ended(event, days=40)
    assert Recipient.objects.filter(message__purpose="events.signup_receipt").count() == 5

    steps = [names.forget_non_members(at=now(), most=2) for _step in range(4)]

    assert steps == [2, 2, 1, 0]
    assert Recipient.objects.filter(message__purpose="events.signup_receipt").count() == 0
    assert tally(event).gone_signed_up == 5


def test_a_place_that_was_kept_by_who_is_erased_goes_to_the_next(people):
    event = event_of(people, capacity=1)
    services.sign_up_person(event=event, person=people["member"], at=now())
    waiting = by_email(event)
    assert waiting.state == "waiting"

    names.forget_rows(Signup.objects.filter(person=people["member"]), at=now())

    waiting.refresh_from_db()
    assert (waiting.state, tally(event).gone_signed_up) == ("signed_up", 0)


def test_counts_of_tries_go_after_a_day(people):
    by_email(event_of(people), at=now() - timedelta(hours=26))
    by_email(event_of(people, title="Ny"), email=NEIGHBOUR)
    row = kept("events.signup_tries")

    assert row.remove(now(), row.period, 50) == 2
    assert SignupTry.objects.count() == 2
