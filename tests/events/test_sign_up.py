"""Signing up, with and without an account: the same answer for every address, nothing said of who is known."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from lokallag.calendar.domain.words import in_words
from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.events import services
from lokallag.events.domain import signing
from lokallag.events.domain.audience import Audience
from lokallag.events.models import Event, Signup, SignupTry
from lokallag.outbox.models import Message, Recipient
from tests.cast import Cast, cast
from tests.events.signups_stage import NEIGHBOUR, by_email, event_of, fill, letters, states, tally, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def event(people: Cast) -> Event:
    return event_of(people, most_guests=2)


def post(event: Event, client: Client | None = None, **said: str):
    return (client or Client()).post(f"/arrangementer/{event.slug}/meld-pa/", said)


class TestWithoutAnAccount:
    def test_a_neighbour_is_signed_up_and_gets_a_mail_with_a_link(self, event):
        answer = post(event, name="Nora Nabo", email="Nabo@Example.org ", guests="1")

        assert (answer.status_code, answer.url) == (302, f"/arrangementer/{event.slug}/takk/")
        [signup] = Signup.objects.filter(event=event)
        assert (signup.name, signup.email, signup.email_key) == ("Nora Nabo", "Nabo@Example.org", NEIGHBOUR)
        assert (signup.state, signup.guests, tally(event).taken) == ("signed_up", 1, 2)
        assert letters() == [("events.signup_receipt", "Nabo@Example.org")]
        [letter] = Recipient.objects.filter(message__purpose="events.signup_receipt")
        assert letter.link.startswith("http")
        assert "/arrangementer/kommer/" in letter.link
        assert Change.objects.filter(act="events.sign_up", target_id=str(signup.pk), actor_id=None).count() == 1

    def test_the_answer_says_nothing_of_what_is_known(self, people, event):
        services.sign_up_person(event=event, person=people["member"], at=now())
        by_email(event)
        known, member, stranger = (
            post(event, name="Hvem Som Helst", email=email)
            for email in (NEIGHBOUR, people["member"].email, "ukjent@example.org")
        )

        assert {(answer.status_code, answer.url) for answer in (known, member, stranger)} == {
            (302, f"/arrangementer/{event.slug}/takk/")
        }
        assert known.content == member.content == stranger.content
        assert known.cookies.keys() == member.cookies.keys() == stranger.cookies.keys()

    def test_the_answer_to_too_many_guests_is_the_same_for_who_is_there(self, people, event):
        by_email(event)
        services.sign_up_person(event=event, person=people["member"], at=now())
        member = people["member"]

        answers = {
            post(event, name=name, email=email, guests="5").status_code
            for name, email in (("Nora Nabo", NEIGHBOUR), (member.name, member.email), ("Hvem", "ukjent@example.org"))
        }

        assert answers == {422}
        assert (states(event), len(letters())) == (["signed_up", "signed_up"], 2)

    @pytest.mark.parametrize("before", [1, 3])
    def test_it_takes_four_statements_however_many_are_there(self, event, before, django_assert_num_queries):
        fill(event, before)

        with django_assert_num_queries(4 + 2):  # the test's own savepoint is two
            services.sign_up_by_email(
                event=event.slug, name="Nora Nabo", email=NEIGHBOUR, language="nb", network="192.0.2.1", at=now()
            )

        assert len(states(event)) == before + 1

    def test_twice_changes_nothing_and_answers_the_same(self, event):
        first = post(event, name="Nora Nabo", email=NEIGHBOUR, guests="2")
        again = post(event, name="Nora Nabo", email="NABO@example.org", guests="0")

        assert (first.status_code, first.url) == (again.status_code, again.url)
        assert Signup.objects.get(event=event).guests == 2
        assert tally(event).taken == 3
        assert len(letters("events.signup_receipt")) == 1
        assert Change.objects.filter(act="events.sign_up").count() == 1

    def test_who_has_lost_the_mail_gets_it_again_after_an_hour(self, event):
        at = now()
        by_email(event, at=at)
        by_email(event, at=at + timedelta(hours=1, minutes=5))

        assert letters("events.signup_receipt") == [("events.signup_receipt", NEIGHBOUR)] * 2

    def test_a_member_who_signed_up_signed_in_is_not_signed_up_twice(self, people, event):
        member = people["member"]
        services.sign_up_person(event=event, person=member, at=now())

        services.sign_up_by_email(
            event=event, name="mona dahl", email=member.email, language="nb", network="192.0.2.1", at=now()
        )

        assert Signup.objects.filter(event=event).count() == 1

    def test_a_couple_who_share_an_address_are_two(self, people, event):
        member = people["member"]
        services.sign_up_person(event=event, person=member, at=now())

        by_email(event, "Ola Dahl", member.email)

        assert Signup.objects.filter(event=event).count() == 2

    def test_the_same_form_sent_twice_is_carried_out_once(self, event):
        for _time in range(2):
            post(event, name="Nora Nabo", email=NEIGHBOUR, engangsnokkel="k" * 32)

        assert SignupTry.objects.filter(count__gt=1).count() == 0

    def test_a_line_end_in_a_name_becomes_a_space(self, event):
        post(event, name="Nora\r\nBcc: alle@example.org", email=NEIGHBOUR)

        assert Signup.objects.get(event=event).name == "Nora Bcc: alle@example.org"
        assert letters() == [("events.signup_receipt", NEIGHBOUR)]

    def test_the_mail_is_in_the_language_of_the_page(self, event):
        by_email(event, language="en")

        [text] = texts("events.signup_receipt")
        assert "You are signed up" in text


class TestBadInput:
    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"name": "", "email": NEIGHBOUR}, "Skriv navnet ditt"),
            ({"name": "Nora", "email": ""}, "Skriv e-postadressen din"),
            ({"name": "Nora", "email": "ikke en adresse"}, "Dette ser ikke ut som en e-postadresse"),
            ({"name": "N" * 121, "email": NEIGHBOUR}, "Skriv høyst 120 tegn"),
            ({"name": "Nora", "email": NEIGHBOUR, "guests": "9"}, "Så mange kan du ikke ha med"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_written_stays(self, event, said, words):
        answer = post(event, **said)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert words in page
        for value in (said["name"], said["email"]):
            assert f'value="{value}"' in page or not value
        assert Signup.objects.count() == 0

    def test_after_the_deadline(self, people):
        event = event_of(people)
        Event.objects.filter(pk=event.pk).update(signup_until=now() - timedelta(minutes=1))

        answer = post(event, name="Nora Nabo", email=NEIGHBOUR)

        assert answer.status_code == 422
        assert "Påmeldingen er stengt" in answer.content.decode()
        assert (states(event), letters()) == ([], [])

    def test_on_a_cancelled_event(self, people):
        event = event_of(people)
        services.cancel_event(event=event, reason="Snø", by=people["branch leader"], at=now())

        answer = post(event, name="Nora Nabo", email=NEIGHBOUR)

        assert answer.status_code == 422
        assert "avlyst" in answer.content.decode()
        assert states(event) == []

    def test_when_it_has_begun_and_where_there_is_no_sign_up(self, people):
        over = event_of(people, starts_at=now() + timedelta(minutes=1))
        with pytest.raises(RuleViolation, match="har begynt"):
            by_email(over, at=now() + timedelta(minutes=2))
        with pytest.raises(RuleViolation, match="bare å komme"):
            by_email(event_of(people, has_signup=False))

    def test_a_party_larger_than_the_room(self, people):
        event = event_of(people, capacity=2, most_guests=5)

        with pytest.raises(RuleViolation, match="plass til 2 i alt"):
            by_email(event, guests=2)

    def test_too_many_for_one_address_or_from_one_network(self, event):
        at = now().replace(minute=1)
        for _try in range(signing.PER_ADDRESS):
            by_email(event, at=at)
        with pytest.raises(RuleViolation, match="Vent en time"):
            by_email(event, at=at)
        by_email(event, at=at + timedelta(hours=1))

        answers = {post(event, name="N", email=f"n{n}@example.org").status_code for n in range(signing.PER_NETWORK)}
        assert answers == {302}
        assert post(event, name="N", email="en.til@example.org").status_code == 422
        assert post(event, name="N", email=NEIGHBOUR).status_code == 422  # known or not, the same

    def test_an_event_that_is_not_for_all_is_not_there_for_others(self, people):
        event = event_of(people, audience=Audience.MEMBERS)

        assert post(event, name="Nora Nabo", email=NEIGHBOUR).status_code == 404
        assert post(event_of(people, announced=False), name="Nora", email=NEIGHBOUR).status_code == 404
        assert Signup.objects.count() == 0


class TestSignedIn:
    def test_a_member_signs_up_by_one_press(self, people, event):
        client = people.sign_in(Client(), "member")

        answer = post(event, client, guests="1")

        assert (answer.status_code, answer.url) == (302, f"/arrangementer/{event.slug}/#pa")
        signup = Signup.objects.get(event=event)
        assert (signup.person, signup.name, signup.email, signup.guests) == (people["member"], "", "", 1)
        page = client.get(f"/arrangementer/{event.slug}/").content.decode()
        assert "Du er påmeldt" in page
        assert "/arrangementer/kommer/" in page

    def test_twice_changes_nothing(self, people, event):
        member = people["member"]
        first = services.sign_up_person(event=event, person=member, guests=1, at=now())
        again = services.sign_up_person(event=event, person=member, guests=0, at=now())

        assert (first.pk, again.guests, tally(event).taken) == (again.pk, 1, 2)

    def test_a_sign_up_made_by_address_becomes_the_persons_own(self, people, event):
        member = people["member"]
        before = by_email(event, "Mona Dahl", member.email.upper())

        signup = services.sign_up_person(event=event, person=member, at=now())

        assert signup.pk == before.pk
        assert Signup.objects.filter(event=event, person=member, name="", email="").count() == 1

    @pytest.mark.parametrize(
        ("who", "status"), [("member", 302), ("branch leader", 302), ("stranger", 404), ("neighbour leader", 404)]
    )
    def test_only_those_it_is_for_may(self, people, who, status):
        event = event_of(people, audience=Audience.OWN_UNIT)

        assert post(event, people.sign_in(Client(), who)).status_code == status
        assert Signup.objects.count() == (status == 302)

    def test_the_public_page_shows_no_name(self, people, event):
        by_email(event, "Nora Hemmelig")
        services.sign_up_person(event=event, person=people["member"], at=now())

        for who in ("anonymous", "stranger"):
            page = people.sign_in(Client(), who).get(f"/arrangementer/{event.slug}/").content.decode()
            assert "2 påmeldte" in page
            assert "Hemmelig" not in page
            assert "Mona" not in page
            assert NEIGHBOUR not in page


class TestTheLinkToAMeetingOnline:
    def test_it_is_shown_to_who_has_a_place_and_to_nobody_else(self, people):
        link = "https://mote.example.org/rom"
        event = event_of(people, capacity=1, online_link=link)
        services.sign_up_person(event=event, person=people["member"], at=now())
        services.sign_up_person(event=event, person=people["stranger"], at=now())

        def sees(who):
            return link in people.sign_in(Client(), who).get(f"/arrangementer/{event.slug}/").content.decode()

        assert {who: sees(who) for who in ("member", "stranger", "neighbour leader", "anonymous")} == {
            "member": True,
            "stranger": False,
            "neighbour leader": False,
            "anonymous": False,
        }


class TestThePage:
    def test_it_says_how_many_places_are_left(self, people):
        event = event_of(people, capacity=3)
        fill(event, 2)
        assert "2 påmeldte, 1 ledig plass" in Client().get(f"/arrangementer/{event.slug}/").content.decode()

        fill(event, 4)
        page = Client().get(f"/arrangementer/{event.slug}/").content.decode()
        assert "Fullt, 1 på venteliste" in page
        assert "Sett meg på venteliste" in page

    def test_its_form_is_not_there_when_one_cannot(self, people):
        event = event_of(people, starts_at=now() + timedelta(hours=1))
        Event.objects.filter(pk=event.pk).update(signup_until=now() - timedelta(minutes=1))

        page = Client().get(f"/arrangementer/{event.slug}/").content.decode()

        assert "Påmeldingen er stengt" in page
        assert "meld-pa" not in page

    def test_a_get_signs_nobody_up(self, event):
        assert Client().get(f"/arrangementer/{event.slug}/meld-pa/").status_code == 405
        assert Message.objects.filter(purpose__startswith="events.signup").count() == 0


def test_a_host_writes_down_who_calls(people, event):
    client = people.sign_in(Client(), "branch leader")

    answer = client.post(f"/arrangementer/{event.slug}/pameldte/ny/", {"name": "Gamle Olga", "guests": "1"})

    assert answer.status_code == 302
    signup = Signup.objects.get(event=event)
    assert (signup.name, signup.email, signup.guests, signup.entered_by) == (
        "Gamle Olga",
        "",
        1,
        people["branch leader"],
    )
    assert letters() == []
    faulty = client.post(f"/arrangementer/{event.slug}/pameldte/ny/", {"name": ""})
    assert (faulty.status_code, Signup.objects.count()) == (422, 1)


class TestWhenItHasBeen:
    def past(self, people: Cast, *, hours: float, **more):
        """Return an event that began so many hours ago; it lasts two."""
        event = event_of(people, **more)
        services.sign_up_person(event=event, person=people["member"], at=now()) if event.has_signup else None
        begins = now() - timedelta(hours=hours)
        Event.objects.filter(pk=event.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=2))
        event.refresh_from_db()
        return event

    def page(self, event: Event, client: Client | None = None) -> str:
        return (client or Client()).get(f"/arrangementer/{event.slug}/").content.decode()

    def test_while_it_is_held_one_may_drop_in(self, people):
        assert "Kom innom, så hører du om det er plass." in self.page(self.past(people, hours=1))

    @pytest.mark.parametrize("has_signup", [True, False])
    def test_afterwards_it_says_when_it_was_and_leads_to_what_comes(self, people, has_signup):
        event = self.past(people, hours=6 * 24, has_signup=has_signup)

        page = self.page(event)

        assert f"Arrangementet ble holdt {in_words(event.day, people.today)}." in page
        assert "Se hva som kommer" in page
        assert not {"Kom innom", "bare å komme"} & {words for words in ("Kom innom", "bare å komme") if words in page}
        assert "si at du ikke kommer" not in self.page(event, people.sign_in(Client(), "member"))

    def test_afterwards_it_leads_to_the_summary_that_is_there(self, people):
        event = self.past(people, hours=6 * 24)
        services.publish_summary(event=event, text="Vi snakket.", by=people["branch leader"], at=now())

        page = self.page(event)

        assert "Les oppsummeringen" in page
        assert "Se hva som kommer" not in page
