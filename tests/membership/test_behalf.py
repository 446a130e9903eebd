"""An officer enters for a member what the member has said by telephone, on paper or in a talk."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate, now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change, Look
from lokallag.core.permissions import may
from lokallag.membership import jobs, services
from lokallag.membership.domain.behalf import How, Said
from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import Entry, Membership
from lokallag.membership.queries import entries_for
from lokallag.membership.rules import covered_by
from lokallag.outbox.models import Message, Recipient
from lokallag.people.domain import consents
from lokallag.people.domain.consents import Purpose, register_purpose
from lokallag.people.models import Consent, Person
from lokallag.people.services import print_codes
from tests.cast import EVERYONE
from tests.membership.stage import join, letters, page_of, set_up

BASE = "/medlemmer/haslum/{}/for-medlemmet/"


@pytest.fixture
def stage(db):
    return set_up()


@pytest.fixture
def mona(stage):
    return join(stage, stage["member"], stage.haslum)


@pytest.fixture
def newsletter(monkeypatch):
    monkeypatch.setattr(consents, "_purposes", {})
    purpose = Purpose("outreach.newsletter", "1", "Nyhetsbrev", "Vi sender deg nyheter en gang i måneden.")
    register_purpose(purpose)
    return purpose


def url(membership, part="", slug="haslum"):
    return f"/medlemmer/{slug}/{membership.pk}/for-medlemmet/{part}"


def seen_on(client, address):
    return page_of(client.get(address)).form["seen"].value()


def said(how=How.PHONE, days_ago=0):
    return Said(how, localdate() - timedelta(days=days_ago))


def words(how="phone", days_ago=0):
    return {"how": how, "said_on": (localdate() - timedelta(days=days_ago)).strftime("%d.%m.%Y")}


def send(client, address, **written):
    """Fill in the form that the page shows, and send it."""
    return client.post(address, {"seen": seen_on(client, address), **words(), **written})


def text_to(address):
    return Message.objects.filter(recipients__address=address).latest("pk").text


def without_email(membership):
    Person.objects.filter(pk=membership.person_id).update(email="", street_address="Haslumveien 3")
    membership.person.refresh_from_db()
    return membership


# the right


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("board leader", 200),
        ("secretary", 200),
        ("branch leader", 200),
        ("neighbour leader", 404),
        ("board member", 403),
        ("deputy member", 404),
        ("member", 403),
        ("stranger", 404),
        ("anonymous", 302),
    ],
)
@pytest.mark.parametrize("part", ["", "avdeling/", "adresse/", "telefon/", "sprak/", "skjerming/"])
def test_who_leads_the_branch_and_the_board_may_enter(stage, mona, client, who, status, part):
    assert stage.sign_in(client, who).get(url(mona, part)).status_code == status


@pytest.mark.parametrize("part", ["e-post/", "skjerming/avslutt/"])
def test_what_could_be_misused_is_for_the_board_with_a_fresh_factor(stage, mona, client, part):
    assert stage.sign_in(client, "branch leader").get(url(mona, part)).status_code == 403
    assert stage.sign_in(client, "secretary").get(url(mona, part)).status_code == 200

    session = client.session
    from lokallag.people.services import confirm_factor

    confirm_factor(session=session, at=now() - timedelta(minutes=11))
    session.save()
    assert "fersk=1" in client.get(url(mona, part)).headers["Location"]
    assert client.post(url(mona, part), words()).status_code in {302, 403}
    assert not Entry.objects.exists()


def test_an_officer_enters_nothing_for_themself(stage, client):
    hanne = join(stage, stage["branch leader"], stage.haslum)
    stage.sign_in(client, "branch leader")

    assert client.get(url(hanne)).status_code == 403
    with pytest.raises(RuleViolation, match="gjelder deg selv"):
        services.enter_phone(
            membership=hanne, phone="91234567", seen="", said=said(), by=stage["branch leader"], at=now()
        )
    row = {"what": "people.change_phone", "how": "phone", "said_on": localdate(), "entered_at": now()}
    with pytest.raises(IntegrityError, match="entry_is_for_another"), transaction.atomic():
        Entry.objects.create(person=hanne.person, entered_by=hanne.person, receipt="email", **row)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"how": "sms"}, "entry_says_how"),
        ({"receipt": "none"}, "entry_has_a_receipt"),
        ({"said_on": localdate() + timedelta(days=2)}, "entry_was_said_before"),
        ({"sent_at": now()}, "entry_letter_is_sent_after"),
    ],
)
def test_the_table_itself_refuses(stage, mona, wrong, name):
    right = {"how": "phone", "said_on": localdate(), "entered_at": now(), "receipt": "email"}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Entry.objects.create(
            person=mona.person, entered_by=stage["secretary"], what="people.change_phone", **{**right, **wrong}
        )


def test_each_look_is_written_down(stage, mona, client):
    stage.sign_in(client, "branch leader").get(url(mona))

    look = Look.objects.get()
    assert (look.act, look.actor_id, look.person_ids, look.how, look.unit_id) == (
        "membership.enter_for_member",
        stage["branch leader"].pk,
        [mona.person_id],
        "page",
        stage.haslum.pk,
    )


def test_the_page_names_only_what_this_officer_may_enter(stage, mona, client):
    def titles(who):
        return [link.title for link in page_of(stage.sign_in(client, who).get(url(mona))).links]

    here = ["Avdeling", "Adresse", "Telefon", "Språk", "Samtykker", "Beskyttet adresse", "Utsendinger", "Nettverk"]
    assert titles("branch leader") == here
    assert titles("secretary") == [*here[:3], "E-post", *here[3:], "Utmelding"]


# the acts


def test_a_branch_is_the_members_own_choice(stage, mona, client):
    response = send(stage.sign_in(client, "branch leader"), url(mona, "avdeling/"), unit="sandvika")

    choice = mona.choices.get(ended_on=None)
    entry = Entry.objects.get()
    assert response.headers["Location"] == "/medlemmer/"  # the member is no longer this leader's
    assert (choice.unit, choice.reason, choice.chosen_by) == (
        stage.sandvika,
        Reason.OWN_CHOICE,
        stage["branch leader"],
    )
    assert (entry.what, entry.how, entry.entered_by, entry.receipt) == (
        "membership.choose_branch",
        "phone",
        stage["branch leader"],
        "email",
    )
    # The member gets one mail, the receipt; both leaders get theirs.
    assert sorted(address for address, _subject in letters()) == [
        "hanne.as@example.org",
        "mona.dahl@example.org",
        "nils.ostby@example.org",
    ]
    told = text_to("mona.dahl@example.org")
    assert "Du hører nå til Sandvika." in told
    assert "Hanne Ås, leder i Haslum, førte det inn" in told
    assert "Du sa det på telefon" in told
    assert "si fra til Berit Lund" in told


def test_a_choice_made_meanwhile_is_not_overrun(stage, mona, client):
    stage.sign_in(client, "secretary")
    seen = seen_on(client, url(mona, "avdeling/"))
    services.choose_branch(membership=mona, unit=stage.sandvika, by=mona.person, at=now())

    response = client.post(url(mona, "avdeling/"), {"unit": "haslum", "seen": seen, **words()})

    assert response.status_code == 422
    assert "endret siden du åpnet siden" in str(page_of(response).form.errors)
    assert mona.choices.get(ended_on=None).unit == stage.sandvika
    assert not Entry.objects.exists()


def test_an_address_moves_nobody_and_the_receipt_says_it(stage, mona, client):
    send(
        stage.sign_in(client, "branch leader"),
        url(mona, "adresse/"),
        street_address="Storgata 1",
        postal_code="1337 Sandvika",
        how="paper",
    )

    mona.person.refresh_from_db()
    assert (mona.person.street_address, mona.person.postal_code) == ("Storgata 1", "1337")
    assert mona.choices.get(ended_on=None).unit == stage.haslum
    assert "Adressen din er nå Storgata 1, 1337." in text_to("mona.dahl@example.org")
    assert "Du skrev det på papir" in text_to("mona.dahl@example.org")
    assert Change.objects.filter(act="membership.enter_address").get().details["how"] == "paper"


def test_a_telephone_number_brings_one_mail(stage, mona, client):
    response = send(stage.sign_in(client, "branch leader"), url(mona, "telefon/"), phone="912 34 567")

    mona.person.refresh_from_db()
    assert mona.person.phone == "91234567"
    assert letters() == [("mona.dahl@example.org", "Vi har ført inn noe for deg")]
    # The next thing in the same call begins with how and when.
    again = page_of(client.get(response.headers["Location"])).links[0].url
    assert page_of(client.get(again)).form["how"].value() == "phone"


def test_the_receipt_comes_in_the_new_language(stage, mona, client):
    send(stage.sign_in(client, "branch leader"), url(mona, "sprak/"), language="nn")

    mona.person.refresh_from_db()
    message = Message.objects.get()
    assert (mona.person.language, message.language) == ("nn", "nn")
    assert "nynorsk" in message.text


def test_consents_are_given_and_taken_back_with_channel_and_officer(stage, mona, client, newsletter):
    stage.sign_in(client, "branch leader")
    send(client, url(mona, "samtykker/"), **{"samtykke_outreach.newsletter": "on"}, how="talk")

    given = Consent.objects.get()
    assert (given.purpose, given.text_version, given.channel, given.entered_by, given.withdrawn_at) == (
        "outreach.newsletter",
        "1",
        "talk",
        stage["branch leader"],
        None,
    )
    assert "Du har sagt ja til: Nyhetsbrev." in text_to("mona.dahl@example.org")

    send(client, url(mona, "samtykker/"))
    given.refresh_from_db()
    assert given.withdrawn_at is not None
    assert "Du har sagt nei til: Nyhetsbrev." in text_to("mona.dahl@example.org")


def test_a_new_text_is_asked_about_again(stage, mona, client, newsletter, monkeypatch):
    stage.sign_in(client, "branch leader")
    send(client, url(mona, "samtykker/"), **{"samtykke_outreach.newsletter": "on"})
    monkeypatch.setattr(consents, "_purposes", {})
    register_purpose(Purpose("outreach.newsletter", "2", "Nyhetsbrev", "Vi sender deg nyheter hver uke."))

    form = page_of(client.get(url(mona, "samtykker/"))).form
    assert not form["samtykke_outreach.newsletter"].value()
    send(client, url(mona, "samtykker/"), **{"samtykke_outreach.newsletter": "on"})
    assert [(one.text_version, one.withdrawn_at is None) for one in Consent.objects.order_by("pk")] == [
        ("1", False),
        ("2", True),
    ]


def test_no_to_a_new_text_ends_the_yes_to_the_old_one(stage, mona, client, newsletter, monkeypatch):
    stage.sign_in(client, "branch leader")
    send(client, url(mona, "samtykker/"), **{"samtykke_outreach.newsletter": "on"})
    monkeypatch.setattr(consents, "_purposes", {})
    register_purpose(Purpose("outreach.newsletter", "2", "Nyhetsbrev", "Vi sender deg nyheter hver uke."))

    send(client, url(mona, "samtykker/"))

    assert Consent.objects.get().withdrawn_at is not None


def test_without_purposes_there_is_no_page_of_consents(stage, mona, client, monkeypatch):
    monkeypatch.setattr(consents, "_purposes", {})

    assert stage.sign_in(client, "secretary").get(url(mona, "samtykker/")).status_code == 404


def test_protection_is_quick_to_get_and_takes_paper_to_end(stage, mona, client):
    Person.objects.filter(pk=mona.person_id).update(street_address="Kirkeveien 7")
    send_protection = {**words()}
    stage.sign_in(client, "branch leader").post(url(mona, "skjerming/"), send_protection)
    mona.person.refresh_from_db()
    assert mona.person.is_protected
    assert "Adressen din er beskyttet." in text_to("mona.dahl@example.org")

    stage.sign_in(client, "secretary")
    by_phone = client.post(url(mona, "skjerming/avslutt/"), words("phone"))
    assert by_phone.status_code == 422
    assert list(page_of(by_phone).form.errors) == ["how"]
    client.post(url(mona, "skjerming/avslutt/"), words("paper"))
    mona.person.refresh_from_db()
    assert not mona.person.is_protected


def test_a_protected_address_is_shown_to_no_officer(stage, mona, client):
    Person.objects.filter(pk=mona.person_id).update(is_protected=True, street_address="Kirkeveien 7", email="")
    mona.person.refresh_from_db()
    stage.sign_in(client, "secretary")
    send(client, url(mona, "adresse/"), street_address="Skjulveien 9", postal_code="1337")

    seen = [client.get(address) for address in (url(mona), url(mona, "adresse/"), f"/medlemmer/brev/{mona.pk}/")]

    assert [response.status_code for response in seen] == [200, 200, 200]
    for response in seen:
        answer = response.content.decode()
        assert not any(word in answer for word in ("Kirkeveien", "1344 Haslum", "Skjulveien", "1337"))
    assert "Lever brevet til Mona Dahl personlig" in page_of(seen[2]).hand_over


# form and time


@pytest.mark.parametrize(
    ("part", "written", "fields"),
    [
        ("adresse/", {"street_address": "Storgata 1", "postal_code": ""}, ["postal_code"]),
        ("adresse/", {"street_address": "x" * 201, "postal_code": "1337"}, ["street_address"]),
        ("adresse/", {"street_address": "Storgata 1", "postal_code": "9999"}, ["postal_code"]),
        ("telefon/", {"phone": "ring meg"}, ["phone"]),
        ("telefon/", {"phone": "9" * 31}, ["phone"]),
        ("telefon/", {"phone": "91234567", "how": ""}, ["how"]),
        ("telefon/", {"phone": "91234567", "how": "sms"}, ["how"]),
        ("telefon/", {"phone": "91234567", "said_on": "i går"}, ["said_on"]),
        ("telefon/", {"phone": "91234567", "said_on": "01.01.2199"}, ["said_on"]),
        ("telefon/", {"phone": "91234567", "said_on": "01.01.1999"}, ["said_on"]),
        ("avdeling/", {"unit": ""}, ["unit"]),
        ("avdeling/", {"unit": "finnes-ikke"}, ["unit"]),
        ("sprak/", {"language": "se"}, ["language"]),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_written(stage, mona, client, part, written, fields):
    response = send(stage.sign_in(client, "secretary"), url(mona, part), **written)

    form = page_of(response).form
    assert response.status_code == 422
    assert list(form.errors) == fields
    assert {name: form[name].value() for name in written} == written
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("part", "written"),
    [
        ("telefon/", {"phone": "91234567"}),
        ("adresse/", {"street_address": "Storgata 1", "postal_code": "1337"}),
        ("sprak/", {"language": "nn"}),
    ],
)
def test_a_form_from_a_stale_page_is_told_so(stage, mona, client, part, written):
    stage.sign_in(client, "secretary")
    seen = seen_on(client, url(mona, part))
    Person.objects.filter(pk=mona.person_id).update(phone="90000000", street_address="Nyveien 2", language="en")

    stale = client.post(url(mona, part), {"seen": seen, **words(), **written})
    unmarked = client.post(url(mona, part), {**words(), **written})

    for response in (stale, unmarked):
        assert response.status_code == 422
        assert "er endret siden du åpnet siden" in str(page_of(response).form.errors)
    mona.person.refresh_from_db()
    assert (mona.person.phone, mona.person.street_address, mona.person.language) == ("90000000", "Nyveien 2", "en")


def test_a_form_sent_twice_enters_once(stage, mona, client):
    stage.sign_in(client, "secretary")
    twice = {
        "phone": "91234567",
        "seen": seen_on(client, url(mona, "telefon/")),
        "engangsnokkel": "en-gang",
        **words(),
    }

    assert [client.post(url(mona, "telefon/"), twice).status_code for _time in range(2)] == [302, 302]
    assert Entry.objects.count() == 1
    assert len(letters()) == 1


def test_what_changes_nothing_is_no_entry(stage, mona, client):
    stage.sign_in(client, "secretary")

    assert send(client, url(mona, "sprak/"), language="nb").status_code == 302
    assert send(client, url(mona, "adresse/"), street_address="", postal_code="1344").status_code == 302
    assert send(client, url(mona, "avdeling/"), unit="haslum").status_code == 302
    assert (Entry.objects.count(), letters()) == (0, [])


def test_nothing_is_entered_for_one_who_has_left(stage, mona):
    services.end_membership(membership=mona, ended_on=localdate(), reason="resigned", by=None, at=now())

    with pytest.raises(RuleViolation, match="avsluttet"):
        services.enter_phone(membership=mona, phone="91234567", seen="", said=said(), by=stage["secretary"], at=now())


def test_another_lists_address_is_no_way_in(stage, mona, client):
    assert stage.sign_in(client, "secretary").get(url(mona, slug="sandvika")).status_code == 404


# the member sees it


def test_the_member_reads_on_min_side_what_was_entered(stage, mona, client):
    send(stage.sign_in(client, "branch leader"), url(mona, "telefon/"), phone="91234567")

    (line,) = page_of(stage.sign_in(client, "member").get("/min-side/")).entered
    assert (line.title, line.what, line.by, line.receipt) == (
        "Telefon",
        "Telefonnummeret ditt er endret.",
        "Hanne Ås, leder i Haslum",
        "Kvittering på e-post",
    )
    assert line.how.startswith("På telefon ")


def test_entries_take_as_many_queries_for_one_as_for_three(stage, mona, django_assert_num_queries):
    def enter(*slugs):
        for slug in slugs:
            unit = {"haslum": stage.haslum, "sandvika": stage.sandvika}[slug]
            seen = mona.choices.get(ended_on=None).pk
            services.enter_branch(membership=mona, unit=unit, seen=seen, said=said(), by=stage["secretary"], at=now())

    enter("sandvika")
    with django_assert_num_queries(4):
        assert len(entries_for(mona.person)) == 1
    enter("haslum", "sandvika")
    with django_assert_num_queries(4):
        assert [line.what for line in entries_for(mona.person)] == [
            "Du hører nå til Sandvika.",
            "Du hører nå til Haslum.",
            "Du hører nå til Sandvika.",
        ]


# letters


def test_without_an_address_the_receipt_is_a_letter_that_waits(stage, mona, client):
    without_email(mona)
    stage.sign_in(client, "branch leader")
    response = send(client, url(mona, "telefon/"), phone="91234567")
    send(client, url(mona, "sprak/"), language="nn", how="talk")

    assert letters() == []
    assert page_of(client.get("/medlemmer/")).letters_url == "/medlemmer/brev/"
    (row,) = page_of(client.get("/medlemmer/brev/")).rows
    assert (row.name, row.entries, row.url) == ("Mona Dahl", "2 endringer", f"/medlemmer/brev/{mona.pk}/")
    assert page_of(client.get(response.headers["Location"])).letter_url == row.url

    letter = page_of(client.get(row.url))
    assert (letter.name, letter.address, letter.language, letter.hand_over) == (
        "Mona Dahl",
        ("Haslumveien 3", "1344 Haslum"),
        "nn",
        "",
    )
    assert "91234567" in letter.lines[0].what
    assert Look.objects.filter(how="print", person_ids=[mona.person_id]).count() == 1

    client.post(f"{row.url}sendt/", {"shown": letter.shown})
    assert page_of(client.get("/medlemmer/brev/")).rows == ()
    assert client.get(row.url).status_code == 404
    assert "sendt" in entries_for(mona.person)[0].receipt
    assert set(Entry.objects.values_list("sent_by", flat=True)) == {stage["branch leader"].pk}


def test_a_letter_printed_before_the_last_entry_is_not_marked_as_sent(stage, mona, client):
    without_email(mona)
    stage.sign_in(client, "secretary")
    send(client, url(mona, "telefon/"), phone="91234567")
    shown = page_of(client.get(f"/medlemmer/brev/{mona.pk}/")).shown
    send(client, url(mona, "sprak/"), language="nn")

    for wrong in (shown, "", "ikke et tall"):
        response = client.post(f"/medlemmer/brev/{mona.pk}/sendt/", {"shown": wrong})
        assert response.headers["Location"] == f"/medlemmer/brev/{mona.pk}/"
    response = client.get(f"/medlemmer/brev/{mona.pk}/")
    assert "Skriv det ut på nytt" in response.content.decode()
    assert Entry.objects.waiting_letters().count() == 2

    both = page_of(response).shown
    assert [client.post(f"/medlemmer/brev/{mona.pk}/sendt/", {"shown": both}).status_code for _time in range(2)] == [
        302,
        302,
    ]
    assert Change.objects.filter(act="membership.send_letter").count() == 1


def test_a_receipt_that_cannot_be_delivered_becomes_a_letter(stage, mona, client):
    stage.sign_in(client, "secretary")
    send(client, url(mona, "telefon/"), phone="91234567")
    send(client, url(mona, "sprak/"), language="nn")
    first = Entry.objects.order_by("pk")[0]
    Recipient.objects.filter(message__key=f"membership.entry:{first.pk}").update(state="failed")

    jobs.write_lost_receipts_as_letters(timestamp=int(now().timestamp()))

    assert list(Entry.objects.waiting_letters()) == [first]
    assert services.write_lost_receipts_as_letters(at=now()) == 0
    assert [row.entries for row in page_of(client.get("/medlemmer/brev/")).rows] == ["1 endring"]


def test_letters_are_for_those_who_cover_the_member(stage, mona, client):
    without_email(mona)
    send(stage.sign_in(client, "secretary"), url(mona, "telefon/"), phone="91234567")

    def rows(who):
        return len(page_of(stage.sign_in(client, who).get("/medlemmer/brev/")).rows)

    assert {who: rows(who) for who in ("board leader", "branch leader", "neighbour leader")} == {
        "board leader": 1,
        "branch leader": 1,
        "neighbour leader": 0,
    }
    assert stage.sign_in(client, "neighbour leader").get(f"/medlemmer/brev/{mona.pk}/").status_code == 404
    assert stage.sign_in(client, "member").get("/medlemmer/brev/").status_code == 403


@pytest.mark.parametrize("members", [1, 3])
def test_letters_take_as_many_queries_for_one_as_for_three(stage, mona, client, members, django_assert_max_num_queries):
    from tests.factories import BranchChoiceFactory

    others = [BranchChoiceFactory(unit=stage.haslum).membership for _one in range(members - 1)]
    for membership in (mona, *others):
        without_email(membership)
        Entry.objects.create(
            person=membership.person,
            entered_by=stage["secretary"],
            what="people.change_phone",
            how="phone",
            said_on=localdate(),
            entered_at=now(),
            receipt="letter",
        )
    stage.sign_in(client, "branch leader")
    with django_assert_max_num_queries(12):
        assert len(page_of(client.get("/medlemmer/brev/")).rows) == members


def test_what_is_held_goes_with_the_person(stage, mona):
    from lokallag.core.privacy import holdings

    held = next(one for one in holdings() if one.model is Entry)
    services.enter_phone(
        membership=mona,
        phone="91234567",
        seen=services.behalf.mark_of(mona.person.phone),
        said=said(),
        by=stage["branch leader"],
        at=now(),
    )

    assert [dict(row)["Hvem førte det inn"] for row in _plain(held.rows(mona.person))] == ["Hanne Ås, leder i Haslum"]
    assert list(held.rows(stage["branch leader"])) == []
    assert held.erase(stage["branch leader"], now()) == 1
    assert [line.by for line in entries_for(mona.person)] == ["en tidligere tillitsvalgt"]
    assert held.erase(mona.person, now()) == 1
    assert not Entry.objects.exists()


def _plain(rows):
    return [{str(label): value for label, value in row.items()} for row in rows]


def test_a_sheet_of_codes_is_a_second_factor_too(stage, mona, client):
    print_codes(person=mona.person, seen="", by=stage["secretary"], at=now())

    page = page_of(stage.sign_in(client, "board leader").get(url(mona, "e-post/")))
    assert "ekstra sikring" in page.hindrance
    assert page.form is None


def test_printing_a_whole_address_takes_a_fresh_factor(stage, mona, client):
    from lokallag.people.services import confirm_factor

    without_email(mona)
    stage.sign_in(client, "branch leader")
    send(client, url(mona, "telefon/"), phone="91234567")
    session = client.session
    confirm_factor(session=session, at=now() - timedelta(minutes=11))
    session.save()

    assert "fersk=1" in client.get(f"/medlemmer/brev/{mona.pk}/").headers["Location"]
    assert client.get("/medlemmer/brev/").status_code == 200


def test_the_street_is_shown_on_no_page_but_the_letter(stage, mona, client):
    without_email(mona)
    stage.sign_in(client, "secretary")
    send(client, url(mona, "telefon/"), phone="91234567")

    for address in (url(mona), url(mona, "adresse/"), "/medlemmer/brev/"):
        assert "Haslumveien" not in client.get(address).content.decode()
    assert "Haslumveien" in client.get(f"/medlemmer/brev/{mona.pk}/").content.decode()


@pytest.mark.parametrize(
    ("age", "seen_by"),
    [(40, {"board leader", "secretary", "branch leader"}), (18, {"secretary", "branch leader"})],
)
def test_contact_of_those_who_may_be_minors_is_for_leader_and_secretary(stage, mona, client, age, seen_by):
    Person.objects.filter(pk=mona.person_id).update(phone="91234567", birth_year=localdate().year - age)

    def sees(who):
        stage.sign_in(client, who)
        pages = [client.get(url(mona)), client.get(url(mona, "telefon/"))]
        return {"91234567" in page.content.decode() for page in pages} == {True}

    def hears_nothing(who):
        stage.sign_in(client, who)
        answers = [client.get(url(mona, part)).content.decode() for part in ("", "telefon/", "e-post/")]
        return not any("91234567" in answer or "mona.dahl@" in answer for answer in answers)

    for who in ("board leader", "secretary", "branch leader"):
        assert sees(who) if who in seen_by else hears_nothing(who)


def test_the_list_of_those_covered_is_those_one_may_enter_for(stage, mona):
    join(stage, stage["branch leader"], stage.haslum)
    join(stage, stage["secretary"], None)
    join(stage, stage["stranger"], stage.sandvika)
    members = list(Membership.objects.select_related("person"))

    for who in EVERYONE:
        asker = stage.asker(who)
        allowed = {one.pk for one in members if may(asker, "membership.enter_for_member", one)}
        assert set(covered_by(asker, stage.today).values_list("pk", flat=True)) == allowed
