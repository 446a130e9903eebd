"""The line moves up by itself, keeps its order, and no place is sold twice, however many ask at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.events import services
from lokallag.events.models import Event, Signup, Tally
from lokallag.events.services import facts_of
from lokallag.outbox.models import Message
from tests.cast import cast
from tests.events.signups_stage import by_email, event_of, fill, letters, link_of, states, tally, texts


@pytest.fixture
def people(db):
    return cast()


def names(event, state):
    return list(Signup.objects.filter(event=event, state=state).order_by("number").values_list("name", flat=True))


def edit(people, event, **changed):
    event.refresh_from_db()
    facts = facts_of(event)
    return services.edit_event(event=event, facts=replace(facts, **changed), by=people["branch leader"], at=now())


class TestTheLine:
    def test_the_first_in_line_gets_the_place_that_is_given_back(self, people):
        event = event_of(people, capacity=2)
        first, _second, third, _fourth = fill(event, 4)
        assert states(event) == ["signed_up", "signed_up", "waiting", "waiting"]

        services.answer(signup=first, is_coming=False, by=None, at=now())

        assert names(event, "signed_up") == ["Nabo 2", "Nabo 3"]
        assert names(event, "waiting") == ["Nabo 4"]
        assert letters("events.moved_up") == [("events.moved_up", "nabo3@example.org")]
        assert "Du har fått plass: Skolevei og snarveier" in texts("events.moved_up")[0]
        third.refresh_from_db()
        assert third.moved_up_at is not None
        moves = Change.objects.filter(act="events.sign_up", target_id=str(third.pk)).order_by("pk")
        assert [row.details.get("moved_up") for row in moves] == [None, True]

    def test_nobody_passes_a_party_that_waits_for_two_places(self, people):
        event = event_of(people, capacity=3, most_guests=2)
        first, second = fill(event, 2)
        by_email(event, "Par", "par@example.org", guests=1)
        alone = by_email(event, "Alene", "alene@example.org")

        assert alone.state == "waiting"
        services.answer(signup=first, is_coming=False, by=None, at=now())
        assert names(event, "signed_up") == ["Nabo 2", "Par"]
        services.answer(signup=second, is_coming=False, by=None, at=now())
        assert names(event, "signed_up") == ["Par", "Alene"]

    def test_one_who_gives_up_waiting_lets_the_next_in(self, people):
        event = event_of(people, capacity=3, most_guests=2)
        fill(event, 2)
        pair = by_email(event, "Par", "par@example.org", guests=1)
        by_email(event, "Alene", "alene@example.org")

        services.answer(signup=pair, is_coming=False, by=None, at=now())

        assert names(event, "signed_up") == ["Nabo 1", "Nabo 2", "Alene"]

    def test_who_changes_their_mind_begins_at_the_end(self, people):
        event = event_of(people, capacity=1)
        first, _second, _third = fill(event, 3)
        services.answer(signup=first, is_coming=False, by=None, at=now())

        services.answer(signup=first, is_coming=True, by=None, at=now())

        assert names(event, "waiting") == ["Nabo 3", "Nabo 1"]

    def test_nobody_moves_up_once_it_has_begun(self, people):
        event = event_of(people, capacity=1, starts_at=now() + timedelta(hours=1))
        first, _second = fill(event, 2)

        services.answer(signup=first, is_coming=False, by=None, at=event.starts_at + timedelta(minutes=5))

        assert states(event) == ["cancelled", "waiting"]

    def test_the_mail_to_who_waits_says_so_and_shows_no_link_to_the_meeting(self, people):
        event = event_of(people, capacity=1, online_link="https://mote.example.org/rom")
        fill(event, 2)

        first, second = texts("events.signup_receipt")
        assert "https://mote.example.org/rom" in first
        assert "venteliste" in second
        assert "mote.example.org" not in second


class TestAnotherRoom:
    def test_a_larger_room_lets_people_in_at_once_in_order(self, people):
        event = event_of(people, capacity=1)
        fill(event, 4)

        edit(people, event, capacity=3)

        assert names(event, "signed_up") == ["Nabo 1", "Nabo 2", "Nabo 3"]
        assert len(letters("events.moved_up")) == 2
        edit(people, event, capacity=None)
        assert names(event, "waiting") == []

    def test_a_smaller_room_takes_no_place_from_anybody_and_lets_nobody_in(self, people):
        event = event_of(people, capacity=4)
        first, second, _third, _fourth = fill(event, 4)

        edit(people, event, capacity=2)

        assert (tally(event).taken, tally(event).ceiling, tally(event).capacity) == (4, 4, 2)
        by_email(event, "Ny", "ny@example.org")
        services.answer(signup=first, is_coming=False, by=None, at=now())
        services.answer(signup=second, is_coming=False, by=None, at=now())
        assert names(event, "signed_up") == ["Nabo 3", "Nabo 4"]
        assert names(event, "waiting") == ["Ny"]
        assert (tally(event).taken, tally(event).ceiling) == (2, 2)

    def test_it_is_told_in_words_to_the_hosts(self, people):
        event = event_of(people, capacity=4)
        fill(event, 4)
        edit(people, event, capacity=2)
        client = people.sign_in(Client(), "branch leader")

        for page in ("vert", "pameldte"):
            text = client.get(f"/arrangementer/{event.slug}/{page}/").content.decode()
            assert "4 har plass, og det er satt av 2. Ingen mister plassen" in text


class TestTheDatabaseItself:
    def test_it_refuses_a_place_beyond_the_ceiling(self, people):
        event = event_of(people, capacity=1)
        _first, second = fill(event, 2)

        with pytest.raises(IntegrityError, match="tally_is_not_oversold"), transaction.atomic():
            Signup.objects.filter(pk=second.pk).update(state="signed_up")
        with pytest.raises(IntegrityError, match="tally_is_not_oversold"), transaction.atomic():
            Signup.objects.create(event=event, name="X", state="signed_up", number=9, signed_at=now())

    def test_it_keeps_the_counts_whatever_writes(self, people):
        event = event_of(people, capacity=9, most_guests=3)
        first, second = fill(event, 2)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE events_signup SET guests = 2 WHERE id = %s", [first.pk])
            cursor.execute("UPDATE events_signup SET state = 'waiting' WHERE id = %s", [second.pk])

        assert (tally(event).taken, tally(event).waiting) == (3, 1)
        Signup.objects.filter(event=event).delete()
        assert (tally(event).taken, tally(event).waiting) == (0, 0)

    def test_every_event_has_its_counts_from_the_start_and_they_go_with_it(self, people):
        event = event_of(people, capacity=7, announced=False)
        assert (tally(event).capacity, tally(event).ceiling) == (7, 7)

        services.drop_draft(event=event, by=people["branch leader"], at=now())
        assert Tally.objects.count() == 0

    def test_a_sign_up_stays_with_its_event(self, people):
        event, other = event_of(people), event_of(people, title="Noe annet")
        [signup] = fill(event, 1)

        with pytest.raises(Exception, match="stays with its event"), transaction.atomic():
            Signup.objects.filter(pk=signup.pk).update(event=other)


CLIENTS, PLACES, TRIES = 16, 30, 120


def in_threads(work, items):
    def one(item):
        try:
            return work(item)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(one, items))


@pytest.mark.usefixtures("isolated_database")
class TestMany:
    def test_sixteen_at_once_never_sell_a_place_twice(self):
        people = cast()
        event = event_of(people, capacity=PLACES, most_guests=2)

        def sign_up(n):
            services.sign_up_by_email(
                event=event,
                name=f"Nabo {n}",
                email=f"nabo{n % 100}@example.org",  # twenty of them ask twice
                guests=n % 3,
                language="nb",
                network=f"2001:db8:{n:x}::/64",
                at=now(),
            )

        in_threads(sign_up, range(TRIES))

        rows = list(Signup.objects.filter(event=event).order_by("number"))
        taken = sum(row.size for row in rows if row.state == "signed_up")
        waiting = sum(row.size for row in rows if row.state == "waiting")
        counts = Tally.objects.get(pk=event.pk)
        assert len(rows) == 100
        assert PLACES - 2 <= taken <= PLACES
        assert (counts.taken, counts.waiting) == (taken, waiting)
        assert [row.number for row in rows] == list(range(1, 101))
        assert Message.objects.filter(purpose="events.signup_receipt").count() == 100
        assert Change.objects.filter(act="events.sign_up").count() == 100
        first_waiting = min(row.number for row in rows if row.state == "waiting")
        assert all(row.state == "signed_up" for row in rows if row.number < first_waiting)

    def test_people_who_leave_while_others_come_leave_no_place_empty(self):
        people = cast()
        event = event_of(people, capacity=PLACES)
        seated = fill(event, PLACES)

        def come_or_go(n):
            if n < PLACES:
                services.answer(signup=seated[n], is_coming=False, by=None, at=now())
            else:
                services.sign_up_by_email(
                    event=event, name=f"Ny {n}", email=f"ny{n}@example.org", language="nb", network=f"n{n}", at=now()
                )

        in_threads(come_or_go, range(2 * PLACES))

        assert tally(event).taken == PLACES == Signup.objects.filter(event=event, state="signed_up").count()
        assert tally(event).waiting == 0

    def test_a_cancelling_in_the_middle_waits_for_those_signing_up_and_tells_them(self):
        people = cast()
        event = event_of(people, capacity=PLACES)
        refused, go = [], threading.Event()

        def work(n):
            go.wait(5)
            if n == 20:
                services.cancel_event(event=event, reason="Snø", by=people["branch leader"], at=now())
                return
            try:
                services.sign_up_by_email(
                    event=event, name=f"Ny {n}", email=f"ny{n}@example.org", language="nb", network=f"n{n}", at=now()
                )
            except RuleViolation:
                refused.append(n)

        threading.Timer(0.2, go.set).start()
        in_threads(work, range(40))

        signed = Signup.objects.filter(event=event).count()
        assert signed + len(refused) == 39
        assert services.tell_cancelled(event=Event.objects.get(pk=event.pk), after=0, at=now(), most=1000) is None
        assert len(letters("events.cancelled")) == signed


def test_the_page_behind_the_link_says_where_one_stands(people):
    event = event_of(people, capacity=1)
    first, second = fill(event, 2)

    assert "Har plass" in Client().get(link_of(first)).content.decode()
    page = Client().get(link_of(second)).content.decode()
    assert "På venteliste" in page
    assert "Ta meg av ventelista" in page
