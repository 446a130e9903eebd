"""An officer enters an e-mail address for a member: who reads a person's mailbox comes in as that person (ADR 0018)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import localdate, now

from lokallag.core.errors import RuleViolation
from lokallag.membership import services
from lokallag.membership.domain.behalf import EMAILS_A_DAY, How, Said
from lokallag.membership.models import Entry
from lokallag.membership.services.behalf import mark_of
from lokallag.organisation.models import Approval, Title
from lokallag.organisation.services import appoint
from lokallag.outbox.models import Message
from lokallag.people import services as people
from lokallag.people.models import EmailChange, Person, SignIn
from tests.factories import BranchChoiceFactory, PersonFactory
from tests.membership.stage import join, letters, page_of, set_up

NEW = "mona.ny@example.org"


@pytest.fixture
def stage(db):
    return set_up()


@pytest.fixture
def mona(stage):
    return join(stage, stage["member"], stage.haslum)


def url(membership):
    return f"/medlemmer/haslum/{membership.pk}/for-medlemmet/e-post/"


def send(client, membership, email=NEW, **written):
    seen = page_of(client.get(url(membership))).form["seen"].value()
    form = {"email": email, "how": "phone", "said_on": localdate().strftime("%d.%m.%Y"), "seen": seen}
    return client.post(url(membership), {**form, **written})


def enter(membership, by, email=NEW, *, is_shared=False):
    person = Person.objects.get(pk=membership.person_id)
    return services.enter_email(
        membership=membership,
        email=email,
        is_shared=is_shared,
        seen=mark_of(person.email),
        said=Said(How.PHONE, localdate()),
        by=by,
        at=now(),
    )


def address_of(membership):
    return Person.objects.get(pk=membership.person_id).email


def by_code(client, email):
    """Come in by the code mailed to an address, as far as it leads."""
    client.post("/logg-inn/", {"email": email})
    ticket = people.read_ticket(client.cookies["innlogging"].value)
    return client.post("/logg-inn/kode/", {"kode": people.code_of(ticket.request_id)})


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_the_old_address_and_the_other_officers_are_told_and_the_new_one_is_not_written_to(stage, mona, client):
    send(stage.sign_in(client, "secretary"), mona)

    assert address_of(mona) == NEW
    assert letters() == [
        ("mona.dahl@example.org", "Vi har ført inn noe for deg"),
        ("berit.lund@example.org", "En e-postadresse er ført inn for et medlem"),
    ]
    assert not Message.objects.filter(text__contains=NEW).exists()
    assert "Sindre Vik har ført inn en ny e-postadresse for Mona Dahl" in Message.objects.latest("pk").text


def test_only_a_code_sent_to_the_new_address_lets_the_member_in(stage, mona, client):
    send(stage.sign_in(client, "secretary"), mona)
    browser = Client()

    by_code(browser, "mona.dahl@example.org")
    old = signed_in_as(browser)
    by_code(browser, NEW)

    assert (old, signed_in_as(browser)) == (None, str(mona.person_id))


def test_receipts_are_letters_until_the_new_address_is_proved(stage, mona, client):
    Person.objects.filter(pk=mona.person_id).update(street_address="Haslumveien 3")
    stage.sign_in(client, "secretary")
    send(client, mona)
    before = len(letters())

    def change_phone(number):
        address = url(mona).replace("e-post", "telefon")
        page = page_of(client.get(address))
        form = {"phone": number, "how": "phone", "said_on": localdate().strftime("%d.%m.%Y")}
        client.post(address, {**form, "seen": page.form["seen"].value()})
        return Entry.objects.latest("pk").receipt

    assert change_phone("91234567") == "letter"
    assert len(letters()) == before
    by_code(Client(), NEW)
    assert change_phone("91234568") == "email"
    assert letters()[-1][0] == NEW


def test_who_had_no_address_gets_the_receipt_by_letter(stage, mona, client):
    Person.objects.filter(pk=mona.person_id).update(email="", street_address="Haslumveien 3")
    stage.sign_in(client, "secretary")
    send(client, mona)

    letter = page_of(client.get(f"/medlemmer/brev/{mona.pk}/"))
    assert [address for address, _subject in letters()] == ["berit.lund@example.org"]
    assert f"E-postadressen din er nå {NEW}." in letter.lines[0].what


@pytest.mark.parametrize("written", ["", "ikke en adresse", "x" * 250 + "@example.org", "a@example.org b@example.org"])
def test_a_wrong_address_comes_back(stage, mona, client, written):
    response = send(stage.sign_in(client, "secretary"), mona, written)

    assert response.status_code == 422
    assert list(page_of(response).form.errors) == ["email"]
    assert page_of(response).form["email"].value() == written
    assert address_of(mona) == "mona.dahl@example.org"


def test_a_form_from_a_stale_page_and_one_sent_twice(stage, mona, client):
    stage.sign_in(client, "secretary")
    seen = page_of(client.get(url(mona))).form["seen"].value()
    form = {"how": "phone", "said_on": localdate().strftime("%d.%m.%Y"), "seen": seen, "engangsnokkel": "en-gang"}

    twice = [client.post(url(mona), {**form, "email": NEW}).status_code for _time in range(2)]
    stale = client.post(url(mona), {**form, "email": "tredje@example.org", "engangsnokkel": "ny"})

    assert twice == [302, 302]
    assert stale.status_code == 422
    assert (address_of(mona), Entry.objects.count()) == (NEW, 1)


# nobody climbs


def test_a_branch_leader_never_enters_an_address(stage, mona, client):
    stage.sign_in(client, "branch leader")

    assert client.get(url(mona)).status_code == 403
    assert client.post(url(mona), {"email": NEW, "how": "phone"}).status_code == 403
    assert address_of(mona) == "mona.dahl@example.org"


def test_a_branch_leader_who_takes_an_ordinary_mailbox_gets_no_list(stage, mona, client):
    """A1: the account of a branch leader, and any mailbox, lead to no row outside the branch."""
    stage.sign_in(client, "branch leader")
    for part in ("adresse", "telefon", "sprak", "avdeling"):
        client.post(url(mona).replace("e-post", part), {"email": "angriper@example.org", "how": "phone"})
    browser = Client()
    by_code(browser, "angriper@example.org")
    assert signed_in_as(browser) is None

    by_code(browser, "mona.dahl@example.org")  # the attacker reads the member's mailbox
    assert signed_in_as(browser) == str(mona.person_id)
    neighbour = BranchChoiceFactory(unit=stage.sandvika, membership__person__family_name="Kanarifugl").membership
    seen = [
        browser.get(address)
        for address in (
            "/medlemmer/",
            "/medlemmer/haslum/",
            "/medlemmer/sandvika/",
            "/medlemmer/brev/",
            f"/medlemmer/brev/{neighbour.pk}/",
            f"/medlemmer/sandvika/{neighbour.pk}/for-medlemmet/",
        )
    ]
    assert {response.status_code for response in seen} <= {403, 404}
    assert not any("Kanarifugl" in response.content.decode() for response in seen)


@pytest.mark.parametrize("since", [-30, 0, 30])
def test_who_holds_or_will_hold_an_office_changes_it_themself(stage, mona, client, since):
    appoint(
        office=stage.sandvika.offices.get(title=Title.SECRETARY),
        person=mona.person,
        from_on=localdate() + timedelta(days=since),
        until_on=None,
        elected_by="Årsmøtet",
        by=None,
        at=now(),
    )

    page = page_of(stage.sign_in(client, "secretary").get(url(mona)))
    assert "har et verv" in page.hindrance
    with pytest.raises(RuleViolation, match="har et verv"):
        enter(mona, stage["secretary"])
    assert client.post(url(mona), {"email": NEW, "how": "phone"}).status_code == 422
    assert address_of(mona) == "mona.dahl@example.org"


def test_whose_office_has_ended_is_an_ordinary_member_again(stage, mona):
    appoint(
        office=stage.sandvika.offices.get(title=Title.SECRETARY),
        person=mona.person,
        from_on=localdate() - timedelta(days=60),
        until_on=localdate() - timedelta(days=1),
        elected_by="Årsmøtet",
        by=None,
        at=now(),
    )

    assert enter(mona, stage["secretary"]) is not None


def test_who_is_proposed_for_power_is_left_alone(stage, mona):
    Approval.objects.create(
        kind="organisation.appoint",
        proposer=stage["board leader"],
        beneficiary=mona.person,
        proposed_at=now(),
        expires_at=now() + timedelta(days=7),
    )

    with pytest.raises(RuleViolation, match="skal få et"):
        enter(mona, stage["secretary"])


def test_a_second_factor_is_never_got_round(stage, mona):
    people.print_codes(person=mona.person, seen="", by=stage["board leader"], at=now())

    with pytest.raises(RuleViolation, match="ekstra sikring"):
        enter(mona, stage["secretary"])
    # Also where something else than this room asks.
    with pytest.raises(RuleViolation, match="ekstra sikring"):
        people.enter_email(person=mona.person, address=NEW, by=stage["secretary"], at=now())


def test_no_officer_moves_a_member_to_a_mailbox_of_their_own(stage, mona):
    with pytest.raises(RuleViolation, match="din egen adresse"):
        enter(mona, stage["secretary"], "Sindre.Vik@example.org", is_shared=True)
    with pytest.raises(RuleViolation, match="tillitsvalgt bruker"):
        enter(mona, stage["secretary"], "hanne.as@example.org", is_shared=True)


def test_an_officer_who_shares_an_address_is_reached_by_no_entry(stage, mona, client):
    """Mona shares the branch leader's mailbox. Moving Mona moves neither the leader nor the leader's factor."""
    Person.objects.filter(pk=mona.person_id).update(email="hanne.as@example.org")
    people.seed_app(person=stage["branch leader"], secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", at=now())
    send(stage.sign_in(client, "secretary"), mona)
    browser = Client()

    by_code(browser, NEW)
    assert signed_in_as(browser) == str(mona.person_id)
    other = Client()
    assert by_code(other, "hanne.as@example.org").url == "/logg-inn/bekreft/"
    assert signed_in_as(other) is None


def test_many_addresses_in_a_day_are_too_many(stage):
    for number in range(EMAILS_A_DAY):
        member = BranchChoiceFactory(unit=stage.haslum).membership
        assert enter(member, stage["secretary"], f"ny{number}@example.org") is not None

    with pytest.raises(RuleViolation, match="mange e-postadresser"):
        enter(BranchChoiceFactory(unit=stage.haslum).membership, stage["secretary"])
    assert enter(BranchChoiceFactory(unit=stage.haslum).membership, stage["board leader"]) is not None


# two who share an address


def test_a_couple_may_share_when_the_officer_says_so(stage, mona, client):
    ola = PersonFactory(email="Felles@example.org", given_name="Ola", family_name="Dahl")
    stage.sign_in(client, "secretary")

    unsaid = send(client, mona, "felles@example.org")
    assert unsaid.status_code == 422
    assert "bruker denne adressen" in str(page_of(unsaid).form.errors)
    send(client, mona, "felles@example.org", is_shared="on")

    browser = Client()
    assert by_code(browser, "felles@example.org").url == "/logg-inn/hvem/"
    assert [choice.label for choice in page_of(browser.get("/logg-inn/hvem/")).people] == ["Mona Dahl", "Ola Dahl"]
    browser.post("/logg-inn/hvem/", {"person": str(ola.key)})
    assert signed_in_as(browser) == str(ola.pk)


def test_who_has_moved_cannot_be_chosen_by_a_code_given_before(stage, mona, client):
    """The code to the shared mailbox was right, the choice waits; then the member moves away."""
    PersonFactory(email="mona.dahl@example.org", given_name="Ola", family_name="Dahl")
    browser = Client()
    assert by_code(browser, "mona.dahl@example.org").url == "/logg-inn/hvem/"

    send(stage.sign_in(client, "secretary"), mona)
    browser.post("/logg-inn/hvem/", {"person": str(mona.person.key)})

    assert signed_in_as(browser) is None


def test_a_code_asked_for_before_the_move_does_not_open_the_old_mailbox(stage, mona, client):
    browser = Client()
    browser.post("/logg-inn/", {"email": "mona.dahl@example.org"})
    ticket = people.read_ticket(browser.cookies["innlogging"].value)

    send(stage.sign_in(client, "secretary"), mona)
    browser.post("/logg-inn/kode/", {"kode": people.code_of(ticket.request_id)})

    assert signed_in_as(browser) is None


def test_who_came_in_by_the_old_mailbox_is_out_and_takes_nothing_along(stage, mona, client):
    thief = Client()
    by_code(thief, "mona.dahl@example.org")
    thief.post("/min-side/innlogging/kontakt/", {"email": "tyv@example.org", "phone": ""})
    change = EmailChange.objects.get()

    send(stage.sign_in(client, "secretary"), mona)
    answer = thief.post("/min-side/innlogging/kontakt/kode/", {"kode": people.email_code_of(change.pk)})

    assert answer.status_code == 403
    assert not SignIn.objects.filter(person=mona.person).exists()
    assert not EmailChange.objects.filter(used_at=None).exists()
    assert address_of(mona) == NEW


def test_the_notice_leads_nowhere_without_signing_in(stage, mona, client):
    send(stage.sign_in(client, "secretary"), mona)

    text = Message.objects.get(purpose="membership.entry").text
    assert re.findall(r"https?://\S+", text) == ["http://localhost:8000/logg-inn/"]


# two at once


def test_two_officers_at_once_enter_one_address(isolated_database):
    stage = set_up()
    mona = join(stage, stage["member"], stage.haslum)
    mark = mark_of("mona.dahl@example.org")
    barrier = Barrier(2)

    def race(who, email):
        said = Said(How.PHONE, localdate())
        try:
            barrier.wait()
            services.enter_email(
                membership=mona, email=email, is_shared=False, seen=mark, said=said, by=stage[who], at=now()
            )
        except RuleViolation as error:
            return str(error)
        finally:
            connection.close()
        return email

    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(race, ("secretary", "board leader"), ("en@example.org", "to@example.org")))

    won, lost = sorted(came, key=lambda answer: " " in answer)
    assert "er endret siden du åpnet siden" in lost
    assert address_of(mona) == won
    assert Entry.objects.count() == 1
