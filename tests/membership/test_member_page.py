"""The page of one member, the address with a purpose, who sees a protected one, and guardians."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Look
from lokallag.membership import services
from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import AddressKeeper, BranchChoice, FeeYear, Guardian
from lokallag.membership.queries import address_for, keeper
from lokallag.organisation.models import Term
from lokallag.people.models import Person
from lokallag.people.services import set_protected
from tests.cast import EVERYONE
from tests.factories import BranchChoiceFactory, PersonFactory
from tests.membership.stage import join, page_of, set_up


@pytest.fixture
def stage(db):
    return set_up()


@pytest.fixture
def kari(stage):
    """A member of Haslum who lives in Sandvika."""
    person = PersonFactory(
        given_name="Kari",
        family_name="Berg",
        email="kari.b@example.org",
        phone="91234567",
        street_address="Kirkeveien 7",
        postal_code="1337",
        birth_year=1961,
    )
    return BranchChoiceFactory(membership__person=person, unit=stage.haslum).membership


def url(membership, end="", slug="haslum"):
    return f"/medlemmer/{slug}/{membership.pk}/{end}"


def facts(response):
    return dict(page_of(response).facts)


SEEN = {
    "board leader": {"Hører til", "E-post", "Telefon", "Bor i", "Alder", "Medlem siden", "Medlemsnummer"},
    "branch leader": {"Hører til", "E-post", "Telefon", "Bor i", "Alder", "Medlem siden", "Medlemsnummer"},
    "board member": {"Hører til"},
}


@pytest.mark.parametrize("who", EVERYONE)
def test_each_office_sees_its_part_of_the_member_and_others_find_nobody(stage, client, kari, who):
    allowed = SEEN | {"secretary": SEEN["board leader"]}
    response = stage.sign_in(client, who).get(url(kari))

    assert response.status_code == (302 if who == "anonymous" else 200 if who in allowed else 404)
    if who in allowed:
        assert set(facts(response)) == allowed[who]
        shown = response.content.decode()
        assert "Kirkeveien" not in shown
        assert "1961" not in shown
        assert ("kari.b@example.org" in shown, "1337" in shown) == (who != "board member",) * 2


def test_the_page_is_one_look_at_the_member(stage, client, kari):
    stage.sign_in(client, "branch leader").get(url(kari))

    look = Look.objects.get()
    assert (look.act, look.how, look.person_ids, look.unit_id) == (
        "membership.see_member",
        "page",
        [kari.person_id],
        stage.haslum.pk,
    )


def test_a_list_is_one_look_with_the_ids_shown(stage, client, kari):
    stage.sign_in(client, "branch leader").get("/medlemmer/haslum/")

    look = Look.objects.get()
    assert (look.act, look.how, look.person_ids) == ("membership.see_members", "list", [kari.person_id])


def test_the_page_tells_the_history(stage, client, kari):
    FeeYear.objects.create(membership=kari, year=2025, is_paid=True)
    services.choose_branch(membership=kari, unit=stage.sandvika, by=kari.person, at=now())
    services.choose_branch(membership=kari, unit=stage.haslum, by=kari.person, at=now())

    page = page_of(stage.sign_in(client, "secretary").get(url(kari)))

    assert [choice.branch for choice in page.choices] == ["Haslum", "Sandvika", "Haslum"]
    assert page.fees == (("2025", "Betalt"),)
    assert [change.what for change in page.changes] == ["Medlemmet valgte avdeling"] * 2


def test_offices_held_stand_on_the_page(stage, client):
    membership = join(stage, stage["branch leader"], stage.haslum)

    page = page_of(stage.sign_in(client, "secretary").get(url(membership)))

    assert [label for label, _when in page.offices] == ["Leder, Haslum"]


def test_the_page_takes_the_same_queries_for_any_history(stage, client, kari):
    stage.sign_in(client, "secretary")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(url(kari))
        return len(queries)

    one = asked()
    for year in (2024, 2025, 2026):
        FeeYear.objects.create(membership=kari, year=year, is_paid=True)
    for unit in (stage.sandvika, stage.haslum, stage.sandvika, stage.haslum):
        services.choose_branch(membership=kari, unit=unit, by=kari.person, at=now())

    assert asked() == one


def test_under_another_branch_the_member_is_not_there(stage, client, kari):
    stage.sign_in(client, "secretary")

    assert [client.get(url(kari, slug=slug)).status_code for slug in ("sandvika", "finnes-ikke")] == [404, 404]


def test_the_whole_address_wants_a_purpose_and_is_logged_with_it(stage, client, kari):
    stage.sign_in(client, "branch leader")

    asked = client.get(url(kari, "adresse/"))
    empty = client.post(url(kari, "adresse/"), {"purpose": " "})
    shown = client.post(url(kari, "adresse/"), {"purpose": "Sende blomster"})

    assert [("Kirkeveien 7" in each.content.decode(), each.status_code) for each in (asked, empty, shown)] == [
        (False, 200),
        (False, 422),
        (True, 200),
    ]
    assert "1961" not in shown.content.decode()  # a branch's leader sees the band
    assert [(look.act, look.purpose) for look in Look.objects.all()] == [("membership.see_address", "Sende blomster")]
    assert (
        facts(stage.sign_in(client, "secretary").post(url(kari, "adresse/"), {"purpose": "Valg"}))["Fødselsår"]
        == "1961"
    )


@pytest.mark.parametrize(
    ("who", "status"), [("branch leader", 200), ("board leader", 200), ("board member", 403), ("neighbour leader", 404)]
)
def test_who_may_ask_for_the_address(stage, client, kari, who, status):
    assert stage.sign_in(client, who).get(url(kari, "adresse/")).status_code == status


def test_the_address_wants_a_second_factor_given_just_now(stage, client, kari):
    stage.sign_in(client, "branch leader")
    session = client.session
    session["factor_at"] = (now() - timedelta(minutes=11)).isoformat()
    session.save()

    assert "fersk=1" in client.get(url(kari, "adresse/")).url


# protected addresses


@pytest.fixture
def protected(kari):
    set_protected(person=kari.person, is_protected=True, by=None, at=now())
    return kari


def sees(stage, who, membership):
    person = Person.objects.get(pk=membership.person_id)
    return address_for(stage[who], person, stage.today).street == "Kirkeveien 7"


def test_a_protected_address_is_seen_by_the_one_named_and_by_nobody_else(stage, protected):
    leaders = ("board leader", "secretary", "branch leader", "board member")
    before = {who: sees(stage, who, protected) for who in leaders}

    services.name_address_keeper(person=stage["secretary"], by=stage["board leader"], at=now())

    assert before == dict.fromkeys(leaders, False)
    assert {who for who in leaders if sees(stage, who, protected)} == {"secretary"}


def test_the_right_ends_with_the_office(stage, protected):
    services.name_address_keeper(person=stage["secretary"], by=stage["board leader"], at=now())
    Term.objects.filter(person=stage["secretary"]).update(until_on=stage.today - timedelta(days=1))

    assert (keeper(stage.today), sees(stage, "secretary", protected)) == (None, False)


def test_one_is_named_at_a_time_and_never_oneself(stage):
    services.name_address_keeper(person=stage["secretary"], by=stage["board leader"], at=now())
    services.name_address_keeper(person=stage["board leader"], by=stage["secretary"], at=now())

    assert [row.person_id for row in AddressKeeper.objects.live()] == [stage["board leader"].pk]
    with pytest.raises(RuleViolation, match="Du kan ikke utpeke deg selv"):
        services.name_address_keeper(person=stage["secretary"], by=stage["secretary"], at=now())
    with pytest.raises(RuleViolation, match="Velg lederen eller sekretæren"):
        services.name_address_keeper(person=stage["board member"], by=stage["secretary"], at=now())
    services.name_address_keeper(person=None, by=stage["secretary"], at=now())
    assert keeper(stage.today) is None


def test_the_keeper_is_named_on_a_page(stage, client):
    stage.sign_in(client, "board leader")
    shown = client.get("/medlemmer/adressevern/")
    answered = client.post("/medlemmer/adressevern/", {"person": str(stage["secretary"].key)})
    oneself = client.post("/medlemmer/adressevern/", {"person": str(stage["board leader"].key)})

    assert "Ingen ser beskyttede adresser i dag." in shown.content.decode()
    assert (answered.status_code, oneself.status_code) == (302, 422)
    assert keeper(stage.today).person == stage["secretary"]
    assert stage.sign_in(client, "branch leader").get("/medlemmer/adressevern/").status_code == 403


PAGES = [
    "/medlemmer/",
    "/medlemmer/haslum/?kolonne=sted&kolonne=omrade&kolonne=alder",
    "/medlemmer/haslum/?bor=annet",
    "/medlemmer/haslum/?bor=her",
    "/medlemmer/haslum/?q=1337",
    "/medlemmer/baerum-arbeiderparti/",
    "/medlemmer/baerum-arbeiderparti/?q=kari+berg",
    "/oversikt/",
    "/avdelinger/",
    "/organisasjonen/",
]


@pytest.mark.parametrize("who", ["branch leader", "neighbour leader", "board leader", "secretary", "board member"])
def test_a_protected_address_is_on_no_page_for_anybody(stage, protected, who):
    """Not for the one who is named either, except where they say what they need it for."""
    services.name_address_keeper(person=stage["secretary"], by=stage["board leader"], at=now())
    Person.objects.filter(pk=protected.person_id).update(postal_code="0951")
    client = stage.sign_in(Client(), who)
    own = [url(protected), url(protected, "flytt/"), url(protected, "adressevern/"), url(protected, "adresse/")]

    found = {}
    for page in [*PAGES, *own]:
        text = client.get(page, follow=True).content.decode()
        found[page] = [secret for secret in ("Kirkeveien", "0951", "Oslo", "OSLO") if secret in text]
    assert {page: secrets for page, secrets in found.items() if secrets} == {}


def test_no_reason_for_a_branch_tells_where_a_protected_address_lies(stage, protected):
    BranchChoice.objects.update(reason=Reason.FOLLOWED_SUGGESTION)

    def words(who):
        return page_of(stage.sign_in(Client(), who).get(url(protected))).choices[0].reason

    hidden = {who: words(who) for who in ("branch leader", "board leader", "secretary")}
    BranchChoice.objects.update(reason=Reason.OWN_CHOICE)
    own = words("branch leader")
    BranchChoice.objects.update(reason=Reason.FOLLOWED_SUGGESTION)
    Person.objects.filter(pk=protected.person_id).update(is_protected=False)

    assert set(hidden.values()) == {own} == {"Eget valg"}  # as if the member lived anywhere
    assert words("branch leader") == "Fulgte forslaget for postnummeret"


def test_the_member_still_reads_why(stage, client, protected):
    BranchChoice.objects.update(reason=Reason.FOLLOWED_SUGGESTION)
    client.force_login(protected.person)

    assert "Fulgte forslaget for postnummeret" in client.get("/min-side/avdeling/").content.decode()


@pytest.mark.parametrize(("who", "act"), [("branch leader", ""), ("secretary", "Vis fødselsåret")])
def test_who_may_not_see_a_protected_address_is_asked_for_no_purpose(stage, client, protected, who, act):
    stage.sign_in(client, who)

    asked = client.get(url(protected, "adresse/"))
    offered = [row.url for row in page_of(client.get(url(protected))).acts]
    sent = client.post(url(protected, "adresse/"), {"purpose": "Brev om årsmøtet"})

    assert page_of(asked).act == act
    assert ("<textarea" in asked.content.decode() or 'name="purpose"' in asked.content.decode()) == bool(act)
    assert (url(protected, "adresse/") in offered) == bool(act)
    assert sent.status_code == (200 if act else 403)
    assert Look.objects.filter(act="membership.see_address").count() == bool(act)


def test_the_named_one_sees_it_with_a_purpose(stage, protected):
    services.name_address_keeper(person=stage["secretary"], by=stage["board leader"], at=now())

    def shown(who):
        response = stage.sign_in(Client(), who).post(url(protected, "adresse/"), {"purpose": "Brev om årsmøtet"})
        return "Kirkeveien 7" in response.content.decode()

    assert {who: shown(who) for who in ("secretary", "board leader", "branch leader")} == {
        "secretary": True,
        "board leader": False,
        "branch leader": False,
    }


@pytest.mark.parametrize(
    ("who", "status"), [("secretary", 302), ("board leader", 302), ("branch leader", 403), ("neighbour leader", 404)]
)
def test_an_officer_says_that_an_address_is_protected(stage, client, kari, who, status):
    response = stage.sign_in(client, who).post(url(kari, "adressevern/"), {"is_protected": "on"})

    assert response.status_code == status
    assert Person.objects.get(pk=kari.person_id).is_protected == (status == 302)


# members under 18


@pytest.fixture
def young(stage, kari):
    Person.objects.filter(pk=kari.person_id).update(birth_year=stage.today.year - 15)
    Guardian.objects.create(person=kari.person, name="Foresatt Berg", phone="99887766")
    return kari


@pytest.mark.parametrize(
    ("who", "sees"),
    [("branch leader", True), ("secretary", True), ("board leader", False), ("board member", False)],
)
def test_contact_and_guardian_of_a_minor_are_for_the_branchs_leader_and_the_secretary(stage, client, young, who, sees):
    shown = stage.sign_in(client, who).get(url(young)).content.decode()

    assert [secret in shown for secret in ("kari.b@example.org", "91234567", "Foresatt Berg", "99887766")] == [sees] * 4


@pytest.mark.parametrize(
    ("who", "status"), [("branch leader", 302), ("secretary", 302), ("board leader", 403), ("neighbour leader", 404)]
)
def test_a_guardian_is_written_down_by_who_may_see_it(stage, client, kari, who, status):
    sent = {"name": "Anne Berg", "phone": "998 87 766", "email": ""}

    assert stage.sign_in(client, who).post(url(kari, "foresatt/"), sent).status_code == status
    assert [(row.name, row.phone) for row in Guardian.objects.all()] == [("Anne Berg", "99887766")] * (status == 302)


def test_a_guardian_who_cannot_be_reached_is_no_guardian(stage, client, kari):
    stage.sign_in(client, "branch leader")
    answers = [
        client.post(url(kari, "foresatt/"), {"name": "Anne Berg", "phone": phone, "email": ""}) for phone in ("", "12")
    ]

    assert [(each.status_code, "Anne Berg" in each.content.decode()) for each in answers] == [(422, True)] * 2
    assert not Guardian.objects.exists()
