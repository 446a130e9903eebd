"""Every address, asked by each role for what is planted in the neighbour branch: nobody sees what is not theirs.

Who may not see a member is answered as if the member were not there: each answer is the same, to the letter, as
before the member was planted. So no search, filter, order, count, file, letter or fault tells the two apart.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from lokallag.membership.models import FeeYear, Membership
from lokallag.people.models import Person
from tests.code.planted import NAMES, form_of, gets, own_paths, parts_in, places, plant, posts, read
from tests.code.test_get_changes_nothing import people as people_fixture
from tests.membership.stage import answers

pytestmark = pytest.mark.django_db
people = people_fixture

# What each role sees of the members of Sandvika (security.md B2): everything else that was planted, it does not.
SEES = {
    "neighbour leader": {"names", "contact", "minors", "details", "note", "fees", "address", "asked", "proposed"},
    "secretary": {"names", "contact", "minors", "details", "note", "fees", "address", "birth", "proposed"},
    "board leader": {"names", "contact", "details", "note", "fees", "address", "birth", "proposed"},
    "board member": {"names", "proposed"},
}
FORMS = {"branch leader": ("sandvika", "haslum")}  # who also sends every form
BLIND = ["branch leader", "deputy member", "member", "stranger", "anonymous"]


@pytest.fixture(autouse=True)
def still_clock():
    """Let no clock tell one walk from another."""
    with time_machine.travel(now().replace(microsecond=0), tick=False):
        yield


@pytest.fixture(autouse=True)
def known_places(still_clock, people):
    places()


def undone(walk: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Return what a walk was answered, and undo all that it did."""
    with transaction.atomic():
        said = walk()
        transaction.set_rollback(True)
    return said


def different(with_it: dict[str, str], without: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return the questions that were answered differently, with the first lines that are not the same."""
    found = {}
    for asked, answer in with_it.items():
        if answer != without[asked]:
            lines, others = answer.splitlines(), without[asked].splitlines()
            unlike = next((pair for pair in zip(lines, others, strict=False) if pair[0] != pair[1]), ("", ""))
            found[asked] = (unlike[0].strip()[:200], unlike[1].strip()[:200])
    return found


@pytest.mark.parametrize("who", BLIND)
def test_who_may_not_see_a_member_is_answered_as_if_there_were_none(people, who):
    client = people.sign_in(Client(), who)
    lists = ("haslum",) if who == "branch leader" else ()
    full = who in {"branch leader", "member"}
    own = own_paths() if full else []
    planting = transaction.savepoint()
    planted = plant(people)
    sent = form_of(people, planted)

    def walk() -> dict[str, str]:
        said = gets(client, planted, own, lists=lists)
        return said | posts(client, planted, sent, slugs=FORMS[who]) if who in FORMS else said

    with_it = undone(walk)
    transaction.savepoint_rollback(planting)
    assert not Membership.objects.filter(pk=planted.adult).exists()
    without = undone(walk)

    assert different(with_it, without) == {}
    assert parts_in({asked: text for asked, text in with_it.items() if not asked.startswith("POST")}) == set()


@pytest.mark.parametrize(
    ("who", "path", "which"),
    [
        ("secretary", "/medlemmer/filer/{}/", "file"),
        ("board leader", "/medlemmer/filer/{}/", "file"),
        ("board member", "/medlemmer/filer/{}/", "file"),
        ("board member", "/medlemsregister/{}/", "sent"),
        ("board member", "/medlemsregister/{}/rader/endrede/", "sent"),
        ("neighbour leader", "/medlemsregister/{}/", "sent"),
        ("neighbour leader", "/medlemsregister/{}/avviste.csv", "sent"),
    ],
)
def test_what_is_anothers_business_is_absent_also_to_officers_who_see_the_member(people, who, path, which):
    key, absent = getattr(plant(people), which), "00000000-0000-4000-8000-000000000000"
    client = people.sign_in(Client(), who)

    said = [read(client.get(path.format(each))).replace(each, "") for each in (key, absent)]

    assert said[0].startswith("404")
    assert said[0] == said[1]


@pytest.mark.parametrize("who", SEES)
def test_who_may_see_a_part_sees_that_and_no_more(people, who):
    client = people.sign_in(Client(), who)
    planted = plant(people)

    said = undone(lambda: gets(client, planted, [], lists=("sandvika",)))
    address = client.post(f"/medlemmer/sandvika/{planted.adult}/adresse/", {"purpose": "Brev om årsmøtet"})
    said["adresse"] = read(address)

    assert parts_in(said) == SEES[who]


def test_an_ordinary_board_member_cannot_tell_where_one_member_lives_nor_anything_but_name_and_branch(people):
    answers("1344", people.haslum)
    planted = plant(people)
    client = people.sign_in(Client(), "board member")
    leader = people.sign_in(Client(), "board leader")
    party = f"/medlemmer/{people.party.slug}/"

    def walk() -> dict[str, str]:
        said = gets(client, planted, [], lists=("sandvika", people.party.slug))
        return said | {party: read(client.get(party))}

    def overview() -> str:
        return read(leader.get("/oversikt/"))

    far, seen_far = undone(walk), overview()
    adult = Membership.objects.get(pk=planted.adult)
    FeeYear.objects.filter(membership=adult).delete()
    Membership.objects.filter(pk=adult.pk).update(number="M9", joined_on=people.today - timedelta(days=9))
    Person.objects.filter(pk=adult.person_id).update(
        postal_code="1344", street_address="", email="ny@example.org", phone="22222222", birth_year=1999
    )
    near, seen_near = undone(walk), overview()

    assert NAMES[1] in far[party]
    assert different(far, near) == {}
    assert seen_far != seen_near, "the leader, who has the register, sees where members live"


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_file_of_ones_own_branch_holds_nobody_of_the_neighbours(people, file_format):
    planted = plant(people)
    found = {}
    for who, slug in (("branch leader", "haslum"), ("neighbour leader", "sandvika")):
        client = people.sign_in(Client(), who)
        asked = {"file_format": file_format, "purpose": "Ringe", "filters": f"avdeling=sandvika&etter={planted.adult}"}
        asked_for = client.post(f"/medlemmer/{slug}/last-ned/", asked)
        found[who] = parts_in({"file": read(client.post(f"{asked_for.url}hent/"))})

    assert found == {
        "branch leader": set(),
        "neighbour leader": {"names", "contact", "minors", "details"},  # the street is there when it is asked for
    }


def test_no_fault_page_says_who_is_there(people, monkeypatch):
    planted = plant(people)
    page = f"/medlemmer/sandvika/{planted.adult}/"
    outside = people.sign_in(Client(enforce_csrf_checks=True, raise_request_exception=False), "branch leader")
    inside = people.sign_in(Client(raise_request_exception=False), "neighbour leader")
    said = {
        "400": outside.get(page, headers={"Host": "a b"}),
        "403": outside.post(f"{page}adresse/", {"purpose": "x"}),
        "404": outside.get(page),
        "422": people.sign_in(Client(), "branch leader").post(
            "/medlemmer/haslum/last-ned/", {"filters": f"etter={planted.adult}"}
        ),
    }

    def breaks(membership, **_about):
        raise RuntimeError(f"{membership.person.name} {membership.person.email}")

    monkeypatch.setattr("lokallag.membership.queries.member_page", breaks)
    said["500"] = inside.get(page)

    assert {status: str(answer.status_code) for status, answer in said.items()} == {status: status for status in said}
    assert parts_in({status: read(answer) for status, answer in said.items()}) == set()
