import pytest

from lokallag.core.errors import RuleViolation
from lokallag.organisation import services
from lokallag.organisation.models import Profile
from tests.factories import NOON
from tests.organisation.forms_sent import fill_in, read

ADDRESS = "/organisasjon/profil/"


@pytest.mark.parametrize(("written", "stored"), [("#1B4F72", "#1b4f72"), ("1b4f72", "#1b4f72"), (" #036 ", "#003366")])
def test_colour_and_municipality_are_set(client, people, written, stored):
    people.sign_in(client, "secretary")

    response = client.post(ADDRESS, fill_in(client, ADDRESS, colour=written, municipality_code="3203"))

    profile = Profile.objects.get()
    assert (response.status_code, profile.colour, profile.municipality_code) == (302, stored, "3203")


@pytest.mark.parametrize(
    ("colour", "says"),
    [("#ffcc00", "Fargen #ffcc00 er for lys:"), ("rød", "Skriv fargen som # og seks tegn"), ("", "Skriv en farge")],
)
def test_a_colour_that_cannot_be_used_is_told_and_kept(client, people, colour, says):
    people.sign_in(client, "secretary")

    response = client.post(ADDRESS, fill_in(client, ADDRESS, colour=colour))

    assert response.status_code == 422
    assert read(response).errors["colour"].startswith(says)
    assert read(response).values["colour"] == colour
    assert Profile.objects.get().colour == "#b3212b"


@pytest.mark.parametrize("code", ["320", "32011", "abcd", "٣٢٠١"])
def test_a_municipality_has_four_digits(client, people, code):
    people.sign_in(client, "secretary")

    response = client.post(ADDRESS, fill_in(client, ADDRESS, municipality_code=code))

    assert response.status_code == 422
    assert read(response).errors == {"municipality_code": "Et kommunenummer har fire sifre, for eksempel 3201."}


def test_a_stale_page_is_refused_and_can_be_sent_once_more(client, people):
    people.sign_in(client, "secretary")
    sent = fill_in(client, ADDRESS, colour="#1b4f72")
    services.set_profile(main_unit=people.party, colour="#004400", municipality_code="3201", by=None, at=NOON)

    refused = client.post(ADDRESS, sent)
    kept = Profile.objects.get().colour
    again = client.post(ADDRESS, read(refused).values)

    assert (refused.status_code, kept, again.status_code) == (422, "#004400", 302)
    assert Profile.objects.get().colour == "#1b4f72"


def test_the_service_refuses_what_is_no_colour(people):
    with pytest.raises(RuleViolation) as refused:
        services.set_profile(main_unit=people.party, colour="red", municipality_code="3201", by=None, at=NOON)

    assert refused.value.field == "colour"


def test_before_there_is_a_party_the_page_leads_to_the_units(client, db):
    assert client.get("/organisasjon/").context["page"].title == "Organisasjonen er ikke satt opp ennå"
