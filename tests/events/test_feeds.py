"""Calendars that other programs read: of all, of a unit, and one's own by a secret address."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now
from icalendar import Calendar

from lokallag.core.models import Change
from lokallag.events import services
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.models import Event, FeedToken
from lokallag.events.queries import feeds
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.models import Membership
from lokallag.membership.services import end_membership
from lokallag.organisation.services import rename_unit
from tests.cast import Cast, cast
from tests.code.test_get_changes_nothing import all_tables, changed
from tests.events.feed_stage import announce, later, settle

pytestmark = pytest.mark.django_db
ALL = "/arrangementer/kalender.ics"
HASLUM = "/arrangementer/kalender/haslum.ics"


@pytest.fixture
def people() -> Cast:
    feeds.forget_parts()
    return cast()


def read(client: Client, path: str) -> Calendar:
    """Return what a calendar program reads."""
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(answer.content)


def titles(client: Client, path: str) -> list[str]:
    """Return the names of the events in a calendar."""
    return [str(event["SUMMARY"]) for event in read(client, path).events]


def own_path(people: Cast, who: str = "member") -> str:
    """Give one of the named people a secret address, and return its path."""
    key = services.make_feed_address(person=people[who], by=people[who], at=now())
    return reverse("events:own_feed", args=[key])


class TestPublic:
    def test_open_events_stand_in_the_calendar_of_all_and_of_their_unit(self, people, client):
        announce(people, "Møte i Haslum")
        announce(people, "Møte i partiet", unit="party")
        announce(people, "Bare for medlemmer", audience=Audience.MEMBERS)

        assert titles(client, ALL) == ["Møte i Haslum", "Møte i partiet"]
        assert titles(client, HASLUM) == ["Møte i Haslum"]

    def test_a_draft_is_in_none(self, people, client):
        event = announce(people)
        Event.objects.filter(pk=event.pk).update(state="draft")

        assert titles(client, ALL) == []

    def test_an_event_of_two_hosts_stands_with_both_once_the_second_has_said_yes(self, people, client):
        event = announce(people, "Sammen")
        host = services.invite_host(event=event, unit=people.sandvika, by=people["branch leader"], at=now())
        before = titles(client, "/arrangementer/kalender/sandvika.ics")
        services.answer_invitation(host=host, answer=Answer.ACCEPTED, by=people["neighbour leader"], at=now())

        assert (before, titles(client, "/arrangementer/kalender/sandvika.ics")) == ([], ["Sammen"])
        [event] = read(client, ALL).events
        assert "Haslum" in str(event["DESCRIPTION"])
        assert "Sandvika" in str(event["DESCRIPTION"])

    def test_moved_and_cancelled_reach_a_calendar_that_has_it(self, people, client):
        event = announce(people, "Flyttes")
        [first] = read(client, ALL).events
        services.move_event(
            event=event,
            starts_at=event.starts_at + timedelta(days=1),
            ends_at=event.ends_at + timedelta(days=1),
            by=people["branch leader"],
            at=later(seconds=1),
        )
        [second] = read(client, ALL).events
        services.cancel_event(event=event, reason="Sykdom", by=people["branch leader"], at=later(seconds=2))
        [third] = read(client, ALL).events

        assert first["UID"] == second["UID"] == third["UID"]
        assert first["SEQUENCE"] < second["SEQUENCE"] < third["SEQUENCE"]
        assert second.start - first.start == timedelta(days=1)
        assert (str(third["STATUS"]), str(third["SUMMARY"])) == ("CANCELLED", "Avlyst: Flyttes")

    def test_an_old_event_leaves_the_calendar(self, people, client):
        event = announce(people)

        with time_machine.travel(event.ends_at + feeds.BACK - timedelta(hours=1)):
            assert len(titles(client, ALL)) == 1
        with time_machine.travel(event.ends_at + feeds.BACK + timedelta(hours=1)):
            assert titles(client, ALL) == []

    def test_a_unit_that_is_not_there_answers_404(self, people, client):
        assert client.get("/arrangementer/kalender/finnes-ikke.ics").status_code == 404

    def test_a_link_for_a_meeting_on_the_net_is_in_no_calendar(self, people, client):
        event = announce(people)
        Event.objects.filter(pk=event.pk).update(online_link="https://mote.example.org/hemmelig", place_name="")

        assert b"hemmelig" not in client.get(ALL).content

    def test_a_new_name_of_a_unit_is_read_at_once(self, people, client):
        announce(people)
        old = client.get(ALL)
        rename_unit(
            unit=people.haslum, name="Haslum og Hosle", decision="Styremøtet", by=people["board leader"], at=now(),
            valid_from=localdate(),
        )  # fmt: skip
        settle()
        new = client.get(ALL, headers={"if-none-match": old["ETag"]})

        assert new.status_code == 200
        assert b"Haslum og Hosle" in new.content


class TestNothingNew:
    @pytest.mark.parametrize("which", ["all", "unit", "own"])
    def test_who_has_it_already_is_told_so_in_three_queries(self, people, client, which):
        announce(people)
        path = {"all": ALL, "unit": HASLUM}.get(which) or own_path(people)
        first = client.get(path)

        with CaptureQueriesContext(connection) as queries:
            second = client.get(path, headers={"if-none-match": first["ETag"]})

        assert (second.status_code, second.content, second["ETag"]) == (304, b"", first["ETag"])
        assert len(queries) <= 3

    @pytest.mark.parametrize("which", ["all", "unit", "own"])
    def test_any_change_is_something_new(self, people, client, which):
        event = announce(people)
        path = {"all": ALL, "unit": HASLUM}.get(which) or own_path(people)
        mark = client.get(path)["ETag"]
        services.cancel_event(event=event, reason="Sykdom", by=people["branch leader"], at=now())
        settle()

        assert client.get(path, headers={"if-none-match": mark}).status_code == 200

    def test_a_sign_in_does_not_change_it(self, people, client):
        announce(people)
        mark = client.get(ALL)["ETag"]
        people.sign_in(client, "member")

        assert client.get(ALL, headers={"if-none-match": mark}).status_code == 304

    def test_it_is_new_each_day(self, people, client):
        announce(people)
        mark = client.get(ALL)["ETag"]

        with time_machine.travel(now() + timedelta(days=1)):
            assert client.get(ALL, headers={"if-none-match": mark}).status_code == 200

    def test_only_what_changed_is_made_again(self, people, client, monkeypatch):
        made = []
        real = feeds.part_of
        monkeypatch.setattr(feeds, "part_of", lambda entry: made.append(entry.title) or real(entry))
        one, _two = announce(people, "En"), announce(people, "To", days=8)
        client.get(ALL)
        services.cancel_event(event=one, reason="Sykdom", by=people["branch leader"], at=later(seconds=1))
        client.get(HASLUM)

        assert made == ["En", "To", "Avlyst: En"]

    def test_how_many_events_there_are_makes_no_more_queries(self, people, client):
        counts = []
        for number in range(3):
            announce(people, f"Møte {number}", days=7 + number)
            feeds.forget_parts()
            with CaptureQueriesContext(connection) as queries:
                client.get(ALL)
            counts.append(len(queries))

        assert counts[0] == counts[2]


class TestOwn:
    def test_it_holds_what_ones_units_hold_and_is_for_one(self, people, client):
        announce(people, "Åpent i Haslum")
        announce(people, "Medlemsmøte i partiet", unit="party", audience=Audience.MEMBERS, days=8)
        announce(people, "Åpent i Sandvika", unit="sandvika", days=9)
        announce(people, "Styret i Haslum", audience=Audience.OFFICERS, days=10)

        assert titles(client, own_path(people)) == ["Åpent i Haslum", "Internt møte"]

    def test_of_what_is_not_open_only_time_and_place(self, people, client):
        event = announce(people, "Hemmelig tema", audience=Audience.MEMBERS)
        Event.objects.filter(pk=event.pk).update(description="Om alt vi ikke sier høyt", slug="hemmelig-tema")

        [found] = read(client, own_path(people)).events

        assert {name: str(value) for name, value in found.items() if name in {"SUMMARY", "LOCATION", "URL"}} == {
            "SUMMARY": "Internt møte",
            "LOCATION": "Haslum skole, 1344",
            "URL": f"http://localhost:8000/arrangementer/id/{event.uid}/",
        }
        assert "DESCRIPTION" not in found
        assert "CATEGORIES" not in found

    def test_its_link_leads_who_may_to_the_page(self, people, client):
        event = announce(people, audience=Audience.MEMBERS)
        path = f"/arrangementer/id/{event.uid}/"

        asked = client.get(path)
        assert asked["Location"] == f"/logg-inn/?next=%2Farrangementer%2Fid%2F{event.uid}%2F"
        assert people.sign_in(client, "member").get(path)["Location"] == f"/arrangementer/{event.slug}/"
        assert people.sign_in(client, "stranger").get(path).status_code == 404

    def test_the_address_is_shown_once_and_only_its_hash_is_kept(self, people, client):
        people.sign_in(client, "member")
        shown = client.post("/min-side/kalender/lag/").content.decode()
        token = FeedToken.objects.get(person=people["member"])
        key = shown.split('value="http://localhost:8000/kalender/')[1].split(".ics")[0]

        assert len(key) == 43
        assert key not in client.get("/min-side/kalender/").content.decode()
        assert key not in token.key_hash
        assert client.get(f"/kalender/{key}.ics").status_code == 200

    def test_a_new_address_ends_the_old_one_and_it_can_be_ended(self, people, client):
        first = own_path(people)
        second = own_path(people)
        assert [client.get(path).status_code for path in (first, second)] == [404, 200]

        people.sign_in(client, "member").post("/min-side/kalender/slett/")

        assert client.get(second).status_code == 404
        assert Change.objects.filter(act="events.change_feed").count() == 3

    def test_it_ends_with_the_membership(self, people, client):
        path = own_path(people)
        assert client.get(path).status_code == 200
        end_membership(
            membership=Membership.objects.get(person=people["member"]),
            ended_on=localdate(),
            reason=EndReason.RESIGNED,
            by=people["secretary"],
            at=now(),
        )

        assert client.get(path).status_code == 404

    def test_an_officer_has_one_while_the_term_lasts(self, people, client):
        path = own_path(people, "branch leader")
        announce(people, "Bare verv", audience=Audience.OFFICERS)
        assert titles(client, path) == ["Internt møte"]

        people["branch leader"].terms.update(until_on=localdate() - timedelta(days=1))

        assert client.get(path).status_code in {200, 404}
        assert b"Internt" not in client.get(path).content

    def test_guesses_answer_as_if_nothing_were_there(self, people, client):
        for key in ("a", "A" * 43, "%00", "æ" * 40, "../x"):
            assert client.get(f"/kalender/{key}.ics").status_code == 404

    def test_its_last_use_is_noted_at_most_once_in_ten_minutes(self, people, client):
        path, begun = own_path(people), now()
        seen = []
        for minutes in (0, 5, 11):
            with time_machine.travel(begun + timedelta(minutes=minutes), tick=False):
                client.get(path)
            seen.append(FeedToken.objects.get().last_used_at)

        assert seen[0] == seen[1] < seen[2]

    def test_reading_it_writes_its_last_use_and_nothing_else(self, people, client):
        announce(people)
        path = own_path(people)
        before = all_tables()
        client.get(path)

        assert changed(before, all_tables()) == ["events_feedtoken"]

    def test_no_program_keeps_it_or_tells_where_it_came_from(self, people, client):
        answer = client.get(own_path(people))

        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("private, no-store", "no-referrer")

    def test_two_presses_make_one_address(self, people, client):
        people.sign_in(client, "member")
        page = client.get("/min-side/kalender/").content.decode()
        key = page.split('name="engangsnokkel" value="')[1].split('"')[0]
        first = client.post("/min-side/kalender/lag/", {"engangsnokkel": key})
        kept = FeedToken.objects.get().key_hash
        client.post("/min-side/kalender/lag/", {"engangsnokkel": key})

        assert first.status_code == 200
        assert FeedToken.objects.get().key_hash == kept


class TestPages:
    def test_every_unit_that_arranges_has_its_address(self, people, client):
        page = client.get("/arrangementer/abonner/").content.decode()

        for path in (ALL, HASLUM, "/arrangementer/kalender/sandvika.ics"):
            assert f'value="http://localhost:8000{path}"' in page
            assert f'href="webcal://localhost:8000{path}"' in page

    def test_one_event_can_be_taken_into_ones_own_calendar(self, people, client):
        event = announce(people, "Taes med")
        answer = client.get(f"/arrangementer/{event.slug}/kalender.ics")

        assert answer["Content-Disposition"] == 'attachment; filename="taes-med.ics"'
        assert [str(each["SUMMARY"]) for each in Calendar.from_ical(answer.content).events] == ["Taes med"]

    def test_an_event_that_one_may_not_see_has_no_file(self, people, client):
        event = announce(people, audience=Audience.MEMBERS)

        assert client.get(f"/arrangementer/{event.slug}/kalender.ics").status_code == 404
        assert people.sign_in(client, "member").get(f"/arrangementer/{event.slug}/kalender.ics").status_code == 200
