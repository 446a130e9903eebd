"""Who may do what: every act of the room for everyone, and what their pages answer."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lokallag.core import permissions
from lokallag.core.permissions import may
from lokallag.organisation import services
from lokallag.organisation.models import Kind, Title
from lokallag.organisation.rules import leads_some_branch, unit_id_of
from tests.cast import EVERYONE
from tests.factories import (
    NOON,
    BoardContactFactory,
    MunicipalFactory,
    OfficeFactory,
    PersonFactory,
    TermFactory,
    UnitFactory,
)

BOARD_OFFICERS = {"board leader", "secretary"}
BOARD = BOARD_OFFICERS | {"board member"}

# act, target → those who may; everybody else may not
TABLE = [
    ("organisation.manage_units", None, BOARD_OFFICERS),
    ("organisation.manage_units", "haslum", BOARD_OFFICERS),
    ("organisation.appoint_officer", "haslum", BOARD_OFFICERS),
    ("organisation.print_codes", None, BOARD_OFFICERS),
    ("organisation.edit_rules", None, BOARD_OFFICERS),
    ("organisation.edit_profile", None, BOARD_OFFICERS),
    ("organisation.name_contact", "haslum", BOARD_OFFICERS),
    ("organisation.edit_unit", "haslum", BOARD_OFFICERS | {"branch leader"}),
    ("organisation.edit_unit", "sandvika", BOARD_OFFICERS | {"neighbour leader"}),
    ("organisation.edit_unit", "party", BOARD_OFFICERS),
    ("organisation.see_terms", "haslum", BOARD | {"branch leader"}),
    ("organisation.see_terms", "party", BOARD | {"deputy member"}),
    ("organisation.see_contact", "haslum", BOARD | {"branch leader"}),
    ("organisation.see_contact", "sandvika", BOARD | {"neighbour leader"}),
    ("organisation.propose_approval", None, BOARD_OFFICERS | {"branch leader", "neighbour leader"}),
    ("organisation.see_approvals", None, BOARD | {"branch leader", "neighbour leader"}),
    ("organisation.approve_grant", None, BOARD),
    ("organisation.hand_over", "sandvika", BOARD_OFFICERS | {"neighbour leader"}),
    ("organisation.hand_over", "party", BOARD_OFFICERS),
    ("organisation.set_anchor", "sandvika", BOARD_OFFICERS | {"neighbour leader"}),
    ("organisation.set_anchor", "party", BOARD_OFFICERS),
]
# Asked of a proposal, not of a unit: tests/code/test_acts.py.
OF_A_PROPOSAL = {"organisation.see_approval", "organisation.decide_approval"}


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize(("act", "target", "allowed"), TABLE)
def test_acts(people, act, target, allowed, who):
    unit = None if target is None else getattr(people, target)

    assert may(people.asker(who), act, unit) is (who in allowed)


def test_the_table_holds_every_act_of_the_room():
    ours = {act for act in permissions.known_acts() if act.startswith("organisation.")}

    assert ours == {act for act, _target, _allowed in TABLE} | OF_A_PROPOSAL


# page → those who get it; anonymous is sent to sign in, everybody else reads why not
PAGES = [
    ("create", None, BOARD_OFFICERS),
    ("edit_rules", None, BOARD_OFFICERS),
    ("profile", None, BOARD_OFFICERS),
    ("rename", "haslum", BOARD_OFFICERS),
    ("edit", "haslum", BOARD_OFFICERS | {"branch leader"}),
    ("close", "haslum", BOARD_OFFICERS),
    ("offices", "haslum", BOARD_OFFICERS),
    ("appoint", "haslum", BOARD_OFFICERS),
    ("contact", "haslum", BOARD_OFFICERS),
]


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize(("page", "slug", "allowed"), PAGES)
def test_pages(client, people, page, slug, allowed, who):
    people.sign_in(client, who)

    response = client.get(reverse(f"organisation:{page}", args=[slug] if slug else []))

    expected = 200 if who in allowed else 302 if who == "anonymous" else 403
    assert response.status_code == expected


@pytest.mark.parametrize("who", EVERYONE)
def test_the_page_that_ends_a_term(client, people, who):
    term = people["member"].terms.create(
        office=people.haslum.offices.get(title=Title.SECRETARY),
        holder_name="Mona Dahl",
        from_on=people.today,
        elected_by="Årsmøtet",
    )
    people.sign_in(client, who)

    response = client.get(f"/organisasjon/verv/{term.pk}/avslutt/")

    unseen = {"deputy member": 404, "neighbour leader": 404, "stranger": 404, "anonymous": 302}
    assert response.status_code == (200 if who in BOARD_OFFICERS else unseen.get(who, 403))


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("address", ["/organisasjon/", "/organisasjon/haslum/", "/organisasjon/regler/"])
def test_public_pages(client, people, address, who):
    people.sign_in(client, who)

    assert client.get(address).status_code == 200


def test_a_refusal_says_why(client, people):
    people.sign_in(client, "branch leader")

    response = client.get("/organisasjon/regler/rediger/")

    assert response.status_code == 403
    assert "Dette gjør lederen eller sekretæren i kommunepartiet." in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/organisasjon/finnes-ikke/",
        "/organisasjon/finnes-ikke/navn/",
        "/organisasjon/verv/0/avslutt/",
        "/organisasjon/verv/99999999999999999999999/avslutt/",
    ],
)
def test_a_unit_that_is_not_there_answers_404(client, people, address):
    people.sign_in(client, "board leader")

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("title", list(Title))
@pytest.mark.parametrize("kind", [Kind.MUNICIPAL, Kind.BRANCH, Kind.NETWORK])
def test_only_leader_and_secretary_of_the_municipal_party_manage_units(db, kind, title):
    unit = MunicipalFactory() if kind == Kind.MUNICIPAL else UnitFactory(kind=kind)
    term = TermFactory(office__unit=unit, office__title=title)

    expected = kind == Kind.MUNICIPAL and title in {Title.LEADER, Title.SECRETARY}
    assert may(term.person, "organisation.manage_units", unit) is expected


@pytest.mark.parametrize("title", list(Title))
def test_leader_deputy_leader_and_secretary_edit_their_own_unit_only(db, title):
    own, other = UnitFactory(), UnitFactory()
    person = TermFactory(office__unit=own, office__title=title).person

    expected = title in {Title.LEADER, Title.DEPUTY_LEADER, Title.SECRETARY}
    assert may(person, "organisation.edit_unit", own) is expected
    assert may(person, "organisation.edit_unit", other) is False
    assert leads_some_branch.test(person) is expected


@pytest.mark.parametrize(
    ("from_in", "until_in", "holds"), [(1, None, False), (0, 0, True), (-9, -1, False), (-9, 9, True)]
)
def test_rights_follow_the_days_of_the_term(people, from_in, until_in, holds):
    days = [None if days is None else people.today + timedelta(days=days) for days in (from_in, until_in)]
    term = TermFactory(office=people.sandvika.offices.get(title=Title.SECRETARY), from_on=days[0], until_on=days[1])

    assert may(term.person, "organisation.edit_unit", people.sandvika) is holds


def test_what_hangs_on_a_unit_belongs_to_it(people):
    office = people.haslum.offices.first()
    rule_set = services.adopt_rules(
        unit=people.party,
        values={},
        valid_from=people.today,
        decision="Årsmøtet",
        after_version=0,
        by=None,
        at=NOON,
    )

    assert unit_id_of(people.haslum) == people.haslum.pk
    assert unit_id_of(office) == people.haslum.pk
    assert (
        unit_id_of(TermFactory(office=OfficeFactory(unit=people.sandvika, title=Title.TREASURER))) == people.sandvika.pk
    )
    assert unit_id_of(BoardContactFactory(branch=people.haslum)) == people.haslum.pk
    assert unit_id_of(rule_set) == people.party.pk
    assert unit_id_of(PersonFactory()) is None
    assert unit_id_of(None) is None
