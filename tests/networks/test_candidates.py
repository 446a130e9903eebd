"""Candidates: asked by the applicant, answered by themselves, and nobody finds out who is a member by asking."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.networks import services
from lokallag.networks.models import Candidate, UnknownCandidate
from tests.cast import cast
from tests.networks.ideas_stage import candidate, draft, idea, join, letters, member, ready, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def ask(client, found, called, address):
    form = {"called": called, "address": address}
    return client.post(f"/nettverk/soknad/{found.pk}/kandidater/", form, follow=True).content.decode()


def answer(found, says_yes=True):
    return services.answer_candidacy(candidate=found, says_yes=says_yes, by=found.person, at=now())


class TestAsking:
    def test_what_is_answered_is_the_same_for_a_member_and_for_nobody(self, people, client):
        member("Kari", "Nes")
        found = draft(people["member"])
        people.sign_in(client, "member")

        def told(called, address):
            text = ask(client, found, called, address)
            services.take_off_candidate(
                application=found,
                mark=re.findall(r'name="bort" value="([^"]+)"', text)[0],
                by=people["member"],
                at=now(),
            )
            once = r'(engangsnokkel|csrfmiddlewaretoken)" value="[^"]+"|nonce="[^"]+"'
            plain = re.sub(once, "", text)
            return re.sub(r'value="[0-9a-f-]{36}"', "", plain)

        assert told("Den jeg kjenner", "kari.nes@example.org").replace("kari.nes", "x") == told(
            "Den jeg kjenner", "ingen@example.org"
        ).replace("ingen", "x")
        assert letters("networks.candidacy") == ["kari.nes@example.org"]

    def test_somebody_who_is_no_member_gets_no_mail(self, people, client):
        found = draft(people["member"])
        ask(people.sign_in(client, "member"), found, "Stian", people["stranger"].email)
        assert letters("networks.candidacy") == []
        assert UnknownCandidate.objects.get().called == "Stian"

    def test_a_name_stays_what_the_applicant_wrote_until_there_is_an_answer(self, people, client):
        liv = member("Liv", "Dale")
        found = draft(people["member"])
        shown = ask(people.sign_in(client, "member"), found, "Naboen", liv.email.upper())
        assert ("Naboen" in shown, "Liv Dale" in shown) == (True, False)
        answer(Candidate.objects.get())
        after = client.get(f"/nettverk/soknad/{found.pk}/kandidater/").content.decode()
        assert ("Naboen" in after, "Liv Dale" in after) == (False, True)

    @pytest.mark.parametrize(
        ("called", "address", "said"),
        [
            ("", "kari@example.org", "Skriv hva personen heter"),
            ("Kari", "", "Skriv e-postadressen"),
            ("Kari", "kari", "Skriv hele e-postadressen"),
        ],
    )
    def test_what_is_wrong_comes_back(self, people, client, called, address, said):
        found = draft(people["member"])
        answer = people.sign_in(client, "member").post(
            f"/nettverk/soknad/{found.pk}/kandidater/", {"called": called, "address": address}
        )
        assert (answer.status_code, said in answer.content.decode()) == (422, True)

    def test_nobody_is_asked_twice(self, people):
        found = draft(people["member"])
        candidate(found, member())
        with pytest.raises(RuleViolation, match="allerede spurt"):
            candidate(found, Candidate.objects.get().person)

    def test_ones_own_address_is_to_stand_oneself(self, people):
        found = draft(people["member"])
        own = candidate(found, people["member"])
        assert (own.answer, letters("networks.candidacy")) == ("yes", [])

    def test_thirteen_are_too_many(self, people):
        found = draft(people["member"])
        for number in range(12):
            services.ask_by_address(
                application=found, called="Kari", address=f"k{number}@example.org", by=people["member"], at=now()
            )
        with pytest.raises(RuleViolation, match="12, og det er det meste"):
            services.stand_oneself(application=found, by=people["member"], at=now())

    def test_a_companion_is_asked_by_one_press_as_long_as_the_name_is_shown(self, people, client):
        thought = idea(people["member"])
        kari = join(thought, member())
        found = draft(people["member"], of=thought)
        people.sign_in(client, "member")
        client.post(f"/nettverk/soknad/{found.pk}/kandidater/endre/", {"med": kari.pk})
        assert letters("networks.candidacy") == ["kari.nes@example.org"]
        hidden = join(thought, member("Liv", "Dale"), shows_name=False)
        client.post(f"/nettverk/soknad/{found.pk}/kandidater/endre/", {"med": hidden.pk})
        assert Candidate.objects.count() == 1

    def test_somebody_elses_companion_is_not_asked(self, people):
        other = join(idea(member()), member("Liv", "Dale"))
        with pytest.raises(RuleViolation, match="trukket navnet"):
            services.ask_companion(application=draft(people["member"]), companion=other, by=people["member"], at=now())


class TestAnswering:
    def test_each_says_yes_or_no_on_their_own_page(self, people, client):
        found = candidate(draft(people["member"]), member())
        client.force_login(found.person)
        url = f"/nettverk/soknad/kandidat/{found.pk}/"

        assert "Mona Dahl" in client.get(url).content.decode()
        assert url in client.get("/min-side/").content.decode()
        client.post(url, {"svar": "ja"})
        found.refresh_from_db()
        assert found.answer == "yes"
        client.post(url, {"svar": "nei"})
        found.refresh_from_db()
        assert found.answer == "no"
        assert letters("networks.candidate_answer") == ["mona.dahl@example.org"] * 2

    @pytest.mark.parametrize("who", ["member", "board leader", "stranger"])
    def test_nobody_answers_for_another(self, people, client, who):
        found = candidate(draft(people["member"]), member())
        url = f"/nettverk/soknad/kandidat/{found.pk}/"
        people.sign_in(client, who)
        assert (client.get(url).status_code, client.post(url, {"svar": "ja"}).status_code) == (404, 404)
        found.refresh_from_db()
        assert found.answer == "asked"

    def test_an_answer_may_come_after_it_is_sent(self, people):
        found = candidate(ready(people["member"]), member())
        services.submit_application(application=found.application, by=people["member"], at=now())
        assert answer(found).answer == "yes"

    @pytest.mark.parametrize("stage", ["withdrawn", "declined"])
    def test_what_is_over_takes_no_answer(self, people, client, stage):
        found = candidate(draft(people["member"]), member())
        application = found.application
        application.stage, application.submitted_at, application.answer_by = stage, now(), people.today
        application.decided_at, application.meeting_on = now(), people.today
        application.case_number, application.reason = "1/26", "Nei"
        application.save()
        with pytest.raises(RuleViolation, match="ikke noe å svare på"):
            answer(found)

    def test_a_no_does_not_count_as_somebody_who_can_lead(self, people):
        found = draft(people["member"])
        services.stand_oneself(application=found, by=people["member"], at=now())
        asked = candidate(found, member())
        assert services.missing_parts(found) == ()
        answer(asked, says_yes=False)
        assert services.missing_parts(found) == ("candidates",)

    def test_who_leads_has_said_yes(self, people):
        asked = candidate(draft(people["member"]), member())
        lead = {"application": asked.application, "candidate": asked, "by": people["member"], "at": now()}
        with pytest.raises(RuleViolation, match="må ha sagt ja"):
            services.name_leader(**lead)
        answer(asked)
        assert services.name_leader(**lead).is_leader
        assert not answer(asked, says_yes=False).is_leader


class TestWhoNeverAnswers:
    def test_the_applicant_sees_it_and_asks_again_after_three_days(self, people, client):
        found = candidate(draft(people["member"]), member())
        again = {"application": found.application, "mark": str(found.key), "by": people["member"]}
        with pytest.raises(RuleViolation, match="Vent tre dager"):
            services.ask_again(**again, at=now())
        services.ask_again(**again, at=now() + timedelta(days=3, minutes=1))
        assert letters("networks.candidacy") == ["kari.nes@example.org"] * 2
        shown = people.sign_in(client, "member").get(f"/nettverk/soknad/{found.application_id}/kandidater/")
        assert "Ikke svart" in shown.content.decode()

    def test_one_who_is_no_member_is_asked_again_in_the_same_way(self, people):
        found = ready(people["member"])
        unknown = UnknownCandidate.objects.get()
        later = now() + timedelta(days=4)
        services.ask_again(application=found, mark=str(unknown.key), by=people["member"], at=later)
        unknown.refresh_from_db()
        assert (unknown.asked_at, letters("networks.candidacy")) == (later, [])

    def test_who_has_answered_is_not_asked_again(self, people):
        found = answer(candidate(draft(people["member"]), member()))
        with pytest.raises(RuleViolation, match="har svart"):
            services.ask_again(
                application=found.application, mark=str(found.key), by=people["member"], at=now() + timedelta(days=9)
            )

    def test_taken_off_the_list_one_can_be_replaced(self, people, client):
        found = candidate(draft(people["member"]), member())
        people.sign_in(client, "member")
        press = {"bort": str(found.key)}
        client.post(f"/nettverk/soknad/{found.application_id}/kandidater/endre/", press)
        client.post(f"/nettverk/soknad/{found.application_id}/kandidater/endre/", press)
        assert not Candidate.objects.exists()

    def test_the_list_stands_while_the_board_has_it(self, people):
        found = sent(people["member"])
        own = Candidate.objects.get()
        with pytest.raises(RuleViolation, match="kandidatene kan ikke endres"):
            services.take_off_candidate(application=found, mark=str(own.key), by=people["member"], at=now())

    @pytest.mark.parametrize("mark", ["", "x", "1", "0" * 400, "\x00"])
    def test_a_mark_that_is_none_takes_nobody_off(self, people, mark):
        found = ready(people["member"])
        services.take_off_candidate(application=found, mark=mark, by=people["member"], at=now())
        assert (found.candidates.count(), found.unknown_candidates.count()) == (1, 1)
