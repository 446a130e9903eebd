"""An idea whose application is approved is over: it leads to the network, and who is with it is told once."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.permissions import may
from lokallag.networks import services
from lokallag.networks.models import Companion, Idea
from lokallag.networks.services.deciding import Group, approve_network, decline_application
from lokallag.networks.services.founding import NetworkFacts
from lokallag.outbox.domain.checks import Waiting, sender_of
from lokallag.outbox.models import Message
from lokallag.people.models import Person
from tests.cast import cast
from tests.networks.ideas_stage import WHOLE, candidate, draft, idea, join, letters, member
from tests.networks.test_board_decision import decision

pytestmark = pytest.mark.django_db
BECAME = "networks.idea_became"


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def found(people):
    """Mona Dahl's idea, with one who shows the name, one who is only counted, and one who said yes to lead it."""
    found = idea(people["member"])
    join(found, member("Kine", "Berg"))
    join(found, member("Tell", "Med"), shows_name=False)
    join(found, member("Leda", "Lie"))
    return found


@pytest.fixture
def case(people, found):
    """The application that grew from it."""
    case = draft(people["member"], WHOLE, of=found)
    leda = Companion.objects.get(person__given_name="Leda").person
    row = candidate(case, leda)
    services.answer_candidacy(candidate=row, says_yes=True, by=leda, at=now())
    services.stand_oneself(application=case, by=people["member"], at=now())
    return services.submit_application(application=case, by=people["member"], at=now())


def approve(case, people):
    leda = Person.objects.get(given_name="Leda")
    until = people.today + timedelta(days=300)
    return approve_network(
        application=case,
        facts=NetworkFacts(case.name, case.topic, case.purpose),
        decision=decision(people),
        group=Group(leda, [people["member"]], people.today, until),
        by=people["secretary"],
        at=now(),
    )


def page(client, person, found):
    client.force_login(person)
    return client.get(f"/nettverk/ideer/{found.pk}/")


def test_it_is_over_and_leads_its_owner_to_the_network(people, client, found, case):
    network = approve(case, people).network

    shown = page(client, people["member"], found).content.decode()
    assert "Ble til Fagnettverk for skole" in shown
    assert f'href="/nettverk/{network.unit.slug}/"' in shown
    assert ("Ser etter flere" in shown, "Søk om et nettverk" in shown) == (False, False)
    assert "Kanskje du heller vil være med der?" not in shown
    assert Idea.objects.get().state == "closed"


def test_who_is_with_it_is_told_once_and_led_there(people, client, found, case):
    approve(case, people)

    assert sorted(letters(BECAME)) == ["kine.berg@example.org", "tell.med@example.org"], "Leda has another letter"
    message = Message.objects.filter(purpose=BECAME).first()
    assert "ble til et nettverk" in message.subject
    kine = Companion.objects.get(person__given_name="Kine").person
    shown = page(client, kine, found).content.decode()
    assert "Ble til Fagnettverk for skole" in shown
    assert "Du er ikke med i det ennå" in shown
    assert "Bli med, og vis navnet mitt" not in shown


def test_who_was_not_with_it_reads_it_no_more(people, client, found, case):
    stranger = member("Ukjent", "Nes")
    assert page(client, stranger, found).status_code == 200
    approve(case, people)
    assert page(client, stranger, found).status_code in {403, 404}
    assert not may(stranger, "networks.join_idea", Idea.objects.get())


def test_who_takes_the_yes_back_gets_no_letter_and_reads_it_no_more(people, client, found, case):
    approve(case, people)
    kine = Companion.objects.get(person__given_name="Kine").person
    message = Message.objects.get(purpose=BECAME, recipients__address=kine.email)
    recipient = message.recipients.get()
    letter = Waiting(message.key, recipient.recipient_key, recipient.address)
    assert sender_of(BECAME).check([letter], now()).may == {letter}

    client.force_login(kine)
    assert client.post(f"/nettverk/ideer/{found.pk}/trekk-deg/").status_code == 302

    assert not sender_of(BECAME).check([letter], now()).may
    assert page(client, kine, found).status_code in {403, 404}


def test_declined_the_idea_goes_on(people, client, found, case):
    decline_application(application=case, decision=decision(people), by=people["secretary"], at=now())
    shown = page(client, people["member"], found).content.decode()
    assert ("Ser etter flere" in shown, "Søk om et nettverk" in shown) == (True, True)
    assert letters(BECAME) == []


def test_one_that_its_owner_has_closed_stays_closed(people, found, case):
    services.close_idea(idea=found, by=people["member"], at=now())
    approve(case, people)
    assert letters(BECAME) == []
