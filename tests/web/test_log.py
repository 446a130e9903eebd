"""The page of the log: an officer's own acts and looks, everybody's for those who answer for the register."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lokallag.core import audit
from lokallag.core.audit import How
from lokallag.core.models import Change, Look
from lokallag.core.permissions import known_acts
from lokallag.privacy.domain.act_words import LOOKED, SAID, act_in_words, look_in_words
from lokallag.web.queries import log_page
from tests.cast import EVERYONE, Cast, cast
from tests.factories import BranchChoiceFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    """Give the named people, whose logs are empty: the making of them is long ago."""
    return cast()


def see(people: Cast, who: str, **asked: str) -> str:
    """Return the page as ``who`` sees it."""
    response = people.sign_in(Client(), who).get("/logg/", asked)
    assert response.status_code == 200
    return response.content.decode()


def rows_of(people: Cast, who: str, **asked: str) -> list[tuple[str, str, str, str]]:
    """Return what the page says: who, what, whom and where, newest first."""
    context = people.sign_in(Client(), who).get("/logg/", asked).context
    return [(row.who, row.what, row.whom, row.where) for row in context["page"].rows]


def look(people: Cast, who: str, *persons: int, minutes: int = 0, how: How = How.LIST) -> None:
    """Let ``who`` have looked at persons, so many minutes ago."""
    audit.record_look(
        "membership.see_members",
        actor=people[who],
        persons=persons,
        at=now() - timedelta(minutes=minutes),
        how=how,
        unit_id=people.haslum.pk,
    )


def change(people: Cast, who: str | None, *, minutes: int = 0) -> None:
    """Let ``who`` have named Mona Dahl the contact of Haslum, so many minutes ago."""
    audit.record(
        "organisation.name_contact",
        actor=people[who] if who else None,
        target=people.haslum,
        at=now() - timedelta(minutes=minutes),
        details={"person": people["member"].pk},
    )


@pytest.mark.parametrize("who", EVERYONE)
def test_officers_see_the_page_and_nobody_else(people, who):
    status = people.sign_in(Client(), who).get("/logg/").status_code

    expected = {"anonymous": 302, "member": 403, "stranger": 403}
    assert status == expected.get(who, 200)


def test_a_branch_leader_sees_only_their_own_acts_and_looks(people):
    look(people, "branch leader", people["member"].pk, minutes=2)
    change(people, "branch leader", minutes=1)
    look(people, "neighbour leader", people["member"].pk)
    change(people, "board leader")

    assert rows_of(people, "branch leader") == [
        ("Hanne Ås", "Valgte kontakt i styret", "Mona Dahl", "Haslum"),
        ("Hanne Ås", "Så en medlemsliste", "Mona Dahl", "Haslum"),
    ]


def test_a_leader_cannot_ask_for_somebody_elses(people):
    change(people, "board leader")
    change(people, "branch leader", minutes=1)

    rows = rows_of(people, "branch leader", hvem=str(people["board leader"].key))

    assert [who for who, *_rest in rows] == ["Hanne Ås"]


@pytest.mark.parametrize("who", ["board leader", "secretary"])
def test_the_registers_keepers_see_what_all_have_done_and_seen(people, who):
    look(people, "branch leader", people["member"].pk, minutes=2)
    change(people, None, minutes=1)
    look(people, "neighbour leader", people["member"].pk, how=How.EXPORT)

    assert rows_of(people, who)[:3] == [
        ("Nils Østby", "Så en medlemsliste (som fil)", "Mona Dahl", "Haslum"),
        ("Serveren selv", "Valgte kontakt i styret", "Mona Dahl", "Haslum"),
        ("Hanne Ås", "Så en medlemsliste", "Mona Dahl", "Haslum"),
    ]


def test_names_are_shown_only_of_those_the_reader_may_see(people):
    """Nils leads Sandvika: his log says how many he saw, not the name of one who belongs to Haslum now."""
    look(people, "neighbour leader", people["member"].pk)
    look(people, "neighbour leader", people["stranger"].pk, minutes=1)

    assert [whom for _who, _what, whom, _where in rows_of(people, "neighbour leader")] == ["1 person", "1 person"]
    page = see(people, "neighbour leader")
    assert [name for name in ("Mona", "Dahl", "Stian", "Rud") if name in page] == []


def test_three_are_named_and_the_others_counted(people):
    own = [BranchChoiceFactory(unit=people.haslum).membership.person for _ in range(5)]

    look(people, "branch leader", *[person.pk for person in own])

    names = ", ".join(person.name for person in sorted(own, key=lambda person: person.pk)[:3])
    assert rows_of(people, "branch leader") == [("Hanne Ås", "Så en medlemsliste", f"{names} og 2 til", "Haslum")]


def test_one_who_was_erased_is_counted_and_not_named(people):
    look(people, "branch leader", people["member"].pk, people["stranger"].pk)
    audit.erase_person(people["member"].pk, at=now())

    assert rows_of(people, "branch leader")[0][2] == "2 personer"


def test_an_actor_who_is_gone_is_said_so(people):
    gone = PersonFactory()
    audit.record("organisation.edit_unit", actor=gone, target=people.haslum, at=now())
    gone.delete()

    assert rows_of(people, "secretary")[0][0] == "En som ikke er her lenger"


def test_looking_at_the_log_is_a_look_where_it_names_somebody(people):
    change(people, "branch leader")
    see(people, "secretary")

    [row] = Look.objects.filter(act="web.see_log")
    assert row.actor_id == people["secretary"].pk
    assert {people["member"].pk, people["branch leader"].pk} <= set(row.person_ids)
    assert people["secretary"].pk not in row.person_ids


def test_a_log_that_names_nobody_else_is_no_look(people):
    audit.record("organisation.edit_unit", actor=people["branch leader"], target=people.haslum, at=now())

    see(people, "branch leader")

    assert not Look.objects.exists()


# --- Filters ------------------------------------------------------------------------------------------------------


def test_the_log_can_be_asked_for_one_person(people):
    change(people, "branch leader", minutes=1)
    change(people, "neighbour leader")

    rows = rows_of(people, "secretary", hvem=str(people["branch leader"].key))

    assert [who for who, *_rest in rows] == ["Hanne Ås"]


def test_the_log_can_be_asked_for_one_act(people):
    change(people, "branch leader", minutes=1)
    look(people, "branch leader", people["member"].pk)

    rows = rows_of(people, "branch leader", hva="membership.see_members")

    assert [what for _who, what, *_rest in rows] == ["Så en medlemsliste"]


def test_the_log_can_be_asked_for_one_month_as_it_is_in_norway(people):
    for at in (datetime(2026, 5, 31, 21, 59, tzinfo=UTC), datetime(2026, 5, 31, 22, 0, tzinfo=UTC)):
        audit.record("organisation.edit_unit", actor=people["branch leader"], target=people.haslum, at=at)

    def count(month: str) -> int:
        page = log_page(people["branch leader"], {"maned": month}, at=datetime(2026, 8, 1, tzinfo=UTC))
        return len(page.rows)

    assert (count("2026-05"), count("2026-06"), count("2026-07")) == (1, 1, 0)


@pytest.mark.parametrize(
    "asked",
    [
        {"hvem": "x"},
        {"hvem": "00000000-0000-0000-0000-000000000000"},
        {"hva": "web.fly_away"},
        {"maned": "2026-13"},
        {"maned": "\x00"},
        {"etter": "x"},
        {"etter": "99999999999999999-1-1"},
        {"etter": "-99999999999999999-1-1"},
        {"etter": "1-1-999999999999999999"},
    ],
)
def test_what_is_no_choice_is_left_out(people, asked):
    change(people, "branch leader")

    assert people.sign_in(Client(), "secretary").get("/logg/", asked).status_code == 200


# --- Pages of the list --------------------------------------------------------------------------------------------


def test_every_row_is_on_exactly_one_page_also_where_many_share_a_moment(people):
    moment = now() - timedelta(days=1)
    for number in range(130):
        at = moment + timedelta(microseconds=number // 40)
        if number % 2:
            audit.record_look(
                "membership.see_members", actor=people["branch leader"], persons=[10_000 + number], at=at, how=How.PAGE
            )
        else:
            audit.record(
                "organisation.edit_unit",
                actor=people["branch leader"],
                target=people.haslum,
                at=at,
            )
    client = people.sign_in(Client(), "branch leader")
    url, sizes, urls = "/logg/", [], []
    while url:
        page = client.get(url).context["page"]
        sizes.append(len(page.rows))
        urls.append(page.newest_url)
        url = page.older_url

    assert sizes == [50, 50, 30]
    assert urls == ["", "/logg/", "/logg/"]


def test_the_same_number_of_queries_for_one_row_and_for_many(people):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            see(people, "secretary")
        return len(captured)

    change(people, "branch leader")
    look(people, "branch leader", people["member"].pk)
    queries()  # what the sign-in itself writes
    few = queries()
    for number in range(20):
        change(people, "neighbour leader", minutes=number)
        look(people, "branch leader", people["member"].pk, people["stranger"].pk, minutes=number)

    assert queries() == few


# --- Words --------------------------------------------------------------------------------------------------------


def test_every_act_has_words_and_no_name_of_the_code_is_shown(people):
    assert [act for act in known_acts() if act not in SAID] == []
    assert len({str(words) for words in SAID.values()}) == len(SAID)
    assert [act for act in LOOKED if act not in known_acts()] == []
    change(people, "branch leader")
    look(people, "branch leader", people["member"].pk)
    text = see(people, "secretary").partition("<table")[2].partition("</table>")[0]

    assert [act for act in known_acts() if act in text] == []
    assert "name_contact" not in text


def test_an_act_of_an_earlier_version_is_shown_all_the_same(people):
    Change.objects.create(act="old.thing", actor_id=people["branch leader"].pk, at=now())

    assert rows_of(people, "branch leader") == [("Hanne Ås", "Noe som ikke gjøres lenger", "", "")]
    assert act_in_words("old.thing") == "Noe som ikke gjøres lenger"


def test_a_look_is_never_told_as_the_deed(people):
    """Opening the page on which something is done, or searching on it, is not to have done it."""
    words = {act: look_in_words(act) for act in known_acts()}

    assert [said for said in words.values() if not said.startswith(("Så ", "Søkte ", "Åpnet ", "Hentet en fil "))] == []
    assert [act for act, said in words.items() if act in LOOKED and said == SAID[act] and "fetch" not in act] == []


def test_the_forms_for_a_member_and_a_search_for_a_board_are_told_as_looks(people):
    client = people.sign_in(Client(), "secretary")
    membership = people["member"].membership
    assert client.get(f"/medlemmer/haslum/{membership.pk}/for-medlemmet/").status_code == 200

    assert rows_of(people, "secretary")[0][1] == "Åpnet en side for å føre inn noe for et medlem"


def test_an_acts_looks_and_what_was_done_by_it_are_asked_for_apart(people):
    audit.record("organisation.hand_over", actor=people["branch leader"], target=people.haslum, at=now())
    audit.record_look(
        "organisation.hand_over",
        actor=people["branch leader"],
        persons=[people["member"].pk],
        at=now(),
        how=How.LIST,
        unit_id=people.haslum.pk,
    )

    def asked(hva: str) -> list[str]:
        return [what for _who, what, *_rest in rows_of(people, "branch leader", hva=hva)]

    assert asked("organisation.hand_over") == ["Førte inn et nytt styre"]
    assert asked("organisation.hand_over:sett") == ["Søkte etter personer til et nytt styre"]


def test_the_choices_are_what_one_has_done_and_the_months_since_the_first_of_it(people):
    long_ago = now() - timedelta(days=65)
    audit.record("organisation.edit_unit", actor=people["branch leader"], target=people.haslum, at=long_ago)
    look(people, "branch leader", people["member"].pk)
    audit.record("organisation.edit_rules", actor=people["secretary"], at=now(), target=people.party)

    form = people.sign_in(Client(), "branch leader").get("/logg/").context["page"].form

    assert [value for value, _words in form.fields["hva"].choices] == [
        "",
        "organisation.edit_unit",
        "membership.see_members",
    ]
    assert len(form.fields["maned"].choices) in {3 + 1, 4 + 1}  # from then until now, and all of them
