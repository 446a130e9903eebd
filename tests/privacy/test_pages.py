"""The pages below Min side: one's own and nobody else's."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.timezone import localdate, now

from lokallag.core import audit
from lokallag.core.models import Change
from lokallag.core.permissions import known_acts, may
from lokallag.core.privacy import holdings, sights
from lokallag.membership.models import AddressKeeper, BranchChoice, Membership
from lokallag.organisation.models import Title
from lokallag.outbox.services import post
from lokallag.people.domain import consents as registered
from lokallag.people.models import AppSecret, Consent, Person
from lokallag.people.services import confirm_factor
from lokallag.privacy import services
from lokallag.privacy.domain import consents
from lokallag.privacy.queries import archive_of, looked_page, own_data_page, who_sees
from tests.cast import EVERYONE, cast
from tests.factories import OfficeFactory, TermFactory
from tests.privacy.canaries import canary

pytestmark = pytest.mark.django_db

PAGES = ["opplysninger", "hvem-kan-se", "hvem-har-sett", "samtykker", "beskyttet-adresse", "last-ned", "meld-ut"]


@pytest.fixture
def people():
    return cast()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", EVERYONE)
def test_each_page_is_for_whoever_is_signed_in(client, people, who, page):
    people.sign_in(client, who)

    response = client.get(f"/min-side/{page}/")

    if who == "anonymous":
        assert response.url == f"/logg-inn/?next=/min-side/{page}/"
    else:
        assert response.status_code == 200


@pytest.mark.parametrize("page", ["opplysninger", "samtykker", "beskyttet-adresse", "last-ned", "meld-ut"])
def test_no_page_about_oneself_shows_anybody_else(client, people, page):
    canary(people, "Kanari")
    people.sign_in(client, "branch leader")

    assert "Kanari" not in client.get(f"/min-side/{page}/?person=1").content.decode()


def test_all_that_is_held_is_shown_in_words(client, people):
    found = canary(people, "Kanari")
    client.force_login(found.person)
    session = client.session
    confirm_factor(session=session, at=now())
    session.save()

    text = client.get("/min-side/opplysninger/").content.decode()

    for words in ("Kanarifornavn", "Kanariveien 7", "kanari.post@example.org", "Kanarimerknad", "1971"):
        assert words in text
    assert all(str(holding.title) in text for holding in holdings())


CODE = re.compile(r"\b(?:{})\.[a-z]+(?:_[a-z]+)*\b".format("|".join(config.label for config in apps.get_app_configs())))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_no_name_from_the_code_is_shown_on_the_page_or_in_the_file(client, people, language):
    found = canary(people, "Kanari")
    for act in known_acts():
        audit.record(act, actor=found.person, target=found.person, at=now())
        audit.record_look(act, actor=people["secretary"], persons=[found.person.pk], at=now(), how=audit.How.PAGE)
    with translation.override(language):
        page = own_data_page(found.person, at=now(), shown=None)
        archive = zipfile.ZipFile(io.BytesIO(archive_of(found.person, at=now())))
        tables = json.loads(archive.read("opplysninger.json"))["tables"]

    told = [words for section in page.sections for row in section.rows for _label, words in row]
    told += [str(value) for table in tables for row in table["rows"] for value in row.values()]
    assert [words for words in told if CODE.search(words.replace("register.csv", "the file of the cast"))] == []
    assert "photo" not in told


def test_letters_to_others_that_name_one_are_listed_by_office_and_not_by_name(people):
    at = now()
    post(
        key="test:1",
        subject="Et nytt medlem i Haslum",
        text="Mona Dahl hører nå til Haslum.",
        to=[(str(people["branch leader"].key), people["branch leader"].email)],
        purpose="membership.branch_choice",
        at=at,
    )

    page = own_data_page(people["member"], at=at, shown=None)

    (section,) = (each for each in page.sections if each.title == "Navnet ditt i brev til andre")
    rows = [dict(row) for row in section.rows]
    assert {"Slag": "Beskjed om valg av avdeling", "Til": "Leder, Haslum"}.items() <= rows[0].items()
    assert "Hanne" not in str(section)


# who can see me


def test_who_can_see_follows_from_the_acts_themselves(people):
    member = Membership.objects.get(person=people["member"])
    by_act = {sight.act for sight in sights()}

    seeing = {seat.person.pk for seat, _sees in who_sees(people["member"], people.today)}

    allowed = {
        person.pk
        for person in Person.objects.exclude(pk=people["member"].pk)
        if may(person, "membership.see_member", member)
    }
    assert seeing == allowed
    assert by_act <= set(known_acts())


def test_it_says_who_by_which_office_what_and_until_when(client, people):
    leader = people.haslum.offices.get(title=Title.LEADER).terms.get()
    leader.until_on = people.today + timedelta(days=1)
    leader.save()
    people.sign_in(client, "member")

    page = client.get("/min-side/hvem-kan-se/").context["page"]

    row = next(seer for seer in page.seers if seer.name == "Hanne Ås")
    assert (row.office, row.unit, len(row.sees) > 0, row.until != "") == ("Leder", "Haslum", True, True)
    assert "Nils Østby" not in {seer.name for seer in page.seers}


def test_a_term_that_ended_at_midnight_is_gone_from_it(people):
    term = people.haslum.offices.get(title=Title.LEADER).terms.get()
    term.until_on = people.today
    term.save()

    with time_machine.travel(now() + timedelta(days=1)):
        names = {seat.person.name for seat, _sees in who_sees(people["member"], localdate())}

    assert "Hanne Ås" not in names
    assert "Berit Lund" in names


def test_of_two_offices_only_the_one_that_lets_one_see_is_named(people):
    """Hanne Ås leads Haslum and is a deputy in Sandvika: Sandvika gives her no sight of a member of Haslum."""
    office = OfficeFactory(unit=people.sandvika, title=Title.DEPUTY_MEMBER)
    TermFactory(office=office, person=people["branch leader"])

    offices = [
        (seat.office, seat.unit)
        for seat, _ in who_sees(people["member"], people.today)
        if seat.person == people["branch leader"]
    ]

    assert offices == [("Leder", "Haslum")]


def test_who_can_see_takes_as_many_queries_for_one_branch_as_for_four(people, django_assert_num_queries):
    def count():
        with CaptureQueriesContext(connection) as queries:
            who_sees(people["member"], people.today)
        return len(queries)

    before = count()
    for _number in range(3):
        office = OfficeFactory(title=Title.LEADER)
        TermFactory(office=office)
        TermFactory(office=OfficeFactory(unit=office.unit, title=Title.SECRETARY))

    assert count() == before


def test_what_each_sees_is_what_the_acts_let_them_see(people):
    member = Membership.objects.get(person=people["member"])

    for seat, sees in who_sees(people["member"], people.today):
        allowed = {
            sight.words_for(people["member"], people.today)
            for sight in sights()
            if sight.act.startswith("membership.") and may(seat.person, sight.act, member)
        }
        assert set(sees) <= allowed, seat.person.name
        assert allowed - set(sees) <= {
            sight.words_for(people["member"], people.today) for sight in sights() if sight.act == "membership.see_minor"
        }


def test_a_protected_address_is_said_to_be_seen_by_the_one_named_or_nobody(client, people):
    Person.objects.filter(pk=people["member"].pk).update(is_protected=True)
    people.sign_in(client, "member")

    nobody = client.get("/min-side/hvem-kan-se/").context["page"].keeper
    AddressKeeper.objects.create(person=people["secretary"], named_on=people.today)
    one = client.get("/min-side/hvem-kan-se/").context["page"]

    assert (nobody, one.keeper) == ("", "Sindre Vik")
    sees = {seer.name: " ".join(seer.sees) for seer in one.seers}
    assert {name for name, words in sees.items() if "gateadressen" in words} == {"Sindre Vik"}
    assert {name for name, words in sees.items() if "postnummeret" in words} == {"Sindre Vik"}
    assert "hvis" not in sees["Berit Lund"]
    assert "Sindre Vik" in client.get("/min-side/beskyttet-adresse/").content.decode()


def test_ending_the_protection_is_asked_once_more(client, people):
    Person.objects.filter(pk=people["member"].pk).update(is_protected=True)
    people.sign_in(client, "member")

    first = client.get("/min-side/beskyttet-adresse/").content.decode()
    asked = client.get("/min-side/beskyttet-adresse/?slutt=ja").content.decode()

    assert 'value="nei"' not in first
    assert 'href="?slutt=ja"' in first
    assert "Vil du slutte å beskytte adressen?" in asked
    assert 'value="nei"' in asked
    assert Person.objects.get(pk=people["member"].pk).is_protected


def test_each_date_in_the_log_has_its_year(client, people):
    audit.record_look(
        "web.see_log", actor=people["secretary"], persons=[people["member"].pk], at=now(), how=audit.How.LIST
    )
    people.sign_in(client, "member")

    (event,) = (each for each in client.get("/min-side/hvem-har-sett/").context["page"].events if not each.is_change)

    assert str(people.today.year) in event.day
    assert event.what == "Så navnet ditt i loggen"


def test_what_one_person_saw_on_one_day_is_one_entry(client, people):
    person, at = people["member"], datetime(2027, 3, 2, 12, tzinfo=UTC)
    with time_machine.travel(at, tick=False):
        for minutes in (1, 2, 3):
            when = at - timedelta(minutes=minutes)
            look = {"actor": people["secretary"], "persons": [person.pk], "how": audit.How.PAGE}
            audit.record_look("membership.see_member", at=when, **look)
        audit.record_look("web.see_log", actor=people["secretary"], persons=[person.pk], at=at, how=audit.How.LIST)
        audit.record_look("web.see_log", actor=people["board leader"], persons=[person.pk], at=at, how=audit.How.LIST)
        visits = looked_page(person, at=at).visits

    mine = [visit for visit in visits if visit.who in {"Sindre Vik", "Berit Lund"}]
    assert {(visit.who, visit.day, len(visit.lines)) for visit in mine} == {
        ("Sindre Vik", "2. mars 2027", 2),
        ("Berit Lund", "2. mars 2027", 1),
    }
    (looks,) = (line for visit in mine for line in visit.lines if line.what == "Så siden om deg")
    assert looks.clocks == ("kl.\u00a012.59", "kl.\u00a012.58", "kl.\u00a012.57")


def test_a_branch_that_the_register_brought_is_said_to_come_from_it(people):
    events = looked_page(people["member"], at=now()).events

    assert "Avdelingen din, ført inn fra medlemsregisteret" in {event.what for event in events if event.is_change}
    assert "Valg av avdeling" not in {event.what for event in events}


def test_the_button_of_a_consent_says_to_what(client, people):
    people.sign_in(client, "member")

    assert "Ja til bilder på nettsiden" in client.get("/min-side/samtykker/").content.decode()


# who has looked


def look(people, who, how, persons=(), **more):
    audit.record_look(
        "membership.see_members",
        actor=people[who],
        persons=[people["member"].pk, *persons],
        at=now(),
        how=how,
        **more,
    )


def test_looks_on_pages_in_lists_and_exports_are_shown_with_office_and_purpose(client, people):
    look(people, "branch leader", audit.How.LIST, [people["stranger"].pk], unit_id=people.haslum.pk)
    look(people, "secretary", audit.How.EXPORT, purpose="Innkalling til årsmøtet")
    look(people, "board leader", audit.How.PAGE)
    people.sign_in(client, "member")

    events = [event for event in client.get("/min-side/hvem-har-sett/").context["page"].events if not event.is_change]

    assert {(event.who, event.office, event.how, event.purpose) for event in events} == {
        ("Hanne Ås", "Leder, Haslum", "i en liste med 2 personer", ""),
        ("Sindre Vik", "Sekretær, Bærum Arbeiderparti", "i en eksport av 1 person", "Innkalling til årsmøtet"),
        ("Berit Lund", "Leder, Bærum Arbeiderparti", "på en side om deg", ""),
    }


def test_changes_by_others_are_shown_and_ones_own_are_not(client, people):
    membership = Membership.objects.get(person=people["member"])
    choice = BranchChoice.objects.get(membership=membership)
    audit.record("membership.place_member", actor=people["secretary"], target=choice, at=now())
    audit.record("people.change_address", actor=people["member"], target=people["member"], at=now())
    people.sign_in(client, "member")

    events = client.get("/min-side/hvem-har-sett/").context["page"].events

    assert ("Sindre Vik", "Plassering i en avdeling") in {(event.who, event.what) for event in events}
    assert "Mona Dahl" not in {event.who for event in events}


def test_looks_at_others_are_not_shown(client, people):
    audit.record_look(
        "membership.see_members",
        actor=people["secretary"],
        persons=[people["stranger"].pk],
        at=now(),
        how=audit.How.PAGE,
    )
    people.sign_in(client, "member")

    assert not [e for e in client.get("/min-side/hvem-har-sett/").context["page"].events if not e.is_change]


def test_who_has_looked_takes_as_many_queries_for_one_as_for_three(client, people):
    people.sign_in(client, "member")
    counts = []
    for who in (["secretary"], ["board leader", "branch leader"]):
        for each in who:
            look(people, each, audit.How.PAGE)
        with CaptureQueriesContext(connection) as queries:
            client.get("/min-side/hvem-har-sett/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


# consents


def answer(client, purpose, said, version="2026-1"):
    return client.post("/min-side/samtykker/", {"formal": purpose, "versjon": version, "svar": said})


def test_a_consent_is_given_and_taken_back_by_one_press_each(client, people):
    people.sign_in(client, "member")

    answer(client, "photo", "ja")
    given = Consent.objects.get()
    answer(client, "photo", "nei")
    taken = Consent.objects.get()

    assert (given.person, given.text_version, given.channel, given.withdrawn_at) == (
        people["member"],
        "2026-1",
        "self",
        None,
    )
    assert taken.withdrawn_at >= given.given_at
    assert list(
        Change.objects.filter(act__contains="consent").order_by("pk").values_list("details__what", "details__purpose")
    ) == [("given", "photo"), ("withdrawn", "photo")]


def test_the_same_yes_twice_is_one(client, people):
    people.sign_in(client, "member")

    answer(client, "photo", "ja")
    answer(client, "photo", "ja")

    assert Consent.objects.count() == 1


def test_a_yes_to_a_text_that_was_not_read_is_refused(client, people):
    people.sign_in(client, "member")

    responses = [answer(client, "photo", "ja", "2020-1"), answer(client, "everything", "ja")]

    assert [response.status_code for response in responses] == [422, 422]
    assert not Consent.objects.exists()


def test_a_yes_to_an_older_text_stands_as_history_when_the_new_one_is_answered(people, monkeypatch):
    member = people["member"]
    services.give_consent(person=member, purpose="photo", version="2026-1", by=member, at=now())
    newer = consents.ConsentText("photo", "2027-1", "Bilder", "Nytt")
    monkeypatch.setattr(consents, "TEXTS", (*consents.TEXTS, newer))
    asked = registered.Purpose("photo", "2027-1", newer.title, newer.text)  # as the room registers it when it starts
    monkeypatch.setitem(registered._purposes, "photo", asked)

    services.give_consent(person=member, purpose="photo", version="2027-1", by=member, at=now())

    rows = [(row.text_version, row.withdrawn_at is None) for row in Consent.objects.order_by("pk")]
    assert rows == [("2026-1", False), ("2027-1", True)]


# protected address


def test_an_address_is_protected_and_shown_again_by_one_press(client, people):
    people.sign_in(client, "member")
    states = []
    for wish in ("ja", "nei"):
        client.post("/min-side/beskyttet-adresse/", {"beskytt": wish})
        states.append(Person.objects.get(pk=people["member"].pk).is_protected)

    assert states == [True, False]


# download


def files_of(response):
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_file_holds_all_of_oneself_and_nothing_of_another(people):
    """One leads the branch that the other joined, so that letters and looks tie them together."""
    leader = canary(people, "Orre")
    TermFactory(office=OfficeFactory(unit=people.haslum, title=Title.LEADER), person=leader.person, seat=2)
    other = canary(people, "Kanari")
    audit.record_look(
        "membership.see_members", actor=other.person, persons=[leader.person.pk], at=now(), how=audit.How.PAGE
    )
    client = Client()
    client.force_login(leader.person)
    AppSecret.objects.filter(person=leader.person).delete()
    leader.person.passkeys.all().delete()
    leader.person.paper_codes.all().delete()

    files = files_of(client.post("/min-side/last-ned/"))

    assert set(files) == {"opplysninger.html", "opplysninger.json"}
    for text in files.values():
        assert [word for word in leader.words if word not in text] == []
        assert [word for word in (*other.words, "Kanari") if word.lower() in text.lower()] == []
    tables = {table["table"] for table in json.loads(files["opplysninger.json"])["tables"]}
    assert tables == {holding.model._meta.label for holding in holdings()}


def test_who_has_a_second_factor_gives_it_first(client, people):
    AppSecret.objects.create(person=people["member"], sealed="x", added_at=now())
    client.force_login(people["member"])

    responses = [
        client.get("/min-side/last-ned/"),
        client.post("/min-side/last-ned/"),
        client.post("/min-side/meld-ut/bekreft/"),
    ]

    assert [(response.status_code, response.url.partition("?")[0]) for response in responses] == [
        (302, "/logg-inn/bekreft/")
    ] * 3
    assert Person.objects.filter(pk=people["member"].pk).exists()


def test_a_download_asked_for_twice_is_given_twice(client, people):
    people.sign_in(client, "member")

    with time_machine.travel(now(), tick=False):
        one, two = client.post("/min-side/last-ned/"), client.post("/min-side/last-ned/")

    assert [one.status_code, two.status_code] == [200, 200]
    assert one.headers["Content-Disposition"] == 'attachment; filename="opplysninger-om-meg.zip"'
    assert one.headers["Cache-Control"] == "private, no-store"


def test_own_pages_take_as_many_queries_for_a_new_row_as_for_many(client, people):
    people.sign_in(client, "member")
    counts = []
    for more in (1, 3):
        for number in range(more):
            Consent.objects.create(person=people["member"], purpose=f"{more}{number}", text_version="1", given_at=now())
        with CaptureQueriesContext(connection) as queries:
            client.get("/min-side/samtykker/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
