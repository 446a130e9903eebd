"""What is told by itself: reminders, word of a move or a cancelling, and who may still get it when it is sent."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils.timezone import now

from lokallag.calendar.domain.local import instant
from lokallag.events import jobs, services
from lokallag.events.domain import signing
from lokallag.events.models import Event, Signup
from lokallag.events.services.signup_letters import who_signed_up
from lokallag.outbox.domain.checks import Waiting, names
from lokallag.outbox.models import Recipient
from tests.cast import Cast, cast
from tests.events.signups_stage import by_email, event_of, fill, letters, texts

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2027, 2, 9, 17, 30, tzinfo=UTC)  # 18.30 in Oslo
LONG_BEFORE = TUESDAY - timedelta(days=10)
EVENING_BEFORE = datetime(2027, 2, 8, 17, 0, tzinfo=UTC)  # 18.00 in Oslo


@pytest.fixture
def people() -> Cast:
    return cast()


def soon(people: Cast, **facts) -> Event:
    return event_of(people, starts_at=TUESDAY, at=LONG_BEFORE, **facts)


def run_jobs(event: Event, what: str, before: datetime | None = None) -> None:
    """Do what the job does that a move or a cancelling leaves behind."""
    jobs.tell_signed_up(event_id=event.pk, what=what, before=None if before is None else before.isoformat(), after=0)


class TestReminders:
    def test_it_goes_the_evening_before_once(self, people):
        event = soon(people)
        fill(event, 2, at=LONG_BEFORE)

        assert services.remind(at=EVENING_BEFORE - timedelta(minutes=1), most=100) == 0
        assert services.remind(at=EVENING_BEFORE, most=100) == 2
        assert services.remind(at=EVENING_BEFORE + timedelta(hours=3), most=100) == 0
        assert letters("events.reminder") == [
            ("events.reminder", "nabo1@example.org"),
            ("events.reminder", "nabo2@example.org"),
        ]
        [text] = texts("events.reminder")
        assert text.startswith("Påminnelse: Skolevei og snarveier\n")
        assert "Kommer du fortsatt?" in text
        links = set(Recipient.objects.filter(message__purpose="events.reminder").values_list("link", flat=True))
        assert len(links) == 2

    def test_those_who_come_by_a_link_are_reminded_two_hours_before_too(self, people):
        event = soon(people, online_link="https://mote.example.org/rom")
        fill(event, 1, at=LONG_BEFORE)
        services.remind(at=EVENING_BEFORE, most=100)

        assert services.remind(at=TUESDAY - timedelta(hours=2), most=100) == 1
        assert services.remind(at=TUESDAY - timedelta(hours=1), most=100) == 0
        assert "https://mote.example.org/rom" in texts("events.reminder")[1]

    def test_who_waits_who_said_no_and_who_signed_up_just_now_are_not_reminded(self, people):
        event = soon(people, capacity=2)
        first, _second, _third = fill(event, 3, at=LONG_BEFORE)
        services.answer(signup=first, is_coming=False, by=None, at=LONG_BEFORE)
        event.refresh_from_db()
        Signup.objects.filter(event=event, name="Nabo 3").update(signed_at=EVENING_BEFORE + timedelta(minutes=1))

        services.remind(at=EVENING_BEFORE + timedelta(minutes=10), most=100)

        assert letters("events.reminder") == [("events.reminder", "nabo2@example.org")]

    def test_nobody_is_reminded_of_what_is_cancelled_or_has_begun(self, people):
        cancelled = soon(people)
        fill(cancelled, 1, at=LONG_BEFORE)
        services.cancel_event(event=cancelled, reason="Snø", by=people["branch leader"], at=LONG_BEFORE)

        assert services.remind(at=EVENING_BEFORE, most=100) == 0
        assert services.remind(at=TUESDAY, most=100) == 0

    def test_it_goes_in_steps_and_nobody_is_left_out_or_written_to_twice(self, people):
        event = soon(people)
        fill(event, 7, at=LONG_BEFORE)

        steps = [services.remind(at=EVENING_BEFORE, most=3) for _step in range(4)]

        assert steps == [3, 3, 1, 0]
        addresses = [address for _purpose, address in letters("events.reminder")]
        assert sorted(addresses) == [f"nabo{n}@example.org" for n in range(1, 8)]

    def test_each_gets_it_in_their_own_language(self, people):
        event = soon(people)
        by_email(event, "Nora", "nora@example.org", language="nn", at=LONG_BEFORE)
        by_email(event, "Ann", "ann@example.org", language="en", at=LONG_BEFORE)

        services.remind(at=EVENING_BEFORE, most=10)

        assert [text.partition(":")[0] for text in texts("events.reminder")] == ["Påminning", "Reminder"]

    @pytest.mark.parametrize("reminder", signing.REMINDERS, ids=lambda reminder: reminder.key)
    def test_no_reminder_is_due_earlier_than_is_looked_for(self, reminder):
        for clock in (0, 6, 12, 23):
            starts_at = datetime(2027, 3, 28, clock, 30, tzinfo=UTC)
            assert starts_at - reminder.due_at(starts_at) <= signing.LONGEST_AHEAD

    def test_the_evening_before_is_the_clock_on_the_wall_when_the_clock_changes(self):
        evening = signing.REMINDERS[0]
        after_change = instant(date(2027, 3, 28), time(12))

        assert evening.due_at(after_change) == datetime(2027, 3, 27, 17, 0, tzinfo=UTC)


class TestChanges:
    def test_all_signed_up_are_told_of_a_move_and_asked_again(self, people):
        event = soon(people, capacity=1)
        first, second = fill(event, 2, at=LONG_BEFORE)
        services.answer(signup=first, is_coming=True, by=None, at=LONG_BEFORE)
        later = TUESDAY + timedelta(days=7)

        services.move_event(
            event=event,
            starts_at=later,
            ends_at=later + timedelta(hours=2),
            by=people["branch leader"],
            at=LONG_BEFORE,
        )
        run_jobs(event, "moved", TUESDAY)

        assert [address for _purpose, address in letters("events.moved")] == [first.email, second.email]
        [text] = texts("events.moved")
        assert "Det skulle vært tirsdag 9. februar 2027" in text
        assert "Tirsdag 16. februar 2027" in text
        first.refresh_from_db()
        assert (first.state, first.answer) == ("signed_up", "")

    def test_all_signed_up_are_told_of_a_cancelling_and_why(self, people):
        event = soon(people, capacity=1)
        first, second, third = fill(event, 3, at=LONG_BEFORE)
        services.answer(signup=third, is_coming=False, by=None, at=LONG_BEFORE)

        services.cancel_event(event=event, reason="Lokalet er stengt", by=people["branch leader"], at=LONG_BEFORE)
        run_jobs(event, "cancelled")

        assert [address for _purpose, address in letters("events.cancelled")] == [first.email, second.email]
        assert "Arrangøren skriver: Lokalet er stengt" in texts("events.cancelled")[0]

    def test_the_job_done_twice_tells_nobody_twice(self, people):
        event = soon(people)
        fill(event, 3, at=LONG_BEFORE)
        services.cancel_event(event=event, reason="Snø", by=people["branch leader"], at=LONG_BEFORE)

        for _time in range(2):
            run_jobs(event, "cancelled")

        assert len(letters("events.cancelled")) == 3

    def test_it_goes_in_steps(self, people):
        event = soon(people)
        fill(event, 5, at=LONG_BEFORE)
        services.cancel_event(event=event, reason="Snø", by=people["branch leader"], at=LONG_BEFORE)
        event.refresh_from_db()

        after = 0
        while after is not None:
            after = services.tell_cancelled(event=event, after=after, at=now(), most=2)

        assert len(letters("events.cancelled")) == 5


class TestWhoMayStillGetIt:
    def refused(self, purpose):
        rows = Recipient.objects.filter(message__purpose=purpose).select_related("message").order_by("pk")
        waiting = [Waiting(row.message.key, row.recipient_key, row.address) for row in rows]
        answer = who_signed_up(waiting, now())
        return [None if (why := answer.refusal(letter)) is None else str(why) for letter in waiting]

    def test_somebody_answers_for_each_kind_of_letter(self):
        assert {
            "events.signup_receipt",
            "events.moved_up",
            "events.reminder",
            "events.cancelled",
            "events.moved",
            "events.ask_report",
        } <= set(names())

    def test_who_said_no_meanwhile_is_not_reminded(self, people):
        event = soon(people)
        first, _second = fill(event, 2, at=LONG_BEFORE)
        services.sign_up_person(event=event, person=people["member"], at=LONG_BEFORE)
        services.remind(at=EVENING_BEFORE, most=10)
        services.answer(signup=first, is_coming=False, by=None, at=EVENING_BEFORE)

        assert self.refused("events.reminder") == ["no right", None, None]

    def test_who_is_gone_gets_nothing(self, people):
        event = soon(people)
        first, _second = fill(event, 2, at=LONG_BEFORE)
        Signup.objects.filter(pk=first.pk).delete()

        assert self.refused("events.signup_receipt") == ["erased", None]

    def test_a_reminder_of_an_event_that_was_moved_or_cancelled_is_not_sent(self, people):
        event = soon(people)
        fill(event, 1, at=LONG_BEFORE)
        services.remind(at=EVENING_BEFORE, most=10)
        later = TUESDAY + timedelta(days=1)
        by = people["branch leader"]
        services.move_event(event=event, starts_at=later, ends_at=later + timedelta(hours=1), by=by, at=EVENING_BEFORE)
        run_jobs(event, "moved", TUESDAY)

        assert (self.refused("events.reminder"), self.refused("events.moved")) == (["no right"], [None])
        services.cancel_event(event=event, reason="Snø", by=by, at=EVENING_BEFORE)
        run_jobs(event, "cancelled")
        assert (self.refused("events.moved"), self.refused("events.cancelled")) == (["no right"], [None])
