"""Signing in by a code, from the wish to the session."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.outbox.models import Message, Recipient
from lokallag.people import jobs, services
from lokallag.people.domain.signin import GOOD_FOR, MOST_TRIES, PER_ADDRESS, PER_ADDRESS_IN_ALL, PER_NETWORK, Answer
from lokallag.people.models import SignIn, SignInRequest
from lokallag.people.services.sign_in import TOO_MANY_TO_ADDRESS
from tests.factories import NOON, PersonFactory

pytestmark = pytest.mark.django_db


def ask(client, email="kari@example.org", **fields):
    return client.post("/logg-inn/", {"email": email, **fields})


def newest():
    return SignInRequest.objects.order_by("-asked_at", "-id")[0]


def mailed_code():
    """Run the job of the newest request, and read the code in the mail it sends."""
    jobs.send_code(str(newest().pk))
    message = Message.objects.get(key=f"people.sign_in:{newest().pk}")
    return re.search(r"Koden din er (\d{4} \d{4})\n", message.text)[1]


def give(client, code):
    return client.post("/logg-inn/kode/", {"kode": code})


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_a_member_comes_in_by_the_code_in_the_mail(client):
    kari = PersonFactory(email="Kari@example.org", language="nn")
    asked = ask(client, next="/min-side/?fane=1")

    answer = give(client, mailed_code())

    assert (asked.status_code, asked.url) == (302, "/logg-inn/kode/")
    assert (answer.status_code, answer.url) == (302, "/min-side/?fane=1")
    assert signed_in_as(client) == str(kari.pk)
    assert client.cookies["sprak"].value == "nn"


def test_the_mail_goes_to_the_address_in_the_register_in_the_persons_language(client):
    PersonFactory(email="Kari@Example.org")
    ask(client, " KARI@example.org ")

    code = mailed_code().replace(" ", "")

    message = Message.objects.get()
    assert (message.subject, message.language, message.purpose) == ("Koden din for å logge inn", "nb", "people.sign_in")
    assert message.good_until == newest().asked_at + GOOD_FOR
    assert f"http://localhost:8000/logg-inn/kode/?kode={code}" in message.text.splitlines()
    assert list(Recipient.objects.values_list("address")) == [("Kari@Example.org",)]


def test_no_mail_goes_to_an_address_that_is_only_written_alike():
    PersonFactory(email="mike@example.org")
    for address in ("mıke@example.org", "mi\N{KELVIN SIGN}e@example.org"):  # they may become MIKE in capitals
        ticket = services.open_request(address=address, network="x", next_path="", at=now())
        services.send_code(request_id=ticket.request_id, at=now())

    assert not Recipient.objects.exclude(address="mike@example.org").exists()


def test_a_strangers_address_gets_no_mail(client):
    PersonFactory(email="kari@example.org")
    ask(client, "fremmed@example.org")

    jobs.send_code(str(newest().pk))

    assert not Message.objects.exists()


def test_a_job_that_comes_too_late_or_twice_sends_nothing_more(client):
    PersonFactory(email="kari@example.org")
    ask(client)
    pk = newest().pk

    late = services.send_code(request_id=pk, at=now() + GOOD_FOR)
    in_time = [services.send_code(request_id=pk, at=now()) for _ in range(2)]

    assert (late, in_time) == (False, [True, True])
    assert Message.objects.count() == 1
    assert services.send_code(request_id=uuid.uuid4(), at=now()) is False


def test_opening_the_link_changes_nothing(client):
    PersonFactory(email="kari@example.org")
    ask(client)
    code = mailed_code().replace(" ", "")
    before = SignInRequest.objects.values().get()

    for _ in range(3):
        answer = client.get("/logg-inn/kode/", {"kode": code})

    assert answer.status_code == 200
    assert answer.context["page"].form["kode"].value() == code
    assert SignInRequest.objects.values().get() == before
    assert signed_in_as(client) is None
    assert give(client, code).status_code == 302


def test_pages_that_show_an_address_are_kept_nowhere(client):
    ask(client)

    assert "no-store" in client.get("/logg-inn/kode/").headers["Cache-Control"].split(", ")


def test_a_code_works_once(client):
    PersonFactory(email="kari@example.org")
    ask(client)
    code = mailed_code()
    give(client, code)
    client.post("/logg-ut/")

    again = give(client, code)

    assert (again.status_code, again.context["page"].heading) == (422, "Koden er allerede brukt")
    assert signed_in_as(client) is None


def test_a_code_sent_twice_by_impatience_goes_on_where_one_was_going(client):
    PersonFactory(email="kari@example.org")
    ask(client, next="/min-side/")
    code = mailed_code()
    give(client, code)

    again = give(client, code)

    assert (again.status_code, again.url) == (302, "/min-side/")


def test_a_code_works_for_ten_minutes(client):
    PersonFactory(email="kari@example.org")
    with time_machine.travel(NOON, tick=False):
        ask(client)
        code = mailed_code()
    with time_machine.travel(NOON + GOOD_FOR, tick=False):
        answer = give(client, code)
        page = client.get("/logg-inn/kode/")

    assert (answer.status_code, answer.context["page"].heading) == (422, "Koden er gått ut")
    assert (page.status_code, page.context["page"].heading) == (200, "Koden er gått ut")
    assert signed_in_as(client) is None


def test_a_code_can_be_tried_five_times(client):
    PersonFactory(email="kari@example.org")
    ask(client)
    code = mailed_code()
    wrong = "0000 0000" if code != "0000 0000" else "1111 1111"

    answers = [give(client, wrong) for _ in range(MOST_TRIES)]
    right = give(client, code)

    faults = [answer.context["page"].form.errors["kode"] for answer in answers[:-1]]
    assert [str(fault[0])[-2:] for fault in faults] == ["4.", "3.", "2.", "1."]
    assert {answer.status_code for answer in [*answers, right]} == {422}
    assert answers[-1].context["page"].heading == right.context["page"].heading == "Koden er prøvd for mange ganger"
    assert newest().attempts == MOST_TRIES
    assert signed_in_as(client) is None


@pytest.mark.parametrize("written", ["", "123", "abcdefgh", "x" * 41])
def test_what_cannot_be_a_code_is_no_try_and_stays_in_the_field(client, written):
    PersonFactory(email="kari@example.org")
    ask(client)

    answer = give(client, written)

    assert (answer.status_code, newest().attempts) == (422, 0)
    assert answer.context["page"].form["kode"].value() == written


def test_another_browser_is_told_so_and_uses_nothing_up(client, client_of_another):
    PersonFactory(email="kari@example.org")
    ask(client)
    code = mailed_code()

    page = client_of_another.get("/logg-inn/kode/", {"kode": code.replace(" ", "")})
    answer = give(client_of_another, code)

    assert (page.status_code, page.context["page"].heading) == (200, "Koden må brukes der du ba om den")
    assert (answer.status_code, answer.context["page"].heading) == (422, "Koden må brukes der du ba om den")
    assert newest().attempts == 0
    assert give(client, code).status_code == 302


def test_a_browser_that_knows_the_id_but_not_the_secret_is_another_browser(client):
    PersonFactory(email="kari@example.org")
    ask(client)
    code = mailed_code()
    client.cookies["innlogging"] = f"{newest().pk}.gjettet"

    assert give(client, code).context["page"].heading == "Koden må brukes der du ba om den"


@pytest.mark.parametrize("written", ["", "tull", ".", f"{uuid.UUID(int=7)}", f"{uuid.UUID(int=7)}.x"])
def test_a_strange_cookie_is_another_browser(client, written):
    client.cookies["innlogging"] = written

    assert client.get("/logg-inn/kode/").context["page"].heading == "Koden må brukes der du ba om den"


def test_a_newer_code_makes_the_older_mail_useless(client):
    PersonFactory(email="kari@example.org")
    ask(client)
    older = mailed_code()
    ask(client)

    assert give(client, older).status_code == 422
    assert give(client, mailed_code()).status_code == 302


def test_two_who_share_an_address_say_who_they_are(client):
    kari = PersonFactory(email="felles@example.org", given_name="Kari", family_name="Ås")
    ola = PersonFactory(email="Felles@example.org", given_name="Ola", family_name="Ås")
    other = PersonFactory(email="annen@example.org")
    ask(client, "felles@example.org", next="/min-side/")

    answer = give(client, mailed_code())
    page = client.get("/logg-inn/hvem/")
    wrong = client.post("/logg-inn/hvem/", {"person": str(other.key)})
    between = signed_in_as(client)
    right = client.post("/logg-inn/hvem/", {"person": str(ola.key)})
    again = client.post("/logg-inn/hvem/", {"person": str(kari.key)})

    assert (answer.status_code, answer.url) == (302, "/logg-inn/hvem/")
    assert [choice.label for choice in page.context["page"].people] == ["Kari Ås", "Ola Ås"]
    assert (wrong.status_code, between) == (422, None)
    assert (right.status_code, right.url) == (302, "/min-side/")
    assert signed_in_as(client) == str(ola.pk)
    assert (again.status_code, again.url) == (302, "/logg-inn/")


def test_nobody_chooses_without_the_code_in_another_browser_or_too_late(client, client_of_another):
    PersonFactory(email="felles@example.org")
    kari = PersonFactory(email="felles@example.org")
    choice = {"person": str(kari.key)}
    with time_machine.travel(NOON, tick=False):
        ask(client, "felles@example.org")
        before = client.post("/logg-inn/hvem/", choice)
        give(client, mailed_code())
        elsewhere = client_of_another.post("/logg-inn/hvem/", choice)
    with time_machine.travel(NOON + GOOD_FOR, tick=False):
        late = client.post("/logg-inn/hvem/", choice)

    assert [(answer.status_code, answer.url) for answer in (before, elsewhere, late)] == [(302, "/logg-inn/")] * 3
    assert signed_in_as(client) is None
    assert signed_in_as(client_of_another) is None


def test_signing_in_gives_the_session_a_new_key(client):
    PersonFactory(email="kari@example.org")
    session = client.session
    session["noe"] = "fra før"
    session.save()
    before = session.session_key
    ask(client)

    give(client, mailed_code())

    assert client.session.session_key != before
    assert not SignIn.objects.filter(session_key=before).exists()


def test_signing_out_ends_the_session_on_the_server(client):
    client.force_login(PersonFactory(), backend="lokallag.people.backends.PersonBackend")
    stolen = client.cookies["okt"].value

    answer = client.post("/logg-ut/")
    client.cookies["okt"] = stolen

    assert (answer.status_code, answer.url) == (302, "/")
    assert signed_in_as(client) is None
    assert not SignIn.objects.filter(session_key=stolen).exists()
    assert client.get("/logg-ut/").status_code == 405


@pytest.mark.parametrize(
    "wish", ["https://ond.example.org/", "//ond.example.org", "/\\ond.example.org", "javascript:alert(1)", "min-side"]
)
def test_one_only_goes_on_to_our_own_pages(client, wish):
    PersonFactory(email="kari@example.org")
    ask(client, next=wish)

    assert give(client, mailed_code()).url == "/min-side/"


@pytest.mark.parametrize(
    ("email", "fault"),
    [
        ("", "Skriv e-postadressen din, for eksempel kari@eksempel.no."),
        ("kari", "Dette ser ikke ut som en e-postadresse. Skriv den som kari@eksempel.no."),
        (
            "kari@example.org\r\nBcc: x@example.org",
            "Dette ser ikke ut som en e-postadresse. Skriv den som kari@eksempel.no.",
        ),
    ],
)
def test_what_is_no_address_comes_back_with_words(client, email, fault):
    answer = ask(client, email, next="/min-side/")

    page = answer.context["page"]
    assert (answer.status_code, page.form.errors["email"], page.next_path) == (422, [fault], "/min-side/")
    assert not SignInRequest.objects.exists()


def test_an_address_can_be_asked_for_five_times_an_hour(client):
    with time_machine.travel(NOON, tick=False):
        taken = [ask(client).status_code for _ in range(PER_ADDRESS)]
        refused = ask(client, "KARI@example.org")
        other = ask(client, "ola@example.org")
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        later = ask(client)

    assert (taken, refused.status_code) == ([302] * PER_ADDRESS, 429)
    assert refused.context["page"].form.errors["email"] == [str(TOO_MANY_TO_ADDRESS)]
    assert (other.status_code, later.status_code) == (302, 302)


def test_a_stranger_elsewhere_cannot_use_up_a_members_codes():
    def wish(network):
        return services.ask_for_code(address="kari@example.org", network=network, next_path="", at=NOON)

    for _number in range(PER_ADDRESS):
        wish("192.0.2.7")
    with pytest.raises(RuleViolation, match="Det er bedt om mange koder til denne adressen"):
        wish("192.0.2.7")

    wish("198.51.100.1")  # Kari's own network
    for number in range(PER_ADDRESS_IN_ALL - PER_ADDRESS - 1):
        wish(f"203.0.113.{number}")
    with pytest.raises(RuleViolation, match="Det er bedt om mange koder til denne adressen"):
        wish("198.51.100.1")  # but nobody's mailbox is filled


def test_a_network_can_ask_sixty_times_an_hour():
    def wish(number, network, at=NOON):
        return services.ask_for_code(address=f"nr{number}@example.org", network=network, next_path="", at=at)

    for number in range(PER_NETWORK):
        wish(number, "192.0.2.7")

    with pytest.raises(RuleViolation, match="Det er bedt om mange koder fra nettet du er på"):
        wish(1000, "192.0.2.7")
    wish(1000, "192.0.2.8")
    wish(1001, "192.0.2.7", at=NOON + timedelta(hours=1))
    assert SignInRequest.objects.count() == PER_NETWORK + 2


@pytest.mark.parametrize(
    ("https", "forwarded", "same"), [(False, "198.51.100.1, 192.0.2.9", True), (True, "198.51.100.1, 192.0.2.9", False)]
)
def test_only_behind_our_own_proxy_its_last_entry_is_the_network(client, settings, https, forwarded, same):
    settings.HTTPS = https
    ask(client, "a@example.org")
    client.post("/logg-inn/", {"email": "b@example.org"}, HTTP_X_FORWARDED_FOR=forwarded)

    assert (SignInRequest.objects.values("network_hash").distinct().count() == 1) is same


def test_neither_code_secret_nor_network_is_stored(client):
    ask(client)
    secret = client.cookies["innlogging"].value.partition(".")[2]

    stored = {str(value) for value in SignInRequest.objects.values().get().values()}

    assert not stored & {secret, services.code_of(newest().pk), "127.0.0.1"}


def test_the_cookie_is_for_the_server_and_the_way_in_only(client):
    cookie = ask(client).cookies["innlogging"]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/logg-inn/")


def test_requests_are_forgotten_after_a_day(client):
    for hours in (23, 25):
        services.open_request(address="a@example.org", network="x", next_path="", at=NOON - timedelta(hours=hours))

    assert services.forget_sign_in_requests(at=NOON) == 1
    assert SignInRequest.objects.count() == 1


def test_who_is_signed_in_already_goes_straight_on(client):
    client.force_login(PersonFactory(), backend="lokallag.people.backends.PersonBackend")

    answers = [client.get("/logg-inn/"), client.get("/logg-inn/", {"next": "/avdelinger/"})]

    assert [answer.url for answer in answers] == ["/min-side/", "/avdelinger/"]


def test_a_code_given_by_two_browsers_at_once_is_used_once(client):
    PersonFactory(email="kari@example.org")
    ask(client)
    ticket = services.read_ticket(client.cookies["innlogging"].value)
    code = services.code_of(ticket.request_id)

    first, second = (services.redeem_code(ticket=ticket, code=code, at=now()) for _ in range(2))

    assert (first.answer, second.answer, second.persons) == (Answer.RIGHT, Answer.USED, ())
