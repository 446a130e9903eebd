"""One's sign-ins: their limits, the list of them, and how they end."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lokallag.core.assurance import Reach
from lokallag.core.models import Change
from lokallag.core.permissions import reach_of
from lokallag.outbox.models import Message, Recipient
from lokallag.people import services
from lokallag.people.domain.limits import LIMITS
from lokallag.people.models import KnownDevice, SignIn
from tests.cast import cast
from tests.factories import PersonFactory
from tests.people.test_second_factor import by_code

pytestmark = pytest.mark.django_db

REACHES = [
    ("board leader", Reach.REGISTER),
    ("secretary", Reach.REGISTER),
    ("board member", Reach.OTHERS),
    ("deputy member", Reach.OTHERS),
    ("branch leader", Reach.OTHERS),
    ("member", Reach.OWN),
    ("stranger", Reach.OWN),
    ("anonymous", Reach.OWN),
]
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("who", "reach"), REACHES)
def test_how_far_each_sees(who, reach):
    assert reach_of(cast().asker(who)) is reach


@pytest.mark.parametrize("who", ["board leader", "branch leader", "member"])
def test_a_sign_in_ends_when_it_is_not_used(client, who):
    people = cast()
    limit = LIMITS[reach_of(people[who])]
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        people.sign_in(client, who)
        clock.shift(limit.idle - SECOND)
        just_before = client.get("/min-side/").status_code
        clock.shift(limit.idle)
        after = client.get("/min-side/")

    assert (just_before, after.status_code, after.url.partition("?")[0]) == (200, 302, "/logg-inn/")
    assert not SignIn.objects.exclude(person=None).exists()


@pytest.mark.parametrize("who", ["board leader", "branch leader", "member"])
def test_a_sign_in_ends_at_last_however_much_it_is_used(client, who):
    people = cast()
    limit = LIMITS[reach_of(people[who])]
    statuses = []
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        people.sign_in(client, who)
        step = limit.absolute / 20
        for _number in range(20):
            clock.shift(step)
            statuses.append(client.get("/min-side/").status_code)

    assert statuses == [200] * 19 + [302]


def test_who_comes_into_office_is_held_to_the_shorter_limit_at_once(client):
    people = cast()
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        people.sign_in(client, "member")
        clock.shift(timedelta(hours=2))
        as_member = client.get("/min-side/").status_code
        people.party.offices.get(title="leader").terms.update(person=people["member"])
        clock.shift(timedelta(hours=2))
        as_leader = client.get("/min-side/").status_code

    assert (as_member, as_leader) == (200, 302)


def test_the_last_activity_is_written_at_most_once_a_minute(client):
    people = cast()

    def writes():
        with CaptureQueriesContext(connection) as queries:
            client.get("/min-side/")
        return sum(query["sql"].startswith("UPDATE") for query in queries.captured_queries)

    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        people.sign_in(client, "member")
        counts = [writes()]
        clock.shift(timedelta(seconds=59))
        counts.append(writes())
        clock.shift(SECOND)
        counts += [writes(), writes()]

    assert counts == [0, 0, 1, 0]


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile Safari/604.1"


def two_browsers(person):
    desk, telephone = Client(HTTP_USER_AGENT=FIREFOX), Client(HTTP_USER_AGENT=IPHONE)
    by_code(desk, person)
    by_code(telephone, person)
    return desk, telephone


def test_one_sees_where_one_is_signed_in(db):
    desk, _telephone = two_browsers(PersonFactory())

    shown = desk.get("/min-side/innlogging/").context["page"].sign_ins

    assert [(seen.device, seen.is_this) for seen in shown] == [("Firefox · Windows", True), ("Safari · iPhone", False)]
    assert desk.session.session_key not in desk.get("/min-side/innlogging/").content.decode()


def test_a_sign_in_is_ended_from_another_browser_at_once(db):
    desk, telephone = two_browsers(PersonFactory())
    other = desk.get("/min-side/innlogging/").context["page"].sign_ins[1]

    desk.post("/min-side/innlogging/avslutt/", {"handle": other.handle})

    assert telephone.get("/min-side/").status_code == 302
    assert desk.get("/min-side/").status_code == 200


def test_all_others_are_ended_by_one_press(db):
    person = PersonFactory()
    desk, telephone = two_browsers(person)

    desk.post("/min-side/innlogging/avslutt-andre/")

    assert (desk.get("/min-side/").status_code, telephone.get("/min-side/").status_code) == (200, 302)
    assert SignIn.objects.filter(person=person).count() == 1


def test_nobody_ends_anothers_sign_in(db):
    desk, _telephone = two_browsers(PersonFactory())
    handle = desk.get("/min-side/innlogging/").context["page"].sign_ins[1].handle
    stranger = Client()
    by_code(stranger, PersonFactory())

    stranger.post("/min-side/innlogging/avslutt/", {"handle": handle})
    stranger.post("/min-side/innlogging/avslutt-andre/")

    assert SignIn.objects.exclude(person=None).count() == 3


def test_one_is_told_of_a_sign_in_from_a_new_device_and_not_of_the_first_or_a_known_one(client):
    person = PersonFactory()
    by_code(client, person)
    first = Message.objects.filter(purpose="people.notice").count()
    client.post("/logg-ut/")
    by_code(client, person)
    known = Message.objects.filter(purpose="people.notice").count()
    by_code(Client(HTTP_USER_AGENT=IPHONE), person)

    message = Message.objects.get(purpose="people.notice")
    assert (first, known) == (0, 0)
    assert message.subject == "Ny innlogging"
    assert "Enhet: Safari · iPhone" in message.text
    assert Recipient.objects.get(message=message).address == person.email
    assert KnownDevice.objects.filter(person=person).count() == 2


def test_a_new_factor_ends_the_other_sign_ins(client, client_of_another):
    person = PersonFactory()
    by_code(client, person)
    by_code(client_of_another, person)

    from tests.people.test_second_factor import set_up

    set_up(client)

    assert client.get("/min-side/").status_code == 200
    assert client_of_another.get("/min-side/").status_code == 302


# step up


def test_a_grant_asks_for_a_factor_given_within_ten_minutes(client):
    people = cast()
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        people.sign_in(client, "board leader")
        clock.shift(timedelta(minutes=10) - SECOND)
        in_time = client.get("/organisasjon/haslum/velg/").status_code
        clock.shift(SECOND)
        too_late = client.get("/organisasjon/haslum/velg/?sok=Dahl")
        looking = client.get("/medlemmer/haslum/").status_code

    assert (in_time, looking) == (200, 200)
    assert too_late.url == "/logg-inn/bekreft/?next=%2Forganisasjon%2Fhaslum%2Fvelg%2F%3Fsok%3DDahl&fersk=1"


def test_a_form_sent_too_late_gives_its_texts_back_and_does_nothing(client):
    people = cast()
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        people.sign_in(client, "board leader")
        clock.shift(timedelta(minutes=11))
        sent = {"person": str(people["member"].key), "elected_by": "Årsmøtet i går"}
        answer = client.post("/organisasjon/haslum/velg/", sent)

    assert answer.status_code == 403
    assert "Årsmøtet i går" in answer.content.decode()
    assert not people["member"].terms.exists()


# change of e-mail address and telephone number


def change(client, **fields):
    return client.post("/min-side/innlogging/kontakt/", fields)


def test_a_new_address_counts_when_its_code_comes_back_and_the_old_one_is_told(client):
    person = PersonFactory(email="gammel@example.org")
    by_code(client, person)

    asked = change(client, email="ny@example.org", phone="")
    person.refresh_from_db()
    before = person.email
    code = services.email_code_of(person.email_changes.get().pk)
    client.post("/min-side/innlogging/kontakt/kode/", {"kode": code})
    person.refresh_from_db()

    sent = dict(Recipient.objects.values_list("message__purpose", "address"))
    assert asked.url == "/min-side/innlogging/kontakt/kode/"
    assert (before, person.email) == ("gammel@example.org", "ny@example.org")
    assert sent["people.change_email"] == "ny@example.org"
    assert sent["people.notice"] == "gammel@example.org"


def test_a_wrong_code_changes_no_address_and_five_close_it(client):
    person = PersonFactory(email="gammel@example.org")
    by_code(client, person)
    change(client, email="ny@example.org", phone="")
    right = services.email_code_of(person.email_changes.get().pk)
    wrong = "00000000" if right != "00000000" else "11111111"

    statuses = [client.post("/min-side/innlogging/kontakt/kode/", {"kode": wrong}).status_code for _ in range(5)]
    client.post("/min-side/innlogging/kontakt/kode/", {"kode": right})
    person.refresh_from_db()

    assert statuses == [422] * 4 + [302]
    assert person.email == "gammel@example.org"


def test_whether_another_has_the_new_address_is_not_told(client):
    PersonFactory(email="opptatt@example.org")
    by_code(client, PersonFactory(email="gammel@example.org"))

    answers = [change(client, email=email, phone="") for email in ("opptatt@example.org", "ledig@example.org")]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/min-side/innlogging/kontakt/kode/")] * 2


@pytest.mark.parametrize(
    ("written", "kept"), [("912 34 567", "91234567"), ("0047 91234567", "+4791234567"), ("", ""), ("12", None)]
)
def test_a_telephone_number_is_changed_at_once(client, written, kept):
    person = PersonFactory(phone="22222222")
    by_code(client, person)

    answer = change(client, email=person.email, phone=written)
    person.refresh_from_db()

    assert answer.status_code == (422 if kept is None else 302)
    assert person.phone == ("22222222" if kept is None else kept)


def test_both_faults_are_told_at_once(client):
    by_code(client, PersonFactory(phone="22222222"))

    text = change(client, email="ikke en adresse", phone="12").content.decode()

    assert "Dette ser ikke ut som en e-postadresse" in text
    assert "Skriv nummeret med åtte siffer" in text


def test_days_in_the_list_of_sign_ins_have_their_year(client):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        by_code(client, PersonFactory(phone="91234567"))
        page = client.get("/min-side/innlogging/").context["page"]

    assert "2026" in page.sign_ins[0].since
    assert "2026" in page.sign_ins[0].last
    assert page.phone == "912 34 567"


def test_changing_an_address_asks_for_the_factor_again(client):
    people = cast()
    services.seed_app(
        person=people["member"], secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", at=people["member"].created_at
    )
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        people.sign_in(client, "member")
        clock.shift(timedelta(minutes=11))

        answer = client.get("/min-side/innlogging/kontakt/")

    assert answer.url.partition("?")[0] == "/logg-inn/bekreft/"


# what the notices say


def notice_texts():
    rows = Recipient.objects.filter(message__purpose="people.notice").select_related("message")
    return {row.address: row.message.text for row in rows}


def change_address(client, person, email):
    by_code(client, person)
    change(client, email=email, phone="")
    client.post("/min-side/innlogging/kontakt/kode/", {"kode": services.email_code_of(person.email_changes.get().pk)})


def test_a_notice_says_whose_sign_in_it_is_about_also_to_an_address_that_two_share(client):
    arne, _bodil = (
        PersonFactory(given_name=name, family_name="Dahl", email="felles@example.org") for name in ("Arne", "Bodil")
    )
    client.force_login(arne)
    change(client, email="arne@example.org", phone="")
    client.post("/min-side/innlogging/kontakt/kode/", {"kode": services.email_code_of(arne.email_changes.get().pk)})

    text = notice_texts()["felles@example.org"]
    assert text.startswith("Gjelder innloggingen til Arne Dahl.")
    assert "brukes ikke lenger" not in text


def test_who_has_lost_the_address_is_told_whom_to_write_to_and_not_to_sign_in(client):
    people = cast()
    people.party.public_email = "styret@example.org"
    people.party.save(update_fields=["public_email"])
    old = people["stranger"].email
    change_address(client, people["stranger"], "ny@example.org")

    text = notice_texts()[old]
    assert "styret@example.org" in text
    assert "/min-side/innlogging/" not in text


def test_other_notices_say_where_to_end_sign_ins_and_name_the_leader_where_the_board_has_no_address(client):
    people = cast()
    by_code(client, people["stranger"])
    change(client, email=people["stranger"].email, phone="912 34 567")

    text = notice_texts()[people["stranger"].email]
    assert "/min-side/innlogging/" in text
    assert "Berit Lund" in text


def test_another_address_ends_the_other_sign_ins(client, client_of_another):
    person = PersonFactory(email="gammel@example.org")
    by_code(client_of_another, person)
    change_address(client, person, "ny@example.org")

    assert (client.get("/min-side/").status_code, client_of_another.get("/min-side/").status_code) == (200, 302)


# codes on paper


def print_for(client, person, seen="papers"):
    return client.post("/organisasjon/engangskoder/", {"person": str(person.key), "seen": seen})


def test_an_officer_prints_codes_that_work_once_each(client):
    people = cast()
    people.sign_in(client, "secretary")

    answer = print_for(client, people["branch leader"])
    codes = answer.context["page"].codes
    other = Client()
    by_code(other, people["branch leader"])
    came_in = other.post("/logg-inn/bekreft/", {"kode": codes[0]})

    assert (answer.status_code, len(codes)) == (200, 10)
    assert came_in.url == "/min-side/"
    assert (
        services.use_code(person=people["branch leader"], written=codes[0], at=people["member"].created_at).outcome
        != "right"
    )
    assert "Det er skrevet ut engangskoder til deg" in Message.objects.values_list("subject", flat=True)


def test_nobody_prints_for_themselves_or_without_having_seen_who_it_is(client):
    people = cast()
    people.sign_in(client, "secretary")

    answers = [print_for(client, people["secretary"]), print_for(client, people["member"], seen="")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not services.has_factor(people["secretary"])
    assert not services.has_factor(people["member"])


@pytest.mark.parametrize(
    ("who", "status"),
    [("board leader", 200), ("secretary", 200), ("board member", 403), ("branch leader", 403), ("member", 403)],
)
def test_only_leader_and_secretary_print(client, who, status):
    people = cast()

    assert people.sign_in(client, who).get("/organisasjon/engangskoder/?sok=Dahl").status_code == status


def test_a_used_up_sheet_still_asks_for_a_code(client):
    people = cast()
    person = people["branch leader"]
    for code in services.print_codes(person=person, seen="known", by=people["secretary"], at=person.created_at):
        services.use_code(person=person, written=code, at=person.created_at)

    assert by_code(client, person).url == "/logg-inn/bekreft/"


def on_the_server(*arguments):
    out = io.StringIO()
    call_command("print_codes", *arguments, stdout=out)
    return out.getvalue().split()


def test_the_server_prints_codes_where_no_officer_can(client):
    people = cast()
    leader = people["board leader"]

    codes = on_the_server(leader.email)
    by_code(client, leader)

    assert client.post("/logg-inn/bekreft/", {"kode": codes[9]}).url == "/min-side/"
    row = Change.objects.get(act="people.add_factor")
    assert (row.actor_id, row.details) == (None, {"kind": "printed", "seen": "server"})
    assert Message.objects.filter(subject="Det er skrevet ut engangskoder til deg").count() == 1


def test_the_server_must_know_for_whom(db):
    kari, ola = (
        PersonFactory(email="felles@example.org", given_name=name, family_name="Ås") for name in ("Kari", "Ola")
    )

    with pytest.raises(CommandError, match="«Kari Ås», «Ola Ås»"):
        on_the_server("felles@example.org")
    with pytest.raises(CommandError, match="Ingen"):
        on_the_server("ukjent@example.org")
    assert len(on_the_server("felles@example.org", "--name", "Ola Ås")) == 10
    assert (services.has_factor(kari), services.has_factor(ola)) == (False, True)
