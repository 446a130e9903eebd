"""Search and filters of a list: by what the reader sees, and never by anything else."""

import pytest

from lokallag.membership.models import FeeYear
from lokallag.organisation.models import Title
from tests.factories import BranchChoiceFactory, OfficeFactory, PersonFactory, TermFactory
from tests.membership.stage import page_of, set_up


@pytest.fixture
def stage(db):
    return set_up()


def member(stage, given, family, unit=None, code="1344", **more):
    person = PersonFactory(given_name=given, family_name=family, postal_code=code, **more)
    return BranchChoiceFactory(membership__person=person, unit=unit or stage.haslum)


def found(stage, client, who="branch leader", url="/medlemmer/haslum/", **asked):
    return [row.name for row in page_of(stage.sign_in(client, who).get(url, asked)).rows]


@pytest.mark.parametrize(
    "wish",
    [
        "Øyvind Ødegård",
        "oyvind odegard",  # no accents
        "ØYVIND ØDEGAARD",
        "odegard",
        "Ødegår",  # the first letters
        "oyv ode",
        "Øyvnd Ødegård",  # a letter left out
        "Øyvind Ødegrård",  # one too many
        "Øyvind Ødeagrd",  # two swapped
        "Øyvind Ødegart",  # one wrong
        "ødergård",
        "Ødegård, Øyvind",
        "  øyvind\tødegård \x00",
    ],
)
def test_a_member_is_found_as_one_types_the_name(stage, client, wish):
    for given, family in (("Kari", "Hansen"), ("Ola", "Nordmann"), ("Øystein", "Berg"), ("Liv", "Ås")):
        member(stage, given, family)
    member(stage, "Øyvind", "Ødegård")

    assert found(stage, client, q=wish)[:1] == ["Ødegård, Øyvind"]


@pytest.mark.parametrize("wish", ["dhal", "dahk", "ahl", "dahll", "dal", "mona dhal", "mnoa dahl", "mnoa"])
def test_a_short_name_is_found_with_a_slip_too(stage, client, wish):
    for given, family in (("Kari", "Hansen"), ("Ola", "Nordmann"), ("Øystein", "Berg"), ("Liv", "Ås")):
        member(stage, given, family)
    member(stage, "Mona", "Dahl")

    assert found(stage, client, q=wish)[:1] == ["Dahl, Mona"]


def test_the_most_alike_stand_first(stage, client):
    for family in ("Bergersen", "Berg", "Berge"):
        member(stage, "Kari", family)

    assert found(stage, client, q="kari berg")[0] == "Berg, Kari"


@pytest.mark.parametrize("wish", ["%", "_", "%%%", "'", "\\", "\x00", "🙂", "q" * 500, "--", "a' OR 1=1"])
def test_what_is_no_name_finds_nobody_and_breaks_nothing(stage, client, wish):
    member(stage, "Kari", "Berg")

    page = page_of(stage.sign_in(client, "branch leader").get("/medlemmer/haslum/", {"q": wish}))

    assert page.rows == () or wish == "\x00"  # nothing written is no search


def test_a_number_an_address_and_a_telephone_are_found_whole(stage, client):
    choice = member(stage, "Kari", "Berg", email="kari.b@example.org", phone="+4791234567")
    name = ["Berg, Kari"]

    for wish in (choice.membership.number, "KARI.B@example.org", "912 34 567", "+47 91234567", "91234567"):
        assert found(stage, client, q=wish) == name, wish
    for wish in (choice.membership.number[:-1], "kari.b@example", "9123456"):
        assert found(stage, client, q=wish) == [], wish


def test_nobody_of_another_branch_is_found(stage, client):
    choice = member(stage, "Unik", "Nabonavn", stage.sandvika, email="nabo@example.org")

    for wish in ("Unik Nabonavn", "nabonavn", "nabo@example.org", choice.membership.number):
        assert found(stage, client, q=wish) == []
    assert found(stage, client, "neighbour leader", "/medlemmer/sandvika/", q="nabonavn") == ["Nabonavn, Unik"]


def test_who_does_not_see_contact_cannot_search_by_it(stage, client):
    choice = member(stage, "Kari", "Berg", email="kari.b@example.org", phone="91234567")
    url = f"/medlemmer/{stage.party.slug}/"

    for wish in ("kari.b@example.org", "91234567", choice.membership.number):
        assert found(stage, client, "board member", url, q=wish) == []
        assert found(stage, client, "board leader", url, q=wish) == ["Berg, Kari"]


def test_the_contact_of_who_may_be_under_18_is_hidden_and_not_searched(stage, client):
    member(stage, "Ung", "Berg", birth_year=stage.today.year - 16, email="ung@example.org", phone="91234567")
    url = f"/medlemmer/{stage.party.slug}/"
    seen = {}
    for who in ("board leader", "secretary"):
        shown = stage.sign_in(client, who).get(url, {"kolonne": ["e-post", "telefon"]}).content.decode()
        seen[who] = ("ung@example.org" in shown, found(stage, client, who, url, q="ung@example.org"))

    assert seen == {"board leader": (False, []), "secretary": (True, ["Berg, Ung"])}


FILTERS = [
    {"alder": "18-29"},
    {"siden": "2021-01-01"},
    {"bor": "her"},
    {"bor": "annet"},
    {"kontingent": "betalt"},
    {"kontingent": "ikke"},
    {"kontingent": "ukjent"},
    {"sorter": "nyest"},
]


@pytest.mark.parametrize("asked", FILTERS)
def test_a_filter_on_what_one_does_not_see_is_not_there(stage, client, asked):
    """An ordinary board member sees names and branches: no filter tells them more."""
    today = stage.today
    for number, (given, code) in enumerate((("Anne", "1344"), ("Bo", "1337"), ("Cato", "1344"))):
        born, joined = today.year - (25, 50, 70)[number], today.replace(year=2018 + 2 * number, day=1)
        choice = member(stage, given, "Ås", code=code, birth_year=born)
        type(choice.membership).objects.filter(pk=choice.membership_id).update(joined_on=joined)
        if number < 2:
            FeeYear.objects.create(membership=choice.membership, year=today.year, is_paid=number == 0)
    url = f"/medlemmer/{stage.party.slug}/"

    unfiltered = found(stage, client, "board member", url)
    assert found(stage, client, "board member", url, **asked) == unfiltered
    assert found(stage, client, "board leader", url, **asked) != unfiltered


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"alder": "18-29"}, ["Anne"]),
        ({"alder": "60-"}, ["Cato"]),
        ({"alder": "25-25"}, ["Anne", "Bo", "Cato"]),  # no such band: no finer question than the list answers
        ({"bor": "her"}, ["Anne", "Cato"]),
        ({"bor": "annet"}, ["Bo"]),
        ({"kontingent": "betalt"}, ["Anne"]),
        ({"kontingent": "ikke"}, ["Bo"]),
        ({"kontingent": "ukjent"}, ["Cato"]),
        ({"kontingent": "betalt", "bor": "annet"}, []),
    ],
)
def test_filters_narrow_the_list(stage, client, asked, expected):
    for number, (given, code) in enumerate((("Anne", "1344"), ("Bo", "1337"), ("Cato", "1305"))):
        choice = member(stage, given, "Ås", code=code, birth_year=stage.today.year - (25, 50, 70)[number])
        if number < 2:
            FeeYear.objects.create(membership=choice.membership, year=stage.today.year, is_paid=number == 0)

    assert found(stage, client, **asked) == [f"Ås, {given}" for given in expected]


def test_a_protected_member_is_in_no_list_by_where_they_live(stage, client):
    member(stage, "Vernet", "Ås", code="1344", is_protected=True)
    member(stage, "Vernet", "Dal", code="1337", is_protected=True)

    for who, url in (("branch leader", "/medlemmer/haslum/"), ("secretary", f"/medlemmer/{stage.party.slug}/")):
        assert [found(stage, client, who, url, bor=where) for where in ("her", "annet")] == [[], []]
        assert found(stage, client, who, url) == ["Dal, Vernet", "Ås, Vernet"]


def test_columns_stand_in_the_address_and_only_those_one_sees(stage, client):
    member(stage, "Kari", "Berg", email="kari.b@example.org", birth_year=stage.today.year - 25)
    wish = {"kolonne": ["alder", "e-post", "nummer"], "sorter": "nyest"}
    url = f"/medlemmer/{stage.party.slug}/"

    page = page_of(stage.sign_in(client, "board leader").get(url, wish))
    other = stage.sign_in(client, "board member").get(url, wish)

    assert [head.label for head in page.heads] == ["Navn", "Alder", "E-post", "Medlemsnummer"]
    assert [cell[0] for cell in page.rows[0].cells][:2] == ["18–29 år", "kari.b@example.org"]
    assert "kolonne=alder&kolonne=e-post&kolonne=nummer" in page.chips[1].url
    assert [head.label for head in page_of(other).heads] == ["Navn", "Hører til"]
    assert "kari.b@example.org" not in other.content.decode()


def test_a_branchs_board_sees_names_and_contact(stage, client):
    member(stage, "Kari", "Berg", email="kari.b@example.org", code="1337", birth_year=1961)
    person = TermFactory(office=OfficeFactory(unit=stage.haslum, title=Title.BOARD_MEMBER), seat=9).person
    stage.persons["branch board"] = person

    response = stage.sign_in(client, "branch board").get("/medlemmer/haslum/?kolonne=e-post&kolonne=sted")

    assert [head.label for head in page_of(response).heads] == ["Navn", "E-post"]
    assert "kari.b@example.org" in response.content.decode()
    assert [secret for secret in ("1337", "Sandvika", "1961") if secret in response.content.decode()] == []


def test_htmx_gets_the_list_alone(stage, client):
    member(stage, "Kari", "Berg")

    part = stage.sign_in(client, "branch leader").get("/medlemmer/haslum/?q=berg", headers={"HX-Request": "true"})

    assert part.content.decode().strip().startswith('<div class="stack g5" id="liste">')
    assert "Berg, Kari" in part.content.decode()


class TestOnlyRealMatches:
    """Who is only a little alike is not in the answer, not counted, and in no file."""

    def hansens(self, stage, count=3):
        for family in ("Evensen", "Jensen", "Johansen", "Hagen", "Halvorsen", "Iversen", "Mortensen"):
            member(stage, "Ola", family)
            member(stage, "Hanna", family, unit=stage.sandvika)
        for number in range(count):
            member(stage, f"Kari {chr(97 + number % 26)}{chr(97 + number // 26)}", "Hansen")
        member(stage, "Per", "Hansen", unit=stage.sandvika)

    def page(self, stage, client, **asked):
        return page_of(stage.sign_in(client, "branch leader").get("/medlemmer/haslum/", asked))

    def test_those_who_have_the_name_stand_alone_and_are_counted(self, stage, client):
        self.hansens(stage)

        page = self.page(stage, client, q="Hansen")

        assert [row.name.partition(",")[0] for row in page.rows] == ["Hansen"] * 3
        assert (page.count, page.shown, page.next_url) == ("3 medlemmer", "Viser 3 av 3", "")

    def test_the_beginning_of_a_name_is_enough(self, stage, client):
        self.hansens(stage)

        assert {row.name.partition(",")[0] for row in self.page(stage, client, q="hanse").rows} == {"Hansen"}

    def test_where_nobody_has_it_the_most_alike_are_shown_and_no_others(self, stage, client):
        self.hansens(stage)

        shown = {row.name.partition(",")[0] for row in self.page(stage, client, q="Kari Hasnen").rows}

        assert shown == {"Hansen"}

    def test_more_than_a_page_of_them_can_be_walked_through_both_ways(self, stage, client):
        self.hansens(stage, count=120)
        url, names, sizes, page = "/medlemmer/haslum/?q=Hansen", [], [], None
        stage.sign_in(client, "branch leader")
        while url:
            page = page_of(client.get(url))
            names += [row.name for row in page.rows]
            sizes.append(len(page.rows))
            url = page.next_url
        back = page_of(client.get(page.previous_url))

        assert (sizes, len(set(names)), page.count) == ([50, 50, 20], 120, "120 medlemmer")
        assert [row.name for row in back.rows] == names[50:100]

    def test_a_file_says_how_many_and_holds_these_and_no_others(self, stage, client):
        self.hansens(stage)
        stage.sign_in(client, "branch leader")
        asked = client.get("/medlemmer/haslum/last-ned/", {"q": "Hansen"}).context["page"]
        made = client.post(
            "/medlemmer/haslum/last-ned/", {"file_format": "csv", "purpose": "Ringe", "filters": "q=Hansen"}
        )
        sent = b"".join(client.post(f"{made.url}hent/").streaming_content).decode()

        assert asked.many == "Filen får 3 medlemmer."
        assert (sent.count("Hansen"), sent.count("Jensen"), sent.count("Evensen")) == (3, 0, 0)
