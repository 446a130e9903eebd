"""The survey: each answers once, without a name; nothing kept links who answered to what (ADR 0025)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.followup.models import Commitment
from lokallag.networks import services
from lokallag.networks.domain import survey as domain
from lokallag.networks.models import Survey, SurveyBox
from lokallag.networks.queries.mine import survey_url
from lokallag.networks.services.survey_box import mark_of, sealed, unsealed
from lokallag.networks.services.surveying import PURPOSE, forget_marks, forget_texts, who_are_asked
from lokallag.outbox.domain.checks import Waiting
from lokallag.outbox.models import Recipient
from tests.factories import BelongingFactory, PersonFactory
from tests.networks.evaluation_stage import Stage, joined, stage
from tests.networks.evaluation_stage import opened as open_evaluation

ANSWER = {"worth": "4", "way": "go_on", "better": "Flere møter"}
KEYS = [question.key for question in domain.QUESTIONS]
contents = st.dictionaries(st.sampled_from(KEYS), st.lists(st.text(max_size=8), max_size=5))


class TestHowAnswersAreKept:
    @given(
        st.lists(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["", "1", "5", "å"])), max_size=6), st.randoms()
    )
    def test_the_order_in_which_answers_came_leaves_no_trace(self, answers, random):
        shuffled = list(answers)
        random.shuffle(shuffled)
        one: dict[str, list[str]] = {}
        other: dict[str, list[str]] = {}
        for answer in answers:
            one = domain.with_answer(one, answer)
        for answer in shuffled:
            other = domain.with_answer(other, answer)

        assert domain.packed(one) == domain.packed(other)

    @given(contents)
    def test_what_is_packed_fills_whole_blocks_and_comes_out_again(self, content):
        body = domain.packed(content)

        assert len(body) % domain.BLOCK == 0
        assert domain.unpacked(body) == content

    def test_fewer_than_five_answers_to_a_question_are_left_out(self):
        content = {"worth": ["4"] * 5, "learned": ["1"] * 4, "better": ["b", "a", "c", "e", "d"]}

        found = domain.results(content, domain.QUESTIONS)

        assert [result.question.key for result in found] == ["worth", "better"]
        assert (found[0].counts, found[0].mean) == ((0, 0, 0, 5, 0), 4.0)
        assert found[1].texts == ("a", "b", "c", "d", "e")


def ask(on: Stage, days: int = 10) -> Survey:
    evaluation = open_evaluation(on)
    return services.open_survey(
        evaluation=evaluation, questions=KEYS, closes_on=on.people.today + timedelta(days=days), by=on.officer, at=now()
    )


def answer(box, person, **said):
    services.answer_survey(box=box, answer={**ANSWER, **said}, person=person, at=now())


@pytest.fixture
def on(db) -> Stage:
    return stage()


@pytest.fixture
def persons(on):
    return joined(on.climate, *[1980] * 6)


@pytest.fixture
def box(on, persons) -> SurveyBox:
    ask(on)
    return SurveyBox.objects.get(network=on.climate)


class TestAsking:
    def test_those_who_joined_are_written_to_in_their_channel_each_once(self, on):
        one, two = joined(on.climate, 1980, 1990)
        BelongingFactory(unit=on.senior.unit, person=one)  # in two networks: one letter
        joined(on.climate, 1970, channel="phone")
        joined(on.climate, 1971, channel="calendar")
        BelongingFactory(unit=on.climate.unit, kind="follows")

        survey = ask(on)

        letters = Recipient.objects.filter(message__purpose=PURPOSE)
        assert sorted(letters.values_list("recipient_key", flat=True)) == sorted([str(one.key), str(two.key)])
        assert letters[0].message.action_url.endswith("/nettverk/evaluering/svar/")
        assert (survey.written_to, survey.to_be_called, survey.boxes.count()) == (2, 1, 2)

    def test_steering_groups_get_the_task_to_call_those_who_chose_that_and_it_ends_with_the_survey(self, on):
        joined(on.climate, 1970, 1971, channel="phone")
        joined(on.senior, 1950)

        survey = ask(on)

        tasks = Commitment.objects.filter(source_key__startswith="networks.survey_calls:")
        assert [(task.unit, task.due_on) for task in tasks] == [(on.climate.unit, survey.closes_on)]
        assert tasks[0].source_url == f"/nettverk/{on.climate.unit.slug}/medlemmer/?kanal=phone"
        services.close_survey(survey=survey, by=on.officer, at=now())
        assert [task.state for task in tasks.all()] == ["superseded"]

    def test_min_side_asks_until_one_has_answered(self, on, persons, box):
        assert survey_url(persons[0], on.people.today) == "/nettverk/evaluering/svar/"

        answer(box, persons[0])

        assert survey_url(persons[0], on.people.today) == ""
        assert survey_url(persons[1], on.people.today) == "/nettverk/evaluering/svar/"

    def test_a_letter_is_not_sent_to_who_has_left_meanwhile(self, on):
        one, two = joined(on.climate, 1980, 1990)
        letters = [Waiting("networks.survey:1:nb", str(person.key), person.email) for person in (one, two)]
        two.belongings.all().delete()

        assert {letter.recipient_key for letter in who_are_asked(letters, now()).may} == {str(one.key)}

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"questions": []}, "questions"),
            ({"questions": ["noe"]}, "questions"),
            ({"days": 0}, "closes_on"),
            ({"days": 61}, "closes_on"),
        ],
    )
    def test_what_is_missing_is_asked_for(self, on, more, field):
        evaluation = open_evaluation(on)
        days = more.pop("days", 10)
        with pytest.raises(RuleViolation) as refused:
            services.open_survey(
                **{"questions": KEYS, **more},
                evaluation=evaluation,
                closes_on=on.people.today + timedelta(days=days),
                by=on.officer,
                at=now(),
            )
        assert refused.value.field == field
        assert not Survey.objects.exists()

    def test_it_is_sent_once(self, on):
        survey = ask(on)
        with pytest.raises(RuleViolation, match="allerede sendt"):
            services.open_survey(
                evaluation=survey.evaluation,
                questions=KEYS,
                closes_on=on.people.today + timedelta(days=9),
                by=on.officer,
                at=now(),
            )


class TestAnswering:
    def test_one_row_with_a_sorted_list_of_marks_and_nothing_to_read(self, on, persons, box):
        before = Change.objects.count()
        for person in persons[:3]:
            answer(box, person)

        box.refresh_from_db()
        assert SurveyBox.objects.filter(network=on.climate).count() == 1
        assert box.marks == sorted(mark_of(box, person) for person in persons[:3])
        assert box.answers is None
        assert b"Flere" not in bytes(box.sealed)
        assert unsealed(box) == {"better": ["Flere møter"] * 3, "way": ["go_on"] * 3, "worth": ["4"] * 3}
        assert Change.objects.count() == before  # an entry would have a person and a time

    def test_nothing_but_the_box_is_written(self, persons, box):
        with CaptureQueriesContext(connection) as queries:
            answer(box, persons[0])

        written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        assert len(written) == 1
        assert written[0].startswith('UPDATE "networks_surveybox" SET "marks"')
        assert '"sealed"' in written[0]

    def test_each_answer_seals_all_anew_in_the_same_length(self, persons, box):
        seen = []
        for person, text in zip(persons[:3], ("", "x" * 500, "y"), strict=True):
            answer(box, person, better=text)
            box.refresh_from_db()
            seen.append(bytes(box.sealed))

        assert len(set(seen)) == 3
        assert {len(each) for each in seen} == {domain.BLOCK + 12 + 16}
        same = sealed(box, unsealed(box))
        assert sum(one == other for one, other in zip(same, seen[-1], strict=True)) < len(same) // 20

    def test_marks_of_one_person_differ_from_network_to_network(self, on, persons, box):
        other = SurveyBox.objects.get(network=on.senior)

        assert mark_of(box, persons[0]) != mark_of(other, persons[0])

    def test_an_answer_given_twice_is_told_kindly_and_counted_once(self, persons, box):
        answer(box, persons[0])
        with pytest.raises(RuleViolation) as told:
            answer(box, persons[0], worth="1")

        assert str(told.value) == "Du har allerede svart. Svaret ditt er talt én gang, og du trenger ikke gjøre mer."
        box.refresh_from_db()
        assert unsealed(box)["worth"] == ["4"]
        assert len(box.marks) == 1

    def test_an_empty_answer_is_none(self, persons, box):
        with pytest.raises(RuleViolation, match="minst ett"):
            services.answer_survey(box=box, answer={"worth": "", "noe": "x"}, person=persons[0], at=now())
        box.refresh_from_db()
        assert box.marks == []

    def test_another_key_of_the_site_reads_nothing(self, persons, box, settings):
        answer(box, persons[0])
        box.refresh_from_db()
        settings.SECRET_KEY = "another" * 10

        with pytest.raises(RuleViolation, match="nøkkel er byttet"):
            unsealed(box)


class TestClosing:
    def test_answers_become_sorted_lists_and_who_answered_is_erased(self, on, persons, box):
        for person, text in zip(persons, "fbdace", strict=True):
            answer(box, person, better=text)

        services.close_survey(survey=box.survey, by=on.officer, at=now())

        box.refresh_from_db()
        assert (box.marks, bytes(box.sealed), box.answered) == ([], b"", 6)
        assert box.answers["better"] == list("abcdef")
        with pytest.raises(RuleViolation, match="avsluttet"):
            answer(box, PersonFactory())

    def test_fewer_than_five_answers_are_not_kept(self, on, persons, box):
        for person in persons[:4]:
            answer(box, person)

        services.close_survey(survey=box.survey, by=on.officer, at=now())

        box.refresh_from_db()
        assert (box.answers, box.answered) == ({}, 4)

    def test_it_closes_by_itself_after_its_last_day(self, on, box):
        late = now() + timedelta(days=11)

        assert (services.close_due(at=now()), services.close_due(at=late), services.close_due(at=late)) == (0, 1, 0)

    def test_who_is_erased_leaves_no_mark(self, persons, box):
        answer(box, persons[0])

        assert forget_marks(persons[0]) == 1
        box.refresh_from_db()
        assert box.marks == []
        assert unsealed(box)["worth"] == ["4"]  # nobody knows which is whose

    def test_own_words_go_after_their_time_and_counts_stay(self, on, persons, box):
        for person in persons:
            answer(box, person)
        services.close_survey(survey=box.survey, by=on.officer, at=now())

        assert forget_texts(before=now() - timedelta(days=1), most=10) == 0
        assert forget_texts(before=now() + timedelta(days=1), most=10) == 1
        box.refresh_from_db()
        assert sorted(box.answers) == ["way", "worth"]


class TestThePages:
    def sign_in(self, on: Stage, person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    def test_a_member_answers_and_sees_that_it_is_done(self, on, persons, box):
        client = self.sign_in(on, persons[0])
        assert "Fagnettverk for klima" in client.get("/nettverk/evaluering/svar/").content.decode()
        path = f"/nettverk/evaluering/svar/{box.pk}/"
        assert client.get(path).status_code == 200

        first = client.post(path, ANSWER, follow=True)
        again = client.post(path, {**ANSWER, "worth": "1"})

        assert "Takk! Svaret er lagt i bunken, uten navn." in first.content.decode()
        assert "Du har svart" in first.content.decode()
        assert again.status_code == 422
        assert "Du har allerede svart." in again.content.decode()
        box.refresh_from_db()
        assert unsealed(box)["worth"] == ["4"]

    def test_nothing_answered_comes_back_with_a_word(self, on, persons, box):
        answer = self.sign_in(on, persons[0]).post(f"/nettverk/evaluering/svar/{box.pk}/", {})

        assert answer.status_code == 422
        assert "Svar på minst ett spørsmål." in answer.content.decode()

    def test_the_board_asks_by_a_form_and_closes(self, on, persons):
        open_evaluation(on)
        client = on.people.sign_in(Client(), "secretary")
        day = on.people.today + timedelta(days=14)
        path = "/nettverk/evaluering/undersokelse/"

        wrong = client.post(path, {"questions": ["worth"], "closes_on": "i morgen"})
        sent = client.post(path, {"questions": ["worth", "better"], "closes_on": f"{day:%d.%m.%Y}"}, follow=True)
        closed = client.post(f"{path}avslutt/", follow=True)

        assert wrong.status_code == 422
        assert "Undersøkelsen er sendt" in sent.content.decode()
        assert Survey.objects.get().questions == ["worth", "better"]
        assert "Hvem som har svart, er slettet" in closed.content.decode()

    def test_answers_are_shown_after_closing_and_only_from_five(self, on, persons, box):
        for person in persons[:5]:
            answer(box, person)
        client = on.people.sign_in(Client(), "secretary")
        path = "/nettverk/evaluering/om/klima/"
        while_open = client.get(path).content.decode()
        services.close_survey(survey=box.survey, by=on.officer, at=now())

        closed, other = (
            client.get(path).content.decode(),
            client.get("/nettverk/evaluering/om/senior/").content.decode(),
        )
        steering = self.sign_in(on, on.leader)
        from lokallag.people.services import confirm_factor

        session = steering.session
        confirm_factor(session=session, at=now())
        session.save()

        assert "Undersøkelsen pågår" in while_open
        assert "Flere møter" not in while_open
        assert "4,0" in closed
        assert "Flere møter" in closed
        assert "Færre enn fem har svart" in other
        assert "Flere møter" not in steering.get(path).content.decode()  # own words are for the board


@pytest.mark.usefixtures("isolated_database")
class TestAtOnce:
    def test_eight_who_answer_at_once_twice_each_are_eight_answers(self):
        on = stage()
        persons = joined(on.climate, *[1980] * 8)
        ask(on)
        box = SurveyBox.objects.get(network=on.climate)
        told, barrier = [], threading.Barrier(8)

        def press(person):
            try:
                barrier.wait()
                for _time in range(2):
                    try:
                        answer(box, person)
                    except RuleViolation as error:
                        told.append(str(error))
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(press, persons))

        box.refresh_from_db()
        assert len(box.marks) == 8
        assert unsealed(box)["worth"] == ["4"] * 8
        assert len(told) == 8
