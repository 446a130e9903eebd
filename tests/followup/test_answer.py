"""Giving it to somebody, saying how it goes, taking it up again."""

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.followup import services
from lokallag.followup.domain.lifecycle import State
from tests.cast import cast
from tests.followup.stage import in_days, letters, take_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def answer(found, people, state, words="", who="branch leader", **other):
    return services.answer_commitment(commitment=found, state=state, answer=words, by=people[who], at=now(), **other)


def assign(found, people, who="branch leader", **other):
    return services.assign_commitment(
        commitment=found, responsible=people[who], due_on=None, by=people["board leader"], at=now(), **other
    )


def test_from_new_to_done(people):
    found = assign(take_on(people), people)
    found = answer(found, people, State.IN_PROGRESS, "Ringt biblioteket")
    found = answer(found, people, State.DONE, "Lokalet er bestilt til 9. februar")

    assert (found.state, found.answer) == (State.DONE, "Lokalet er bestilt til 9. februar")
    assert found.closed_at is not None
    assert [note.text for note in found.notes.all()] == ["Ringt biblioteket"]


@pytest.mark.parametrize("state", [State.DONE, State.IMPOSSIBLE, State.SUPERSEDED])
def test_closing_takes_words(people, state):
    found = assign(take_on(people), people)

    with pytest.raises(RuleViolation) as caught:
        answer(found, people, state, "   ")

    assert caught.value.field == "answer"


def test_what_nobody_has_cannot_be_done(people):
    with pytest.raises(RuleViolation, match="kan ikke gå dit"):
        answer(take_on(people), people, State.DONE, "Gjort")


def test_what_was_closed_is_taken_up_again_and_the_old_answer_stays_as_a_note(people):
    found = assign(take_on(people), people)
    found = answer(found, people, State.DONE, "Trodde jeg")

    found = assign(found, people, "board member")

    assert (found.state, found.answer, found.closed_at) == (State.ASSIGNED, "", None)
    assert [note.text for note in found.notes.all()] == ["Trodde jeg"]


def test_what_is_replaced_stays_so(people):
    found = assign(take_on(people), people)
    found = answer(found, people, State.SUPERSEDED, "Møtet er avlyst")

    with pytest.raises(RuleViolation, match="erstattet"):
        assign(found, people)


def test_a_source_that_is_gone_closes_what_it_handed_over(people):
    take_on(people, source_key="playbook.task:17")

    closed = services.supersede_source(source_key="playbook.task:17", why="Aktiviteten er tatt ut", by=None, at=now())
    again = services.supersede_source(source_key="playbook.task:17", why="Igjen", by=None, at=now())

    assert closed is not None
    assert (closed.state, closed.answer, again) == (State.SUPERSEDED, "Aktiviteten er tatt ut", None)


def test_of_two_who_answer_from_the_same_page_the_second_is_told(people):
    found = assign(take_on(people), people)
    seen = found.fingerprint
    answer(found, people, State.DONE, "Gjort av meg", seen=seen)

    with pytest.raises(StalePage):
        answer(found, people, State.IMPOSSIBLE, "Ikke gjort", seen=seen)


def test_the_new_one_is_told_and_giving_it_to_the_same_tells_nobody(people):
    found = assign(take_on(people), people)
    assign(found, people)

    assert [address for address, _subject in letters()] == ["hanne.as@example.org"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("branch leader", 302),
        ("board leader", 302),
        ("board member", 403),
        ("neighbour leader", 404),
        ("member", 404),
        ("stranger", 404),
    ],
)
def test_who_may_answer(client, people, who, status):
    found = assign(take_on(people), people)
    people.sign_in(client, who)

    response = client.post(f"/oppfolging/oppgave/{found.pk}/svar/", {"state": "done", "answer": "Gjort"})

    assert response.status_code == status
    found.refresh_from_db()
    assert (found.state == State.DONE) is (status == 302)


def test_the_responsible_one_answers_also_without_leading_the_unit(client, people):
    found = take_on(people, who="board member")
    people.sign_in(client, "board member")

    assert client.post(f"/oppfolging/oppgave/{found.pk}/svar/", {"state": "in_progress"}).status_code == 302


def test_a_stale_form_comes_back_with_the_words_and_can_be_sent_again(client, people):
    found = assign(take_on(people), people)
    people.sign_in(client, "branch leader")
    url = f"/oppfolging/oppgave/{found.pk}/svar/"
    form = {"state": "impossible", "answer": "Ingen lokaler er ledige", "seen": found.fingerprint}
    assign(found, people, "board member")

    told = client.post(url, form)
    again = client.post(url, {**form, "seen": told.context["page"].answer_form["seen"].value()})

    assert told.status_code == 422
    assert "Noen andre endret oppgaven" in told.content.decode()
    assert "Ingen lokaler er ledige" in told.content.decode()
    assert again.status_code == 302


def test_a_note_is_added_and_an_empty_one_is_told(client, people):
    found = take_on(people)
    people.sign_in(client, "branch leader")
    url = f"/oppfolging/oppgave/{found.pk}/notat/"

    assert client.post(url, {"text": " "}).status_code == 422
    assert client.post(url, {"text": "Venter på svar"}).status_code == 302
    assert [note.text for note in found.notes.all()] == ["Venter på svar"]


def test_reminders_go_a_week_before_and_the_day_after_each_once(people):
    take_on(people, "Snart", who="branch leader", due_on=in_days(people, 7))
    take_on(people, "Over", who="branch leader", due_on=in_days(people, -1))
    take_on(people, "Senere", who="branch leader", due_on=in_days(people, 8))
    take_on(people, "Ingen", due_on=in_days(people, 7))
    before = len(letters())

    services.remind(at=now())
    services.remind(at=now())

    assert [subject for _to, subject in letters()[before:]] == ["Om en uke: Snart", "Fristen er ute: Over"]
