"""Changing, announcing, moving and cancelling: who may, what follows, who is told, and two at once."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.calendar.domain.local import in_oslo
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.events import services
from lokallag.events.domain.lifecycle import State
from lokallag.events.domain.series import Every
from lokallag.events.models import Event, Kind
from lokallag.events.services import Point
from lokallag.followup.models import Commitment
from lokallag.organisation.models import Anchor
from lokallag.playbook.services import set_day
from tests.cast import cast
from tests.events.stage import announced, draft, facts, held_with_sandvika, sent, span
from tests.followup.stage import letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def hanne(client, people):
    return people.sign_in(client, "branch leader")


def series(people, count=3, *, publish=True) -> list[Event]:
    starts_at, ends_at = span(people)
    made = services.make_series(
        unit=people.haslum,
        facts=facts(signup_last_on=people.today + timedelta(days=12)),
        starts_at=starts_at,
        ends_at=ends_at,
        every=Every.WEEK,
        until=people.today + timedelta(days=14 + 7 * (count - 1)),
        by=people["branch leader"],
        at=now(),
    )
    if publish:
        services.publish_event(event=made[0], by=people["branch leader"], at=now(), and_later=True)
    return list(Event.objects.order_by("starts_at"))


def move(people, event, *, days, **more):
    starts_at, ends_at = span(people, days=days)
    return services.move_event(
        event=event, starts_at=starts_at, ends_at=ends_at, by=people["branch leader"], at=now(), **more
    )


class TestEditing:
    def test_a_draft_changes_in_all_its_facts(self, hanne, people):
        event = draft(people)

        response = hanne.post(
            f"/arrangementer/{event.slug}/rediger/",
            sent(event, title="Nytt navn", day=(people.today + timedelta(days=20)).strftime("%d.%m.%Y")),
        )

        event.refresh_from_db()
        assert response.status_code == 302
        assert (event.title, event.day, event.slug) == (
            "Nytt navn",
            people.today + timedelta(days=20),
            "skolevei-og-snarveier",
        )

    def test_of_one_that_is_announced_the_time_is_not_in_the_form(self, hanne, people):
        event = announced(people)
        url = f"/arrangementer/{event.slug}/rediger/"

        assert b'name="day"' not in hanne.get(url).content
        assert hanne.post(url, sent(event, day="01.01.2040", practical="Teleslynge")).status_code == 302
        before = event.starts_at
        event.refresh_from_db()
        assert (event.starts_at, event.practical) == (before, "Teleslynge")

    def test_the_service_refuses_to_move_silently(self, people):
        event = announced(people)

        with pytest.raises(RuleViolation, match="Bruk «Flytt»"):
            services.edit_event(
                event=event, facts=facts(), span=span(people, days=3), by=people["branch leader"], at=now()
            )

    def test_of_two_the_second_is_told_and_keeps_the_words(self, hanne, people):
        event = draft(people)
        form = sent(event, description="Mine ord")
        services.edit_event(event=event, facts=facts("Den andres"), by=people["branch leader"], at=now())

        response = hanne.post(f"/arrangementer/{event.slug}/rediger/", form)

        assert response.status_code == 422
        assert "Noen andre endret arrangementet" in response.content.decode()
        stored = dict(response.context["page"].stored)
        assert (stored["Hva heter det?"], stored["Hva skjer, og hvorfor skal man komme?"]) == ("Den andres", "(tomt)")
        assert "Sted" not in stored  # what is the same in both is not said
        assert "<dd>Den andres</dd>" in response.content.decode()
        assert "Mine ord" in response.content.decode()
        again = {**form, "seen": response.context["page"].form["seen"].value()}
        assert hanne.post(f"/arrangementer/{event.slug}/rediger/", again).status_code == 302

    def test_what_the_other_changed_elsewhere_is_said_to_concern_nothing_here(self, hanne, people):
        event = announced(people)
        form = {**sent(event), "title": event.title}
        services.move_event(
            event=event,
            starts_at=event.starts_at + timedelta(days=1),
            ends_at=event.ends_at + timedelta(days=1),
            by=people["branch leader"],
            at=now(),
        )

        response = hanne.post(f"/arrangementer/{event.slug}/rediger/", form)

        assert (response.status_code, response.context["page"].stored) == (422, ())
        assert "Det gjaldt ikke noe av det som står i skjemaet." in response.content.decode()

    def test_the_later_ones_of_a_series_change_too_if_asked_for(self, hanne, people):
        first, second, third = series(people)
        services.cancel_event(event=third, reason="Ferie", by=people["branch leader"], at=now())
        url = f"/arrangementer/{first.slug}/rediger/"
        deadline = (people.today + timedelta(days=13)).strftime("%d.%m.%Y")

        first.refresh_from_db()
        hanne.post(url, sent(first, title="Alle", and_later="on", signup_until=deadline))

        assert list(Event.objects.order_by("starts_at").values_list("title", flat=True)) == [
            "Alle",
            "Alle",
            "Skolevei og snarveier",
        ]
        second.refresh_from_db()
        assert second.day - services.facts_of(second).signup_last_on == timedelta(days=1)
        first.refresh_from_db()
        hanne.post(url, sent(first, title="Bare den første"))
        assert Event.objects.filter(title="Alle").count() == 1

    def test_what_is_over_or_cancelled_stays_as_it_was(self, hanne, people):
        event = announced(people)
        services.cancel_event(event=event, reason="Syk", by=people["branch leader"], at=now())
        event.refresh_from_db()

        response = hanne.post(f"/arrangementer/{event.slug}/rediger/", sent(event, title="Nei"))

        assert response.status_code == 422
        event.refresh_from_db()
        assert event.title == "Skolevei og snarveier"


class TestProgramme:
    def test_points_are_written_in_their_order_and_reckoned(self, hanne, people):
        event = draft(people)
        response = hanne.post(
            f"/arrangementer/{event.slug}/program/",
            {
                "seen": event.fingerprint,
                "title_1": "Velkommen, med kaffe",
                "minutes_1": "15",
                "title_2": "Hva vet vi om skoleveien?",
                "minutes_2": "30",
                "speaker_2": "Nina Berge, leder i FAU",
                "is_opening_2": "on",
                "title_3": "Samtale ved bordene",
            },
        )

        assert response.status_code == 302
        page = hanne.get(f"/arrangementer/{event.slug}/").context["page"]
        assert [(row.time, row.title, row.speaker, row.is_opening) for row in page.programme] == [
            ("18.30", "Velkommen, med kaffe", "", False),
            ("18.45", "Hva vet vi om skoleveien?", "Nina Berge, leder i FAU", True),
            ("19.15", "Samtale ved bordene", "", False),
        ]

    def test_a_row_without_a_title_is_told(self, hanne, people):
        event = draft(people)

        response = hanne.post(f"/arrangementer/{event.slug}/program/", {"title_1": "", "speaker_1": "Nina"})

        assert response.status_code == 422
        assert "Skriv hva som skjer på dette punktet." in response.content.decode()
        assert "Nina" in response.content.decode()

    def test_after_a_point_without_minutes_nothing_is_reckoned(self, people, hanne):
        event = draft(people, programme=[Point("Kaffe", 10), Point("Samtale"), Point("Takk", 5)])

        page = hanne.get(f"/arrangementer/{event.slug}/").context["page"]

        assert [row.time for row in page.programme] == ["18.30", "18.40", ""]


class TestPublishing:
    def test_it_is_announced_from_its_page(self, hanne, people):
        event = draft(people)

        response = hanne.post(f"/arrangementer/{event.slug}/kunngjor/", {"seen": event.fingerprint}, follow=True)

        assert "Arrangementet er kunngjort." in response.content.decode()
        event.refresh_from_db()
        assert (event.state, event.published_at is not None) == (State.PUBLISHED, True)

    @pytest.mark.parametrize(
        ("said", "words"),
        [({"place_name": ""}, "Skriv hvor det er"), ({"days": -3}, "Arrangementet er over")],
    )
    def test_without_a_place_or_when_it_is_over_it_is_not(self, people, said, words):
        event = draft(people, **said)

        with pytest.raises(RuleViolation, match=words):
            services.publish_event(event=event, by=people["branch leader"], at=now())

    def test_what_is_missing_is_said_in_place_of_the_button(self, hanne, people):
        page = hanne.get(f"/arrangementer/{draft(people, place_name='').slug}/vert/")

        assert "Det står ikke hvor det er." in page.content.decode()
        assert "kunngjor" not in page.content.decode()

    def test_a_second_time_is_told(self, people):
        with pytest.raises(RuleViolation, match="kunngjort allerede"):
            services.publish_event(event=announced(people), by=people["branch leader"], at=now())


class TestMoving:
    def test_tasks_deadline_and_calendars_follow_and_workers_are_told(self, hanne, people):
        event = held_with_sandvika(
            people, announced(people, signup_last_on=people.today + timedelta(days=12), unit=people.haslum)
        )
        task = services.add_task(
            event=event, title="Låne nøkkel", before=3, responsible=None, by=people["branch leader"], at=now()
        )
        before, count = event.sequence, len(letters())
        day = people.today + timedelta(days=21)

        form = {"day": day.strftime("%d.%m.%Y"), "starts": "19", "ends": "21"}
        response = hanne.post(f"/arrangementer/{event.slug}/flytt/", {**form, "seen": event.fingerprint})

        assert response.status_code == 302
        event.refresh_from_db()
        assert (event.day, in_oslo(event.starts_at).hour) == (day, 19)
        assert services.facts_of(event).signup_last_on == day - timedelta(days=2)
        assert event.sequence == before + 1
        assert Commitment.objects.get(pk=task.commitment_id).due_on == day - timedelta(days=3)
        assert letters()[count:] == [("nils.ostby@example.org", "Flyttet: Skolevei og snarveier")]
        page = hanne.get(f"/arrangementer/{event.slug}/")
        assert "Arrangementet er flyttet" in page.content.decode()

    def test_a_series_moves_by_as_many_days_at_the_new_time(self, people):
        first, second, third = series(people)

        starts_at, ends_at = span(people, days=15, hours=3)
        moved = services.move_event(
            event=first, starts_at=starts_at, ends_at=ends_at, by=people["branch leader"], at=now(), and_later=True
        )

        assert len(moved) == 3
        days = [event.day for event in Event.objects.order_by("starts_at")]
        assert days == [people.today + timedelta(days=days) for days in (15, 22, 29)]
        assert {event.ends_at - event.starts_at for event in Event.objects.all()} == {timedelta(hours=3)}
        assert [second.pk, third.pk] == [event.pk for event in moved[1:]]

    @pytest.mark.parametrize("days", [-1, -400])
    def test_it_does_not_move_into_the_past(self, people, days):
        with pytest.raises(RuleViolation, match="en tid som er over"):
            move(people, announced(people), days=days)

    def test_of_two_the_second_is_told(self, people):
        event = announced(people)
        seen = event.fingerprint
        move(people, event, days=20, seen=seen)

        with pytest.raises(StalePage):
            move(people, event, days=30, seen=seen)

    def test_a_coordinator_keeps_it_until_two_weeks_after_the_new_day(self, people):
        event = announced(people)
        row = services.appoint_coordinator(event=event, person=people["member"], by=people["branch leader"], at=now())
        assert row.until_on == event.day + timedelta(days=14)

        move(people, event, days=40)

        row.refresh_from_db()
        assert row.until_on == people.today + timedelta(days=54)


class TestCancelling:
    def test_the_page_stays_with_the_reason_and_tasks_are_closed(self, client, people):
        event = held_with_sandvika(people, announced(people))
        services.add_task(event=event, title="Kaffe", before=1, responsible=None, by=people["branch leader"], at=now())
        hanne, count = people.sign_in(client, "branch leader"), len(letters())

        empty = hanne.post(f"/arrangementer/{event.slug}/avlys/", {"reason": " "})
        done = hanne.post(
            f"/arrangementer/{event.slug}/avlys/", {"reason": "Salen er stengt", "seen": event.fingerprint}
        )

        assert (empty.status_code, done.status_code) == (422, 302)
        client.logout()
        page = client.get(f"/arrangementer/{event.slug}/").content.decode()
        assert "Avlyst" in page
        assert "Salen er stengt" in page
        assert [task.state for task in Commitment.objects.all()] == ["superseded"]
        own = people.sign_in(client, "branch leader").get(f"/arrangementer/{event.slug}/vert/").content.decode()
        assert "Gjelder ikke lenger" in own
        assert "Gjort" not in own  # nobody did it
        assert letters()[count:] == [("nils.ostby@example.org", "Avlyst: Skolevei og snarveier")]

    def test_only_what_is_announced_and_not_over(self, people):
        with pytest.raises(RuleViolation, match="Bare et arrangement som er kunngjort"):
            services.cancel_event(event=draft(people), reason="Nei", by=people["branch leader"], at=now())

    def test_the_rest_of_a_series(self, people):
        _first, second, _third = series(people)

        services.cancel_event(event=second, reason="Ferie", by=people["branch leader"], at=now(), and_later=True)

        assert list(Event.objects.order_by("starts_at").values_list("state", flat=True)) == [
            "published",
            "cancelled",
            "cancelled",
        ]


class TestEnding:
    def test_what_is_over_is_noted_once(self, people):
        event, later = announced(people, days=1), announced(people, days=20)
        after = event.ends_at + timedelta(hours=9)

        assert services.finish_past_events(at=after) == 1
        assert services.finish_past_events(at=after) == 0
        event.refresh_from_db()
        later.refresh_from_db()
        assert (event.state, later.state) == (State.DONE, State.PUBLISHED)
        with pytest.raises(RuleViolation, match="kunngjort og over"):
            services.finish_event(event=later, by=None, at=after)


class TestAnnualMeeting:
    """The date of a unit's annual meeting stands once: the event and its set day are one day."""

    def test_announcing_it_sets_and_confirms_the_day(self, people):
        event = announced(people, "Årsmøte", kind=Kind.ANNUAL_MEETING)

        anchor = Anchor.objects.get(unit=people.haslum, kind="annual_meeting")
        event.refresh_from_db()
        assert (event.anchor, anchor.day, anchor.is_confirmed) == (anchor, event.day, True)

    def test_moving_the_event_moves_the_day(self, people):
        event = announced(people, "Årsmøte", kind=Kind.ANNUAL_MEETING)

        move(people, event, days=15)

        event.refresh_from_db()
        assert Anchor.objects.get(pk=event.anchor_id).day == event.day == people.today + timedelta(days=15)

    def test_moving_the_day_moves_the_event_at_the_same_time_on_the_wall(self, people):
        event = announced(people, "Årsmøte", kind=Kind.ANNUAL_MEETING)
        day = event.day + (
            timedelta(days=1) if (event.day + timedelta(days=1)).year == event.day.year else -timedelta(days=1)
        )

        set_day(
            unit=people.haslum,
            kind="annual_meeting",
            year=day.year,
            day=day,
            is_confirmed=True,
            by=people["branch leader"],
            at=now(),
        )

        before = in_oslo(event.starts_at).time()
        event.refresh_from_db()
        assert (event.day, in_oslo(event.starts_at).time()) == (day, before)

    def test_a_second_one_that_year_is_not_the_meeting(self, people):
        first = announced(people, "Årsmøte", kind=Kind.ANNUAL_MEETING)
        second = announced(people, "Ekstraordinært årsmøte", kind=Kind.ANNUAL_MEETING, days=15)

        second.refresh_from_db()
        assert second.anchor is None
        assert Anchor.objects.get(unit=people.haslum).day == first.day

    def test_a_cancelled_one_lets_go_of_the_day(self, people):
        event = announced(people, "Årsmøte", kind=Kind.ANNUAL_MEETING)
        services.cancel_event(event=event, reason="Snøstorm", by=people["branch leader"], at=now())

        again = announced(people, "Årsmøte", kind=Kind.ANNUAL_MEETING, days=15)

        again.refresh_from_db()
        assert Anchor.objects.get(pk=again.anchor_id).day == again.day
