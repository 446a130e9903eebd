"""How it went: asked for by itself the next morning, written once, in three fields and what the kind asks for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from lokallag.calendar.domain.local import local_date
from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.events import services
from lokallag.events.models import Event, EventReport
from lokallag.events.queries.attendees import reports_by_source
from lokallag.events.services import Source
from lokallag.events.services.signup_letters import who_may_report
from lokallag.outbox.domain.checks import Waiting
from lokallag.outbox.models import Recipient
from tests.cast import EVERYONE, Cast, cast
from tests.events.signups_stage import event_of, fill, letters

pytestmark = pytest.mark.django_db
HELD = datetime(2027, 2, 9, 17, 30, tzinfo=UTC)
NEXT_MORNING = datetime(2027, 2, 10, 7, 0, tzinfo=UTC)


@pytest.fixture
def people() -> Cast:
    return cast()


def held(people: Cast, **facts) -> Event:
    """An event that has been held since: it began a day ago."""
    event = event_of(people, starts_at=now() + timedelta(minutes=5), **facts)
    Event.objects.filter(pk=event.pk).update(starts_at=now() - timedelta(days=1), ends_at=now() - timedelta(hours=22))
    event.refresh_from_db()
    return event


def ask(at: datetime = NEXT_MORNING) -> int:
    return services.ask_for_reports(today=local_date(at), at=at)


class TestAsking:
    def test_hosts_are_asked_the_next_morning_once(self, people):
        event_of(people, starts_at=HELD, at=HELD - timedelta(days=9))

        assert ask(HELD + timedelta(hours=4)) == 0  # the same evening
        assert (ask(), ask()) == (1, 0)
        assert letters("events.ask_report") == [("events.ask_report", people["branch leader"].email)]

    def test_who_has_it_in_hand_is_asked_too(self, people):
        event = event_of(people, starts_at=HELD, at=HELD - timedelta(days=9))
        services.appoint_coordinator(
            event=event, person=people["member"], by=people["branch leader"], at=HELD - timedelta(days=2)
        )

        ask()

        assert {address for _purpose, address in letters("events.ask_report")} == {
            people["branch leader"].email,
            people["member"].email,
        }

    def test_nobody_is_asked_about_what_is_cancelled_reported_or_long_ago(self, people):
        before = HELD - timedelta(days=9)
        cancelled = event_of(people, starts_at=HELD, at=before)
        services.cancel_event(event=cancelled, reason="Snø", by=people["branch leader"], at=before)
        reported = event_of(people, title="Skrevet", starts_at=HELD, at=before)
        services.write_report(
            event=reported, attended=3, how="Fint", by=people["branch leader"], at=HELD + timedelta(hours=3)
        )
        event_of(people, title="Lenge siden", starts_at=HELD - timedelta(days=8), at=before)

        assert ask() == 0

    def test_the_question_is_not_sent_once_it_is_answered(self, people):
        event = event_of(people, starts_at=HELD, at=HELD - timedelta(days=9))
        ask()
        [row] = Recipient.objects.filter(message__purpose="events.ask_report").select_related("message")
        letter = Waiting(row.message.key, row.recipient_key, row.address)
        assert who_may_report([letter], NEXT_MORNING).refusal(letter) is None

        services.write_report(event=event, attended=3, how="Fint", by=people["branch leader"], at=NEXT_MORNING)

        assert str(who_may_report([letter], NEXT_MORNING).refusal(letter)) == "no right"


class TestWriting:
    def path(self, event: Event) -> str:
        return f"/arrangementer/{event.slug}/rapport/"

    def test_three_fields_and_the_cost(self, people):
        event = held(people)
        client = people.sign_in(Client(), "branch leader")

        answer = client.post(
            self.path(event), {"attended": "14", "how": "Fullt hus", "tip": "Vafler trekker folk", "cost": "450"}
        )

        assert (answer.status_code, answer.url) == (302, self.path(event))
        report = EventReport.objects.get(event=event)
        assert (report.attended, report.how, report.tip, report.cost) == (14, "Fullt hus", "Vafler trekker folk", 450)
        assert report.written_by == people["branch leader"]
        assert Change.objects.filter(act="events.write_report", target_id=str(event.pk)).count() == 1
        page = client.get(self.path(event)).content.decode()
        assert "Vafler trekker folk" in page
        assert 'name="how"' not in page

    def test_what_the_kind_asks_for_is_asked_and_kept(self, people):
        event = held(people)
        Event.objects.filter(pk=event.pk).update(report=["attended", "how", "tip", "cost", "new_members", "contacts"])
        event.refresh_from_db()
        client = people.sign_in(Client(), "branch leader")
        page = client.get(self.path(event)).content.decode()
        assert "Nye medlemmer" in page
        assert "Nye kontakter" in page

        client.post(self.path(event), {"how": "Bra", "further_new_members": "2", "further_doors": "9"})

        assert EventReport.objects.get().further == {"new_members": "2"}

    def test_the_form_begins_with_how_many_were_counted(self, people):
        event = held(people)
        services.count_drop_ins(event=event, more=4, by=None, at=now())

        page = people.sign_in(Client(), "branch leader").get(self.path(event)).content.decode()

        assert 'name="attended" value="4"' in page

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"attended": "mange", "how": "Fint"}, "med et tall"),
            ({"attended": "-1", "how": "Fint"}, "med et tall"),
            ({"attended": "3", "how": "  "}, "Skriv med noen ord hvordan det gikk."),
            ({"how": "x" * 4001}, "Skriv høyst 4000 tegn"),
            ({"how": "Fint", "cost": "en hundrelapp"}, "i hele kroner"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_written_stays(self, people, said, words):
        event = held(people)

        answer = people.sign_in(Client(), "branch leader").post(self.path(event), {"tip": "Mitt tips"} | said)

        page = answer.content.decode()
        assert (answer.status_code, EventReport.objects.count()) == (422, 0)
        assert words in page
        assert "Mitt tips" in page

    def test_it_is_written_once(self, people):
        event = held(people)
        by = people["branch leader"]
        services.write_report(event=event, attended=3, how="Fint", by=by, at=now())

        answer = people.sign_in(Client(), "branch leader").post(self.path(event), {"how": "En annen mening"})

        assert answer.status_code == 422
        assert "Rapporten er skrevet allerede" in answer.content.decode()
        assert "En annen mening" in answer.content.decode()
        assert EventReport.objects.get().how == "Fint"

    def test_not_before_it_has_been_and_not_of_what_is_cancelled(self, people):
        coming = event_of(people)
        with pytest.raises(RuleViolation, match="har ikke vært ennå"):
            services.write_report(event=coming, attended=1, how="Fint", by=None, at=now())
        services.cancel_event(event=coming, reason="Snø", by=people["branch leader"], at=now())
        with pytest.raises(RuleViolation, match="avlyst"):
            services.write_report(event=coming, attended=1, how="Fint", by=None, at=now())

    @pytest.mark.parametrize("who", EVERYONE)
    def test_hosts_write_it(self, people, who):
        event = held(people)
        fill(event, 0)

        answer = people.sign_in(Client(), who).post(self.path(event), {"how": "Fint"})

        written = EventReport.objects.count()
        assert written == (who == "branch leader")
        assert (answer.status_code == 302) == (who in {"branch leader", "anonymous"}) or answer.status_code == 403


def test_reports_are_found_by_what_their_events_were_made_from(people):
    event = held(people)
    Event.objects.filter(pk=event.pk).update(source_key="playbook.activity:7")
    report = services.write_report(event=event, attended=3, how="Fint", by=None, at=now())

    assert reports_by_source(["playbook.activity:7", "playbook.activity:8", ""]) == {"playbook.activity:7": report}
    assert Source  # what a room above makes events from
