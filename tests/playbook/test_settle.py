"""What is unclear stands on the board's list until the branch and its contact on the board agree."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.followup.domain.lifecycle import State as TaskState
from lokallag.followup.models import Commitment
from lokallag.followup.services import answer_commitment
from lokallag.organisation.models import Term
from lokallag.playbook.domain.duties import Side
from lokallag.playbook.models import UnclearDuty
from lokallag.playbook.services import reviews
from lokallag.privacy.models import Why
from lokallag.privacy.services import erase_person
from tests.cast import cast
from tests.followup.stage import letters
from tests.playbook.duty_stage import CLEAR, HELP, UNCLEAR, answer, published, unclear_duty, with_contact

pytestmark = pytest.mark.django_db
WORDS = "Avdelingen ringer, kassereren sender lista i august."


@pytest.fixture
def people():
    found = cast()
    published(found)
    with_contact(found)
    return found


def url(unclear, rest=""):
    return f"/arbeidsdeling/uklart/{unclear.pk}/{rest}"


def propose(people, unclear, side=Side.BOARD, who="board member", words=WORDS, **other):
    return reviews.propose_settlement(unclear=unclear, side=side, words=words, by=people[who], at=now(), **other)


class TestOnTheBoardsList:
    def test_what_is_unclear_stands_there_with_name_and_address_for_the_contact(self, people):
        unclear = unclear_duty(people)
        task = Commitment.objects.get()

        assert (task.unit, task.responsible, task.state) == (people.party, people["board member"], "assigned")
        assert task.title == "Avklar med Haslum: Holde introduksjonskurs og kurs for tillitsvalgte"
        assert (task.source_label, task.source_url) == (unclear.name, url(unclear))
        assert task.due_on == people.today + timedelta(days=300)
        assert letters() == []  # six in a sitting would be six letters

    def test_help_says_so(self, people):
        unclear_duty(people, verdict=HELP)

        assert Commitment.objects.get().title.startswith("Haslum trenger hjelp: ")

    def test_without_a_contact_the_leader_answers_for_it(self, people):
        answer(people, {"kurs": UNCLEAR}, unit=people.sandvika)

        assert Commitment.objects.get().responsible == people["board leader"]

    def test_a_long_name_is_cut(self, people):
        from lokallag.playbook.domain.duties import DutySpec
        from lokallag.playbook.services import duties
        from tests.playbook.duty_stage import publish_again

        duty = duties.add_duty(
            values=DutySpec("", "x" * 120, "Nytt", ("branch",), ("branch",), (), ""), by=people["secretary"], at=now()
        )
        publish_again(people)
        people.haslum.names.update(name="H" * 100)
        answer(people, {duty.key: UNCLEAR})

        assert len(Commitment.objects.get().title) == 200

    def test_an_answer_taken_back_takes_it_off(self, people):
        unclear = unclear_duty(people)
        answer(people, {"kurs": CLEAR}, side=Side.BOARD)
        assert Commitment.objects.get().state == "assigned"  # the branch still finds it unclear
        answered = reviews.Given(CLEAR)
        reviews.answer_duties(
            unit=people.haslum,
            year=people.today.year,
            side=Side.BRANCH,
            answers={"kurs": answered},
            by=people["branch leader"],
            at=now(),
        )
        unclear.refresh_from_db()

        assert (unclear.state, Commitment.objects.get().state) == ("dropped", "superseded")
        assert unclear_duty(people).pk != unclear.pk
        assert Commitment.objects.filter(state="assigned").count() == 1

    def test_the_other_side_finding_it_unclear_too_is_still_one(self, people):
        unclear = unclear_duty(people)
        answer(people, {"kurs": HELP}, side=Side.BOARD)
        unclear.refresh_from_db()

        assert (UnclearDuty.objects.count(), Commitment.objects.count(), unclear.verdict) == (1, 1, "help")

    def test_it_stands_though_the_review_is_gone_through_again_next_year(self, people):
        unclear = unclear_duty(people)
        UnclearDuty.objects.filter(pk=unclear.pk).update(
            review=unclear.review.__class__.objects.create(
                unit=people.haslum, year=people.today.year - 1, version=unclear.review.version, begun_at=now()
            )
        )
        answer(people, {"kurs": CLEAR})
        unclear.refresh_from_db()

        assert (unclear.is_open, Commitment.objects.get().state) == (True, "assigned")


class TestSettling:
    @pytest.mark.parametrize(
        ("who", "sees", "settles"),
        [
            ("branch leader", 200, 302),
            ("board member", 200, 302),
            ("secretary", 200, 302),
            ("neighbour leader", 404, 404),
            ("member", 404, 404),
            ("deputy member", 404, 404),
            ("anonymous", 302, 403),
        ],
    )
    def test_who_sees_and_who_settles(self, client, people, who, sees, settles):
        unclear = unclear_duty(people)
        people.sign_in(client, who)

        assert client.get(url(unclear)).status_code == sees
        assert client.post(url(unclear, "forslag/"), {"words": WORDS}).status_code == settles
        proposed = UnclearDuty.objects.get().proposal == WORDS
        assert proposed is (who in {"branch leader", "board member", "secretary"})

    def test_one_writes_the_other_agrees_and_it_is_done(self, client, people):
        unclear = unclear_duty(people)
        people.sign_in(client, "board member")
        page = client.get(url(unclear)).context["page"]
        assert (page.agree_form, page.propose_form is not None) == (None, True)
        seen = page.propose_form.initial["seen"]
        client.post(url(unclear, "forslag/"), {"words": WORDS, "seen": seen})
        assert client.get(url(unclear)).context["page"].agree_form is None  # not to one's own words

        people.sign_in(client, "branch leader")
        page = client.get(url(unclear)).context["page"]
        assert (page.state, page.proposed) == ("Venter på avdelingen", "Bilal Khan, styret")
        response = client.post(url(unclear, "enig/"), {"seen": page.agree_form.initial["seen"]})

        assert response.status_code == 302
        task = Commitment.objects.get()
        assert (task.state, task.answer, task.responsible) == ("done", WORDS, people["board member"])
        page = client.get(url(unclear)).context["page"]
        assert (page.state, page.proposal, page.propose_form) == ("Avklart", WORDS, None)
        assert page.agreed.startswith("Hanne Ås sa ja ")
        duty = client.get("/arbeidsdeling/oppgave/kurs/").context["page"]
        assert [(line.unit, line.state, WORDS in line.words) for line in duty.standing] == [("Haslum", "Avklart", True)]

    def test_the_other_may_write_something_else(self, people):
        unclear = propose(people, unclear_duty(people))
        unclear = propose(people, unclear, Side.BRANCH, "branch leader", "Styret ringer.")

        assert (unclear.proposal, unclear.proposed_side, unclear.state) == ("Styret ringer.", "branch", "proposed")
        settled = reviews.agree_settlement(unclear=unclear, side=Side.BOARD, by=people["secretary"], at=now())
        assert (settled.state, settled.agreed_by) == ("settled", people["secretary"])

    def test_nobody_agrees_with_themselves(self, people):
        unclear = propose(people, unclear_duty(people))
        for side, who in ((Side.BOARD, "secretary"), (Side.BRANCH, "board member")):
            with pytest.raises(RuleViolation, match="den andre som sier ja"):
                reviews.agree_settlement(unclear=unclear, side=side, by=people[who], at=now())

    def test_nothing_is_agreed_before_somebody_wrote(self, people):
        with pytest.raises(RuleViolation, match="ikke noe forslag"):
            reviews.agree_settlement(
                unclear=unclear_duty(people), side=Side.BRANCH, by=people["branch leader"], at=now()
            )

    @pytest.mark.parametrize(("words", "status"), [("", 422), ("   ", 422), ("x" * 2001, 422), ("x" * 2000, 302)])
    def test_words_are_asked_for_and_kept(self, client, people, words, status):
        unclear = unclear_duty(people)
        people.sign_in(client, "branch leader")
        response = client.post(url(unclear, "forslag/"), {"words": words})

        assert response.status_code == status
        if status == 422:
            assert response.context["page"].propose_form["words"].value() == words
            assert UnclearDuty.objects.get().state == "open"

    def test_one_agrees_only_to_what_one_has_read(self, client, people):
        unclear = propose(people, unclear_duty(people))
        people.sign_in(client, "branch leader")
        seen = client.get(url(unclear)).context["page"].agree_form.initial["seen"]
        propose(people, unclear, words="Avdelingen gjør alt.")
        response = client.post(url(unclear, "enig/"), {"seen": seen})

        assert (response.status_code, response.context["page"].proposal) == (422, "Avdelingen gjør alt.")
        assert UnclearDuty.objects.get().state == "proposed"

    def test_of_two_who_write_the_second_is_told_and_keeps_the_words(self, client, people):
        unclear = unclear_duty(people)
        people.sign_in(client, "branch leader")
        seen = client.get(url(unclear)).context["page"].propose_form.initial["seen"]
        propose(people, unclear)
        response = client.post(url(unclear, "forslag/"), {"words": "Vi vil noe annet.", "seen": seen})
        page = response.context["page"]

        assert (response.status_code, page.is_stale, page.proposal) == (422, True, WORDS)
        assert page.propose_form["words"].value() == "Vi vil noe annet."
        with pytest.raises(StalePage):
            propose(people, unclear, seen=seen)

    def test_sent_twice_it_is_written_once(self, client, people):
        unclear = unclear_duty(people)
        people.sign_in(client, "branch leader")
        form = {"words": WORDS, "engangsnokkel": "k1"}

        assert [client.post(url(unclear, "forslag/"), form).status_code for _press in range(2)] == [302, 302]
        assert UnclearDuty.objects.get().state == "proposed"

    def test_what_is_settled_takes_no_more_words(self, people):
        unclear = propose(people, unclear_duty(people))
        reviews.agree_settlement(unclear=unclear, side=Side.BRANCH, by=people["branch leader"], at=now())

        with pytest.raises(RuleViolation, match="allerede avklart"):
            propose(people, unclear)

    def test_it_can_become_unclear_again(self, people):
        unclear = propose(people, unclear_duty(people))
        reviews.agree_settlement(unclear=unclear, side=Side.BRANCH, by=people["branch leader"], at=now())
        reviews.answer_duties(
            unit=people.haslum,
            year=people.today.year,
            side=Side.BRANCH,
            answers={"kurs": reviews.Given(HELP)},
            by=people["branch leader"],
            at=now(),
        )

        assert [(each.state, each.verdict) for each in UnclearDuty.objects.order_by("pk")] == [
            ("settled", "unclear"),
            ("open", "help"),
        ]
        assert Commitment.objects.filter(state="assigned").count() == 1

    def test_a_commitment_that_the_board_closed_by_itself_does_not_stop_the_two(self, people):
        unclear = propose(people, unclear_duty(people))
        task = Commitment.objects.get()
        answer_commitment(
            commitment=task, state=TaskState.IMPOSSIBLE, answer="Tas i mars", by=people["board leader"], at=now()
        )
        settled = reviews.agree_settlement(unclear=unclear, side=Side.BRANCH, by=people["branch leader"], at=now())

        assert (settled.state, Commitment.objects.get().answer) == ("settled", "Tas i mars")

    def test_where_nobody_answered_for_it_who_agrees_for_the_board_does(self, people):
        Term.objects.filter(person=people["board leader"]).update(until_on=people.today - timedelta(days=1))
        answer(people, {"kurs": UNCLEAR}, unit=people.sandvika)
        assert Commitment.objects.get().responsible is None
        unclear = UnclearDuty.objects.get()
        propose(people, unclear, Side.BRANCH, "neighbour leader")
        reviews.agree_settlement(unclear=unclear, side=Side.BOARD, by=people["secretary"], at=now())

        assert (Commitment.objects.get().state, Commitment.objects.get().responsible) == ("done", people["secretary"])


def test_who_leaves_is_gone_from_it_and_what_was_agreed_stays(client, people):
    unclear = propose(people, unclear_duty(people))
    reviews.agree_settlement(unclear=unclear, side=Side.BRANCH, by=people["branch leader"], at=now())
    erase_person(person=people["board member"], by=None, at=now(), why=Why.LEFT)
    people.sign_in(client, "branch leader")
    page = client.get(url(unclear)).context["page"]

    assert (page.proposal, page.proposed) == (WORDS, "En som ikke er her lenger, styret")
