"""Finn din avdeling, the map and a branch's own page."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lokallag.organisation import services as organisation
from lokallag.organisation.models import Title, Unit
from lokallag.territory.domain.tables import read_text
from lokallag.territory.models import KeptMap, Municipality
from lokallag.territory.queries import find, geojson, home, picture, read_rows
from lokallag.territory.queries.find import Outcome
from lokallag.territory.services import apply_sheet, import_areas, keep_map
from tests.cast import EVERYONE, Cast, cast
from tests.territory.world import AT, CODES, SHEET, divide, load_areas, load_register, settle, squares

pytestmark = pytest.mark.django_db


@pytest.fixture
def baerum() -> Cast:
    return settle(cast())


@pytest.mark.parametrize(
    ("text", "outcome", "asked", "branch"),
    [
        ("1344", Outcome.FOUND, "1344 Haslum", "Haslum"),
        ("1344 Haslum", Outcome.FOUND, "1344 Haslum", "Haslum"),
        ("haslum 1344", Outcome.FOUND, "1344 Haslum", "Haslum"),
        ("HASLUM", Outcome.FOUND, "Haslum", "Haslum"),
        ("gjet", Outcome.FOUND, "Gjettum", "Haslum"),
        ("1336 Haslum", Outcome.FOUND, "1336 Sandvika", "Sandvika"),
        ("1305", Outcome.FOUND, "1305 Haslum", "Haslum"),
        ("bekkestua", Outcome.SEVERAL, "Bekkestua", None),
        ("1318", Outcome.SEVERAL, "1318 Bekkestua", None),
        ("1383", Outcome.ELSEWHERE, "1383 Asker", None),
        ("oslo", Outcome.ELSEWHERE, "Oslo", None),
        ("9999", Outcome.UNKNOWN, "9999", None),
        ("Langtvekkistan", Outcome.UNKNOWN, "Langtvekkistan", None),
        ("951", Outcome.UNCLEAR, "951", None),
        ("１３４４", Outcome.FOUND, "1344 Haslum", "Haslum"),
        ("1344.0", Outcome.FOUND, "1344 Haslum", "Haslum"),
        ("Bærum", Outcome.SEVERAL, "Bærum", None),
        ("", Outcome.NOTHING_ASKED, "", None),
    ],
)
def test_codes_and_places_are_found(baerum: Cast, text, outcome, asked, branch):
    answer = find(text, baerum.today)

    assert (answer.outcome, answer.asked, answer.branch.name if answer.branch else None) == (outcome, asked, branch)


def test_a_place_with_two_branches_offers_its_codes(baerum: Cast):
    answer = find("Bekkestua", baerum.today)

    assert answer.title == "Bekkestua har flere avdelinger"
    assert [(str(place), place.branch.name) for place in answer.choices if place.branch] == [
        ("1356 Bekkestua", "Haslum"),
        ("1357 Bekkestua", "Sandvika"),
    ]


def test_a_code_that_nobody_answers_for_says_so(baerum: Cast):
    divide("Lag;Postnr\nHaslum;1344", on=baerum.today + timedelta(days=1))

    answer = find("1336", baerum.today + timedelta(days=1))

    assert (answer.outcome, answer.title) == (Outcome.NOBODY, "Ingen avdeling har ansvar for 1336 Sandvika ennå")


def test_a_branch_name_that_is_no_place_is_found():
    people = cast()
    load_register()
    divide("Lag;Postnr\nØstre Bærum;1344", on=people.today)

    answer = find("østre bærum", people.today)

    assert answer.branch is not None
    assert (answer.asked, answer.branch.name) == ("Østre Bærum", "Østre Bærum")


def test_the_name_of_the_municipality_offers_all_branches(client):
    people = cast()
    load_register(CODES + "1353;BÆRUMS VERK;3201;BÆRUM;G\n")
    divide("Lag;Postnr\nØstre Bærum;1344\nVerket;1353", on=people.today)

    text = client.get("/avdelinger/", {"q": "bærum"}).content.decode()

    assert [branch.name for branch in find("bærum", people.today).branches] == [
        "Haslum",
        "Sandvika",
        "Verket",
        "Østre Bærum",
    ]
    assert "Hvor i Bærum bor du?" in text
    assert "Bli med i" not in text


def test_a_register_of_a_part_of_the_country_does_not_say_that_a_code_is_not_in_use(baerum: Cast):
    part = find("0150", baerum.today).title
    Municipality.objects.bulk_create(Municipality(number=str(number), name="STED") for number in range(4000, 4357))
    whole = find("0150", baerum.today).title

    assert part == "Vi finner ikke 0150 i registeret vårt"
    assert whole == "0150 er ikke et postnummer i bruk"


def test_what_nobody_answers_for_is_hatched_on_the_map(client, baerum: Cast):
    whole = client.get("/avdelinger/").content.decode()
    divide(SHEET.replace(",1357", ""), on=baerum.today)
    gap = client.get("/avdelinger/").content.decode()

    assert '<pattern id="ingen"' not in whole
    assert gap.count('<pattern id="ingen"') == 1
    assert 'class="map-cell area-0"' in gap
    assert "Skravert: ingen avdeling ennå." in gap


def test_page_shows_the_leaders_public_contact_and_how_to_join(client, baerum: Cast):
    Unit.objects.filter(pk=baerum.haslum.pk).update(public_email="haslum@example.org", meets="Andre tirsdag")

    text = client.get("/avdelinger/", {"q": "1344"}).content.decode()

    for part in (
        "1344 Haslum hører til",
        "Hanne Ås",
        'href="mailto:haslum@example.org"',
        "Møtes: Andre tirsdag.",
        "Bli med i Haslum",
        'href="/avdelinger/haslum/"',
        '<g class="selected">',
    ):
        assert part in text
    assert baerum["branch leader"].email not in text


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("951", "Søk på 0951"),
        ("13444", "«13444» har fem siffer."),
        ("1383", "1383 Asker ligger i Asker"),
        ("<script>", "Vi finner ikke «&lt;script&gt;»"),
        ("\x00", "Alle to avdelinger"),
    ],
)
def test_page_says_what_to_do_where_nothing_is_found(client, baerum: Cast, asked: str, part: str):
    answer = client.get("/avdelinger/", {"q": asked})

    assert answer.status_code == 200
    assert part in answer.content.decode()


def test_finding_a_branch_takes_at_most_four_queries(client, baerum: Cast):
    client.get("/avdelinger/?q=1344")  # the map is drawn and kept

    for asked in ("1344", "bekkestua", "1305", "951", "ukjent"):
        with CaptureQueriesContext(connection) as queries:
            client.get("/avdelinger/", {"q": asked})
        assert len(queries) <= 4, [query["sql"][:90] for query in queries]


def as_anyone(text: str) -> str:
    """Return a page without the visitor's own key for the forms."""
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", text)


@pytest.mark.parametrize(
    "asked", [None, "", "1344", "1344 Haslum", "bekkestua", "951", '"><b>', "slot-asked-tols", "å"]
)
def test_the_page_kept_for_visitors_is_the_page_that_is_drawn_each_time(client, baerum: Cast, asked: str | None):
    words = {} if asked is None else {"q": asked}
    pages = [client.get("/avdelinger/", words).content.decode() for _ in range(2)]
    client.cookies[settings.SESSION_COOKIE_NAME] = "not-a-session"
    drawn = client.get("/avdelinger/", words).content.decode()

    assert as_anyone(pages[0]) == as_anyone(pages[1]) == as_anyone(drawn)


def test_visitors_have_keys_of_their_own_on_the_kept_page(client, baerum: Cast):
    keys = [
        set(re.findall(r'csrfmiddlewaretoken" value="([^"]+)', Client().get("/avdelinger/").content.decode()))
        for _ in range(2)
    ]

    assert all(keys)
    assert not keys[0] & keys[1]


def test_the_kept_page_follows_offices_addresses_and_colours_at_once(client, baerum: Cast):
    def shows(part: str) -> bool:
        return part in client.get("/avdelinger/", {"q": "1344"}).content.decode()

    assert shows("Hanne Ås")
    organisation.edit_unit(
        unit=baerum.haslum, public_email="ny@example.org", meets="", about="", by=baerum["board leader"], at=AT
    )
    assert shows("ny@example.org")
    term = baerum.haslum.offices.get(title=Title.LEADER).terms.get()
    organisation.end_term(term=term, last_day=baerum.today - timedelta(days=1), by=None, at=AT)
    assert not shows("Hanne Ås")
    organisation.set_profile(main_unit=baerum.party, colour="#1d6b3a", municipality_code="3201", by=None, at=AT)
    assert shows("farge=1d6b3a")


def test_table_of_branches_takes_as_many_queries_for_one_as_for_three(client):
    people = cast()
    load_register()
    load_areas()
    counts = []
    for text in ("Lag;Postnr\nHaslum;1344", "Lag;Postnr\nHaslum;1344\nØst;1346\nVest;1356\nNord;1357"):
        divide(text, on=people.today)
        client.get("/avdelinger/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/avdelinger/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_table_beside_the_map_has_each_branch_with_its_codes(client, baerum: Cast):
    text = client.get("/avdelinger/").content.decode()

    [table] = re.findall(r"<table\b.*?</table>", text, flags=re.DOTALL)
    rows = [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr\b.*?</tr>", table, flags=re.DOTALL)[1:]]
    for row, parts in zip(rows, (("Haslum", "1344", "Hanne Ås"), ("Sandvika", "1336", "Nils Østby")), strict=True):
        assert all(part in row for part in parts), row
    assert 'aria-label="Haslum"' in text.replace(table, "")  # the branch's own link on the map


# the map


def test_map_says_when_areas_are_approximate(client, baerum: Cast):
    exact = client.get("/avdelinger/").content.decode()
    import_areas(data=squares("1344", tilnaermet=True), source="x", by=None, at=AT)
    rough = client.get("/avdelinger/").content.decode()

    assert "Tilnærmede områder" not in exact
    assert "Skravert: ingen avdeling ennå." not in exact
    assert "Tilnærmede områder. © Kartverket (CC BY 4.0), Erik Bolstad (CC BY 3.0)." in rough


def test_map_has_a_link_and_a_name_per_branch(baerum: Cast):
    drawn = picture(baerum.today, chosen=baerum.haslum.pk)

    assert drawn.body.count("<a ") == 2
    assert 'href="/avdelinger/haslum/" aria-label="Haslum"' in drawn.body
    assert ">Haslum</tspan>" in drawn.labels
    assert drawn.edge.startswith("M")
    assert drawn.codes[baerum.haslum.pk] == ("1344", "1346", "1356")


def test_geojson_has_a_feature_per_branch(client, baerum: Cast):
    answer = client.get("/kart/avdelinger.geojson")
    collection = json.loads(answer.content)

    assert answer["Content-Type"] == "application/geo+json; charset=utf-8"
    assert [feature["properties"]["navn"] for feature in collection["features"]] == ["Haslum", "Sandvika"]
    assert collection["features"][0]["properties"]["postnumre"] == ["1344", "1346", "1356"]
    assert "Kartverket" in collection["kilde"]


def test_geojson_is_kept_and_answers_304(client, baerum: Cast):
    assert keep_map(on=baerum.today)
    first = client.get("/kart/avdelinger.geojson")
    with CaptureQueriesContext(connection) as queries:
        again = client.get("/kart/avdelinger.geojson", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert len(queries) == 1


def test_a_page_keeps_nothing_that_it_draws(client, baerum: Cast):
    for path in ("/avdelinger/", "/avdelinger/?q=1344", "/kart/avdelinger.geojson", "/"):
        assert client.get(path).status_code == 200
    assert not KeptMap.objects.exists()

    assert keep_map(on=baerum.today)
    assert not keep_map(on=baerum.today)
    assert KeptMap.objects.count() == 1


def test_kept_map_is_drawn_anew_after_a_change_of_areas_names_or_responsibility(baerum: Cast):
    today, tomorrow = baerum.today, baerum.today + timedelta(days=1)
    marks = [geojson(today)[0]]

    import_areas(data=squares("1346", "1344"), source="x", by=None, at=AT)
    marks.append(geojson(today)[0])
    sheet = read_rows(read_text("Lag;Postnr\nHaslum;1344\nSandvika;1336"))
    facts = {"decision": "Sak 6", "accept_gaps": True, "by": None, "at": AT}
    apply_sheet(sheet=sheet, municipality="3201", valid_from=tomorrow, **facts)
    marks += [geojson(today)[0], geojson(tomorrow)[0]]
    organisation.rename_unit(
        unit=baerum.haslum, name="Haslum og Gjettum", valid_from=tomorrow, decision="Sak 7", by=None, at=AT
    )
    marks += [geojson(today)[0], geojson(tomorrow)[0]]

    assert marks[1] == marks[2] == marks[4]
    assert len({marks[0], marks[1], marks[3], marks[5]}) == 4


def test_home_is_the_municipality_of_the_profile():
    people = cast()

    assert home(people.today) == "3201"


# a branch's own page


def test_branch_page_shows_area_leader_and_how_to_join(client, baerum: Cast):
    Unit.objects.filter(pk=baerum.haslum.pk).update(about="Vi møtes ofte.\n\nKom innom.")

    text = client.get("/avdelinger/haslum/").content.decode()

    for part in (
        "Haslum",
        "Hanne Ås",
        "<p>Vi møtes ofte.</p>",
        "1356",
        "Bekkestua",
        "Slik blir du med",
        'id="bli-med"',
    ):
        assert part in text


@pytest.mark.parametrize("address", ["/avdelinger/finnes-ikke/", "/avdelinger/baerum-arbeiderparti/"])
def test_what_is_no_branch_is_not_found(client, baerum: Cast, address: str):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("who", EVERYONE)
def test_the_contact_on_the_board_is_shown_to_branch_and_board_only(client, baerum: Cast, who: str):
    organisation.name_board_contact(
        branch=baerum.haslum, person=baerum["board member"], from_on=baerum.today, by=None, at=AT
    )
    baerum.sign_in(client, who)

    text = client.get("/avdelinger/haslum/").content.decode()

    assert ("Kontakten vår i styret" in text) is (who in {"board leader", "secretary", "board member", "branch leader"})
    assert ("Bilal Khan" in text) is (who in {"board leader", "secretary", "board member", "branch leader"})


def test_a_leader_whose_term_is_over_is_not_shown(client, baerum: Cast):
    term = baerum.haslum.offices.get(title=Title.LEADER).terms.get()
    organisation.end_term(term=term, last_day=baerum.today - timedelta(days=1), by=None, at=AT)

    assert "Hanne Ås" not in client.get("/avdelinger/haslum/").content.decode()
    assert "Avdelingen har ingen leder nå." in client.get("/avdelinger/haslum/").content.decode()


def test_a_closed_branch_says_so(client, baerum: Cast):
    divide("Lag;Postnr\nSandvika;1336", on=baerum.today)
    organisation.close_unit(unit=baerum.haslum, last_day=baerum.today - timedelta(days=1), by=None, at=AT)

    assert "Avdelingen ble lagt ned" in client.get("/avdelinger/haslum/").content.decode()


def test_an_empty_installation_answers(client):
    assert client.get("/avdelinger/", {"q": "1344"}).status_code == 200
    assert json.loads(client.get("/kart/avdelinger.geojson").content)["features"] == []
