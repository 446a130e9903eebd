"""Passkeys with a key that the browser itself plays (CDP's virtual authenticator), on http://localhost."""

import re

import pytest
from playwright.sync_api import expect

from lokallag.people import services
from lokallag.people.models import DemoRole, Passkey
from tests.browser import assert_accessible
from tests.cast import cast
from tests.demo_mark import demo_mark


@pytest.fixture
def demo(live_site, settings):
    settings.DEMO = True
    people = cast()
    for role, who in ((DemoRole.BRANCH_LEADER, "branch leader"), (DemoRole.MEMBER, "member")):
        services.mark_demo_person(role=role, person=people[who])
    with demo_mark():
        yield people


def with_key(page):
    """Put a key into the browser. Returns how to talk to it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return devtools, key


def come_in(page):
    page.goto("/logg-inn/")
    page.get_by_role("button", name="Velg avdelingsleder").click()


def add_key(page):
    page.get_by_label("Hva heter enheten?").fill("Min telefon")
    page.get_by_role("button", name="Legg til passnøkkel").click()
    page.get_by_role("heading", name="Reservekodene dine").wait_for()


@pytest.mark.parametrize("width", [390, 1280])
def test_an_officer_adds_a_passkey_and_comes_in_by_it(new_page, demo, width):
    page = new_page(width=width)
    with_key(page)

    come_in(page)
    page.get_by_text("Du trenger en ekstra sikring").wait_for()
    assert_accessible(page)
    add_key(page)
    assert_accessible(page)
    page.goto("/medlemmer/haslum/")
    expect(page.get_by_text("Mona").first).to_be_visible()

    page.goto("/min-side/innlogging/")
    assert_accessible(page)
    page.get_by_role("button", name="Logg ut Chrome").click()
    come_in(page)
    page.wait_for_url("**/logg-inn/bekreft/")
    assert_accessible(page)
    page.get_by_role("button", name="Bruk passnøkkel").click()
    page.wait_for_url("**/min-side/")

    assert Passkey.objects.get().used_at is not None


def test_the_only_passkey_of_an_officer_stays(new_page, demo):
    page = new_page()
    with_key(page)
    come_in(page)
    add_key(page)

    page.goto("/min-side/innlogging/")
    page.get_by_role("link", name="Fjern Min telefon").click()
    assert_accessible(page)
    page.get_by_role("button", name="Fjern Min telefon").click()

    expect(page.get_by_text("Legg til en ny først")).to_be_visible()
    assert Passkey.objects.count() == 1


def test_another_key_is_not_taken(new_page, demo):
    page = new_page()
    devtools, key = with_key(page)
    come_in(page)
    add_key(page)
    page.context.clear_cookies()
    held = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"][0]
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    other_private = _fresh_private_key()
    devtools.send(
        "WebAuthn.addCredential",
        {"authenticatorId": key, "credential": {**held, "privateKey": other_private, "signCount": 99}},
    )

    come_in(page)
    page.wait_for_url("**/logg-inn/bekreft/")
    page.get_by_role("button", name="Bruk passnøkkel").click()

    page.get_by_text("Passnøkkelen ble ikke godtatt.").wait_for()
    page.goto("/min-side/")
    expect(page).to_have_url(re.compile("/logg-inn/"))


def _fresh_private_key():
    import base64

    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ec.generate_private_key(ec.SECP256R1())
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def test_an_answer_to_no_question_is_not_taken(client, demo):
    demo.sign_in(client, "branch leader")

    answer = client.post("/min-side/innlogging/passnokkel/", {"svar": "{}", "navn": "x"}, follow=True)
    again = client.post("/logg-inn/passnokkel/", {"svar": "ikke json"}, follow=True)

    assert "Passnøkkelen ble ikke godtatt." in answer.content.decode()
    assert "Passnøkkelen ble ikke godtatt." in again.content.decode()
    assert not Passkey.objects.exists()
