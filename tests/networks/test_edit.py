"""What a network's page says: written by the steering group; who may see it, by the board."""

import pytest

from lokallag.core.models import Change
from lokallag.networks.models import Network
from lokallag.networks.services import page_fingerprint
from tests.cast import cast
from tests.networks.belonging_stage import network, steering_member
from tests.networks.test_members import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def address(one):
    return f"/nettverk/{one.unit.slug}/rediger/"


def written(one, **more):
    return {
        "purpose": "Vi møtes om sol og vind.",
        "usual_hours": "Onsdager kl. 18",
        "public_email": "klima@example.org",
        "seen": page_fingerprint(Network.objects.select_related("unit").get(pk=one.pk)),
        **more,
    }


def test_the_steering_group_writes_the_page_and_not_who_may_see_it(people):
    one = network(people)
    client = signed_in(steering_member(one))

    answer = client.post(address(one), written(one, readers="medlemmer"))

    found = Network.objects.select_related("unit").get(pk=one.pk)
    assert (answer.status_code, answer["Location"]) == (302, f"/nettverk/{one.unit.slug}/")
    assert (found.purpose, found.usual_hours, found.is_public) == ("Vi møtes om sol og vind.", "Onsdager kl. 18", True)
    assert (found.unit.public_email, found.unit.meets) == ("klima@example.org", "Onsdager kl. 18")
    assert Change.objects.filter(act="networks.edit_network").count() == 1


def test_the_board_writes_down_who_may_see_it(client, people):
    one = network(people)
    people.sign_in(client, "secretary")

    client.post(address(one), written(one, readers="medlemmer"))

    assert Network.objects.get().is_public is False


def test_what_is_wrong_comes_back_with_what_was_written(people):
    one = network(people)
    client = signed_in(steering_member(one))

    answer = client.post(address(one), written(one, purpose=" ", usual_hours="Torsdager", public_email="hei"))

    form = answer.context["page"].form
    assert (answer.status_code, sorted(form.errors)) == (422, ["public_email", "purpose"])
    assert form["usual_hours"].value() == "Torsdager"


def test_two_who_write_at_once_lose_nothing(people):
    one = network(people)
    client = signed_in(steering_member(one))
    seen = written(one)
    client.post(address(one), written(one, purpose="Den førstes"))

    answer = client.post(address(one), {**seen, "purpose": "Den andres"})

    assert (answer.status_code, Network.objects.get().purpose) == (422, "Den førstes")
    page = answer.context["page"]
    assert (page.present[0].value, page.form["purpose"].value()) == ("Den førstes", "Den andres")
    again = client.post(address(one), {**seen, "purpose": "Den andres", "seen": page.form["seen"].value()})
    assert (again.status_code, Network.objects.get().purpose) == (302, "Den andres")


@pytest.mark.parametrize(("who", "status"), [("board leader", 200), ("board member", 403), ("member", 403)])
def test_who_may_write(client, people, who, status):
    one = network(people)
    people.sign_in(client, who)
    assert client.get(address(one)).status_code == status


def test_the_form_about_a_unit_leads_to_the_networks_own(client, people):
    one = network(people)
    people.sign_in(client, "secretary")
    answer = client.get(f"/organisasjon/{one.unit.slug}/rediger/")
    assert (answer.status_code, answer["Location"]) == (302, address(one))
