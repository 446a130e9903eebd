"""The link in the mail opens a page; a press there says "kommer" or "kommer ikke"."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from lokallag.core.models import Change
from lokallag.events import services
from lokallag.events.domain.answers import reply_token
from lokallag.events.models import Event, Signup
from lokallag.events.services.signup_mail import secret
from tests.cast import Cast, cast
from tests.events.signups_stage import by_email, event_of, fill, link_of, states, tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def event(people: Cast) -> Event:
    return event_of(people, most_guests=2)


def test_opening_the_link_changes_nothing(event):
    signup = by_email(event)
    before = Signup.objects.values().get(pk=signup.pk)

    for _time in range(3):
        answer = Client().get(link_of(signup))
        assert answer.status_code == 200
    assert Client().head(link_of(signup)).status_code == 200

    assert Signup.objects.values().get(pk=signup.pk) == before


def test_one_press_says_that_one_comes(event):
    signup = by_email(event)

    answer = Client().post(link_of(signup), {"svar": "ja"})

    assert (answer.status_code, answer.url) == (302, link_of(signup))
    signup.refresh_from_db()
    assert (signup.state, signup.answer) == ("signed_up", "coming")
    assert signup.answered_at is not None
    assert Change.objects.filter(act="events.sign_up", target_id=str(signup.pk), details__has_key="coming").count() == 1


def test_one_press_gives_the_place_back_and_another_takes_one_again(event):
    signup = by_email(event, guests=1)

    Client().post(link_of(signup), {"svar": "nei"})
    assert (states(event), tally(event).taken) == (["cancelled"], 0)
    assert "Vi har notert at du ikke kommer" in Client().get(link_of(signup)).content.decode()

    Client().post(link_of(signup), {"svar": "ja", "guests": "0"})
    assert (states(event), tally(event).taken) == (["signed_up"], 1)


def test_said_twice_it_changes_nothing(event):
    signup = by_email(event)
    for _time in range(2):
        Client().post(link_of(signup), {"svar": "nei"})

    assert Change.objects.filter(act="events.sign_up", details__has_key="coming").count() == 1


def test_guests_can_be_changed_where_there_is_room(people):
    event = event_of(people, capacity=3, most_guests=2)
    signup = by_email(event)
    [other] = fill(event, 1)

    Client().post(link_of(signup), {"svar": "ja", "guests": "1"})
    assert tally(event).taken == 3
    answer = Client().post(link_of(signup), {"svar": "ja", "guests": "2"})
    assert answer.status_code == 422
    assert "Det er ikke plass til flere gjester nå. Plassen din har du fortsatt." in answer.content.decode()
    services.answer(signup=other, is_coming=False, by=None, at=now())
    assert Client().post(link_of(signup), {"svar": "ja", "guests": "2"}).status_code == 302
    assert tally(event).taken == 3


def test_fewer_guests_let_the_next_in(people):
    event = event_of(people, capacity=2, most_guests=1)
    pair = by_email(event, guests=1)
    [alone] = fill(event, 1)
    assert alone.state == "waiting"

    Client().post(link_of(pair), {"svar": "ja", "guests": "0"})

    assert states(event) == ["signed_up", "signed_up"]


@pytest.mark.parametrize("said", [{}, {"svar": "kanskje"}, {"svar": "ja", "guests": "77"}])
def test_what_cannot_be_read_changes_nothing(event, said):
    signup = by_email(event)

    assert Client().post(link_of(signup), said).status_code == 422
    assert states(event) == ["signed_up"]


def test_another_link_opens_nothing(event):
    signup, other = by_email(event), by_email(event, "Annen", "annen@example.org")
    key = reply_token(secret(), key=signup.key, version=1)[:22]
    digest = reply_token(secret(), key=other.key, version=1)[22:]
    wrong = [f"{key}{digest}", "x" * 65, "kort", reply_token(b"annen", key=signup.key, version=1)]

    answers = [Client().get(f"/arrangementer/kommer/{token}/") for token in wrong]

    assert {answer.status_code for answer in answers} == {404}
    assert all("Lenken virker ikke lenger" in answer.content.decode() for answer in answers)
    assert Client().post(f"/arrangementer/kommer/{wrong[0]}/", {"svar": "nei"}).status_code == 404
    assert states(event) == ["signed_up", "signed_up"]


def test_a_link_stops_when_its_version_is_raised(event):
    signup = by_email(event)
    old = link_of(signup)
    Signup.objects.filter(pk=signup.pk).update(link_version=2)

    assert Client().get(old).status_code == 404
    assert Client().get(link_of(signup)).status_code == 200


def test_no_other_site_cache_or_search_engine_learns_the_address(event):
    answer = Client().get(link_of(by_email(event)))

    assert answer.headers["Referrer-Policy"] == "same-origin"  # with none at all, browsers send no origin either
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_it_shows_nobodys_name_or_address(event):
    signup = by_email(event, "Nora Hemmelig")

    page = Client().get(link_of(signup)).content.decode()

    assert "Hemmelig" not in page
    assert signup.email not in page


def test_after_the_deadline_one_can_give_the_place_back_but_not_take_one(people):
    event = event_of(people)
    signup = by_email(event)
    Event.objects.filter(pk=event.pk).update(signup_until=now() - timedelta(minutes=1))

    assert Client().post(link_of(signup), {"svar": "ja"}).status_code == 302
    assert Client().post(link_of(signup), {"svar": "nei"}).status_code == 302
    page = Client().get(link_of(signup)).content.decode()
    assert "Påmeldingen er stengt" in page
    assert Client().post(link_of(signup), {"svar": "ja"}).status_code == 422
    assert states(event) == ["cancelled"]


def test_on_a_cancelled_event_nothing_can_be_pressed(people):
    event = event_of(people)
    signup = by_email(event)
    services.cancel_event(event=event, reason="Snø", by=people["branch leader"], at=now())

    page = Client().get(link_of(signup)).content.decode()

    assert "avlyst" in page
    assert 'name="svar"' not in page
    assert Client().post(link_of(signup), {"svar": "ja"}).status_code == 422


@pytest.mark.parametrize("most_guests", [0, 2])
def test_who_has_said_yes_can_save_only_where_there_is_something_to_choose(people, most_guests):
    signup = by_email(event_of(people, most_guests=most_guests))
    Client().post(link_of(signup), {"svar": "ja"})

    page = Client().get(link_of(signup)).content.decode()

    assert ("Lagre" in page, "Jeg kommer ikke" in page) == (bool(most_guests), True)
