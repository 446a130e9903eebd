"""The board's overview: who sees it, what waits, and the matrix of where members live against what they chose."""

from datetime import date

import pytest
from django.test import Client
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from lokallag.core.permissions import may
from lokallag.membership.models import Membership
from lokallag.membership.services import choose_branch
from lokallag.organisation.models import Profile, Title
from lokallag.territory.models import Municipality, PostalCode, Responsibility
from lokallag.web.domain import number_in_words, shown_count
from lokallag.web.queries import overview_page
from tests.cast import EVERYONE, Cast, cast
from tests.factories import LONG_AGO, BranchChoiceFactory, MembershipFactory
from tests.register.stage import MONA, bring_in, csv, read, row

pytestmark = pytest.mark.django_db

SEES = {"board leader": True, "secretary": True, "board member": True}


@pytest.fixture
def people() -> Cast:
    """The named people, and two codes: 1344 is Haslum's, 1337 is Sandvika's."""
    found = cast()
    baerum = Municipality.objects.create(number="3201", name="BÆRUM")
    for code, place, unit in (("1344", "HASLUM", found.haslum), ("1337", "SANDVIKA", found.sandvika)):
        row = PostalCode.objects.create(
            code=code, place=place, place_key=place.lower(), municipality=baerum, category="G"
        )
        Responsibility.objects.create(code=row, unit=unit, valid_from=LONG_AGO, decision="Årsmøtet")
    return found


@pytest.mark.parametrize("who", EVERYONE)
def test_only_the_board_sees_the_overview(client: Client, people: Cast, who: str) -> None:
    people.sign_in(client, who)

    response = client.get("/oversikt/")

    allowed = SEES.get(who, False)
    assert response.status_code == (200 if allowed else 302 if who == "anonymous" else 403)
    assert may(people.asker(who), "web.see_overview") == allowed


@pytest.mark.parametrize("who", EVERYONE)
def test_only_leader_and_secretary_see_small_counts(people: Cast, who: str) -> None:
    assert may(people.asker(who), "web.see_small_counts") == (who in {"board leader", "secretary"})


def test_a_refusal_says_why_in_words(client: Client, people: Cast) -> None:
    people.sign_in(client, "branch leader")

    response = client.get("/oversikt/")

    assert "Oversikten er for styret i kommunepartiet." in response.content.decode()


def test_counts_are_rounded_for_ordinary_board_members(people: Cast) -> None:
    for _number in range(2):
        BranchChoiceFactory(unit=people.sandvika, membership=MembershipFactory(person__postal_code="1344"))
    for _number in range(6):
        BranchChoiceFactory(unit=people.haslum, membership=MembershipFactory(person__postal_code="1344"))

    seen = {}
    for who in ("board leader", "board member"):
        page = overview_page(people[who], people.today)
        assert page is not None
        haslum = next(row for row in page.matrix.rows if row.home == "Haslum")
        seen[who] = [cell.count for cell in haslum.cells], haslum.total, [cell.is_own for cell in haslum.cells]

    assert seen == {
        "board leader": (["7", "2"], "9", [True, False]),
        "board member": (["5", "under 5"], "", [True, False]),
    }


@given(count=st.integers(0, 10_000))
def test_a_rounded_count_never_tells_less_than_five_apart(count: int) -> None:
    shown = shown_count(count, exact=False)

    alike = [other for other in range(max(0, count - 5), count + 6) if shown_count(other, exact=False) == shown]
    assert len(alike) == 5


def test_what_waits_is_named_with_a_way_to_do_it(people: Cast) -> None:
    PostalCode.objects.create(code="1346", place="GJETTUM", place_key="gjettum", municipality_id="3201", category="G")
    people.sandvika.offices.get(title=Title.LEADER).terms.all().delete()

    page = overview_page(people["board leader"], people.today)

    assert page is not None
    assert [waiting.title for waiting in page.waiting] == [
        "Ett postnummer har ingen avdeling",
        "Haslum har ingen kontakt i styret",
        "Sandvika har ingen leder",
        "Sandvika har ingen kontakt i styret",
    ]
    assert page.title == "Fire ting venter på styret"
    assert page.waiting[0].line == "1346 Gjettum"


def test_the_overview_takes_as_many_queries_for_three_members_as_for_one(
    client: Client, people: Cast, django_assert_num_queries: object
) -> None:
    people.sign_in(client, "board leader")
    counts = []
    for members in (1, 2):
        for _number in range(members):
            BranchChoiceFactory(unit=people.haslum)
        client.get("/oversikt/")
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            assert client.get("/oversikt/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("count", "exact", "shown"),
    [
        (0, True, "–"),
        (0, False, "under 5"),
        (1, False, "under 5"),
        (4, False, "under 5"),
        (5, False, "5"),
        (7, False, "5"),
        (9, False, "5"),
        (10, False, "10"),
        (1, True, "1"),
    ],
)
def test_counts_are_shown(count: int, exact: bool, shown: str) -> None:
    assert shown_count(count, exact=exact) == shown


def test_before_anything_is_set_up_there_is_no_overview() -> None:
    from tests.factories import PersonFactory

    assert overview_page(PersonFactory(), date(2026, 6, 1)) is None


@pytest.mark.parametrize(("count", "words"), [(1, "1"), (2, "to"), (12, "tolv"), (13, "13")])
def test_small_numbers_are_written_in_letters(count: int, words: str) -> None:
    assert number_in_words(count) == words


def test_a_municipality_without_postal_codes_is_told(people: Cast) -> None:
    Profile.objects.update(municipality_code="9999")

    page = overview_page(people["board leader"], people.today)

    assert page is not None
    assert page.waiting[0].title == "Kommunenummeret 9999 har ingen postnumre"
    assert page.waiting[0].url == "/organisasjon/profil/"


def test_a_file_and_differences_of_the_register_wait_for_who_may_settle_them(people: Cast) -> None:
    bring_in(csv(MONA))
    choose_branch(membership=Membership.objects.get(), unit=people.sandvika, by=people["member"], at=now())
    bring_in(csv(MONA))
    read(csv(MONA, row("2")))

    def titles(who: str) -> set[str]:
        page = overview_page(people[who], people.today)
        assert page is not None
        return {waiting.title for waiting in page.waiting}

    ours = {"En fil fra medlemsregisteret venter", "Ett avvik å gjøre opp"}
    assert ours <= titles("secretary")
    assert not ours & titles("board member")
