"""Making an event: from scratch, as a series, as a copy; and the two nights when the clock is set."""

import re
from datetime import date, time, timedelta

import pytest
import time_machine
from django.utils.timezone import now

from lokallag.calendar.domain.local import in_oslo
from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.events import services
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.lifecycle import State
from lokallag.events.domain.series import Every
from lokallag.events.domain.times import Which, coming, wall
from lokallag.events.models import Event
from lokallag.events.services import Point
from tests.cast import cast
from tests.events.stage import announced, draft, facts, sent, span

pytestmark = pytest.mark.django_db
URL = "/arrangementer/ny/haslum/"


@pytest.fixture
def people():
    return cast()


def texts(response) -> str:
    return response.content.decode().replace("\xa0", " ")


class TestMaking:
    def test_it_is_a_draft_of_the_unit_and_the_log_keeps_it(self, people):
        event = draft(people)

        assert (event.state, event.slug) == (State.DRAFT, "skolevei-og-snarveier")
        assert [(host.unit, host.is_main, host.state) for host in event.hosts.all()] == [
            (people.haslum, True, "accepted")
        ]
        assert Change.objects.filter(act="events.create_event", target_id=str(event.pk)).count() == 1

    def test_two_of_the_same_name_have_addresses_of_their_own(self, people):
        assert [draft(people, "Åpent møte: Øst & Vest").slug for _number in range(2)] == [
            "apent-mote-ost-vest",
            "apent-mote-ost-vest-2",
        ]

    @pytest.mark.parametrize("title", ["Kalender", "Ny", "Svar", "!!!"])
    def test_no_event_has_the_address_of_a_page(self, people, title):
        assert draft(people, title).slug not in {"kalender", "ny", "svar", ""}

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"title": "  "}, "title"),
            ({"title": "x" * 121}, "title"),
            ({"description": "x" * 8001}, "description"),
            ({"postal_code": "13"}, "postal_code"),
            ({"online_link": "http://møte.example.org"}, "online_link"),
            ({"capacity": 0}, "capacity"),
            ({"most_guests": 10}, "most_guests"),
            ({"audience": Audience.AGE_GROUP}, "age_from"),
            ({"audience": Audience.AGE_GROUP, "age_from": 60, "age_until": 40}, "age_until"),
            ({"audience": Audience.OFFICE}, "office_title"),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field(self, people, said, field):
        with pytest.raises(RuleViolation) as caught:
            draft(people, **said)

        assert caught.value.field == field
        assert Event.objects.count() == 0

    @pytest.mark.parametrize(("hours", "field"), [(-1, "ends"), (0, "ends"), (24 * 15, "last_day")])
    def test_it_ends_after_it_starts_and_not_weeks_later(self, people, hours, field):
        with pytest.raises(RuleViolation) as caught:
            draft(people, hours=hours)

        assert caught.value.field == field

    def test_sign_up_ends_with_its_last_day_and_never_after_the_beginning(self, people):
        day = people.today + timedelta(days=14)
        before, on = draft(people, signup_last_on=day - timedelta(days=2)), draft(people, signup_last_on=day)

        assert in_oslo(before.signup_until).strftime("%H:%M") == "00:00"
        assert before.signup_until == wall(day - timedelta(days=1), time(0))
        assert on.signup_until == on.starts_at
        assert [services.facts_of(event).signup_last_on for event in (before, on)] == [day - timedelta(days=2), day]
        with pytest.raises(RuleViolation, match="etter at arrangementet begynner"):
            draft(people, signup_last_on=day + timedelta(days=1))

    def test_an_age_that_the_audience_does_not_ask_for_is_left_out(self, people):
        event = draft(people, audience=Audience.MEMBERS, age_from=60, age_until=90)

        assert (event.age_from, event.age_until) == (None, None)


@pytest.mark.parametrize(("who", "status"), [("branch leader", 200), ("neighbour leader", 403), ("member", 403)])
def test_the_form_is_for_those_who_lead_the_unit(client, people, who, status):
    assert people.sign_in(client, who).get(URL).status_code == status


class TestForm:
    @pytest.fixture
    def people(self):
        with time_machine.travel("2026-11-29 12:00+01:00", tick=True):
            yield cast()

    @pytest.fixture
    def hanne(self, client, people):
        return people.sign_in(client, "branch leader")

    def test_what_is_sent_is_made_and_leads_to_its_page(self, hanne, people):
        response = hanne.post(URL, sent(description="Hva trenger Haslum?", capacity="40", signup_until="07.02.2027"))

        event = Event.objects.get()
        assert response.headers["Location"] == f"/arrangementer/{event.slug}/vert/"
        assert (event.title, event.capacity, event.day) == ("Vårens møte", 40, date(2027, 2, 9))
        assert in_oslo(event.starts_at).time() == time(18, 30)

    def test_the_same_form_twice_makes_one(self, hanne):
        form = sent(engangsnokkel="en-nokkel")

        assert [hanne.post(URL, form).status_code for _time in range(2)] == [302, 302]
        assert Event.objects.count() == 1

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"ends": "18.00"}, "Arrangementet slutter før det begynner. Varer det over midnatt"),
            ({"ends": "18.30"}, "Arrangementet slutter før det begynner."),
            ({"last_day": "08.02.2027"}, "Arrangementet slutter før det begynner. Sjekk de to dagene."),
            ({"last_day": "09.04.2027"}, "høyst to uker"),
            ({"starts": "25.00"}, "Skriv klokkeslettet med timer og minutter"),
            ({"day": "30.02.2027"}, "Skriv datoen som dag, måned og år"),
            ({"title": ""}, "Skriv hva arrangementet heter."),
            ({"title": "x" * 3000}, "Skriv høyst 120 tegn. Nå er det 3000."),
            ({"postal_code": "134"}, "Et postnummer har fire sifre"),
            ({"online_link": "http://mote.example.org"}, "må begynne med https://"),
            ({"audience": "age_group"}, "Skriv hvor gammel man skal være"),
            ({"audience": "office"}, "Velg hvilket verv"),
            ({"capacity": "0"}, "Tallet er for lite"),
            ({"most_guests": "99"}, "høyst 9 gjester"),
            ({"signup_until": "10.02.2027"}, "etter at arrangementet begynner"),
            ({"repeats": "week"}, "Skriv den siste dagen"),
            ({"repeats": "week", "until": "10.02.2027"}, "bare ett arrangement"),
            ({"repeats": "week", "until": "10.02.2037"}, "høyst 60"),
        ],
    )
    def test_what_is_wrong_comes_back_with_all_that_was_written(self, hanne, wrong, words):
        response = hanne.post(URL, sent(description="Blir stående", **wrong))

        assert response.status_code == 422
        assert words in texts(response)
        assert "Blir stående" in texts(response)
        assert Event.objects.count() == 0

    def test_it_may_last_past_midnight(self, hanne):
        hanne.post(URL, sent(starts="20", ends="0130", last_day="10.02.2027"))

        event = Event.objects.get()
        assert event.ends_at - event.starts_at == timedelta(hours=5, minutes=30)

    def test_a_time_that_does_not_exist_is_refused_with_those_that_do(self, hanne):
        response = hanne.post(URL, sent(day="28.03.2027", starts="02.30", ends="04.00"))

        assert response.status_code == 422
        assert (
            "Klokka 02.30 finnes ikke natt til 28. mars 2027, for da stilles klokka fram. Velg 01.59 eller før, eller"
            " 03.00 eller senere."
        ) in texts(response)

    def test_a_time_that_comes_twice_is_asked_about(self, hanne):
        form = sent(day="31.10.2027", starts="02.30", ends="04.00")

        asked = hanne.post(URL, form)
        assert asked.status_code == 422
        assert "Klokka 02.30 kommer to ganger natt til 31. oktober 2027" in texts(asked)
        assert 'type="radio" name="starts_which"' in texts(asked)
        assert "ends_which" in texts(asked)
        assert 'type="radio" name="ends_which"' not in texts(asked)

        assert hanne.post(URL, {**form, "starts_which": "second"}).status_code == 302
        event = Event.objects.get()
        assert (coming(event.starts_at), event.ends_at - event.starts_at) == (Which.SECOND, timedelta(minutes=90))
        assert "kl. 02.30 vintertid–04.00" in texts(hanne.get(f"/arrangementer/{event.slug}/vert/"))

    def test_an_end_that_comes_twice_is_asked_about_too(self, hanne):
        form = sent(day="30.10.2027", starts="20.00", ends="02.30", last_day="31.10.2027")

        assert "ends_which" in texts(hanne.post(URL, form))
        assert hanne.post(URL, {**form, "ends_which": "first"}).status_code == 302

    def test_a_series_has_an_event_on_each_day_with_the_same_time_on_the_wall(self, hanne):
        response = hanne.post(
            URL, sent(day="09.03.2027", repeats="month", until="30.06.2027", signup_until="07.03.2027"), follow=True
        )

        events = list(Event.objects.order_by("starts_at"))
        assert [event.day.isoformat() for event in events] == ["2027-03-09", "2027-04-13", "2027-05-11", "2027-06-08"]
        assert {in_oslo(event.starts_at).time() for event in events} == {time(18, 30)}
        assert {event.day - services.facts_of(event).signup_last_on for event in events} == {timedelta(days=2)}
        assert len({event.series for event in events}) == 1
        assert "Serien har 4 arrangementer." in texts(response)


def test_a_series_that_meets_the_hour_that_is_not_there_says_so(people):
    with pytest.raises(RuleViolation, match=r"Natt til 28\. mars 2027 stilles klokka"):
        services.make_series(
            unit=people.haslum,
            facts=facts(),
            starts_at=wall(date(2027, 3, 21), time(2, 30)),
            ends_at=wall(date(2027, 3, 21), time(4, 0)),
            every=Every.WEEK,
            until=date(2027, 4, 4),
            by=None,
            at=now(),
        )
    assert Event.objects.count() == 0


class TestCopy:
    def test_what_is_written_comes_along_and_people_do_not(self, client, people):
        event = announced(people, capacity=30, programme=[Point("Kaffe", 15), Point("Skolen", 30, "Nina Berge", True)])
        day = people.today + timedelta(days=60)

        response = people.sign_in(client, "branch leader").post(
            f"/arrangementer/{event.slug}/kopier/", {"day": day.strftime("%d.%m.%Y")}
        )

        copy = Event.objects.exclude(pk=event.pk).get()
        assert response.headers["Location"] == f"/arrangementer/{copy.slug}/vert/"
        assert (copy.title, copy.capacity, copy.state, copy.day) == (event.title, 30, State.DRAFT, day)
        assert list(copy.programme.values_list("title", "minutes", "speaker")) == [
            ("Kaffe", 15, ""),
            ("Skolen", 30, "Nina Berge"),
        ]
        assert in_oslo(copy.starts_at).time() == in_oslo(event.starts_at).time()
        assert copy.uid != event.uid


class TestChoosing:
    def test_who_leads_one_unit_is_led_there(self, client, people):
        response = people.sign_in(client, "branch leader").get("/arrangementer/ny/")

        assert response.headers["Location"] == URL

    def test_who_leads_none_is_told(self, client, people):
        assert people.sign_in(client, "member").get("/arrangementer/ny/").status_code == 403


class TestDropping:
    def test_a_draft_is_thrown_away_and_an_announced_one_is_not(self, client, people):
        gone, kept = draft(people), announced(people)
        hanne = people.sign_in(client, "branch leader")

        for event in (gone, kept):
            hanne.post(f"/arrangementer/{event.slug}/slett/")

        assert list(Event.objects.all()) == [kept]


def test_a_closed_unit_holds_nothing_after_its_last_day(people):
    people.haslum.closed_on = people.today
    people.haslum.save()
    starts_at, ends_at = span(people, days=1)

    with pytest.raises(RuleViolation, match="lagt ned"):
        services.make_event(unit=people.haslum, facts=facts(), starts_at=starts_at, ends_at=ends_at, by=None, at=now())


def test_a_draft_is_thrown_away_by_the_second_press(client, people):
    event = draft(people)
    page = people.sign_in(client, "branch leader").get(f"/arrangementer/{event.slug}/vert/").content.decode()

    [folded] = re.findall(r"(?s)<details><summary>Slett utkastet</summary>(.*?)</details>", page)
    assert f'action="/arrangementer/{event.slug}/slett/"' in folded
    assert "Ja, slett utkastet" in folded
    assert page.count(f"/arrangementer/{event.slug}/slett/") == 1
