"""The second factor: set up, asked for, used once, and never lost by reading a mailbox."""

import re
from datetime import timedelta

import pyotp
import pytest
import time_machine
from django.test import Client
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.outbox.models import Message, Recipient
from lokallag.people import services
from lokallag.people.domain.factors import MOST_TRIES, WINDOW
from lokallag.people.models import AppSecret, PaperCode, Passkey, SignIn
from lokallag.people.services import Outcome
from tests.cast import cast
from tests.factories import NOON, PersonFactory

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def app_code(at=None):
    return pyotp.TOTP(SECRET).at(at or now())


def with_app(person):
    services.seed_app(person=person, secret=SECRET, at=NOON)
    return person


def by_code(client, person):
    """Come in by the e-mailed code, as far as it leads."""
    client.post("/logg-inn/", {"email": person.email})
    ticket = services.read_ticket(client.cookies["innlogging"].value)
    return client.post("/logg-inn/kode/", {"kode": services.code_of(ticket.request_id)})


def confirm(client, code, **fields):
    return client.post("/logg-inn/bekreft/", {"kode": code, **fields})


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_after_the_mailed_code_the_apps_code_is_asked_for(client):
    person = with_app(PersonFactory())

    asked = by_code(client, person)
    nobody_yet = signed_in_as(client)
    answer = confirm(client, app_code())

    assert (asked.url, nobody_yet) == ("/logg-inn/bekreft/", None)
    assert (answer.status_code, answer.url, signed_in_as(client)) == (302, "/min-side/", str(person.pk))


def test_the_mailed_code_alone_opens_nothing_for_who_has_a_factor(client):
    by_code(client, with_app(PersonFactory()))

    assert client.get("/min-side/").status_code == 302
    assert client.get("/min-side/innlogging/app/").status_code == 302
    assert client.post("/min-side/innlogging/fjern/", {"kind": "app"}).status_code in {302, 403}
    assert AppSecret.objects.count() == 1


def test_a_code_is_used_once_also_by_another_browser(client, client_of_another):
    person = with_app(PersonFactory())
    with time_machine.travel(NOON, tick=False):
        code = app_code()
        by_code(client, person)
        confirm(client, code)
        by_code(client_of_another, person)

        answer = confirm(client_of_another, code)

    assert (answer.status_code, signed_in_as(client_of_another)) == (422, None)


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(0, "right"), (30, "right"), (-30, "right"), (90, "wrong"), (-90, "wrong")]
)
def test_a_telephone_may_be_half_a_minute_off(seconds, outcome):
    person = with_app(PersonFactory())

    tried = services.use_code(person=person, written=app_code(NOON + timedelta(seconds=seconds)), at=NOON)

    assert tried.outcome == outcome


def test_five_wrong_codes_close_the_way_for_a_quarter():
    person = with_app(PersonFactory())
    wrong = "000000" if app_code(NOON) != "000000" else "111111"

    outcomes = [services.use_code(person=person, written=wrong, at=NOON).outcome for _ in range(MOST_TRIES)]
    right_too_early = services.use_code(person=person, written=app_code(NOON), at=NOON)
    later = NOON + WINDOW
    right_later = services.use_code(person=person, written=app_code(later), at=later)

    assert outcomes == [Outcome.WRONG] * (MOST_TRIES - 1) + [Outcome.TOO_MANY]
    assert (right_too_early.outcome, right_later.outcome) == (Outcome.TOO_MANY, Outcome.RIGHT)


def test_what_cannot_be_a_code_is_no_try(client):
    person = with_app(PersonFactory())
    for written in ("12345", "hei", "ab3cd", "١٢٣٤٥٦"):
        assert services.use_code(person=person, written=written, at=NOON).outcome is Outcome.NOT_A_CODE
    by_code(client, person)

    answer = confirm(client, "12 34")

    assert answer.status_code == 422
    assert answer.context["page"].form.errors["kode"] == [
        "En kode fra appen har seks sifre. En kode på papir har ti tegn, for eksempel ab3cd-efg45."
    ]


def test_ten_minutes_after_the_mailed_code_it_is_over(client):
    person = with_app(PersonFactory())
    with time_machine.travel(NOON, tick=False) as clock:
        by_code(client, person)
        clock.shift(timedelta(minutes=10))

        answer = confirm(client, app_code())

    assert (answer.url, signed_in_as(client)) == ("/logg-inn/", None)


def test_two_who_share_an_address_have_each_their_own(client):
    kari, ola = (PersonFactory(email="felles@example.org", given_name=name) for name in ("Kari", "Ola"))
    with_app(kari)
    by_code(client, kari)

    as_kari = client.post("/logg-inn/hvem/", {"person": str(kari.key)})
    wrong_persons = services.use_code(person=ola, written=app_code(), at=now())

    assert (as_kari.url, signed_in_as(client)) == ("/logg-inn/bekreft/", None)
    assert wrong_persons.outcome is Outcome.WRONG
    other = Client()
    by_code(other, ola)
    assert other.post("/logg-inn/hvem/", {"person": str(ola.key)}).url == "/min-side/"


def set_up(client):
    """Set up an app on the page, and return the answer to its first code."""
    page = client.get("/min-side/innlogging/app/").context["page"]
    code = pyotp.TOTP(page.key.replace(" ", "")).now()
    return client.post("/min-side/innlogging/app/", {"tilbud": page.form["tilbud"].value(), "kode": code})


def test_an_app_is_set_up_by_its_first_code_and_brings_recovery_codes(client):
    person = PersonFactory()
    by_code(client, person)

    answer = set_up(client)

    codes = answer.context["page"].codes
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[2-9a-z]{5}-[2-9a-z]{5}", code) for code in codes)
    assert services.has_factor(person)
    assert [message.subject for message in Message.objects.filter(purpose="people.notice")] == [
        "Ny ekstra sikring på innloggingen din"
    ]
    assert sorted(Change.objects.values_list("act", "details__kind")) == [
        ("people.add_factor", "app"),
        ("people.add_factor", "recovery"),
    ]


def test_no_secret_stands_in_the_tables(client):
    by_code(client, PersonFactory())
    page = client.get("/min-side/innlogging/app/").context["page"]
    secret = page.key.replace(" ", "")
    code = pyotp.TOTP(secret).now()

    codes = (
        client.post("/min-side/innlogging/app/", {"tilbud": page.form["tilbud"].value(), "kode": code})
        .context["page"]
        .codes
    )

    stored = str([*AppSecret.objects.values(), *PaperCode.objects.values(), *Change.objects.values()])
    stored += str([*Message.objects.values(), *(row.get_decoded() for row in SignIn.objects.all())])
    assert [value for value in (secret, *codes, *(made.replace("-", "") for made in codes)) if value in stored] == []


def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_square(client):
    by_code(client, PersonFactory())
    page = client.get("/min-side/innlogging/app/").context["page"]

    answer = client.post("/min-side/innlogging/app/", {"tilbud": page.form["tilbud"].value(), "kode": "12"})

    assert (answer.status_code, answer.context["page"].key) == (422, page.key)
    assert not AppSecret.objects.exists()


def test_an_offer_made_to_another_is_not_taken():
    kari, ola = PersonFactory(), PersonFactory()
    secret, sealed = services.offer_app(person=kari, at=NOON)

    with pytest.raises(RuleViolation):
        services.set_up_app(person=ola, sealed=sealed, code=pyotp.TOTP(secret).at(NOON), by=ola, at=NOON)
    with pytest.raises(RuleViolation):
        services.set_up_app(person=kari, sealed=sealed, code="x", by=kari, at=NOON + timedelta(hours=1))


def test_a_recovery_code_works_once(client):
    person = with_app(PersonFactory())
    first, *_others = services.make_recovery_codes(person=person, by=person, at=NOON)
    by_code(client, person)

    answer = confirm(client, f" {first.upper()} ")
    again = services.use_code(person=person, written=first, at=now())

    assert (answer.url, signed_in_as(client)) == ("/min-side/", str(person.pk))
    assert again.outcome is Outcome.WRONG
    assert PaperCode.objects.filter(used_at=None).count() == 9


def test_new_recovery_codes_stop_the_old(client):
    person = with_app(PersonFactory())
    old = services.make_recovery_codes(person=person, by=person, at=NOON)

    new = services.make_recovery_codes(person=person, by=person, at=NOON)

    assert services.use_code(person=person, written=old[0], at=NOON).outcome is Outcome.WRONG
    assert services.use_code(person=person, written=new[0], at=NOON).outcome is Outcome.RIGHT


# who sees others


def without_factor(client, person):
    client.force_login(person)
    return client


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("board leader", "/medlemmer/baerum-arbeiderparti/"),
        ("board leader", "/oversikt/"),
        ("board leader", "/medlemmer/uten-avdeling/"),
        ("branch leader", "/medlemmer/haslum/"),
        ("branch leader", "/medlemmer/"),
    ],
)
def test_an_officer_sees_nothing_of_others_before_a_second_factor(client, client_of_another, who, path):
    people = cast()

    without = without_factor(client, people[who]).get(path)
    with_one = people.sign_in(client_of_another, who).get(path)

    assert (without.status_code, without.url.partition("?")[0]) == (302, "/logg-inn/bekreft/")
    assert with_one.status_code == 200
    assert client.get(without.url).url == f"/min-side/innlogging/?next={path.replace('/', '%2F')}"


def test_parts_of_a_page_ask_for_it_as_pages_do(client):
    people = cast()

    answer = without_factor(client, people["branch leader"]).get("/medlemmer/haslum/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"].partition("?")[0]) == (200, "/logg-inn/bekreft/")
    assert b"Mona" not in answer.content


def test_what_one_may_not_see_is_absent_with_or_without_a_factor(client):
    people = cast()
    without_factor(client, people["branch leader"])

    assert client.get("/medlemmer/sandvika/").status_code == client.get("/medlemmer/finnes-ikke/").status_code == 404


def test_a_member_needs_none_for_their_own(client):
    people = cast()

    assert without_factor(client, people["member"]).get("/min-side/").status_code == 200
    assert client.get("/min-side/avdeling/").status_code == 200


def test_an_officer_is_led_to_set_one_up_and_then_sees(client):
    people = cast()

    answer = by_code(client, people["branch leader"])
    before = client.get("/medlemmer/haslum/").status_code
    set_up(client)
    after = client.get("/medlemmer/haslum/")

    assert answer.url == "/min-side/innlogging/"
    assert (before, after.status_code) == (302, 200)
    assert "Mona" in after.content.decode()


def test_a_first_factor_is_set_up_only_soon_after_signing_in(client):
    person = PersonFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        client.force_login(person)
        soon = client.get("/min-side/innlogging/app/").status_code
        offer = client.get("/min-side/innlogging/app/").context["page"].form.initial["tilbud"]
        clock.shift(timedelta(minutes=10))
        late = client.get("/min-side/innlogging/app/")
        begun_in_time = client.post("/min-side/innlogging/app/", {"tilbud": offer, "kode": "123456"}).status_code
        clock.shift(timedelta(minutes=50))
        too_late = client.post("/min-side/innlogging/app/", {"tilbud": offer, "kode": "123456"}).status_code

    assert (soon, late.status_code, late.url.partition("?")[0]) == (200, 302, "/min-side/innlogging/bekreft/")
    assert (begun_in_time, too_late) == (422, 403)


def test_the_only_factor_of_an_officer_stays(client):
    people = cast()
    leader = with_app(people["branch leader"])
    people.sign_in(client, "branch leader")

    answer = client.post("/min-side/innlogging/fjern/", {"kind": "app"}, follow=True)

    assert AppSecret.objects.filter(person=leader).exists()
    assert "Legg til en ny først" in answer.content.decode()


def test_one_is_asked_before_a_factor_goes_and_told_what_follows(client):
    people = cast()
    member = with_app(people["member"])
    people.sign_in(client, "member")

    offered = client.get("/min-side/innlogging/").context["page"].factors[0].remove_url
    asked = client.get(offered)

    assert asked.status_code == 200
    assert "Da logger du inn bare med koden på e-post" in asked.content.decode()
    assert AppSecret.objects.filter(person=member).exists()


def test_one_is_asked_before_new_recovery_codes(client):
    people = cast()
    member = with_app(people["member"])
    old = services.make_recovery_codes(person=member, by=member, at=NOON)
    people.sign_in(client, "member")

    asked = client.get("/min-side/innlogging/reservekoder/")

    assert "slutter å virke med en gang" in asked.content.decode()
    assert services.use_code(person=member, written=old[0], at=NOON).outcome is Outcome.RIGHT


@pytest.mark.parametrize("sent", [{"key": "7"}, {"kind": "passkey", "key": "x"}, {"kind": "passkey", "key": ""}, {}])
def test_a_factor_that_is_not_ones_own_is_not_here_and_no_sign_in_ends(client, client_of_another, sent):
    people = cast()
    with_app(people["member"])
    other = Passkey.objects.create(
        person=people["stranger"], name="En annens", credential_id=b"1", credential=b"1", added_at=NOON
    )
    people.sign_in(client, "member")
    people.sign_in(client_of_another, "member")
    sent = {**sent, "key": str(other.pk)} if sent.get("key") == "7" else sent

    answer = client.post("/min-side/innlogging/fjern/", sent, follow=True)

    assert "Sikringen var ikke her" in answer.content.decode()
    assert client_of_another.get("/min-side/").status_code == 200
    assert Passkey.objects.filter(pk=other.pk).exists()
    assert "En annens" not in answer.content.decode()


# the page that asks for a factor has a way out


def test_who_is_on_the_way_in_as_another_can_choose_anew(client):
    person = with_app(PersonFactory())
    by_code(client, person)

    text = client.get("/logg-inn/bekreft/").content.decode()

    assert "Ikke deg?" in text
    assert 'href="/logg-inn/"' in text


@pytest.mark.parametrize(
    ("next_path", "why"),
    [
        ("/min-side/innlogging/kontakt/", "før du endrer innloggingen din"),
        ("/medlemmer/haslum/last-ned/", "før det som gjelder mange"),
        ("", "før noe viktig"),
    ],
)
def test_a_step_up_says_why_whom_to_ask_and_how_to_turn_back(client, next_path, why):
    people = cast()
    with_app(people["member"])
    with time_machine.travel(NOON, tick=False) as clock:
        people.sign_in(client, "member")
        clock.shift(timedelta(minutes=11))
        text = client.get(f"/logg-inn/bekreft/?fersk=1&next={next_path}").content.decode()

    assert why in text
    assert "Avbryt" in text
    assert "Du når styret slik: Berit Lund" in text


def test_a_member_may_go_without_again(client):
    people = cast()
    member = with_app(people["member"])
    services.make_recovery_codes(person=member, by=member, at=NOON)
    people.sign_in(client, "member")

    client.post("/min-side/innlogging/fjern/", {"kind": "app"})

    assert not services.has_factor(member)
    assert not PaperCode.objects.exists()
    assert Message.objects.latest("pk").subject == "Ekstra sikring er fjernet"
    assert Recipient.objects.latest("pk").address == member.email
