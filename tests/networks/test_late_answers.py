"""Answers to the board's question from two browsers, and addresses that take only what is sent."""

import pytest
from django.utils.timezone import now

from lokallag.networks import services
from tests.cast import cast
from tests.networks.board_stage import apply
from tests.networks.ideas_stage import returned

pytestmark = pytest.mark.django_db
MINE = "En lærer fra Haslum innleder, og vi møtes på biblioteket."


@pytest.fixture
def people():
    return cast()


def send(client, people, question, text=MINE):
    path = f"/nettverk/soknad/{question.application_id}/svar/{question.pk}/"
    return people.sign_in(client, "member").post(path, {f"{question.pk}-answer": text})


def answer(question, people, text="Rektor på Haslum."):
    services.answer_question(question=question, answer=text, by=people["member"], at=now())


@pytest.mark.parametrize("others_wait", [False, True])
def test_the_second_reads_what_was_answered_and_keeps_the_own_text(people, client, others_wait):
    found = returned(people["member"])
    question = found.questions.get()
    if others_wait:
        found.questions.create(text="Og hvor?", asked_at=now())
    answer(question, people)

    response = send(client, people, question)

    shown = response.content.decode()
    assert response.status_code == 422
    assert "Det du skrev nå, er ikke lagret" in shown
    assert "Mona Dahl svarte på dette" in shown
    assert "Rektor på Haslum." in shown
    assert MINE in shown
    question.refresh_from_db()
    assert question.answer == "Rektor på Haslum."


def test_one_that_is_waited_for_no_more_is_told_so_with_the_text(people, client):
    found = returned(people["member"])
    question = found.questions.get()
    services.withdraw_application(application=found, by=people["member"], at=now())

    shown = send(client, people, question).content.decode()

    assert "Styret venter ikke på dette svaret lenger." in shown
    assert MINE in shown


def test_a_fault_of_ones_own_stays_in_the_form(people, client):
    question = returned(people["member"]).questions.get()
    long = "x" * 2001
    shown = send(client, people, question, long).content.decode()
    assert long in shown
    assert "Det du skrev nå, er ikke lagret" not in shown


def test_reading_the_address_leads_to_the_page(people, client):
    question = returned(people["member"]).questions.get()
    path = f"/nettverk/soknad/{question.application_id}/"
    response = people.sign_in(client, "member").get(f"{path}svar/{question.pk}/")
    assert (response.status_code, response["Location"]) == (302, path)

    case = apply(people)
    response = people.sign_in(client, "secretary").get(f"/nettverk/styret/{case.pk}/sporsmal/")
    assert (response.status_code, response["Location"]) == (302, f"/nettverk/styret/{case.pk}/")
