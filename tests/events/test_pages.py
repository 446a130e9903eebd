"""The calendar's pages: filters, months, what was, constant queries, and where else events are shown."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lokallag.events import services
from lokallag.events.models import Event, Kind
from lokallag.events.services import Point
from tests.cast import cast
from tests.events.stage import announced, draft, held_with_sandvika
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def titles(page) -> list[str]:
    return [row.title for month in page.months for row in month.rows]


class TestList:
    def test_the_next_comes_first_and_what_is_over_stands_apart(self, client, people):
        announced(people, "Sist", days=40)
        announced(people, "Først", days=2)
        announced(people, "Over", days=1)
        Event.objects.filter(title="Over").update(
            starts_at=now() - timedelta(days=2), ends_at=now() - timedelta(days=2, hours=-2)
        )

        assert titles(client.get("/arrangementer/").context["page"]) == ["Først", "Sist"]
        assert titles(client.get("/arrangementer/?vis=tidligere").context["page"]) == ["Over"]

    def test_it_is_filtered_by_unit_and_kind(self, client, people):
        held_with_sandvika(people, announced(people, "Sammen"))
        announced(people, "Haslum alene", kind=Kind.STALL)
        announced(people, "Partiet", unit=people.party)

        def shown(query: str) -> list[str]:
            return sorted(titles(client.get(f"/arrangementer/?{query}").context["page"]))

        assert shown("enhet=haslum") == ["Haslum alene", "Sammen"]
        assert shown("enhet=sandvika") == ["Sammen"]
        assert shown("slag=stall") == ["Haslum alene"]
        assert shown("enhet=haslum&slag=open_meeting") == ["Sammen"]
        assert shown("enhet=finnes-ikke") == []
        assert shown("slag=tull") == ["Haslum alene", "Partiet", "Sammen"]

    def test_an_empty_calendar_says_so(self, client, people):
        page = client.get("/arrangementer/").content.decode()

        assert "Ingenting er kunngjort ennå" in page
        assert "Ingenting passer til det du har valgt" in client.get("/arrangementer/?slag=stall").content.decode()

    @pytest.mark.parametrize(
        "url", ["/arrangementer/", "/arrangementer/?vis=tidligere", "/arrangementer/?enhet=haslum"]
    )
    @pytest.mark.parametrize("who", ["anonymous", "member", "branch leader"])
    def test_one_and_three_events_take_as_many_queries(self, client, people, who, url):
        people.sign_in(client, who)
        announced(people)
        one = queries(client, url)
        for _number in range(2):
            held_with_sandvika(people, announced(people, "Flere", programme=[Point("Kaffe", 10)]))

        assert queries(client, url) == one

    def test_a_visitor_takes_few(self, client, people):
        announced(people)

        assert queries(client, "/arrangementer/") <= 6


class TestMonth:
    def test_a_day_has_what_is_on_it_also_over_several_days(self, client, people):
        event = announced(people, hours=26)

        page = client.get(f"/arrangementer/kalender/?maned={event.day:%Y-%m}").context["page"]
        days = {day.number: [entry.title for entry in day.entries] for day in page.days if day.entries}

        expected = {day.day for day in (event.day, event.last_day) if day.month == event.day.month}
        assert set(days) == expected
        assert page.days[0].label.startswith("mandag")
        assert len(page.days) % 7 == 0

    @pytest.mark.parametrize("wish", ["2027-13", "2027", "", "0000-01", "9999-12", "2027-٠١", "tull", "2027-02-09"])
    def test_a_month_that_cannot_be_is_this_one(self, client, people, wish):
        page = client.get("/arrangementer/kalender/", {"maned": wish}).context["page"]

        assert page.month == f"{people.today:%Y-%m}"

    def test_it_turns_over_the_year(self, client, people):
        page = client.get("/arrangementer/kalender/?maned=2027-12&enhet=haslum").context["page"]

        assert page.after == ("Januar 2028", "/arrangementer/kalender/?enhet=haslum&maned=2028-01")
        assert page.before[1] == "/arrangementer/kalender/?enhet=haslum&maned=2027-11"

    def test_holidays_are_named(self, client, people):
        page = client.get("/arrangementer/kalender/?maned=2027-05").context["page"]

        assert {day.number: day.holiday for day in page.days if day.holiday and not day.is_other}[17].startswith(
            "Andre"
        )

    @pytest.mark.parametrize("who", ["anonymous", "member", "branch leader"])
    def test_one_and_three_events_take_as_many_queries(self, client, people, who):
        people.sign_in(client, who)
        event = announced(people)
        url = f"/arrangementer/kalender/?maned={event.day:%Y-%m}"
        one = queries(client, url)
        for _number in range(2):
            announced(people)

        assert queries(client, url) == one


class TestEventPage:
    def test_the_public_page_takes_few_queries_however_much_is_on_it(self, client, people):
        event = announced(people, programme=[Point("Kaffe", 10)])
        url = f"/arrangementer/{event.slug}/"
        one = queries(client, url)
        services.set_programme(
            event=event,
            points=[Point(f"Punkt {number}", 5, "Nina Berge") for number in range(12)],
            by=people["branch leader"],
            at=now(),
        )
        held_with_sandvika(people, event)

        assert queries(client, url) == one <= 6

    def test_the_hosts_page_takes_as_many_with_three_tasks_as_with_one(self, client, people):
        people.sign_in(client, "branch leader")
        event = draft(people)

        def add(title: str) -> None:
            services.add_task(
                event=event,
                title=title,
                before=1,
                responsible=people["branch leader"],
                by=people["branch leader"],
                at=now(),
            )

        add("En")
        url = f"/arrangementer/{event.slug}/vert/"
        one = queries(client, url)
        add("To")
        add("Tre")
        assert queries(client, url) == one

    def test_what_is_written_is_shown_as_text(self, client, people):
        event = announced(
            people, "<b>Møte</b>", description="<script>alert(1)</script>\n\nAndre avsnitt", practical="<i>Heis</i>"
        )

        page = client.get(f"/arrangementer/{event.slug}/").content.decode()

        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "<b>Møte</b>" not in page

    def test_the_first_paragraph_stands_large_and_a_long_one_does_not(self, client, people):
        short = announced(people, description="Kort og godt.\r\n\r\nMer om det.")
        long = announced(people, description="x" * 400)

        pages = [client.get(f"/arrangementer/{event.slug}/").context["page"] for event in (short, long)]

        assert [(page.lead, page.text) for page in pages] == [("Kort og godt.", "Mer om det."), ("", "x" * 400)]

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"audience": "members"}, "For medlemmer"),
            ({"audience": "own_unit"}, "For medlemmer i Haslum"),
            ({"audience": "age_group", "age_from": 60}, "For medlemmer fra 60 år"),
            ({"audience": "age_group", "age_until": 90}, "For medlemmer til og med 90 år"),
            ({"audience": "age_group", "age_from": 30, "age_until": 60}, "For medlemmer fra 30 til 60 år"),
            ({"audience": "officers"}, "For alle som har verv"),
            ({"audience": "office", "office_title": "leader"}, "For dem som er leder"),
        ],
    )
    def test_for_whom_is_said_in_words(self, client, people, said, words):
        event = announced(people, **said)

        page = people.sign_in(client, "branch leader").get(f"/arrangementer/{event.slug}/").context["page"]

        assert page.audience == words

    def test_an_evening_past_midnight_is_one_evening(self, client, people):
        party, camp = announced(people, hours=7), announced(people, hours=40)

        pages = [client.get(f"/arrangementer/{event.slug}/").context["page"] for event in (party, camp)]

        assert pages[0].time == "kl. 18.30–01.30"
        assert pages[1].time.startswith("kl. 18.30, til ")
        assert pages[1].time.endswith("kl. 10.30")


class TestElsewhere:
    def test_the_front_page_the_branchs_page_and_the_menu(self, client, people):
        event = announced(people, "Vårens møte")
        announced(people, "I Sandvika", unit=people.sandvika)

        front = client.get("/").content.decode()
        branch = client.get("/avdelinger/haslum/").content.decode()

        assert "Vårens møte" in front
        assert "I Sandvika" in front
        assert "Vårens møte" in branch
        assert "I Sandvika" not in branch
        assert "/arrangementer/?enhet=haslum" in branch
        assert 'href="/arrangementer/"' in front
        assert f"/arrangementer/{event.slug}/" in branch

    def test_min_side_shows_what_is_in_ones_hands(self, client, people):
        mine, given = draft(people, "Mitt utkast"), announced(people, "Gitt meg", unit=people.sandvika)
        announced(people, "Andres", unit=people.party)
        services.appoint_coordinator(
            event=given, person=people["branch leader"], by=people["neighbour leader"], at=now()
        )

        rows = people.sign_in(client, "branch leader").get("/min-side/").context["page"].in_hand

        assert {row.title for row in rows} == {"Mitt utkast", "Gitt meg"}
        assert {row.url for row in rows} == {f"/arrangementer/{event.slug}/vert/" for event in (mine, given)}

    def test_min_side_of_a_member_without_any(self, client, people):
        announced(people)

        assert people.sign_in(client, "member").get("/min-side/").context["page"].in_hand == ()


def test_coordinators_are_forgotten_a_year_after(people):
    from lokallag.core.keeping import Period
    from lokallag.events.models import EventCoordinator
    from lokallag.events.services.coordinators import forget_coordinators

    event = draft(people)
    for number, until in enumerate((date(2025, 1, 31), date(2026, 1, 31))):
        EventCoordinator.objects.create(
            event=event, person=PersonFactory(), from_on=date(2025, 1, 1 + number), until_on=until
        )
    at = now().replace(year=2026, month=2, day=1)

    assert forget_coordinators(at=at, kept=Period(months=12)) == 1
    assert forget_coordinators(at=at, kept=Period(months=12)) == 0
