"""The published summary of an event: a draft, publishing, a correction that can be seen, and who reads it."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.events import services
from lokallag.events.domain.audience import Audience
from lokallag.events.models import Event, EventSummary
from tests.cast import cast
from tests.events.stage import announced, draft

pytestmark = pytest.mark.django_db
TEXT = "Vi snakket om skoleveien.\n\nKommunen lover gatelys før jul."


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def hanne(client, people):
    return people.sign_in(client, "branch leader")


def held(people, **more):
    """Return an event that ended yesterday."""
    event = announced(people, **more)
    Event.objects.filter(pk=event.pk).update(
        starts_at=now() - timedelta(days=1, hours=2), ends_at=now() - timedelta(days=1), state="done"
    )
    event.refresh_from_db()
    return event


def written(people, event, text=TEXT, why=""):
    return services.save_summary(event=event, text=text, why=why, by=people["branch leader"], at=now())


def published(people, event, text=TEXT, why=""):
    written(people, event, text, why)
    return services.publish_summary(event=event, by=people["branch leader"], at=now())


class TestWriting:
    def test_a_host_saves_a_draft_reads_it_and_publishes_it(self, hanne, client, people):
        event = held(people)
        url = f"/arrangementer/{event.slug}/oppsummering/"
        assert hanne.post(f"{url}skriv/", {"text": TEXT, "seen": "none"}).status_code == 302
        assert client.get(url).status_code == 404

        form = hanne.get(f"{url}skriv/").context["page"].form
        assert form["text"].value() == TEXT
        hanne.post(f"{url}publiser/", {"text": TEXT, "seen": form["seen"].value(), "bekreft": "1"})

        hanne.logout()
        assert "Kommunen lover gatelys" in client.get(url).content.decode()
        own = client.get(f"/arrangementer/{event.slug}/").content.decode()
        assert "Vi snakket om skoleveien." in own
        assert "Kommunen lover gatelys" not in own  # the rest is one press away
        assert url in own

    def test_who_wrote_it_is_for_the_hosts_alone(self, hanne, client, people):
        event = held(people)
        written(people, event)
        assert "Hanne Ås" in hanne.get(f"/arrangementer/{event.slug}/oppsummering/skriv/").content.decode()
        services.publish_summary(event=event, by=people["branch leader"], at=now())
        hanne.logout()

        assert "Hanne" not in client.get(f"/arrangementer/{event.slug}/oppsummering/").content.decode()

    @pytest.mark.parametrize("text", ["", "x" * 12001])
    def test_a_text_that_is_missing_or_too_long_comes_back(self, hanne, people, text):
        event = held(people)

        response = hanne.post(f"/arrangementer/{event.slug}/oppsummering/skriv/", {"text": text, "seen": "none"})

        assert (response.status_code, EventSummary.objects.count()) == (422, 0)

    def test_it_waits_until_the_event_has_begun_and_is_not_cancelled(self, people):
        event = announced(people)
        with pytest.raises(RuleViolation):
            written(people, event)

        Event.objects.filter(pk=event.pk).update(
            state="cancelled", cancel_reason="Snø", cancelled_at=now(), starts_at=now() - timedelta(days=1)
        )
        with pytest.raises(RuleViolation):
            written(people, event)

    def test_two_hosts_write_at_once_and_the_second_keeps_the_text(self, hanne, people):
        event = held(people)
        written(people, event)

        response = hanne.post(
            f"/arrangementer/{event.slug}/oppsummering/skriv/", {"text": "Min utgave", "seen": "none"}
        )

        assert response.status_code == 422
        assert {"Min utgave", "Kommunen lover gatelys før jul."} == {
            words for words in ("Min utgave", "Kommunen lover gatelys før jul.") if words in response.content.decode()
        }
        assert EventSummary.objects.get().text == TEXT

    def test_a_draft_that_another_changed_is_not_published_unread(self, hanne, people):
        event = held(people)
        seen = written(people, event).fingerprint
        written(people, event, "Noe annet")

        answer = hanne.post(
            f"/arrangementer/{event.slug}/oppsummering/publiser/", {"text": TEXT, "seen": seen, "bekreft": "1"}
        )

        assert answer.status_code == 422
        assert {"Noe annet", "Kommunen lover gatelys"} == {
            words for words in ("Noe annet", "Kommunen lover gatelys") if words in answer.content.decode()
        }
        assert (EventSummary.objects.get().text, EventSummary.objects.get().published_at) == ("Noe annet", None)

    def test_what_stands_in_the_field_is_what_is_published_after_a_look_at_it(self, hanne, people):
        event = held(people)
        seen = written(people, event, "Det gamle").fingerprint
        url = f"/arrangementer/{event.slug}/oppsummering/"

        [form] = re.findall(r"(?s)<form class=.form.*?</form>", hanne.get(f"{url}skriv/").content.decode())
        assert f'formaction="{url}publiser/"' in form  # one form: no press leaves what was written behind
        look = hanne.post(f"{url}publiser/", {"text": TEXT, "seen": seen})
        page = look.content.decode()
        assert look.status_code == 200
        assert "<p>Vi snakket om skoleveien.</p>" in page
        assert "Det gamle" not in page
        assert EventSummary.objects.get().published_at is None

        sent = dict(re.findall(r'type="hidden" name="(text|seen|engangsnokkel)" value="([^"]*)"', page))
        back = hanne.post(f"{url}publiser/", {**sent, "rett": "1"})
        assert back.status_code == 200
        assert "Kommunen lover gatelys" in back.content.decode()
        for _time in range(2):
            hanne.post(f"{url}publiser/", {**sent, "bekreft": "1"})
        row = EventSummary.objects.get()
        assert (row.text, row.published_at is None) == (TEXT, False)

    def test_what_cannot_be_published_leaves_the_draft_as_it_was(self, hanne, people):
        event = held(people)
        published(people, event)
        seen = written(people, event, "Ny tekst", why="Feil").fingerprint

        answer = hanne.post(
            f"/arrangementer/{event.slug}/oppsummering/publiser/",
            {"text": TEXT, "why": "Feil", "seen": seen, "bekreft": "1"},
        )

        assert answer.status_code == 422
        assert "Teksten er den samme" in answer.content.decode()
        assert services.summaries.newest(event).text == "Ny tekst"

    @pytest.mark.parametrize(("who", "status"), [("neighbour leader", 404), ("member", 404), ("branch leader", 200)])
    def test_others_do_not_write_it(self, client, people, who, status):
        event = held(people)

        signed_in = people.sign_in(client, who)

        assert signed_in.get(f"/arrangementer/{event.slug}/oppsummering/skriv/").status_code == status

    def test_a_coordinator_writes_and_a_host_publishes(self, client, people):
        event = announced(people)
        services.appoint_coordinator(event=event, person=people["member"], by=people["branch leader"], at=now())
        Event.objects.filter(pk=event.pk).update(starts_at=now() - timedelta(hours=1))
        url = f"/arrangementer/{event.slug}/oppsummering/"
        mona = people.sign_in(client, "member")

        assert mona.post(f"{url}skriv/", {"text": TEXT, "seen": "none"}).status_code == 302
        assert mona.post(f"{url}publiser/", {}).status_code == 403


class TestCorrecting:
    def test_a_correction_is_a_new_version_and_the_first_can_still_be_read(self, client, people):
        event = held(people)
        published(people, event)

        published(people, event, "Vi snakket om gangveien.", why="Det var gangveien, ikke skoleveien.")

        url = f"/arrangementer/{event.slug}/oppsummering/"
        newest, first = client.get(url).content.decode(), client.get(f"{url}?utgave=1").content.decode()
        assert {"Vi snakket om gangveien.", "Det var gangveien, ikke skoleveien."} == {
            words
            for words in ("Vi snakket om gangveien.", "Det var gangveien, ikke skoleveien.", "gatelys")
            if words in newest
        }
        assert {"gatelys", "Dette er en tidligere utgave."} == {
            words
            for words in ("gatelys", "Dette er en tidligere utgave.", "Vi snakket om gangveien.")
            if words in first
        }
        assert client.get(f"{url}?utgave=7").status_code == 404

    def test_it_says_what_it_corrects(self, people):
        event = held(people)
        published(people, event)
        written(people, event, "Vi snakket om gangveien.")

        with pytest.raises(RuleViolation, match="Skriv hva som er rettet"):
            services.publish_summary(event=event, by=people["branch leader"], at=now())

    def test_the_same_text_is_no_correction(self, people):
        event = held(people)
        published(people, event)
        written(people, event, why="Ingenting")

        with pytest.raises(RuleViolation, match="Teksten er den samme"):
            services.publish_summary(event=event, by=people["branch leader"], at=now())

    def test_a_correction_can_be_given_up(self, hanne, people):
        event = held(people)
        published(people, event)
        written(people, event, "Noe annet", why="Feil")

        hanne.post(f"/arrangementer/{event.slug}/oppsummering/slett/")

        assert [(row.number, row.text) for row in event.summaries.all()] == [(1, TEXT)]

    def test_the_database_keeps_what_is_published(self, people):
        version = published(people, held(people))

        with pytest.raises(IntegrityError), transaction.atomic():
            EventSummary.objects.filter(pk=version.pk).update(text="Noe annet")
        assert EventSummary.objects.filter(pk=version.pk).update(written_by=None) == 1

    def test_calendars_do_not_hear_of_it(self, people):
        event = held(people)
        before = (event.sequence, event.updated_at)

        published(people, event)

        event.refresh_from_db()
        assert (event.sequence, event.updated_at) == before


class TestReading:
    def test_of_an_event_for_members_it_is_for_members(self, client, people):
        event = held(people, audience=Audience.MEMBERS)
        published(people, event)
        url = f"/arrangementer/{event.slug}/oppsummering/"

        assert client.get(url).status_code == 404
        assert people.sign_in(client, "branch leader").get(url).status_code == 200

    def test_where_nothing_is_published_there_is_no_page(self, client, people):
        assert client.get(f"/arrangementer/{draft(people).slug}/oppsummering/").status_code == 404
        assert client.get(f"/arrangementer/{held(people, title='Annet').slug}/oppsummering/").status_code == 404
