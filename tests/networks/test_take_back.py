"""An application that waits for a silent applicant: one reminder, and the board can take its question back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.networks import services
from lokallag.networks.domain.applying import Stage
from lokallag.networks.models import ApplicationQuestion
from lokallag.networks.services.asking import ask_applicant, remind_applicants, take_back_question
from lokallag.networks.services.deciding import decline_application
from lokallag.outbox.domain.checks import Waiting, sender_of
from lokallag.outbox.models import Message
from tests.cast import cast
from tests.networks.board_stage import ready
from tests.networks.test_board_decision import decision, letters

pytestmark = pytest.mark.django_db
REMINDER = "networks.answer_reminder"


@pytest.fixture
def people():
    return cast()


def waiting(people, days=0):
    """Return a case whose applicant was asked something so many days ago."""
    case = ready(people)
    ask_applicant(application=case, text="Hvem innleder?", by=people["secretary"], at=now() - timedelta(days=days))
    case.refresh_from_db()
    return case


def take_back(case, people, **seen):
    return take_back_question(application=case, by=people["secretary"], at=now(), **seen)


def path_of(case):
    return f"/nettverk/styret/{case.pk}/"


class TestTakingBack:
    def test_from_the_case_it_lies_with_the_board_again_and_can_be_decided(self, people, client):
        case = waiting(people, days=5)
        promised = case.answer_by
        shown = people.sign_in(client, "secretary").get(path_of(case)).content.decode()
        assert "Søknaden venter på svar fra søkeren" in shown
        assert "får søkeren en påminnelse" in shown
        assert "Ta spørsmålet tilbake" in shown

        response = client.post(f"{path_of(case)}sporsmal/ta-tilbake/", {"seen": case.fingerprint})

        assert (response.status_code, response["Location"]) == (302, path_of(case))
        case.refresh_from_db()
        assert (case.stage, case.answer_by) == (Stage.SUBMITTED, promised + timedelta(days=5))
        after = client.get(path_of(case)).content.decode()
        assert "Tatt tilbake" in after
        assert "Ta spørsmålet tilbake" not in after
        assert letters()[-1][0] == "Styret trenger ikke svar likevel: Fagnettverk for klima"
        decline_application(application=case, decision=decision(people), by=people["secretary"], at=now())

    def test_the_applicant_reads_that_no_answer_is_needed_and_can_give_none(self, people, client):
        case = waiting(people)
        take_back(case, people)
        question = case.questions.get()
        shown = people.sign_in(client, "member").get(f"/nettverk/soknad/{case.pk}/").content.decode()
        assert "Styret tok spørsmålet tilbake" in shown
        with pytest.raises(RuleViolation):
            services.answer_question(question=question, answer="Ja", by=people["member"], at=now())

    def test_asked_again_only_the_new_question_waits(self, people):
        case = waiting(people)
        take_back(case, people)
        case.refresh_from_db()
        new = ask_applicant(application=case, text="Og hvor?", by=people["secretary"], at=now())
        assert list(ApplicationQuestion.objects.waiting()) == [new]
        old = case.questions.exclude(pk=new.pk).get()
        with pytest.raises(RuleViolation, match="tatt spørsmålet tilbake"):
            services.answer_question(question=old, answer="Ja", by=people["member"], at=now())
        answered = services.answer_question(question=new, answer="Her", by=people["member"], at=now())
        assert answered.stage == Stage.SUBMITTED

    def test_an_answer_that_came_first_stands(self, people, client):
        case = waiting(people)
        seen = case.fingerprint
        services.answer_question(question=case.questions.get(), answer="Jeg.", by=people["member"], at=now())
        with pytest.raises(StalePage, match="venter ikke på søkeren nå"):
            take_back(case, people, seen=seen)
        people.sign_in(client, "secretary")
        shown = client.post(f"{path_of(case)}sporsmal/ta-tilbake/", {"seen": seen}, follow=True).content.decode()
        assert "Søknaden venter ikke på søkeren nå." in shown
        assert "Jeg." in shown

    def test_reading_the_address_leads_to_the_case_and_others_read_no_button(self, people, client):
        case = waiting(people)
        response = people.sign_in(client, "secretary").get(f"{path_of(case)}sporsmal/ta-tilbake/")
        assert (response.status_code, response["Location"]) == (302, path_of(case))
        case.refresh_from_db()
        assert case.stage == Stage.RETURNED
        shown = people.sign_in(client, "board member").get(path_of(case)).content.decode()
        assert "kan lederen eller sekretæren ta spørsmålet tilbake" in shown
        assert "sporsmal/ta-tilbake" not in shown

    def test_the_table_takes_no_answered_question_back(self, people):
        case = waiting(people)
        services.answer_question(question=case.questions.get(), answer="Jeg.", by=people["member"], at=now())
        with pytest.raises(IntegrityError), transaction.atomic():
            ApplicationQuestion.objects.update(taken_back_at=now())


class TestReminder:
    def test_an_applicant_without_an_address_is_to_be_called(self, people, client):
        case = waiting(people)
        people["member"].email = ""
        people["member"].save()
        assert "så ring eller skriv et brev" in people.sign_in(client, "secretary").get(path_of(case)).content.decode()

    @pytest.mark.parametrize(("days", "count"), [(5, 0), (8, 1), (30, 0)])
    def test_after_a_week_once(self, people, days, count):
        waiting(people, days=days)
        remind_applicants(at=now())
        remind_applicants(at=now() + timedelta(days=1))
        assert Message.objects.filter(purpose=REMINDER).count() == count

    def test_it_goes_only_while_the_board_waits(self, people, client):
        case = waiting(people, days=8)
        remind_applicants(at=now())
        message = Message.objects.get(purpose=REMINDER)
        assert message.subject == "Styret venter på svar fra deg: Fagnettverk for klima"
        recipient = message.recipients.get()
        letter = Waiting(message.key, recipient.recipient_key, recipient.address)
        check = sender_of(REMINDER).check
        assert check([letter], now()).may == {letter}
        assert (
            "Søkeren får bare én påminnelse" in people.sign_in(client, "secretary").get(path_of(case)).content.decode()
        )

        take_back(case, people)
        assert not check([letter], now()).may
