"""The page of what went and what will go, the little that stays of the expelled, and the notice."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from lokallag.core.keeping import retentions
from lokallag.core.models import Change, SentForm
from lokallag.core.permissions import may
from lokallag.core.privacy import holdings
from lokallag.membership.models import FeeYear, Membership
from lokallag.organisation.models import Title
from lokallag.organisation.services import adopt_rules
from lokallag.people.models import DemoPerson, Person, SignIn
from lokallag.privacy.models import Clearing, Expulsion
from lokallag.privacy.queries.retention import retention_page
from lokallag.privacy.services import leave_party
from tests.cast import EVERYONE, Cast, cast
from tests.factories import PersonFactory, TermFactory

pytestmark = pytest.mark.django_db
URL = "/personvern/oppbevaring/"


def _membership_officer(people: Cast) -> None:
    TermFactory(office__unit=people.party, office__title=Title.MEMBERSHIP_OFFICER, person=people["stranger"])


@pytest.mark.parametrize("who", [*EVERYONE, "membership officer"])
def test_the_page_is_for_leader_secretary_and_membership_officer(client, who):
    people = cast()
    if who == "membership officer":
        _membership_officer(people)
        people.sign_in(client, "stranger")
    else:
        people.sign_in(client, who)

    response = client.get(URL)

    allowed = {"board leader", "secretary", "membership officer"}
    assert response.status_code == (200 if who in allowed else 302 if who == "anonymous" else 403)


def test_the_page_says_what_goes_when_and_how_many():
    with time_machine.travel("2027-03-01T12:00:00Z", tick=False):
        people = cast()
        SignIn.objects.all().delete()
        Membership.objects.filter(person=people["member"]).update(
            ended_on=localdate() - timedelta(days=10), end_reason="unpaid"
        )
        FeeYear.objects.create(
            membership=Membership.objects.get(person=people["member"]), year=2026, due_on="2026-09-10"
        )
        for days in (1, 1, 3):
            SentForm.objects.create(key=f"{SentForm.objects.count()}", sent_at=now() - timedelta(days=days))

        page = retention_page(people["secretary"], at=now())

    rows = [(row.what, row.day, row.count, row.within, row.is_late) for row in page.going]
    assert not any(row.is_late for row in page.going)
    assert page.title == "1 person slettes de neste 30 dagene"
    assert rows[0] == ("Nøkler til skjemaer som er sendt", "I natt", 1, 3, False)
    assert ("Medlemmer som ikke betalte kontingenten", "10. mars 2027", 1, 1, False) in rows


def test_the_page_says_what_went_and_warns_when_nothing_is_cleared():
    people = cast()
    with time_machine.travel("2027-03-03T12:00:00Z", tick=False):
        Clearing.objects.create(
            key="core.sent_forms", cleared_on="2027-03-01", removed=4, at=datetime(2027, 3, 1, 2, tzinfo=UTC)
        )
        Clearing.objects.create(
            key="people.sign_ins", cleared_on="2027-03-01", removed=0, at=datetime(2027, 3, 1, 2, tzinfo=UTC)
        )
        late = retention_page(people["secretary"], at=now())
    with time_machine.travel("2027-03-02T12:00:00Z", tick=False):
        in_time = retention_page(people["secretary"], at=now())

    assert [(row.day, row.what, row.count) for row in late.gone] == [
        ("1. mars 2027", "Nøkler til skjemaer som er sendt", 4)
    ]
    assert late.stale.startswith("Det er ikke ryddet siden 1. mars 2027.")
    assert in_time.stale == ""


def test_members_who_owe_for_too_long_are_counted_until_their_membership_ends():
    people = cast()
    member = Membership.objects.get(person=people["member"])
    FeeYear.objects.create(membership=member, year=2025, due_on=people.today - timedelta(days=200))

    owing = retention_page(people["secretary"], at=now())
    FeeYear.objects.update(due_on=people.today - timedelta(days=100))
    none = retention_page(people["secretary"], at=now())

    assert owing.title == "1 medlem har en kontingent som ikke er betalt 6 måneder etter forfall"
    assert owing.unpaid_url == f"/medlemmer/{people.party.slug}/?kontingent=ikke"
    assert (none.is_unpaid, none.unpaid_url) == (False, "")
    assert none.title == "Ingen personer slettes de neste 30 dagene"


def test_who_may_not_see_fees_gets_no_link_to_those_who_owe(client):
    people = cast()
    _membership_officer(people)
    member = Membership.objects.get(person=people["member"])
    FeeYear.objects.create(membership=member, year=2025, due_on=people.today - timedelta(days=200))
    people.sign_in(client, "stranger")

    text = client.get(URL).content.decode()

    assert "1 medlem har en kontingent" in text
    assert "De slettes ikke av seg selv" in text
    assert "kontingent=ikke" not in text


def test_who_left_by_themselves_is_counted_among_what_went(settings, tmp_path):
    settings.VAR = tmp_path
    people = cast()
    leave_party(person=people["member"], by=people["member"], at=now())

    gone = retention_page(people["secretary"], at=now()).gone

    assert [(row.what, row.count) for row in gone] == [("Medlemmer som meldte seg ut her", 1)]


def test_only_what_the_authority_has_said_is_credited_to_it():
    said = {row.key: str(row.source) for row in retentions()}

    assert {key for key, source in said.items() if "Datatilsynet" in source} == {
        "membership.resigned",
        "membership.unpaid",
    }


def test_each_kind_of_data_has_a_ground_of_article_6():
    for holding in holdings():
        if holding.model is not DemoPerson:
            assert "artikkel 6 nr. 1" in str(holding.ground), holding.model


def test_the_notice_says_who_handles_the_data_where_it_comes_from_and_what_stays(client):
    people = cast()
    before = client.get("/personvern/").content.decode()
    adopt_rules(
        unit=people.party,
        values={"processors": ("Drift AS, i Norge.", ""), "privacy_contact": ("Kari Ås, ombud.", "")},
        valid_from=people.today,
        decision="Styremøtet, sak 2",
        after_version=0,
        by=None,
        at=now(),
    )
    after = client.get("/personvern/").content.decode()

    assert "Styret har ikke skrevet hvem som drifter serveren" in before
    assert "Drift AS, i Norge." in after
    assert "Kari Ås, ombud." in after
    for words in (
        "sentrale medlemsregister",
        "sletteloggen",
        "gateadresse, postnummer",
        "hvem som vedtok det, og klage",
    ):
        assert words in after


def test_the_notice_names_each_field_of_who_one_is():
    cast()
    for holding in holdings():
        if holding.model in {Person, Membership}:
            for row in holding.rows(Person.objects.get(given_name="Mona")):
                assert [str(label) for label in row if str(label).lower() not in str(holding.fields).lower()] == []


def test_the_page_asks_the_database_as_often_for_many_rows_as_for_one(client):
    people = cast()
    people.sign_in(client, "secretary")
    client.get(URL)
    counts = []
    for many in (1, 3):
        for number in range(many):
            who = PersonFactory()
            Membership.objects.create(
                person=who,
                number=f"8{many}{number}",
                joined_on=people.today,
                ended_on=people.today,
                end_reason="resigned",
            )
            Expulsion.objects.create(name=f"Navn {number}", expelled_on=people.today)
            Clearing.objects.create(key=f"core.x{many}{number}", cleared_on=people.today, removed=1, at=now())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(URL).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", ["secretary", "board member", "membership officer"])
def test_the_expelled_are_named_to_those_who_note_it_and_nobody_else(client, who):
    people = cast()
    row = Expulsion.objects.create(name="Ute Stengt", expelled_on=people.today)
    if who == "membership officer":
        _membership_officer(people)
    people.sign_in(client, "stranger" if who == "membership officer" else who)

    page, form = client.get(URL), client.get(f"{URL}ekskludert/{row.pk}/")

    assert ("Ute Stengt" in page.content.decode()) is (who == "secretary")
    assert form.status_code == (200 if who == "secretary" else 404)


def test_who_decided_and_what_came_of_the_appeal_is_noted_once_and_logged(client):
    people = cast()
    row = Expulsion.objects.create(name="Ute Stengt", expelled_on=people.today)
    people.sign_in(client, "secretary")
    url = f"{URL}ekskludert/{row.pk}/"

    invalid = client.post(url, {"body": "", "appeal": "Klaget 3. mai"})
    done = client.post(url, {"body": "Landsstyret 4. mai 2027", "appeal": "Klaget 3. mai"})

    row.refresh_from_db()
    assert (invalid.status_code, "Klaget 3. mai" in invalid.content.decode()) == (422, True)
    assert (done.status_code, done.url) == (302, URL)
    assert (row.body, row.appeal) == ("Landsstyret 4. mai 2027", "Klaget 3. mai")
    assert Change.objects.get(act="privacy.note_expulsion").details == {}


def test_the_notice_tells_everything_that_is_held_and_every_time_of_keeping(client):
    cast()

    text = client.get("/personvern/").content.decode()

    held = [str(each.title) for each in holdings() if each.model is not DemoPerson]
    for row in (*held, *[str(each.what) for each in retentions()]):
        assert row in text
    assert "behandlingsansvarlig" in text
    assert "Datatilsynet" in text
    assert URL not in text


def test_the_notice_says_of_each_office_what_its_holder_really_sees(client):
    people = cast()
    mona = Membership.objects.get(person=people["member"])
    board_contact = people.party.offices.get(title=Title.TREASURER)
    TermFactory(office=board_contact, person=people["stranger"])

    said = {row.who: row.what for row in client.get("/personvern/").context["page"].seen}

    for who, where, title in (
        ("branch leader", "I avdelingen din", "leder"),
        ("board leader", "I kommunepartiet", "leder"),
        ("secretary", "I kommunepartiet", "sekretær"),
        ("stranger", "I kommunepartiet", "kasserer"),
        ("board member", "I kommunepartiet", "styremedlem"),
    ):
        (row,) = (
            what
            for label, what in said.items()
            if label.startswith(where) and title in label.lower().removeprefix(where.lower()).strip(": ").split(", ")
        )
        for act, words in (
            ("see_member", "navnet ditt"),
            ("see_contact", "over 18"),
            ("see_fees", "kontingenten"),
            ("see_address", "gateadressen"),
            ("see_details", "medlemsnummeret"),
            ("export_members", "en fil"),
        ):
            assert (words in row.lower()) is may(people[who], f"membership.{act}", mona), (who, act)


@pytest.mark.parametrize("path", ["/", "/logg-inn/", "/personvern/"])
def test_every_page_leads_to_the_notice_and_the_policy(client, path):
    cast()

    text = client.get(path).content.decode()

    assert 'href="/personvern/"' in text
    assert 'href="/sikkerhet/"' in text
