"""A question to a speaker: asked, reminded, answered by link or for them, withdrawn, and what the programme says."""

from datetime import time, timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.events import services
from lokallag.events.models import Speaker, SpeakerRequest
from lokallag.events.services import Point
from lokallag.events.services.speaker_mail import who_is_asked
from lokallag.outbox.domain.checks import Waiting, Why
from lokallag.outbox.models import Message, Recipient
from tests.cast import cast
from tests.events.speaker_stage import SIGRID, answered, asked, link_of, profile, speaker, to_speakers, without_contact
from tests.events.stage import announced, draft, held_with_sandvika, span
from tests.followup.stage import letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def hanne(client, people):
    return people.sign_in(client, "branch leader")


def waiting():
    """Return all letters to speakers as the outbox asks about them."""
    rows = Recipient.objects.filter(message__purpose__startswith="events.speaker").select_related("message")
    return [Waiting(row.message.key, row.recipient_key, row.address) for row in rows.order_by("pk")]


def allowed():
    """Return the purposes of the letters to speakers that may still be sent."""
    return [
        letter.message_key.partition(":")[0] for letter in waiting() if letter in who_is_asked(waiting(), now()).may
    ]


def programme(event):
    return [(item.title, item.speaker, item.is_opening) for item in event.programme.order_by("position")]


class TestAsking:
    def test_a_host_chooses_a_speaker_and_the_question_goes_by_mail(self, hanne, people):
        event, found = announced(people), speaker(people)
        page = hanne.get(f"/arrangementer/{event.slug}/innleder/?sok=skole").content.decode()
        assert f"/arrangementer/{event.slug}/innleder/{found.pk}/" in page

        response = hanne.post(f"/arrangementer/{event.slug}/innleder/{found.pk}/", {"words": "Tjue minutter?"})

        assert response.url == f"/arrangementer/{event.slug}/vert/"
        [message] = Message.objects.filter(purpose="events.speaker_asked")
        assert message.subject == "Vil du innlede på «Skolevei og snarveier»?"
        assert message.action_url.endswith(link_of(SpeakerRequest.objects.get()))
        assert {"Tjue minutter?", "Haslum menighetshus", "18.30"} == {
            words for words in ("Tjue minutter?", "Haslum menighetshus", "18.30") if words in message.text
        }
        assert "Sigrid Uteng" in hanne.get(f"/arrangementer/{event.slug}/vert/").content.decode()

    @pytest.mark.parametrize(("who", "status"), [("neighbour leader", 404), ("member", 404), ("board leader", 404)])
    def test_nobody_else_asks_for_a_unit_that_is_not_theirs(self, client, people, who, status):
        event = draft(people)

        assert people.sign_in(client, who).get(f"/arrangementer/{event.slug}/innleder/").status_code == status

    @pytest.mark.parametrize(
        ("link", "words"), [("", "Stedet er ikke bestemt ennå."), ("https://mote.example.org/x", "Møtet er på nett.")]
    )
    def test_a_mail_about_an_event_without_a_place_says_so(self, people, link, words):
        asked(people, draft(people, place_name="", online_link=link))

        assert words in Message.objects.get(purpose="events.speaker_asked").text

    def test_who_has_no_address_is_asked_by_telephone_and_gets_no_mail(self, hanne, people):
        found = services.add_speaker(profile=without_contact(people), by=None, at=now())
        event = announced(people)

        hanne.post(f"/arrangementer/{event.slug}/innleder/{found.pk}/", {"words": ""})

        assert (SpeakerRequest.objects.get().by_mail, to_speakers()) == (False, [])

    def test_two_hosts_ask_the_same_one_and_the_second_reads_that_they_are_asked(self, client, people):
        event = held_with_sandvika(people, announced(people))
        request = asked(people, event)

        page = people.sign_in(client, "neighbour leader").post(
            f"/arrangementer/{event.slug}/innleder/{request.speaker_id}/", {"words": "Kan du?"}
        )

        assert page.status_code == 422
        assert {"er allerede spurt til dette arrangementet", "Kan du?"} == {
            words
            for words in ("er allerede spurt til dette arrangementet", "Kan du?")
            if words in page.content.decode()
        }
        assert SpeakerRequest.objects.count() == 1

    def test_the_same_day_elsewhere_is_warned_of_and_can_be_asked_anyway(self, hanne, people):
        found = speaker(people)
        asked(people, announced(people, "Formiddag", starts=time(10)), found)
        event = announced(people, "Kveld")
        url = f"/arrangementer/{event.slug}/innleder/{found.pk}/"

        assert "«Formiddag»" in hanne.get(url).content.decode()
        refused = hanne.post(url, {"words": "Hei"})
        assert refused.status_code == 422
        assert "Kryss av hvis dere vil spørre likevel" in refused.content.decode()
        assert hanne.post(url, {"words": "Hei", "anyway": "on"}).status_code == 302
        assert SpeakerRequest.objects.count() == 2

    def test_another_day_is_no_clash(self, people):
        found = speaker(people)
        asked(people, announced(people, "I dag", days=14), found)

        assert asked(people, announced(people, "I morgen", days=15), found).state == "asked"

    def test_nobody_is_asked_to_what_has_begun(self, people):
        event = announced(people)
        event.__class__.objects.filter(pk=event.pk).update(starts_at=now() - timedelta(minutes=1))

        with pytest.raises(RuleViolation):
            asked(people, event)

    def test_a_form_sent_twice_asks_once(self, hanne, people):
        event, found = announced(people), speaker(people)
        form = {"words": "", "idempotency_key": "samme"}
        for _time in range(2):
            hanne.post(f"/arrangementer/{event.slug}/innleder/{found.pk}/", form)

        assert len(to_speakers()) == 1


class TestAnswering:
    def test_opening_the_link_changes_nothing_and_a_press_answers(self, client, people):
        event = announced(people)
        request = asked(people, event)
        url = link_of(request)

        page = client.get(url)
        request.refresh_from_db()
        assert (page.status_code, request.state, page.headers["X-Robots-Tag"]) == (200, "asked", "noindex")
        assert client.post(url, {"svar": "ja", "words": "Gjerne, jeg tar med lysbilder."}).url == url

        request.refresh_from_db()
        assert (request.state, request.answer_words) == ("yes", "Gjerne, jeg tar med lysbilder.")
        assert request.answered_way == "link"
        assert letters()[-1] == ("hanne.as@example.org", "En innleder har sagt ja til «Skolevei og snarveier»")
        assert "Du har sagt ja" in client.get(url).content.decode()

    @pytest.mark.parametrize("sent", [{}, {"svar": "kanskje"}, {"svar": "ja", "words": "x" * 1501}])
    def test_what_is_no_answer_comes_back(self, client, people, sent):
        request = asked(people, announced(people))

        assert client.post(link_of(request), sent).status_code == 422
        request.refresh_from_db()
        assert request.state == "asked"

    @pytest.mark.parametrize("token", ["x", "A" * 65, "A" * 64 + "!"])
    def test_a_made_up_link_opens_nothing(self, client, token):
        assert client.get(f"/innledere/svar/{token}/").status_code == 404

    def test_the_link_of_a_sign_up_opens_no_question(self, client, people):
        request = asked(people, announced(people))
        token = link_of(request).rstrip("/").rpartition("/")[2]

        assert client.get(f"/arrangementer/kommer/{token}/").status_code == 404

    def test_a_host_enters_what_was_said_on_the_telephone(self, hanne, people):
        event = announced(people)
        request = asked(people, event)

        url = f"/arrangementer/{event.slug}/innleder/{request.pk}/svar/"
        assert hanne.post(url, {}).status_code == 422
        assert hanne.post(url, {"answer": "nei", "words": "Er bortreist"}).status_code == 302

        request.refresh_from_db()
        assert (request.state, request.answered_way, request.entered_by) == ("no", "host", people["branch leader"])

    def test_a_yes_takes_the_opening_point_without_a_name(self, people):
        points = [Point("Velkommen", 5), Point("Innledning", 20, is_opening=True), Point("Samtale", 60)]
        event = announced(people, programme=points)

        answered(asked(people, event))

        assert programme(event) == [
            ("Velkommen", "", False),
            ("Innledning", "Sigrid Uteng", True),
            ("Samtale", "", False),
        ]

    def test_a_yes_without_such_a_point_gets_one_last_and_once(self, people):
        event = announced(people, programme=[Point("Velkommen", 5)])
        request = answered(asked(people, event))

        answered(request, words="Ja!")

        assert programme(event) == [("Velkommen", "", False), ("Innledning", "Sigrid Uteng", True)]

    def test_a_no_after_a_yes_takes_the_name_out_and_leaves_the_point(self, people):
        event = announced(people)
        answered(answered(asked(people, event)), yes=False)

        assert programme(event) == [("Innledning", "", True)]

    def test_the_same_answer_twice_tells_the_hosts_once(self, people):
        request = answered(asked(people, announced(people)))
        before = len(letters())

        answered(request)

        assert len(letters()) == before

    def test_who_said_no_is_asked_anew_by_a_new_link(self, client, people):
        event = announced(people)
        request = answered(asked(people, event), yes=False)
        old = link_of(request)

        asked(people, event, request.speaker)

        assert client.get(old).status_code == 404
        assert client.get(link_of(request)).status_code == 200
        request.refresh_from_db()
        assert (request.state, request.answer_words, request.link_version) == ("asked", "", 2)

    def test_a_withdrawn_question_takes_no_answer(self, hanne, client, people):
        event = announced(people)
        request = answered(asked(people, event))
        hanne.post(f"/arrangementer/{event.slug}/innleder/{request.pk}/trekk/")

        request.refresh_from_db()
        assert (request.state, programme(event)) == ("withdrawn", [("Innledning", "", True)])
        assert to_speakers()[-1] == ("events.speaker_withdrawn", SIGRID)
        assert allowed() == ["events.speaker_withdrawn"]
        assert client.post(link_of(request), {"svar": "ja"}).status_code == 422

    def test_a_draft_that_a_speaker_counts_on_is_not_thrown_away(self, hanne, people):
        event = draft(people)
        asked(people, event)

        hanne.post(f"/arrangementer/{event.slug}/slett/")

        assert SpeakerRequest.objects.count() == 1


class TestChanges:
    def move(self, people, event, days=20):
        starts_at, ends_at = span(people, days=days)
        services.move_event(event=event, starts_at=starts_at, ends_at=ends_at, by=people["branch leader"], at=now())

    def test_a_move_is_told_and_a_yes_is_asked_for_anew(self, client, hanne, people):
        event = announced(people)
        request = answered(asked(people, event))

        self.move(people, event)

        assert to_speakers()[-1] == ("events.speaker_moved", SIGRID)
        work = f"/arrangementer/{event.slug}/vert/"
        assert "Ja til den forrige tiden" in hanne.get(work).content.decode()
        client.post(link_of(request), {"svar": "ja"})
        assert "Ja til den forrige tiden" not in hanne.get(work).content.decode()

    def test_cancelling_is_told_to_those_who_count_on_it_alone(self, people):
        event = announced(people)
        answered(asked(people, event))
        other = speaker(people, "Olav Stille", email="olav@example.org")
        answered(asked(people, event, other), yes=False)

        services.cancel_event(event=event, reason="Snøstorm", by=people["branch leader"], at=now())

        assert [row for row in to_speakers() if row[0] == "events.speaker_cancelled"] == [
            ("events.speaker_cancelled", SIGRID)
        ]
        assert allowed() == ["events.speaker_cancelled"]

    def test_a_letter_is_not_sent_that_is_no_longer_true(self, people):
        event = announced(people)
        request = asked(people, event)
        assert allowed() == ["events.speaker_asked"]

        self.move(people, event)
        self.move(people, event, days=21)
        assert allowed() == ["events.speaker_asked", "events.speaker_moved"]
        answered(request)
        assert allowed() == ["events.speaker_moved"]

    def test_nothing_is_sent_without_consent_or_to_an_address_that_was_changed(self, people):
        request = asked(people, announced(people))
        [letter] = waiting()

        Speaker.objects.filter(pk=request.speaker_id).update(email="ny@example.org")
        assert dict(who_is_asked([letter], now()).why) == {letter: Why.NO_CONSENT}
        request.speaker.delete()
        assert dict(who_is_asked([letter], now()).why) == {letter: Why.ERASED}


class TestReminding:
    def test_once_after_the_days_of_the_rule(self, people):
        asked(people, announced(people, days=20))

        def remind(days):
            return services.remind_speakers(at=now() + timedelta(days=days), most=10)

        assert [remind(6), remind(7), remind(8)] == [0, 1, 0]
        assert to_speakers()[-1] == ("events.speaker_reminder", SIGRID)

    def test_not_who_has_answered_nor_who_was_asked_by_telephone(self, people):
        event = announced(people, days=20)
        answered(asked(people, event))
        silent = services.add_speaker(profile=without_contact(people), by=None, at=now())
        asked(people, event, silent)

        assert services.remind_speakers(at=now() + timedelta(days=8), most=10) == 0

    def test_not_in_the_last_two_days(self, people):
        asked(people, announced(people, days=8))

        assert services.remind_speakers(at=now() + timedelta(days=7), most=10) == 0

    def test_the_language_is_the_speakers_own(self, people):
        found = services.add_speaker(profile=profile(people, language="en"), by=None, at=now())
        asked(people, announced(people), found)

        assert Message.objects.get(purpose="events.speaker_asked").language == "en"
