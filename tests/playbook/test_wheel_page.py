"""The wheel on the page and on paper."""

from datetime import date, timedelta

import pytest
import time_machine

from lokallag.playbook import services
from lokallag.playbook.models import PlannedActivity, YearPlan
from tests.cast import cast
from tests.playbook.stage import AT, library, publish, set_day, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with time_machine.travel(AT, tick=False):
        library()
        yield cast()


def many(people, count, unit=None):
    """Put so many activities into a published plan, spread over the year."""
    unit = unit or people.haslum
    publish(people, unit)
    plan = YearPlan.objects.get(unit=unit, year=2027)
    PlannedActivity.objects.bulk_create(
        PlannedActivity(
            plan=plan,
            title=f"Møte nummer {number}",
            ring="meeting",
            manual_day=date(2027, 1, 1) + timedelta(days=number % 365),
            state="planned",
        )
        for number in range(count)
    )


def test_each_entry_is_one_link_in_the_tab_order_of_each_drawing(client, people):
    many(people, 10)

    html = client.get("/arshjul/haslum/?ar=2027").content.decode()

    wide = html.split('class="wheel-wide"')[1].split('class="wheel-phone"')[0]
    phone = html.split('class="wheel-phone"')[1].split("</figure>")[0]
    assert wide.count("<a ") - wide.count('tabindex="-1"') == 10
    assert (phone.count("<a "), phone.count('tabindex="-1"')) == (10, 0)
    assert 'aria-label="Møte: Møte nummer 3, Haslum, 4. jan."' in wide


def test_an_empty_wheel_says_so_and_draws_nothing(client, people):
    page = client.get("/arshjul/?ar=2027")

    assert "Styret har ikke publisert årshjulet for 2027 ennå." in page.content.decode()
    assert page.context["page"].wide is None


def test_300_entries_are_drawn_and_all_stand_in_the_table(client, people):
    many(people, 300)

    page = client.get("/arshjul/haslum/?ar=2027").context["page"]

    assert len(page.rows) == 300
    assert len(page.wide.marks) == 300
    assert len(page.phone.marks) == 300


def test_year_and_unit_are_chosen_by_the_address(client, people):
    many(people, 1)
    chosen = client.get("/arshjul/?ar=2027&enhet=haslum")
    page = client.get("/arshjul/haslum/?ar=2027").context["page"]

    assert chosen.url == "/arshjul/haslum/?ar=2027"
    assert page.title == "Årshjulet 2027, Haslum"
    assert [choice.label for choice in page.units] == [
        "Bærum Arbeiderparti og alle enhetene",
        "Bærum Arbeiderparti",
        "Haslum",
        "Sandvika",
    ]


@pytest.mark.parametrize("ask", ["ar=99999999999", "ar=nei", "ar=²", "ar=", "ar=1"])
def test_a_year_that_cannot_be_is_this_year(client, people, ask):
    assert client.get(f"/arshjul/?{ask}").context["page"].year == 2026


@pytest.mark.parametrize("path", ["/arshjul/finnes-ikke/", "/arshjul/?enhet=../x", "/arshjul/a3.pdf?enhet=nei"])
def test_units_that_are_none_are_not_found(client, people, path):
    assert client.get(path).status_code == 404


def test_rings_may_be_units(client, people):
    many(people, 1)
    many(people, 1, people.sandvika)

    page = client.get("/arshjul/?ar=2027&ringer=enhet").context["page"]

    assert (page.by_unit, len(page.wide.rings)) == (True, 2)


def test_clashes_are_told(client, people):
    leader = people["branch leader"]
    for title in ("A", "B"):
        services.add_activity(
            unit=people.haslum, year=2027, title=title, ring="meeting", day=date(2027, 5, 17), by=leader, at=AT
        )
    people.sign_in(client, "branch leader")

    page = client.get("/arshjul/haslum/?ar=2027").context["page"]

    assert page.clashes == (
        "17. mai 2027 er andre pinsedag og grunnlovsdag: A i Haslum og B i Haslum.",
        "17. mai 2027 har samme enhet to ting: A i Haslum og B i Haslum.",
    )


def test_today_and_what_is_past_are_marked_in_this_year_alone(client, people):
    many(people, 1)
    YearPlan.objects.update(year=2026)
    PlannedActivity.objects.update(manual_day=date(2026, 2, 1))

    now = client.get("/arshjul/haslum/?ar=2026").context["page"].wide
    PlannedActivity.objects.update(manual_day=date(2027, 2, 1))
    YearPlan.objects.update(year=2027)
    later = client.get("/arshjul/haslum/?ar=2027").context["page"].wide

    assert now.hand is not None
    assert now.marks[0].classes == "wh-mark k-d past"
    assert (later.hand, later.past, later.marks[0].classes) == (None, "", "wh-mark k-d")


def test_the_sheet_is_one_page_of_a3_with_our_fonts(client, people):
    set_day(people, people.party, date(2027, 3, 11))
    take(people, people.party, "arsmote-kommuneparti")
    publish(people, people.party)

    response = client.get("/arshjul/a3.pdf?ar=2027")

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert b"Inter" in response.content
    assert response.content.count(b"/Type /Page\n") + response.content.count(b"/Type/Page/") <= 1


def test_the_sheet_takes_names_with_signs_of_markup(client, people):
    services.add_activity(
        unit=people.haslum,
        year=2027,
        title='<b>#"& $x$</b>',
        ring="meeting",
        day=date(2027, 5, 3),
        by=people["branch leader"],
        at=AT,
    )
    publish(people, people.haslum)

    assert client.get("/arshjul/a3.pdf?ar=2027&enhet=haslum").content.startswith(b"%PDF")


def test_names_with_signs_of_markup_are_shown_as_they_are_written(client, people):
    name = "</title><script>alert('\"&')</script>"
    many(people, 2)
    PlannedActivity.objects.update(title=name)

    html = client.get("/arshjul/haslum/?ar=2027").content.decode()

    assert "<script>alert" not in html
    assert html.count("&lt;/title&gt;&lt;script&gt;alert(&#x27;&quot;&amp;&#x27;)&lt;/script&gt;") >= 2 * 5
