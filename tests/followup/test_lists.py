"""Each unit has its list; what is overdue climbs to the board's."""

import pytest

from lokallag.core.permissions import may
from lokallag.followup.domain.lifecycle import State
from lokallag.followup.models import Commitment
from lokallag.followup.queries import mine, visible_to
from tests.cast import EVERYONE, cast
from tests.followup.stage import in_days, late, take_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def titles(rows):
    return [row.title for row in rows]


def test_a_units_list_has_the_most_urgent_first_and_the_closed_apart(client, people):
    take_on(people, "Uten frist")
    take_on(people, "Senere", due_on=in_days(people, 30))
    late(people, "Over")
    take_on(people, "Styrets eget", where="party")
    Commitment.objects.filter(pk=take_on(people, "Ferdig").pk).update(
        state=State.DONE, answer="Gjort", closed_at=people["member"].created_at
    )
    people.sign_in(client, "branch leader")

    page = client.get("/oppfolging/haslum/").context["page"]

    assert titles(page.open) == ["Over", "Senere", "Uten frist"]
    assert titles(page.closed) == ["Ferdig"]
    assert page.lead == "3 oppgaver er åpne. 1 er over fristen."
    assert page.open[0].due == "3 dager over fristen"


def test_what_is_overdue_climbs_to_the_boards_list(client, people):
    late(people, "Over i Haslum")
    late(people, "Over i styret", where="party")
    take_on(people, "I tide", due_on=in_days(people, 3))
    people.sign_in(client, "board member")

    page = client.get("/oppfolging/").context["page"]

    assert titles(page.overdue) == ["Over i Haslum"]
    assert titles(page.open) == ["Over i styret"]
    assert [name for name, _url in page.lists] == ["Haslum", "Sandvika"]
    assert page.add_url == ""


@pytest.mark.parametrize(
    ("who", "board", "haslum"),
    [
        ("board leader", 200, 200),
        ("board member", 200, 200),
        ("branch leader", 403, 200),
        ("neighbour leader", 403, 404),
        ("deputy member", 403, 404),
        ("member", 403, 404),
    ],
)
def test_who_sees_which_list(client, people, who, board, haslum):
    people.sign_in(client, who)

    assert (client.get("/oppfolging/").status_code, client.get("/oppfolging/haslum/").status_code) == (board, haslum)


def test_visible_to_and_the_act_agree_for_everyone(people):
    for where in ("haslum", "party"):
        for who in ("", "branch leader" if where == "haslum" else "board leader", "board member"):
            take_on(people, who=who, where=where)
    everything = list(Commitment.objects.all())

    for who in EVERYONE:
        asker = people.asker(who)
        seen = set(visible_to(asker, people.today))
        assert seen == {found for found in everything if may(asker, "followup.see_commitment", found)}, who


def test_what_is_mine_is_found_across_units(people):
    take_on(people, "I Haslum", who="board member")
    take_on(people, "I styret", where="party", who="board member", due_on=in_days(people, 1))

    assert titles(mine(people["board member"], people.today)) == ["I styret", "I Haslum"]


@pytest.mark.parametrize("url", ["/oppfolging/", "/oppfolging/haslum/"])
def test_a_list_takes_as_many_queries_for_one_as_for_three(client, people, url, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    people.sign_in(client, "board leader")
    late(people)
    late(people, where="party")
    with CaptureQueriesContext(
        connection,
    ) as first:
        client.get(url)
    for number in range(2):
        late(people, f"Til {number}")
        late(people, f"Til {number}", where="party")

    with django_assert_num_queries(len(first)):
        client.get(url)


def test_an_empty_list_says_so(client, people):
    people.sign_in(client, "branch leader")

    assert "Ingen åpne oppgaver" in client.get("/oppfolging/haslum/").content.decode()
