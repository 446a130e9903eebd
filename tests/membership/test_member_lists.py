"""Plain member lists, for those who lead the branch and for the board's leader and secretary."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from lokallag.membership.queries import member_list_page
from lokallag.organisation.models import Kind, Term
from lokallag.people.models import Person
from tests.cast import EVERYONE
from tests.factories import BranchChoiceFactory, PersonFactory, UnitFactory
from tests.membership.stage import join, page_of, set_up


@pytest.fixture
def stage(db):
    return set_up()


def rows(client, url):
    return page_of(client.get(url)).rows


def names(client, url):
    return [row.name for row in rows(client, url)]


def member(stage, given, family, unit, code="1344", **more):
    return BranchChoiceFactory(
        membership__person=PersonFactory(given_name=given, family_name=family, postal_code=code, **more), unit=unit
    )


def test_a_list_holds_those_who_chose_the_branch_not_those_who_live_there(stage, client):
    member(stage, "Bor", "Her", stage.haslum, "1344")
    member(stage, "Bor", "Borte", stage.haslum, "1337")
    member(stage, "Valgte", "Andre", stage.sandvika, "1344")

    found = rows(stage.sign_in(client, "branch leader"), "/medlemmer/haslum/")

    assert [(row.name, row.place, row.lives_here, row.area) for row in found] == [
        ("Borte, Bor", "1337 Sandvika", False, "Sandvika"),
        ("Her, Bor", "1344 Haslum", True, "Haslum"),
    ]


def test_names_are_sorted_as_norwegians_sort(stage, client):
    for family in ("Ås", "Østby", "Ære", "Aasen", "Zahl", "Berg"):
        member(stage, "Kari", family, stage.haslum)
    Person.objects.filter(family_name="Berg").update(sort_key="berg kari")

    found = names(stage.sign_in(client, "branch leader"), "/medlemmer/haslum/")

    assert found == ["Berg, Kari", "Zahl, Kari", "Ære, Kari", "Østby, Kari", "Ås, Kari", "Aasen, Kari"]


def test_a_protected_address_leaves_no_trace(stage, client):
    member(stage, "Vernet", "Person", stage.haslum, "1337", is_protected=True, street_address="Kirkeveien 7")

    for who, url in (("branch leader", "/medlemmer/haslum/"), ("secretary", f"/medlemmer/{stage.party.slug}/")):
        response = stage.sign_in(client, who).get(url)
        (row,) = page_of(response).rows
        assert (row.place, row.area, row.lives_here) == ("Beskyttet", "", False)
        assert "1337" not in response.content.decode()
        assert "Kirkeveien" not in response.content.decode()


def test_a_list_tells_no_more_than_it_needs(stage, client):
    member(
        stage,
        "Kari",
        "Ås",
        stage.haslum,
        email="kari.hemmelig@example.org",
        phone="90000001",
        street_address="Kirkeveien 7",
        birth_year=1961,
    )

    shown = stage.sign_in(client, "branch leader").get("/medlemmer/haslum/").content.decode()

    assert "Ås, Kari" in shown
    for secret in ("kari.hemmelig", "90000001", "Kirkeveien", "1961"):
        assert secret not in shown


def test_the_page_says_why_one_sees_it_and_until_when(stage, client):
    Term.objects.filter(person=stage["branch leader"]).update(until_on=stage.today.replace(year=stage.today.year + 1))
    until = stage.today.replace(year=stage.today.year + 1)

    def why(who, slug="haslum"):
        return page_of(stage.sign_in(client, who).get(f"/medlemmer/{slug}/")).why

    assert why("branch leader").startswith("du ser dem fordi du er leder i Haslum til ")
    assert why("branch leader").endswith(str(until.year))
    assert why("secretary") == "du ser dem fordi du er sekretær i Bærum Arbeiderparti"
    assert why("secretary", stage.party.slug) == "du ser dem fordi du er sekretær i Bærum Arbeiderparti"


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("haslum", {"branch leader", "board leader", "secretary", "board member"}),
        ("sandvika", {"neighbour leader", "board leader", "secretary", "board member"}),
        ("baerum-arbeiderparti", {"board leader", "secretary", "board member"}),
    ],
)
def test_the_list_of_another_unit_answers_as_if_it_were_not_there(stage, client, who, address, allowed):
    status = stage.sign_in(client, who).get(f"/medlemmer/{address}/").status_code

    assert status == (302 if who == "anonymous" else 200 if who in allowed else 404)


def test_other_units_have_no_member_list(stage, client):
    UnitFactory(kind=Kind.NETWORK, slug="skole")
    stage.sign_in(client, "board leader")

    assert client.get("/medlemmer/skole/").status_code == 404
    assert client.get("/medlemmer/finnes-ikke/").status_code == 404


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("branch leader", [("Haslum", 2)]),
        ("neighbour leader", [("Sandvika", 1)]),
        ("secretary", [("Bærum Arbeiderparti", 4), ("Haslum", 2), ("Sandvika", 1), ("Uten avdeling", 1)]),
    ],
)
def test_one_sees_the_lists_one_may_see_and_how_long_they_are(stage, client, who, expected):
    member(stage, "Kari", "Ås", stage.haslum)
    member(stage, "Ola", "Ås", stage.haslum)
    member(stage, "Per", "Ås", stage.sandvika)
    join(stage, stage["member"], None)

    page = page_of(stage.sign_in(client, who).get("/medlemmer/"))

    assert [(link.name, link.members) for link in page.lists] == expected


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 403), ("deputy member", 403), ("anonymous", 302), ("board member", 200), ("branch leader", 200)],
)
def test_only_those_with_a_list_see_the_page_of_lists(stage, client, who, status):
    assert stage.sign_in(client, who).get("/medlemmer/").status_code == status


def test_those_without_a_branch_are_listed_for_the_board(stage, client):
    member(stage, "Kari", "Ås", stage.haslum)
    join(stage, stage["member"], None)

    assert names(stage.sign_in(client, "secretary"), "/medlemmer/uten-avdeling/") == ["Dahl, Mona"]
    assert stage.sign_in(client, "branch leader").get("/medlemmer/uten-avdeling/").status_code == 403


def test_only_the_board_is_led_to_placing(stage, client):
    choice = member(stage, "Kari", "Ås", stage.haslum)

    (for_board,) = rows(stage.sign_in(client, "secretary"), "/medlemmer/haslum/")
    (for_leader,) = rows(stage.sign_in(client, "branch leader"), "/medlemmer/haslum/")

    assert for_board.place_url == f"/medlemmer/haslum/{choice.membership_id}/flytt/"
    assert client.get(for_board.place_url).status_code == 403
    assert for_leader.place_url == ""


def test_a_long_list_comes_in_pages_of_fifty(stage, client):
    for number in range(101):
        member(stage, "Kari", f"Ås{number:03}", stage.haslum)
    stage.sign_in(client, "branch leader")

    first = page_of(client.get("/medlemmer/haslum/"))
    second = page_of(client.get(first.next_url))
    third = page_of(client.get(second.next_url))
    back = page_of(client.get(third.previous_url))

    assert [len(page.rows) for page in (first, second, third)] == [50, 50, 1]
    assert [page.shown for page in (first, third)] == ["Viser 50 av 101", "Viser 1 av 101"]
    assert (first.previous_url, third.next_url) == ("", "")
    assert back.rows == second.rows
    assert [row.name for page in (first, second, third) for row in page.rows] == [
        f"Ås{number:03}, Kari" for number in range(101)
    ]


@pytest.mark.parametrize("order", ["", "&sorter=nyest"])
def test_pages_pass_nobody_by_when_members_come_meanwhile(stage, client, order):
    for number in range(60):
        member(stage, "Kari", f"Ås{number:03}", stage.haslum)
    stage.sign_in(client, "branch leader")

    first = page_of(client.get(f"/medlemmer/haslum/?x={order}"))
    member(stage, "Anne", "Aa", stage.haslum)  # sorts before all, and is the newest
    member(stage, "Anne", "Berg", stage.haslum)
    second = page_of(client.get(first.next_url))

    assert len(first.rows) + len(second.rows) == 60
    assert {row.name for row in first.rows}.isdisjoint({row.name for row in second.rows})


def test_another_branchs_member_gives_no_place_in_the_list(stage, client):
    for family in ("Berg", "Dal", "Vik"):
        member(stage, "Kari", family, stage.haslum)
    other = member(stage, "Kari", "Lund", stage.sandvika)

    found = names(stage.sign_in(client, "branch leader"), f"/medlemmer/haslum/?etter={other.membership_id}")

    assert found == ["Berg, Kari", "Dal, Kari", "Vik, Kari"]  # as an id that is nobody's


@pytest.mark.parametrize("wish", ["etter=0", "etter=x", "etter=99999999", "for=-1", "for=1e9", "side=2"])
def test_a_page_that_is_not_there_is_the_first_one(stage, client, wish):
    member(stage, "Kari", "Ås", stage.haslum)

    page = page_of(stage.sign_in(client, "branch leader").get(f"/medlemmer/haslum/?{wish}"))

    assert page.shown == "Viser 1 av 1"


def test_an_empty_list_says_what_to_do(stage, client):
    response = stage.sign_in(client, "branch leader").get("/medlemmer/haslum/")

    assert page_of(response).count == "0 medlemmer"
    assert "Ingen medlemmer her ennå" in response.content.decode()


@pytest.mark.parametrize("who", ["branch leader", "secretary"])
def test_a_list_takes_the_same_queries_for_one_and_three(stage, who):
    def queries(unit):
        with CaptureQueriesContext(connection) as asked:
            page = member_list_page(unit, viewer=stage[who], today=stage.today, written=QueryDict())
        return len(page.rows), len(asked)

    unit = stage.haslum if who == "branch leader" else stage.party
    member(stage, "Kari", "Ås", stage.haslum)
    one = queries(unit)
    for given in ("Ola", "Per"):
        member(stage, given, "Ås", stage.haslum)
    three = queries(unit)
    for code in ("1305", "1337", "1346", "0951"):
        member(stage, "Anne", "Ås", stage.haslum, code)

    assert (one, three) == ((1, one[1]), (3, one[1]))
    assert queries(unit) == (7, one[1])


def test_who_left_yesterday_is_on_no_list(stage, client):
    choice = member(stage, "Kari", "Ås", stage.haslum)
    yesterday = stage.today - timedelta(days=1)
    type(choice).objects.update(ended_on=yesterday)
    type(choice.membership).objects.update(ended_on=yesterday, end_reason="resigned")

    assert names(stage.sign_in(client, "branch leader"), "/medlemmer/haslum/") == []
    assert names(stage.sign_in(client, "secretary"), "/medlemmer/uten-avdeling/") == []
