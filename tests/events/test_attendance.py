"""Who came: one press each on the list, by the code at the door, or counted without a name."""

from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lokallag.calendar.domain.words import moment_in_words
from lokallag.core.models import Change, Look
from lokallag.events import services
from lokallag.events.domain.answers import DOOR_STEP
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.times import wall
from lokallag.events.models import Event, Signup
from lokallag.events.queries.attendees import attendees, counts_of
from lokallag.events.queries.printed import attendee_sheet, said_on_sheet, set_in_type
from lokallag.privacy.queries.sight import who_sees
from tests.cast import EVERYONE, Cast, cast
from tests.events.signups_stage import NEIGHBOUR, by_email, event_of, fill, tally

pytestmark = pytest.mark.django_db
SEE = {"branch leader"}


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def event(people: Cast) -> Event:
    return event_of(people, most_guests=2)


def path(event: Event, rest: str = "pameldte/") -> str:
    return f"/arrangementer/{event.slug}/{rest}"


def press(people: Cast, event: Event, **said: str):
    return people.sign_in(Client(), "branch leader").post(path(event, "pameldte/kom/"), said)


class TestTheList:
    @pytest.mark.parametrize("who", EVERYONE)
    @pytest.mark.parametrize("page", ["pameldte/", "pameldte.pdf", "dor/"])
    def test_only_hosts_see_names(self, people, event, who, page):
        by_email(event, "Nora Hemmelig")

        answer = people.sign_in(Client(), who).get(path(event, page))

        expected = 302 if who == "anonymous" else 200 if who in SEE else 403
        assert answer.status_code == expected
        if expected != 200:
            assert "Hemmelig" not in answer.content.decode(errors="ignore")

    def test_a_coordinator_sees_them_while_it_is_theirs(self, people, event):
        by_email(event, "Nora Hemmelig")
        coordinator = services.appoint_coordinator(
            event=event, person=people["member"], by=people["branch leader"], at=now()
        )
        client = people.sign_in(Client(), "member")
        assert "Hemmelig" in client.get(path(event)).content.decode()

        services.end_coordinator(coordinator=coordinator, by=people["branch leader"], at=now())
        assert client.get(path(event)).status_code == 403

    def test_who_looked_is_logged_for_the_persons_shown(self, people, event):
        by_email(event)
        services.sign_up_person(event=event, person=people["member"], at=now())

        client = people.sign_in(Client(), "branch leader")
        client.get(path(event))
        client.get(path(event, "pameldte.pdf"))

        looks = Look.objects.filter(person_ids__contains=[people["member"].pk]).order_by("pk")
        assert [(row.act, row.how) for row in looks] == [
            ("events.see_signups", "list"),
            ("events.print_signups", "print"),
        ]

    def test_hosts_stand_among_those_who_can_see_one(self, people, event):
        def words(who):
            return {seat.person.pk: " ".join(sees) for seat, sees in who_sees(people["member"], people.today)}.get(
                people[who].pk, ""
            )

        assert "påmeldte" not in words("branch leader")
        services.sign_up_person(event=event, person=people["member"], at=now())

        assert "navnet ditt på lista over påmeldte" in words("branch leader")
        assert "påmeldte" not in words("neighbour leader")

    def test_one_press_ticks_and_one_takes_it_back(self, people, event):
        signup = by_email(event, guests=1)

        answer = press(people, event, kom=str(signup.key))
        assert (answer.status_code, answer.url) == (302, f"{path(event)}#p-{signup.key}")
        assert Signup.objects.get().arrived == 2
        page = people.sign_in(Client(), "branch leader").get(path(event)).content.decode()
        assert 'aria-pressed="true"' in page
        assert "2 har kommet" in page

        press(people, event, angre=str(signup.key))
        assert Signup.objects.get().arrived is None

    def test_ticked_twice_it_counts_once(self, people, event):
        signup = by_email(event)
        for _time in range(2):
            press(people, event, kom=str(signup.key))

        assert Change.objects.filter(act="events.tick_arrival").count() == 1
        assert counts_of(event, attendees(event)).came == 1

    def test_a_sign_up_of_another_event_is_not_ticked_here(self, people, event):
        other = by_email(event_of(people, title="Noe annet"))

        assert press(people, event, kom=str(other.key)).status_code == 422
        assert press(people, event, kom="tull").status_code == 422
        assert Signup.objects.get().arrived is None

    @pytest.mark.parametrize(
        ("who", "status"), [("branch leader", 302), ("board leader", 403), ("member", 403), ("neighbour leader", 403)]
    )
    def test_only_hosts_tick(self, people, event, who, status):
        signup = by_email(event)
        client = people.sign_in(Client(), who)

        for rest, said in (
            ("pameldte/kom/", {"kom": str(signup.key)}),
            ("pameldte/uten-navn/", {"flere": "1"}),
            ("pameldte/ny/", {"name": "Per"}),
        ):
            assert client.post(path(event, rest), said).status_code == status
        assert (tally(event).drop_ins, Signup.objects.count()) == ((1, 2) if status == 302 else (0, 1))

    def test_drop_ins_are_counted_without_a_name(self, people, event):
        client = people.sign_in(Client(), "branch leader")
        for key in ("a" * 32, "a" * 32, "b" * 32):
            client.post(path(event, "pameldte/uten-navn/"), {"flere": "1", "engangsnokkel": key})
        assert tally(event).drop_ins == 2

        for _time in range(3):
            client.post(path(event, "pameldte/uten-navn/"), {"faerre": "1"})
        assert tally(event).drop_ins == 0

    def test_htmx_gets_the_list_alone(self, people, event):
        signup = by_email(event)
        client = people.sign_in(Client(), "branch leader")

        answer = client.post(path(event, "pameldte/kom/"), {"kom": str(signup.key)}, headers={"HX-Request": "true"})

        assert answer.status_code == 200
        assert answer.content.decode().strip().startswith('<section class="stack g4" id="liste"')

    def test_nobody_is_ticked_at_a_cancelled_event(self, people, event):
        signup = by_email(event)
        services.cancel_event(event=event, reason="Snø", by=people["branch leader"], at=now())

        assert press(people, event, kom=str(signup.key)).status_code == 422

    @pytest.mark.parametrize("page", ["pameldte/", "pameldte.pdf"])
    def test_the_number_of_queries_does_not_follow_the_names(self, people, event, page, django_assert_max_num_queries):
        client = people.sign_in(Client(), "branch leader")
        counted = []
        for more in (1, 3):
            fill(event, more)
            services.sign_up_person(event=event, person=people["member" if more == 1 else "stranger"], at=now())
            client.get(path(event, page))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(path(event, page))
            counted.append(len(queries))

        assert counted[0] == counted[1]


class TestFirstTimers:
    def test_who_has_come_before_is_not_new(self, people):
        earlier = event_of(people, starts_at=now() + timedelta(hours=1))
        known = by_email(earlier, "Kjent", "kjent@example.org")
        by_email(earlier, "Kom ikke", "komikke@example.org")
        member = services.sign_up_person(event=earlier, person=people["member"], at=now())
        for signup in (known, member):
            services.tick_arrival(signup=signup, arrived=1, by=people["branch leader"], at=now())

        event = event_of(people, title="Neste")
        for name, email in (("Kjent", "KJENT@example.org"), ("Kom ikke", "komikke@example.org"), ("Ny", NEIGHBOUR)):
            by_email(event, name, email)
        services.sign_up_person(event=event, person=people["member"], at=now())
        services.sign_up_person(event=event, person=people["stranger"], at=now())

        assert {row.name: row.is_first for row in attendees(event)} == {
            "Kjent": False,
            "Kom ikke": True,
            "Ny": True,
            "Mona Dahl": False,
            "Stian Rud": True,
        }
        page = people.sign_in(Client(), "branch leader").get(path(event)).content.decode()
        assert "Her for første gang" in page
        assert "Kom ikke, Ny, Stian Rud" in page.replace("Stian Rud, ", "")


class TestTheDoor:
    @pytest.fixture
    def event(self, people: Cast) -> Event:
        return event_of(people, most_guests=2, starts_at=now() + timedelta(hours=1))

    def code(self, event, at=None):
        return services.door_code(event, at=at or now())

    def arrive(self, event, code, client=None, **said):
        return (client or Client()).post(path(event, f"her/{code}/"), said)

    def test_it_shows_a_picture_and_no_names(self, people, event):
        by_email(event, "Nora Hemmelig")

        page = people.sign_in(Client(), "branch leader").get(path(event, "dor/")).content.decode()

        assert "data:image/svg+xml" in page
        assert f"her/{self.code(event)}/" in page
        assert "Hemmelig" not in page

    def test_who_scans_it_and_gives_the_address_is_ticked(self, event):
        signup = by_email(event, guests=1)

        answer = self.arrive(event, self.code(event), email="NABO@example.org")

        assert (answer.status_code, answer.url) == (302, path(event, "her/"))
        signup.refresh_from_db()
        assert signup.arrived == 2
        assert "Velkommen inn." in Client().get(path(event, "her/")).content.decode()

    def test_a_stranger_gets_the_same_answer(self, event):
        by_email(event)
        known, unknown = (self.arrive(event, self.code(event), email=each) for each in (NEIGHBOUR, "x@example.org"))

        assert (known.status_code, known.url, known.content) == (unknown.status_code, unknown.url, unknown.content)

    def test_who_is_signed_in_presses_once(self, people, event):
        services.sign_up_person(event=event, person=people["member"], at=now())
        client = people.sign_in(Client(), "member")

        assert self.arrive(event, self.code(event), client).status_code == 302
        assert Signup.objects.get().arrived == 1

    def test_who_is_not_signed_up_is_counted_without_a_name_once(self, event):
        for _time in range(2):
            self.arrive(event, self.code(event), uten="1", engangsnokkel="k" * 32)

        assert (tally(event).drop_ins, Signup.objects.count()) == (1, 0)

    def test_an_old_code_and_that_of_another_event_do_not_count(self, people, event):
        signup = by_email(event)
        other = event_of(people, title="Noe annet")
        for code in (self.code(event, now() - 2 * DOOR_STEP), self.code(other), "gjettet"):
            assert self.arrive(event, code, email=NEIGHBOUR).status_code == 422
            assert self.arrive(event, code, uten="1").status_code == 422
            assert "Koden er byttet" in Client().get(path(event, f"her/{code}/")).content.decode()
        signup.refresh_from_db()
        assert (signup.arrived, tally(event).drop_ins) == (None, 0)

    def test_a_photograph_of_the_code_is_worth_twenty_minutes(self, event):
        signup = by_email(event)
        with time_machine.travel(now().replace(minute=0, second=0), tick=False):
            code = self.code(event)
        with time_machine.travel(now().replace(minute=19, second=59), tick=False):
            assert self.arrive(event, code, email=NEIGHBOUR).status_code == 302
        signup.refresh_from_db()
        assert signup.arrived == 1
        with time_machine.travel(now().replace(minute=20, second=0), tick=False):
            assert self.arrive(event, code, email=NEIGHBOUR).status_code == 422

    def test_who_is_signed_in_and_not_signed_up_is_signed_up_there_and_counted(self, people, event):
        client = people.sign_in(Client(), "member")

        for _time in range(2):
            assert self.arrive(event, self.code(event), client).status_code == 302

        signup = Signup.objects.get()
        assert (signup.person, signup.state, signup.arrived) == (people["member"], "signed_up", 1)
        assert (tally(event).taken, counts_of(event, attendees(event)).came) == (1, 1)
        assert "Jeg er ikke påmeldt" not in client.get(path(event, f"her/{self.code(event)}/")).content.decode()

    def test_a_sign_up_by_address_is_theirs_when_they_come_signed_in(self, people, event):
        by_email(event, people["member"].name, people["member"].email)

        self.arrive(event, self.code(event), people.sign_in(Client(), "member"))

        assert [(row.person, row.arrived) for row in Signup.objects.all()] == [(people["member"], 1)]

    def test_where_it_is_full_they_are_told_to_ask_the_host(self, people):
        event = event_of(people, capacity=1, starts_at=now() + timedelta(hours=1))
        by_email(event)

        answer = self.arrive(event, self.code(event), people.sign_in(Client(), "member"))

        assert answer.status_code == 422
        assert "Spør verten ved døra" in answer.content.decode()
        assert (Signup.objects.count(), counts_of(event, attendees(event)).came) == (1, 0)

    def test_whom_it_is_not_for_is_asked_for_a_name_and_may_leave_it_out(self, people):
        event = event_of(people, audience=Audience.OFFICERS, starts_at=now() + timedelta(hours=1))
        client = people.sign_in(Client(), "member")

        refused = self.arrive(event, self.code(event), client)
        assert refused.status_code == 422
        assert "Jeg er ikke påmeldt" in refused.content.decode()
        for _time in range(2):
            self.arrive(event, self.code(event), client, uten="1", name="Mona D.", engangsnokkel="n" * 32)
        self.arrive(event, self.code(event), client, uten="1", name="")

        assert [(row.name, row.person, row.arrived) for row in Signup.objects.all()] == [("Mona D.", None, 1)]
        assert (tally(event).drop_ins, counts_of(event, attendees(event)).came) == (1, 2)

    def test_it_opens_two_hours_before_and_shuts_when_the_day_after_is_over(self, people):
        event = event_of(people, starts_at=wall(people.today + timedelta(days=15), time(18)))
        by_email(event)
        day = event.starts_at
        midnight = wall(people.today + timedelta(days=17), time(0))
        said = []
        for at in (
            now(),
            day - timedelta(hours=2, minutes=1),
            day - timedelta(hours=2),
            midnight - timedelta(minutes=1),
        ):
            with time_machine.travel(at, tick=False):
                answer = self.arrive(event, self.code(event), uten="1")
                said.append((answer.status_code, "fra " in answer.content.decode()))
        with time_machine.travel(midnight, tick=False):
            late = self.arrive(event, self.code(event), uten="1")

        assert said == [(422, True), (422, True), (302, False), (302, False)]
        assert (late.status_code, tally(event).drop_ins) == (422, 2)
        opens = moment_in_words(day - timedelta(hours=2), people.today, weekday=True)
        assert (
            f"Du kan si at du er her, fra {opens}."
            in Client().get(path(event, f"her/{self.code(event)}/")).content.decode()
        )

    def test_opening_the_address_changes_nothing(self, event):
        by_email(event)

        assert Client().get(path(event, f"her/{self.code(event)}/")).status_code == 200
        assert (Signup.objects.get().arrived, tally(event).drop_ins) == (None, 0)


class TestTheSheet:
    def test_names_guests_and_marks_stand_on_it_and_no_address(self, people, event):
        [first] = fill(event, 1)
        services.tick_arrival(signup=first, arrived=1, by=None, at=now())
        by_email(event, "Åse Ødegård-Ñandú", guests=2)
        services.sign_up_person(event=event, person=people["member"], at=now())

        said = said_on_sheet(event, at=now())

        assert said["rows"] == [
            ["Nabo 1", "", "Første gang", True],
            ["Mona Dahl", "", "Første gang", False],
            ["Åse Ødegård-Ñandú", "og 2 til", "Første gang", False],
        ]
        assert "@" not in str(said)
        assert set_in_type(said).startswith(b"%PDF")

    def test_nobody_signed_up_still_gives_a_sheet(self, event):
        assert attendee_sheet(event, at=now()).startswith(b"%PDF")

    def test_five_hundred_names_fit_on_sheets_of_their_own(self, people):
        event = event_of(people)
        Signup.objects.bulk_create(
            Signup(event=event, name=f"Navn {n}", state="signed_up", number=n, signed_at=now()) for n in range(500)
        )

        assert attendee_sheet(event, at=now()).startswith(b"%PDF")
