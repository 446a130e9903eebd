"""The board's page of areas: who answers for what, gaps, disputes, history, and the division as a file."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lokallag.core.permissions import known_acts, may
from lokallag.territory.domain.tables import read_text
from lokallag.territory.queries import read_rows
from lokallag.territory.services import save_draft, set_weights
from tests.cast import EVERYONE, Cast, cast
from tests.territory.world import AT, divide, load_areas, load_register, settle

pytestmark = pytest.mark.django_db
PAGE = "/omrader/"


@pytest.fixture
def baerum() -> Cast:
    return settle(cast())


def text_of(client, address: str = PAGE, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_page_says_that_all_is_well(client, baerum: Cast):
    baerum.sign_in(client, "board leader")

    text = text_of(client)

    for part in (
        "Alle postnumre har en avdeling",
        "6 av 6 postnumre med adresser i Bærum har en avdeling som svarer for dem.",
        "1336, 1337, 1357",
        "Del inn kommunen",
    ):
        assert part in text
    assert "Ingen svarer for disse" not in text


def test_gaps_are_listed_with_place_and_people(client, baerum: Cast):
    set_weights(weights={"1336": 4321}, by=None, at=AT)
    divide("Lag;Postnr\nHaslum;1344,1346,1356,1357,1337", on=baerum.today)
    baerum.sign_in(client, "secretary")

    text = text_of(client)

    assert "1 postnummer må avklares" in text
    assert '<th scope="row" class="num">1336</th><td>Sandvika</td><td class="num">4\u00a0320</td>' in text


def test_disputes_in_drafts_are_listed(client, baerum: Cast):
    draft = save_draft(
        title="Forslag",
        sheet=read_rows(read_text("Lag;Postnr\nHaslum;1344,1346\nSandvika;1336,1346")),
        municipality="3201",
        valid_from=baerum.today,
        by=None,
        at=AT,
    )
    baerum.sign_in(client, "board member")

    text = text_of(client)

    assert "To avdelinger ønsker samme postnummer" in text
    assert "Haslum og Sandvika" in text
    assert f'href="/omrader/utkast/{draft.pk}/"' in text
    assert "1 postnummer må avklares" in text


def test_the_division_of_a_past_day_can_be_asked_for(client, baerum: Cast):
    divide("Lag;Postnr\nSandvika;1336-1337,1344,1346,1356,1357", on=baerum.today + timedelta(days=1))
    baerum.sign_in(client, "board leader")
    tomorrow = (baerum.today + timedelta(days=1)).strftime("%d.%m.%Y")

    assert "1344, 1346, 1356" in text_of(client)
    assert "1336, 1337, 1344, 1346, 1356, 1357" in text_of(client, f"{PAGE}?dato={tomorrow}")


def test_history_of_a_code_shows_each_branch_with_its_decision(client, baerum: Cast):
    divide(
        "Lag;Postnr\nSandvika;1336-1337,1344,1346,1356,1357",
        on=baerum.today + timedelta(days=1),
        decision="Sak 9",
        decided_on=baerum.today,
        at=now(),
    )
    baerum.sign_in(client, "branch leader")

    text = text_of(client, f"{PAGE}?postnummer=1344")

    table = text[text.index("Hvem som har svart for 1344") :]
    assert table.index("Sandvika") < table.index("Haslum")
    assert "Sak 9, vedtatt" in table
    assert "Årsmøtet, sak 6" in table


@pytest.mark.parametrize(
    ("query", "status", "part"),
    [
        ("postnummer=9999", 200, "9999 er ikke et postnummer i registeret."),
        ("postnummer=1383", 200, "Ingen avdeling har svart for 1383."),
        ("postnummer=951", 200, "Ingen avdeling har svart for 0951."),
        ("postnummer=%00", 200, "Slå opp i historien"),
        ("dato=31.02.2026", 422, "Skriv datoen som dag, måned og år"),
    ],
)
def test_page_says_what_cannot_be_looked_up(client, baerum: Cast, query: str, status: int, part: str):
    baerum.sign_in(client, "board leader")

    assert part in text_of(client, f"{PAGE}?{query}", status)


def test_export_is_a_file_that_changes_nothing_when_sent_back(client, baerum: Cast):
    baerum.sign_in(client, "secretary")

    answer = client.get("/omrader/eksport.csv")
    back = client.post(
        "/omrader/import/", {"text": answer.content.decode(), "valid_from": f"{baerum.today:%d.%m.%Y}", "steg": "se"}
    )

    assert answer["Content-Disposition"] == f'attachment; filename="inndeling-{baerum.today.isoformat()}.csv"'
    assert answer.content.decode().splitlines()[1] == "1336;Sandvika;Sandvika"
    assert "Arket endrer ingenting" in back.content.decode()


def test_a_day_that_cannot_be_read_is_told_on_the_page(client):
    settle(cast()).sign_in(client, "secretary")

    answer = client.get("/omrader/eksport.csv?dato=tull", follow=True)

    assert answer.redirect_chain == [("/omrader/?dato=tull", 302)]
    assert "Skriv datoen som dag, måned og år" in answer.content.decode()


def test_an_empty_page_says_where_to_begin(client):
    cast().sign_in(client, "board leader")

    text = text_of(client)

    assert "Hent inn postnumrene først" in text
    assert 'href="/omrader/postnummer/"' in text


def test_page_takes_as_many_queries_for_one_branch_as_for_three(client):
    people = cast()
    people.sign_in(client, "board leader")
    load_register()
    load_areas()
    counts = []
    for text in ("Lag;Postnr\nHaslum;1344", "Lag;Postnr\nHaslum;1344\nØst;1346\nVest;1356\nNord;1357"):
        divide(text, on=people.today)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))

    assert counts[0] == counts[1]


SEES = {"board leader", "secretary", "board member", "branch leader", "neighbour leader"}
MANAGES = {"board leader", "secretary"}
GRANTED = {
    "territory.see_areas": SEES,
    "territory.comment_on_draft": SEES,
    "territory.manage_areas": MANAGES,
    "territory.import_register": MANAGES,
    "territory.decide_division": MANAGES,
}


def test_every_act_of_the_room_stands_in_the_table():
    assert {act for act in known_acts() if act.startswith("territory.")} == set(GRANTED)


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("act", GRANTED)
def test_who_may_do_what(act: str, who: str):
    assert may(cast().asker(who), act) is (who in GRANTED[act])


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("address", [PAGE, "/omrader/eksport.csv"])
def test_who_sees_the_areas(client, baerum: Cast, address: str, who: str):
    baerum.sign_in(client, who)

    answer = client.get(address)

    assert answer.status_code == (200 if who in SEES else 302 if who == "anonymous" else 403)
    if answer.status_code == 403:
        assert "Kartet under Avdelinger er åpent for alle." in answer.content.decode()
