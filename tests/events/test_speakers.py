"""The register of speakers: who may see it, what is kept, and how it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.keeping import Period
from lokallag.core.models import Look
from lokallag.core.stale import StalePage
from lokallag.events import services
from lokallag.events.models import Speaker
from lokallag.events.privacy import own_speakers
from lokallag.events.services.speakers import forget_speakers, forget_words
from tests.cast import cast
from tests.events.speaker_stage import SIGRID, answered, asked, link_of, profile, speaker, to_speakers, without_contact
from tests.events.stage import announced, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def hanne(client, people):
    return people.sign_in(client, "branch leader")


def sent(**more):
    return {"name": "Sigrid Uteng", "topics": "skole, Skole, samferdsel", "language": "nb", **more}


def consented(people, **more):
    day = f"{people.today - timedelta(days=1):%d.%m.%Y}"
    return sent(email=SIGRID, consented_on=day, consent_how="phone", **more)


class TestWho:
    @pytest.mark.parametrize(
        ("who", "status"), [("branch leader", 200), ("neighbour leader", 200), ("member", 403), ("board member", 403)]
    )
    def test_who_leads_a_unit_sees_the_register_and_how_one_is_reached(self, client, people, who, status):
        url = f"/innledere/{speaker(people).pk}/"
        signed_in = people.sign_in(client, who)

        assert [signed_in.get("/innledere/").status_code, signed_in.get(url).status_code] == [status, status]
        if status == 200:
            assert SIGRID in signed_in.get(url).content.decode()

    def test_a_visitor_is_led_to_sign_in(self, client, people):
        assert client.get(f"/innledere/{speaker(people).pk}/").status_code == 302

    def test_a_look_at_a_member_is_logged_in_the_list_and_on_the_page(self, hanne, people):
        found = speaker(people)
        services.link_person(speaker=found, person=people["member"], by=people["branch leader"], at=now())

        hanne.get("/innledere/")
        hanne.get(f"/innledere/{found.pk}/")

        looks = Look.objects.filter(act="events.see_speakers").order_by("pk").values_list("how", "person_ids")
        assert list(looks) == [("list", [people["member"].pk]), ("page", [people["member"].pk])]


class TestFinding:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", ["Olav Stille", "Sigrid Uteng"]),
            ("?sok=sigr", ["Sigrid Uteng"]),
            ("?sok=samferd+uteng", ["Sigrid Uteng"]),
            ("?sok=finnes+ikke", []),
            ("?tema=SKOLE", ["Olav Stille", "Sigrid Uteng"]),
        ],
    )
    def test_by_name_and_by_topic(self, hanne, people, query, names):
        speaker(people)
        services.add_speaker(profile=without_contact(people, topics=("Skole",)), by=None, at=now())

        page = hanne.get(f"/innledere/{query}").context["page"]

        assert [row.name for row in page.rows] == names

    def test_as_many_queries_for_three_as_for_one(self, hanne, people, django_assert_max_num_queries):
        speaker(people)
        with django_assert_max_num_queries(40) as one:
            hanne.get("/innledere/")
        for number in range(2):
            speaker(people, f"Innleder {number}")
        with django_assert_max_num_queries(len(one)):
            hanne.get("/innledere/")


class TestWriting:
    def test_a_speaker_is_written_down_with_consent_and_topics_once_each(self, hanne, people):
        response = hanne.post("/innledere/ny/", consented(people, phone="912 34 567"))

        found = Speaker.objects.get()
        assert response.url == f"/innledere/{found.pk}/"
        assert [topic.name for topic in found.topics.order_by("pk")] == ["skole", "samferdsel"]
        assert (found.email, found.phone, found.consent_how) == (SIGRID, "91234567", "phone")
        assert found.consent_taken_by == people["branch leader"]

    def test_a_contact_without_consent_is_refused_with_all_that_was_written(self, hanne):
        response = hanne.post("/innledere/ny/", sent(email=SIGRID, presentation="Rektor i tjue år."))

        assert response.status_code == 422
        assert {"Skriv dagen innlederen sa ja", "Rektor i tjue år.", SIGRID} == {
            words
            for words in ("Skriv dagen innlederen sa ja", "Rektor i tjue år.", SIGRID)
            if words in response.content.decode()
        }
        assert Speaker.objects.count() == 0

    def test_the_database_keeps_no_contact_without_consent(self, people):
        found = services.add_speaker(profile=without_contact(people), by=None, at=now())

        with pytest.raises(IntegrityError), transaction.atomic():
            Speaker.objects.filter(pk=found.pk).update(email=SIGRID)

    def test_a_day_to_come_is_no_consent(self, hanne, people):
        response = hanne.post("/innledere/ny/", consented(people) | {"consented_on": "01.01.2190"})

        assert (response.status_code, Speaker.objects.count()) == (422, 0)

    def test_begun_from_an_event_it_leads_on_to_asking_there(self, hanne, people):
        event = announced(people)
        choose = f"/arrangementer/{event.slug}/innleder/"
        assert f'href="/innledere/ny/?til={event.slug}"' in hanne.get(choose).content.decode()
        page = hanne.get(f"/innledere/ny/?til={event.slug}")
        assert page.context["page"].back_url == choose

        answers = [hanne.post(f"/innledere/ny/?til={event.slug}", sent(engangsnokkel="k" * 32)) for _time in range(2)]

        [found] = Speaker.objects.all()
        assert [answer.url for answer in answers] == [f"{choose}{found.pk}/", choose]

    @pytest.mark.parametrize("whose", ["another's", "nobody's"])
    def test_it_leads_to_no_event_that_one_does_not_hold(self, client, people, whose):
        event = announced(people)
        nils = people.sign_in(client, "neighbour leader")

        slug = event.slug if whose == "another's" else "//ond.example"

        answer = nils.post(f"/innledere/ny/?til={slug}", sent())

        assert answer.url == f"/innledere/{Speaker.objects.get().pk}/"

    def test_two_of_one_name_are_asked_about(self, hanne, people):
        speaker(people)
        first = hanne.post("/innledere/ny/", sent())

        assert first.status_code == 422
        assert "Dette er en annen med samme navn" in first.content.decode()
        assert hanne.post("/innledere/ny/", sent(is_another="on")).status_code == 302
        assert Speaker.objects.count() == 2

    def test_a_new_name_follows_into_the_programme(self, people):
        event = announced(people)
        answered(asked(people, event))

        services.edit_speaker(
            speaker=Speaker.objects.get(), profile=profile(people, "Sigrid Berg"), by=people["branch leader"], at=now()
        )

        assert [item.speaker for item in event.programme.all()] == ["Sigrid Berg"]

    def test_who_saves_last_reads_first_what_came_between(self, people):
        found = speaker(people)
        seen = found.fingerprint
        services.edit_speaker(
            speaker=found, profile=profile(people, presentation="Lærer."), by=None, at=now(), seen=seen
        )

        with pytest.raises(StalePage):
            services.edit_speaker(speaker=found, profile=profile(people), by=None, at=now(), seen=seen)

    def test_one_member_is_one_speaker(self, hanne, people):
        first, second = speaker(people), speaker(people, "Olav Stille")
        member = people["member"]
        services.link_person(speaker=first, person=member, by=people["branch leader"], at=now())

        with pytest.raises(RuleViolation):
            services.link_person(speaker=second, person=member, by=people["branch leader"], at=now())

    def test_a_branch_leader_links_only_whom_they_may_find(self, hanne, people):
        found = speaker(people)

        stranger = people["secretary"]
        assert hanne.post(f"/innledere/{found.pk}/medlem/", {"person": stranger.key}).status_code == 404
        itself = people["branch leader"]
        assert hanne.post(f"/innledere/{found.pk}/medlem/", {"person": itself.key}).status_code == 302
        found.refresh_from_db()
        assert found.person == itself


class TestEnding:
    def test_a_consent_withdrawn_takes_contact_and_letters_along(self, hanne, people):
        request = asked(people, announced(people))
        found = request.speaker
        assert to_speakers() == [("events.speaker_asked", SIGRID)]

        hanne.post(f"/innledere/{found.pk}/samtykke-trukket/")

        found.refresh_from_db()
        assert (found.email, found.phone, found.may_be_reached, found.name) == ("", "", False, "Sigrid Uteng")
        assert to_speakers() == []
        assert "Trakk samtykket" in hanne.get(f"/innledere/{found.pk}/").content.decode()

    def test_a_host_deletes_an_outsider_with_all_that_is_kept(self, hanne, people):
        event = announced(people)
        request = answered(asked(people, event))
        url = f"/innledere/{request.speaker_id}/slett/"

        assert hanne.get(url).status_code == 200
        assert Speaker.objects.count() == 1
        assert hanne.post(url).url == "/innledere/"

        assert (Speaker.objects.count(), event.speaker_requests.count(), to_speakers()) == (0, 0, [])
        assert [item.speaker for item in event.programme.all()] == [""]

    def test_a_speaker_sees_by_the_link_what_is_held_and_takes_the_consent_back(self, client, people):
        request = asked(people, announced(people))
        url = f"{link_of(request)}opplysninger/"

        page = client.get(url).content.decode()
        assert {SIGRID, "Rektor i tjue år.", "912 34 567"} == {
            words for words in (SIGRID, "Rektor i tjue år.", "912 34 567") if words in page
        }
        assert client.post(url, {"gjor": "trekk"}).status_code == 302
        assert Speaker.objects.get().email == ""
        assert client.post(url, {"gjor": "slett"}).url == "/innledere/slettet/"
        assert (Speaker.objects.count(), client.get(url).status_code) == (0, 404)

    def test_nobody_asks_for_the_months_of_the_rule_and_the_speaker_goes(self, people):
        old, fresh = speaker(people), speaker(people, "Olav Stille", email="olav@example.org")
        Speaker.objects.filter(pk=old.pk).update(active_at=now() - timedelta(days=800))

        assert forget_speakers(at=now(), kept=Period(months=24)) == 1
        assert list(Speaker.objects.all()) == [fresh]

    def test_who_is_asked_to_something_ahead_is_not_forgotten(self, people):
        request = asked(people, announced(people))
        Speaker.objects.update(active_at=now() - timedelta(days=800))

        assert forget_speakers(at=now(), kept=Period(months=24)) == 0
        assert Speaker.objects.get() == request.speaker

    def test_hosts_are_shown_who_goes_soon_and_can_keep_them(self, hanne, people):
        found = speaker(people)
        Speaker.objects.update(active_at=now() - timedelta(days=700))

        assert [row.name for row in hanne.get("/innledere/").context["page"].ending] == ["Sigrid Uteng"]
        hanne.post(f"/innledere/{found.pk}/behold/")
        assert hanne.get("/innledere/").context["page"].ending == ()

    def test_words_go_a_year_after_the_event_and_the_answer_stays(self, people):
        event = announced(people)
        request = answered(asked(people, event), words="Gjerne")
        event.__class__.objects.filter(pk=event.pk).update(
            starts_at=now() - timedelta(days=400), ends_at=now() - timedelta(days=399)
        )

        assert (forget_words(at=now()), forget_words(at=now())) == (1, 0)
        request.refresh_from_db()
        assert (request.words, request.answer_words, request.state) == ("", "", "yes")

    def test_an_outsiders_row_is_shown_to_the_one_person_with_that_address(self, people):
        found = speaker(people, email=people["member"].email)

        assert list(own_speakers(people["member"])) == [found]
        assert list(own_speakers(people["secretary"])) == []

    def test_what_others_hold_in_draft_is_not_named(self, client, people):
        request = asked(people, draft(people))

        page = people.sign_in(client, "neighbour leader").get(f"/innledere/{request.speaker_id}/").content.decode()

        assert "Skolevei og snarveier" not in page
        assert "Noe som ikke er kunngjort for deg" in page
