"""Applying for a network: a draft kept with its holes, sent, answered, withdrawn, tried again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.networks import services
from lokallag.networks.models import Application, ApplicationQuestion, Candidate, UnknownCandidate
from lokallag.networks.services import ApplicationText
from lokallag.outbox.models import Message
from tests.cast import cast
from tests.factories import NetworkFactory
from tests.networks.ideas_stage import WHOLE, candidate, draft, idea, letters, member, ready, returned, sent

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Fagnettverk for skole",
    "topic": "Skole",
    "purpose": "Møtes",
    "for_whom": "Alle",
    "plan": "To møter",
    "wished_hours": "Tirsdager",
}


@pytest.fixture
def people():
    return cast()


def submit(found, by, **said):
    return services.submit_application(application=found, by=by, at=now(), **said)


class TestDraft:
    def test_it_is_kept_with_its_holes(self, people, client):
        found = draft(people["member"], ApplicationText("Nettverk", "Skole"))
        people.sign_in(client, "member")

        answer = client.post(f"/nettverk/soknad/{found.pk}/rediger/", {"name": "Nettverk", "purpose": "Bare dette"})

        found.refresh_from_db()
        assert answer.status_code == 302
        assert (found.stage, found.topic, found.purpose, found.plan) == ("draft", "", "Bare dette", "")
        shown = client.get(f"/nettverk/soknad/{found.pk}/").content.decode()
        assert "Planen for det første halvåret" in shown
        assert "Hva nettverket skal gjøre" not in shown

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"name": " "}, "Skriv hva nettverket skal hete"),
            ({"age_from": "50", "age_until": "40"}, "Den laveste alderen kan ikke være over den høyeste"),
            ({"age_from": "førti"}, "Skriv alderen som et tall"),
            ({"age_until": "200"}, "Skriv en alder fra 0 til 120"),
            ({"plan": "x" * 3001}, "Skriv høyst 3000 tegn. Nå er det 3001."),
        ],
    )
    def test_what_is_wrong_comes_back_with_all_that_was_written(self, people, client, change, said):
        found = draft(people["member"])
        people.sign_in(client, "member")

        answer = client.post(f"/nettverk/soknad/{found.pk}/rediger/", {**FORM, "purpose": "Skrevet lenge på", **change})

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert "Skrevet lenge på" in answer.content.decode()

    def test_two_windows_do_not_write_over_each_other(self, people, client):
        found = draft(people["member"])
        people.sign_in(client, "member")
        form = {**FORM, "seen": found.fingerprint}

        assert client.post(f"/nettverk/soknad/{found.pk}/rediger/", {**form, "plan": "Den første"}).status_code == 302
        late = client.post(f"/nettverk/soknad/{found.pk}/rediger/", {**form, "plan": "Den andre"})

        found.refresh_from_db()
        assert (late.status_code, found.plan) == (422, "Den første")
        assert "Den andre" in late.content.decode()
        assert "endret i et annet vindu" in late.content.decode()

    def test_nobody_else_sees_it(self, people, client):
        found = draft(people["member"])
        for who in ("board leader", "secretary", "board member", "branch leader", "stranger"):
            assert people.sign_in(client, who).get(f"/nettverk/soknad/{found.pk}/").status_code == 404

    def test_a_fourth_draft_is_too_many(self, people):
        for topic in ("Skole", "Klima", "Buss"):
            draft(people["member"], replace(WHOLE, topic=topic))
        with pytest.raises(RuleViolation, match="3 kladder"):
            draft(people["member"], replace(WHOLE, topic="Eldre"))

    def test_a_draft_that_is_withdrawn_is_gone(self, people, client):
        found = ready(people["member"])
        people.sign_in(client, "member")
        assert client.get(f"/nettverk/soknad/{found.pk}/trekk/").status_code == 200
        assert client.post(f"/nettverk/soknad/{found.pk}/trekk/").url == "/nettverk/ideer/"
        assert not Application.objects.exists()


class TestSameTopicTwice:
    def test_ones_own_second_is_refused_and_the_first_named(self, people):
        draft(people["member"])
        with pytest.raises(RuleViolation, match="Fagnettverk for skole") as caught:
            draft(people["member"], replace(WHOLE, name="Et annet", topic="SKOLEN"))
        assert caught.value.field == "topic"

    @pytest.mark.parametrize("other", ["network", "application"])
    def test_anothers_is_shown_and_takes_a_word_to_send_all_the_same(self, people, client, other):
        if other == "network":
            NetworkFactory(topic="Skolen", unit__name="Skolenettverket")
        else:
            sent(member(), replace(WHOLE, name="Skolenettverket"))
        found = ready(people["member"], replace(WHOLE, name="Mitt"))
        people.sign_in(client, "member")
        url = f"/nettverk/soknad/{found.pk}/send/"

        assert "Skolenettverket" in client.get(url).content.decode()
        refused = client.post(url)
        assert (refused.status_code, "kryss av" in refused.content.decode()) == (422, True)
        assert client.post(url, {"knows_same": "on"}).status_code == 302
        found.refresh_from_db()
        assert (found.stage, found.knows_same) == ("submitted", True)

    def test_what_is_ended_or_ones_own_is_no_hindrance(self, people):
        NetworkFactory(topic="Skole", state="ended")
        assert sent(people["member"]).stage == "submitted"

    def test_who_applies_is_not_named_to_other_applicants(self, people, client):
        sent(member(), replace(WHOLE, name="Skolenettverket"))
        found = draft(people["member"], replace(WHOLE, name="Mitt"))
        shown = people.sign_in(client, "member").get(f"/nettverk/soknad/{found.pk}/rediger/").content.decode()
        assert ("Skolenettverket" in shown, "Kari Nes" in shown) == (True, False)

    def test_ideas_that_are_near_are_shown_where_one_begins(self, people, client):
        near = idea(member(), topic="Skolen")
        idea(member("Liv", "Dale"), topic="Klima")
        own = idea(people["member"], topic="Skole")
        shown = people.sign_in(client, "member").get(f"/nettverk/soknad/ny/?ide={own.pk}").content.decode()
        assert f"/nettverk/ideer/{near.pk}/" in shown
        assert "Samme tema" in shown
        assert "Klima" not in shown


class TestSending:
    def test_the_board_has_until_the_day_of_the_rule_set(self, people):
        found = sent(people["member"])

        assert (found.stage, found.answer_by) == ("submitted", people.today + timedelta(days=42))

    def test_the_receipt_tells_when_and_who_has_not_answered(self, people):
        sent(people["member"])

        [letter] = Message.objects.filter(purpose="networks.receipt")
        assert letters("networks.receipt") == ["mona.dahl@example.org"]
        assert "Styret svarer senest" in letter.text
        assert "1 av dem du har spurt, har ikke svart ennå" in letter.text

    def test_the_page_tells_the_same(self, people, client):
        found = ready(people["member"])
        people.sign_in(client, "member")

        before = client.get(f"/nettverk/soknad/{found.pk}/send/").content.decode()
        after = client.post(f"/nettverk/soknad/{found.pk}/send/", follow=True).content.decode()

        assert "1 av dem du har spurt, har ikke svart ennå" in before
        assert "Styret svarer innen 42 dager" in before
        assert "Styret svarer senest" in after
        assert "Kvitteringen er sendt på e-post" in after

    def test_what_is_missing_is_said_and_nothing_is_sent(self, people, client):
        found = draft(people["member"], ApplicationText("Nettverk"))
        people.sign_in(client, "member")

        with pytest.raises(RuleViolation, match=r"Hva nettverket handler om; .*Minst to"):
            submit(found, people["member"])
        shown = client.post(f"/nettverk/soknad/{found.pk}/send/")
        assert (shown.status_code, "Dette mangler" in shown.content.decode()) == (422, True)
        assert not Message.objects.filter(purpose="networks.receipt").exists()

    def test_it_is_sent_once_however_often_it_is_pressed(self, people, client):
        found = ready(people["member"])
        people.sign_in(client, "member")
        form = {"engangsnokkel": "k"}
        assert client.post(f"/nettverk/soknad/{found.pk}/send/", form).status_code == 302
        assert client.post(f"/nettverk/soknad/{found.pk}/send/", form).status_code == 302
        assert len(letters("networks.receipt")) == 1

    def test_what_was_changed_elsewhere_is_read_before_it_is_sent(self, people):
        found = ready(people["member"])
        seen = found.fingerprint
        services.save_application(application=found, text=WHOLE, by=people["member"], at=now())
        with pytest.raises(StalePage):
            submit(found, people["member"], seen=seen)

    def test_it_cannot_be_changed_while_the_board_has_it(self, people, client):
        found = sent(people["member"])
        people.sign_in(client, "member")
        assert client.get(f"/nettverk/soknad/{found.pk}/rediger/").status_code == 302
        with pytest.raises(RuleViolation, match="ligger hos styret"):
            services.save_application(application=found, text=WHOLE, by=people["member"], at=now())

    def test_the_board_reads_it_with_those_alone_who_said_yes(self, people, client):
        found = ready(people["member"])
        liv = member("Liv", "Dale")
        candidate(found, liv)
        submit(found, people["member"])
        shown = people.sign_in(client, "board member").get(f"/nettverk/soknad/{found.pk}/").content.decode()
        assert ("Mona Dahl" in shown, "Liv Dale" in shown, "Ole Ask" in shown) == (True, False, False)
        assert "2 av dem du har spurt" not in shown
        assert "2 av dem som er spurt, har ikke svart ennå" in shown


class TestQuestions:
    def test_the_last_answer_sends_it_back(self, people, client):
        found = returned(people["member"])
        question = found.questions.get()
        people.sign_in(client, "member")

        assert "Hvem innleder?" in client.get(f"/nettverk/soknad/{found.pk}/").content.decode()
        client.post(f"/nettverk/soknad/{found.pk}/svar/{question.pk}/", {f"{question.pk}-answer": "En lærer."})

        found.refresh_from_db()
        question.refresh_from_db()
        assert (found.stage, question.answer) == ("submitted", "En lærer.")
        assert len(letters("networks.receipt")) == 2

    def test_one_of_two_keeps_it_with_the_applicant(self, people):
        found = returned(people["member"])
        found.questions.create(text="Og hvor?", asked_at=now())
        first = found.questions.order_by("pk")[0]
        after = services.answer_question(question=first, answer="Ja", by=people["member"], at=now())
        assert after.stage == "returned"
        with pytest.raises(RuleViolation, match="Svar på det styret har spurt om"):
            submit(found, people["member"])

    def test_an_empty_answer_comes_back(self, people, client):
        found = returned(people["member"])
        question = found.questions.get()
        answer = people.sign_in(client, "member").post(
            f"/nettverk/soknad/{found.pk}/svar/{question.pk}/", {f"{question.pk}-answer": " "}
        )
        assert (answer.status_code, "Skriv svaret." in answer.content.decode()) == (422, True)

    @pytest.mark.parametrize(
        ("stage", "said"), [("submitted", "venter ikke på svar"), ("withdrawn", "venter ikke på svar")]
    )
    def test_it_is_answered_only_while_it_waits(self, people, stage, said):
        found = returned(people["member"])
        Application.objects.update(stage=stage)
        with pytest.raises(RuleViolation, match=said):
            services.answer_question(question=found.questions.get(), answer="Ja", by=people["member"], at=now())

    def test_an_answer_is_given_once(self, people):
        found = returned(people["member"])
        found.questions.create(text="Og hvor?", asked_at=now())
        first = found.questions.order_by("pk")[0]
        services.answer_question(question=first, answer="Ja", by=people["member"], at=now())
        with pytest.raises(RuleViolation, match="Dette er svart på"):
            services.answer_question(question=first, answer="Nei", by=people["member"], at=now())

    def test_a_question_of_another_application_is_not_there(self, people, client):
        found, other = returned(people["member"]), returned(member(), text=replace(WHOLE, topic="Klima"))
        url = f"/nettverk/soknad/{found.pk}/svar/{other.questions.get().pk}/"
        assert people.sign_in(client, "member").post(url).status_code == 404

    def test_a_returned_one_can_be_mended_and_sent_without_a_question(self, people):
        found = returned(people["member"])
        ApplicationQuestion.objects.all().delete()
        text = replace(WHOLE, plan="En bedre plan")
        services.save_application(application=found, text=text, by=people["member"], at=now())
        assert submit(found, people["member"]).plan == "En bedre plan"


class TestOver:
    def test_one_that_is_withdrawn_lets_its_candidates_go(self, people, client):
        found = sent(people["member"])
        people.sign_in(client, "member").post(f"/nettverk/soknad/{found.pk}/trekk/")
        found.refresh_from_db()
        assert (found.stage, found.candidates.count()) == ("withdrawn", 0)
        assert not UnknownCandidate.objects.exists()

    def decline(self, found):
        Application.objects.filter(pk=found.pk).update(
            stage="declined", decided_at=now(), meeting_on="2026-11-03", case_number="4/26", reason="For likt et annet."
        )

    def test_a_decided_one_cannot_be_withdrawn(self, people):
        found = sent(people["member"])
        self.decline(found)
        with pytest.raises(RuleViolation, match="avgjort"):
            services.withdraw_application(application=found, by=people["member"], at=now())

    def test_a_declined_applicant_reads_why_and_applies_again(self, people, client):
        found = sent(people["member"])
        self.decline(found)
        people.sign_in(client, "member")

        shown = client.get(f"/nettverk/soknad/{found.pk}/").content.decode()
        answer = client.post(f"/nettverk/soknad/{found.pk}/igjen/")

        fresh = Application.objects.get(stage="draft")
        assert "For likt et annet." in shown
        assert "sak 4/26" in shown
        assert answer.url == f"/nettverk/soknad/{fresh.pk}/rediger/"
        assert (fresh.earlier, fresh.plan, fresh.candidates.count()) == (found, WHOLE.plan, 0)

    def test_one_under_way_is_not_tried_again(self, people):
        with pytest.raises(RuleViolation, match="søke igjen når"):
            services.apply_again(application=sent(people["member"]), by=people["member"], at=now())


@pytest.mark.parametrize(("count", "step"), [(1, 2)])
def test_the_applications_page_asks_the_same_at_one_and_three(people, client, count, step):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = ready(people["member"])
    people.sign_in(client, "member")
    counts = {}
    for path in ("", "kandidater/"):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/nettverk/soknad/{found.pk}/{path}")
        counts[path] = len(captured)
    for number in range(step):
        candidate(found, member("Kari", f"Nes{number}"))
    for path, before in counts.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/nettverk/soknad/{found.pk}/{path}")
        assert (path, len(captured)) == (path, before)


def test_the_table_knows_one_leader_alone(people):
    found = ready(people["member"])
    liv = candidate(found, member("Liv", "Dale"))
    services.answer_candidacy(candidate=liv, says_yes=True, by=liv.person, at=now())
    own = Candidate.objects.get(application=found, person=people["member"])
    services.name_leader(application=found, candidate=own, by=people["member"], at=now())
    services.name_leader(application=found, candidate=liv, by=people["member"], at=now())
    assert list(Candidate.objects.filter(is_leader=True)) == [liv]
