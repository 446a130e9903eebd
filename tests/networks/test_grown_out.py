"""Who has grown out of a network is thanked and asked, once a year, and never thrown out in the middle of a season."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from lokallag.core.errors import RuleViolation
from lokallag.membership.models import Belonging
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.services import ask_grown_out, end_seasons, stay_for_season
from lokallag.outbox.domain.checks import Waiting, sender_of
from lokallag.outbox.models import Message, Recipient
from tests.cast import cast
from tests.factories import BelongingFactory
from tests.networks.belonging_stage import member, network

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2027, 1, 1, 7, tzinfo=UTC)
BEFORE = datetime(2026, 12, 31, 7, tzinfo=UTC)


@pytest.fixture
def people():
    return cast(today=date(2026, 12, 1))


def young(people, **more):
    return network(people, "Ungt nettverk", age_until=40, **more)


def joined(one, born, **more):
    return BelongingFactory(unit=one.unit, person=member(birth_year=born), **more)


def test_they_are_asked_at_the_turn_of_the_year_and_once(people):
    one = young(people)
    grown = joined(one, 1986)
    for born in (1987, None):
        joined(one, born)
    joined(one, 1950, kind="follows", channel="calendar")
    joined(network(people, "For alle"), 1950)
    joined(network(people, "Slutt", age_until=40, state=State.ENDED), 1950)

    assert [ask_grown_out(at=at) for at in (BEFORE, NEW_YEAR, NEW_YEAR, datetime(2027, 5, 1, 7, tzinfo=UTC))] == [
        0,
        1,
        0,
        0,
    ]

    [sent] = Recipient.objects.select_related("message").all()
    assert (sent.recipient_key, sent.message.key) == (
        str(grown.person.key),
        f"networks.grown_out:{grown.pk}:2027",
    )
    text = sent.message.text
    assert "Takk for at du er med i Ungt nettverk" in text
    assert "til 30. juni 2027" in text
    assert "41" not in text
    assert Belonging.objects.get(pk=grown.pk).kind == "joined"
    assert ask_grown_out(at=datetime(2028, 1, 1, 7, tzinfo=UTC)) == 2


def test_who_has_no_email_reads_it_on_the_page(people):
    one = young(people)
    grown = BelongingFactory(unit=one.unit, person=member(birth_year=1986, email=""))

    assert ask_grown_out(at=NEW_YEAR) == 1

    assert not Message.objects.exists()
    with time_machine.travel(NEW_YEAR):
        client = Client()
        client.force_login(grown.person)
        box = client.get(f"/nettverk/{one.unit.slug}/").context["page"].box
        mine = client.get("/min-side/").context["page"].networks
    assert (box.grown.title, box.grown.stay_label) == ("Takk for at du er med", "Bli ut sesongen, til 30. juni 2027")
    assert mine[0].asks == "Du har vokst ut av nettverket. Velg selv hva du vil."


@pytest.mark.parametrize(
    ("what", "sent", "left"),
    [
        ("bli-ut-sesongen", {}, [("joined", date(2027, 6, 30))]),
        ("bli-med", {"hvordan": "follows"}, [("follows", None)]),
        ("ga-ut", {}, []),
    ],
)
def test_each_answer_takes_one_press_and_may_come_twice(people, what, sent, left):
    one = young(people)
    grown = joined(one, 1986)
    with time_machine.travel(NEW_YEAR):
        client = Client()
        client.force_login(grown.person)
        answers = [client.post(f"/nettverk/{one.unit.slug}/{what}/", sent).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert list(Belonging.objects.values_list("kind", "stays_until")) == left


def test_who_stayed_for_the_season_follows_from_the_day_after(people):
    one = young(people)
    grown = joined(one, 1986)
    stay_for_season(network=one, person=grown.person, by=grown.person, at=NEW_YEAR)

    done = [end_seasons(at=datetime(2027, month, day, 4, tzinfo=UTC)) for month, day in ((6, 30), (7, 1), (7, 2))]

    assert done == [0, 1, 0]
    assert list(Belonging.objects.values_list("kind", "channel", "stays_until")) == [("follows", "calendar", None)]


def test_who_has_answered_is_not_asked_again(people):
    one = young(people)
    grown = joined(one, 1986)
    stay_for_season(network=one, person=grown.person, by=grown.person, at=NEW_YEAR)
    assert ask_grown_out(at=NEW_YEAR) == 0


def test_nobody_else_stays_for_a_season(people):
    one = young(people)
    fits, left = joined(one, 1990).person, member(birth_year=1950)
    for person in (fits, left):
        with pytest.raises(RuleViolation):
            stay_for_season(network=one, person=person, by=person, at=NEW_YEAR)


def test_the_letter_goes_to_who_is_still_in_it(people):
    one = young(people)
    grown = joined(one, 1986)
    letter = Waiting(f"networks.grown_out:{grown.pk}:2027", str(grown.person.key), "a@example.org")
    check = sender_of("networks.grown_out").check

    before = check([letter], NEW_YEAR)
    grown.delete()
    after = check([letter], NEW_YEAR)

    assert (before.refusal(letter), after.refusal(letter)) == (None, "no right")
