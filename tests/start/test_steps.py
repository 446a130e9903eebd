"""The steps after the first officers: how each stands, who sees them, and when the list goes away."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lokallag.organisation.domain.rulebook import RULEBOOK
from lokallag.organisation.services import adopt_rules, name_board_contact
from lokallag.start.queries import steps
from lokallag.territory.models import Municipality, PostalArea, PostalCode, Responsibility
from tests.cast import EVERYONE, Cast, cast
from tests.factories import LONG_AGO, UnitFactory

pytestmark = pytest.mark.django_db


def states(people: Cast) -> dict[str, bool]:
    """Return which steps are done."""
    return {step.key: step.is_done for step in steps(people.today)}


def bring_codes(people: Cast) -> None:
    """Bring in one code, its area, and who answers for it."""
    municipality = Municipality.objects.create(number="3201", name="BÆRUM")
    code = PostalCode.objects.create(
        code="1344", place="HASLUM", place_key="haslum", municipality=municipality, category="G"
    )
    shape = {"type": "Polygon", "coordinates": [[[10, 59], [11, 59], [11, 60], [10, 59]]]}
    PostalArea.objects.create(code=code, geometry=shape, source="Prøve")
    Responsibility.objects.create(code=code, unit=people.haslum, valid_from=LONG_AGO, decision="Årsmøtet")


def finish(people: Cast) -> None:
    """Do all that the cast has not done."""
    bring_codes(people)
    adopt_rules(
        unit=people.party,
        values={RULEBOOK[0].key: (RULEBOOK[0].default, "§ 1")},
        valid_from=people.today,
        decision="Årsmøtet, sak 6",
        after_version=0,
        by=None,
        at=now(),
    )
    name_board_contact(
        branch=people.haslum, person=people["board member"], from_on=people.today - timedelta(days=1), by=None, at=now()
    )


def test_each_step_is_done_when_its_work_has_begun() -> None:
    people = cast()
    before = states(people)

    finish(people)

    keys = ["register", "areas", "branches", "rules", "members", "contacts"]
    assert list(before) == keys
    assert before == {**dict.fromkeys(keys, False), "members": True}
    assert states(people) == dict.fromkeys(keys, True)


def test_branches_without_codes_are_not_done_and_say_so() -> None:
    people = cast()

    step = next(step for step in steps(people.today) if step.key == "branches")

    assert (step.is_done, step.state) == (False, "2 avdelinger, men ingen svarer for et postnummer ennå.")
    assert step.url == "/omrader/import/"


def test_the_contact_step_leads_to_the_first_branch_that_has_none() -> None:
    people = cast()

    step = next(step for step in steps(people.today) if step.key == "contacts")

    assert (step.state, step.url) == ("0 av 2 avdelinger har en kontakt i styret.", "/organisasjon/haslum/kontakt/")


@pytest.mark.parametrize("who", EVERYONE)
def test_the_page_is_for_leader_and_secretary(client: Client, who: str) -> None:
    people = cast()
    people.sign_in(client, who)

    response = client.get("/kom-i-gang/")

    wanted = 200 if who in {"board leader", "secretary"} else 302 if who == "anonymous" else 403
    assert response.status_code == wanted


def test_the_page_says_how_many_remain_and_leads_to_each(client: Client) -> None:
    people = cast()
    people.sign_in(client, "secretary")

    text = client.get("/kom-i-gang/").content.decode()

    assert "Kom i gang: fem ting gjenstår" in text
    for path in ("/omrader/postnummer/", "/omrader/import/", "/organisasjon/regler/rediger/", "/medlemmer/"):
        assert f'href="{path}"' in text


@pytest.mark.parametrize(("who", "seen"), [("board leader", True), ("board member", False)])
def test_the_overview_has_the_list_until_all_is_done(client: Client, who: str, seen: bool) -> None:
    people = cast()
    people.sign_in(client, who)
    before = client.get("/oversikt/").content.decode()

    finish(people)
    after = client.get("/oversikt/").content.decode()

    assert ('href="/kom-i-gang/"' in before) == seen
    assert 'href="/kom-i-gang/"' not in after


def test_the_list_takes_as_many_queries_for_one_branch_as_for_three(client: Client) -> None:
    people = cast()
    people.sign_in(client, "board leader")
    counts = []
    for more in (1, 3):
        for _number in range(more):
            UnitFactory()
        client.get("/kom-i-gang/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/kom-i-gang/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_done_list_says_so(client: Client) -> None:
    people = cast()
    finish(people)
    people.sign_in(client, "board leader")

    text = client.get("/kom-i-gang/").content.decode()

    assert "Dere er i gang" in text
    assert text.count("Gjort") == 6
