"""The yearly review: a handful at a time, both sides side by side, closed when the branch has answered."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.followup.models import Commitment
from lokallag.organisation.models import Kind, Term, Title
from lokallag.organisation.services import create_unit
from lokallag.playbook.domain.duties import Party, Side
from lokallag.playbook.models import DutyAnswer, DutyReview, UnclearDuty
from lokallag.playbook.queries.reviews import walk_of
from lokallag.playbook.services import duties as division
from lokallag.playbook.services import load_library, reviews
from tests.cast import cast
from tests.playbook.duty_stage import CLEAR, HELP, UNCLEAR, answer, publish_again, published, unclear_duty, with_contact
from tests.playbook.stage import take

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    found = cast()
    published(found)
    with_contact(found)
    return found


def url(people, rest="", slug="haslum", year=None):
    return f"/arbeidsdeling/gjennomgang/{slug}/{year or people.today.year}/{rest}"


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.context["page"]


def own(people):
    """Return the keys of the duties that a branch acts in, in the order of the review."""
    return walk_of(people.haslum, people.today.year).asked


def answer_all(people, *, but=(), side=Side.BRANCH):
    answer(people, {key: CLEAR for key in own(people) if key not in but}, side=side)


def form_of(page, **verdicts):
    """Return what is sent from a step: what stands there, and the verdicts by the number of the row."""
    data = {row.seen.html_name: row.seen.value() or "" for row in page.rows}
    data |= {row.verdict.html_name: row.verdict.value() or "" for row in page.rows}
    data |= {row.words.html_name: row.words.value() or "" for row in page.rows}
    for name, value in verdicts.items():
        field, number = name.rsplit("_", 1)
        data[f"{field}-{page.rows[int(number)].card.key}"] = value
    return data


class TestWalking:
    @pytest.mark.parametrize(
        ("who", "sees", "answers"),
        [
            ("branch leader", 200, 200),
            ("board member", 200, 200),
            ("board leader", 200, 403),
            ("neighbour leader", 404, 404),
            ("member", 404, 404),
            ("anonymous", 302, 302),
        ],
    )
    def test_the_branch_and_its_contact_answer_and_the_board_reads(self, client, people, who, sees, answers):
        people.sign_in(client, who)

        assert client.get(url(people)).status_code == sees
        assert client.get(url(people, "1/")).status_code == answers
        status = client.post(url(people, "1/"), {}).status_code
        assert status == {200: 302, 302: 302}.get(answers, answers)

    def test_the_contact_of_another_branch_does_not_answer(self, client, people):
        people.sign_in(client, "board member")

        assert client.get(url(people, slug="sandvika")).status_code == 200
        assert client.get(url(people, "1/", slug="sandvika")).status_code == 403

    def test_who_left_the_board_is_no_contact_any_more(self, client, people):
        Term.objects.filter(person=people["board member"]).update(until_on=people.today - timedelta(days=1))
        people.sign_in(client, "board member")

        assert client.get(url(people)).status_code == 404
        people.sign_in(client, "branch leader")
        page = page_of(client, url(people))
        assert (page.contact, page.contact_is_missing) == (None, True)

    def test_the_branch_sees_who_its_contact_is(self, client, people):
        people.sign_in(client, "branch leader")

        contact = page_of(client, url(people)).contact
        assert (contact.name, contact.email) == ("Bilal Khan", "bilal.khan@example.org")

    def test_a_handful_at_a_time_and_on_where_one_left(self, client, people):
        people.sign_in(client, "branch leader")
        start = page_of(client, url(people))
        assert (start.state, start.start_label, start.start_url) == ("Ikke begynt", "Begynn", url(people, "1/"))
        step = page_of(client, start.start_url)
        assert (len(step.rows), step.progress) == (5, "Side 1 av 7. 0 av 20 oppgaver er besvart.")

        first_five = {f"verdict_{n}": "clear" for n in range(5)}
        response = client.post(step.url, form_of(step, **first_five))
        assert (response.status_code, response.url) == (302, url(people, "2/"))
        step = page_of(client, response.url)
        response = client.post(step.url, {**form_of(step, verdict_0="clear"), "lagre": "1"})

        assert (response.status_code, response.url) == (302, url(people))
        page = page_of(client, url(people))
        assert (page.state, page.start_label, page.start_url) == ("I gang", "Fortsett", url(people, "2/"))
        assert page.sides[0].said == "6 av 20"
        assert page.missing == "14 oppgaver mangler svar fra avdelingen før dere kan avslutte."
        again = page_of(client, url(people, "2/"))
        assert [row.verdict.value() for row in again.rows] == ["clear", None, None, None, None]

    def test_reading_begins_nothing(self, client, people):
        people.sign_in(client, "branch leader")
        page_of(client, url(people))
        page_of(client, url(people, "1/"))

        assert DutyReview.objects.count() == 0

    def test_a_word_beside_the_answer_is_kept(self, client, people):
        people.sign_in(client, "branch leader")
        step = page_of(client, url(people, "1/"))
        client.post(step.url, form_of(step, verdict_0="unclear", words_0="Hvem <b>ringer</b>?"))

        row = page_of(client, url(people, "1/")).rows[0]
        assert (row.words.value(), row.own.words, row.own.who) == (
            "Hvem <b>ringer</b>?",
            "Hvem <b>ringer</b>?",
            f"Hanne Ås, {row.own.who.split(', ')[1]}",
        )
        assert b"Hvem &lt;b&gt;ringer" in client.get(url(people, "1/")).content

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"words_0": "Uten svar"}, "verdict"),
            ({"verdict_0": "kanskje"}, "verdict"),
            ({"verdict_0": "clear", "words_0": "x" * 1001}, "words"),
        ],
    )
    def test_what_is_wrong_is_told_and_all_is_kept(self, client, people, sent, field):
        people.sign_in(client, "branch leader")
        step = page_of(client, url(people, "1/"))
        response = client.post(step.url, form_of(step, verdict_1="unclear", words_1="Hvem?", **sent))
        page = response.context["page"]

        assert (response.status_code, [name.split("-")[0] for name in page.form.errors]) == (422, [field])
        assert (page.rows[1].verdict.value(), page.rows[1].words.value()) == ("unclear", "Hvem?")
        assert page.rows[0].words.value() == sent.get("words_0", "")
        assert DutyAnswer.objects.count() == 0

    @pytest.mark.parametrize("rest", ["0/", "8/", "99/"])
    def test_a_page_that_is_not_there(self, client, people, rest):
        people.sign_in(client, "branch leader")

        assert client.get(url(people, rest)).status_code == 404

    @pytest.mark.parametrize("slug", ["baerum-arbeiderparti", "finnes-ikke"])
    def test_only_branches_have_one(self, client, people, slug):
        people.sign_in(client, "board leader")

        assert client.get(url(people, slug=slug)).status_code == 404
        assert client.get(url(people, year=1905)).status_code == 404

    def test_a_duty_of_another_page_is_not_answered_by_a_made_up_field(self, client, people):
        people.sign_in(client, "branch leader")
        step = page_of(client, url(people, "1/"))
        client.post(step.url, {**form_of(step), "verdict-levere-lista": "clear"})

        assert DutyAnswer.objects.count() == 0

    def test_what_one_writes_is_kept_on_the_way_where_there_is_a_script(self, client, people):
        people.sign_in(client, "branch leader")
        step = page_of(client, url(people, "1/"))
        response = client.post(step.url, form_of(step, verdict_0="unclear"), headers={"HX-Request": "true"})
        page = response.context["page"]
        kept = DutyAnswer.objects.get()

        assert (response.status_code, page.rows[0].seen.value()) == (200, kept.fingerprint)
        assert b"<html" not in response.content
        response = client.post(step.url, form_of(page, verdict_0="clear"), headers={"HX-Request": "true"})
        assert (response.status_code, DutyAnswer.objects.get().verdict) == (200, "clear")

    def test_before_anything_is_adopted_there_is_nothing_to_go_through(self, client):
        people = cast()
        people.sign_in(client, "branch leader")
        page = page_of(client, url(people))

        assert (page.start_url, page.lead) == ("", "Styret har ikke vedtatt noen arbeidsdeling ennå.")
        with pytest.raises(RuleViolation, match="ikke vedtatt"):
            answer(people, {"kurs": CLEAR})


class TestTwoSides:
    def test_their_answers_stand_side_by_side(self, client, people):
        key = own(people)[0]
        answer(people, {key: UNCLEAR})
        answer(people, {key: CLEAR}, side=Side.BOARD)
        people.sign_in(client, "board member")
        row = page_of(client, url(people, "1/")).rows[0]

        assert (row.own.verdict, row.other.side, row.other.verdict) == ("Klart", "Avdelingen", "Uklart")
        assert row.other.who.startswith("Hanne Ås, ")
        assert [side.said for side in page_of(client, url(people)).sides] == ["1 av 20", "1 av 20"]

    def test_of_two_in_the_branch_the_second_is_told_and_nothing_is_lost(self, client, people):
        people.sign_in(client, "branch leader")
        step = page_of(client, url(people, "1/"))
        sent = form_of(step, verdict_0="clear", words_0="Klart for oss", verdict_1="clear")
        answer(people, {step.rows[0].card.key: UNCLEAR})  # the deputy leader, on another phone
        response = client.post(step.url, sent)
        page = response.context["page"]

        assert (response.status_code, page.is_stale) == (422, True)
        assert [row.is_stale for row in page.rows] == [True, False, False, False, False]
        assert (page.rows[0].own.verdict, page.rows[0].words.value()) == ("Uklart", "Klart for oss")
        assert DutyAnswer.objects.get().verdict == "unclear"
        assert client.post(step.url, form_of(page)).status_code == 302
        assert sorted(DutyAnswer.objects.values_list("verdict", "words")) == [("clear", ""), ("clear", "Klart for oss")]

    def test_the_same_answer_twice_is_one(self, client, people):
        people.sign_in(client, "branch leader")
        step = page_of(client, url(people, "1/"))
        for _press in range(2):
            assert client.post(step.url, form_of(step, verdict_0="clear")).status_code == 302

        assert DutyAnswer.objects.count() == 1

    def test_who_both_leads_the_branch_and_sits_on_the_board_answers_for_the_branch(self, client, people):
        office = people.haslum.offices.get(title=Title.DEPUTY_LEADER)
        Term.objects.create(
            office=office,
            person=people["board member"],
            holder_name="Bilal Khan",
            from_on=people.today,
            elected_by="Årsmøtet",
        )
        people.sign_in(client, "board member")
        step = page_of(client, url(people, "1/"))
        client.post(step.url, form_of(step, verdict_0="clear"))

        assert DutyAnswer.objects.get().side == "branch"


class TestClosing:
    def test_either_closes_when_the_branch_has_answered_all(self, client, people):
        answer_all(people)
        for who in ("branch leader", "board member"):
            people.sign_in(client, who)
            assert client.post(page_of(client, url(people)).close_url).status_code == 302
            review = DutyReview.objects.get()
            assert (review.closed_at is not None, review.closed_by) == (True, people[who])
            assert page_of(client, url(people)).state == "Avsluttet"
            client.post(url(people, "apne/"))
            assert DutyReview.objects.get().closed_at is None

    def test_what_is_missing_stands_in_the_way(self, client, people):
        answer_all(people, but=own(people)[:2])
        answer_all(people, side=Side.BOARD)
        people.sign_in(client, "branch leader")
        page = page_of(client, url(people))
        client.post(url(people, "avslutt/"))

        assert (page.close_url, page.missing) == (
            "",
            "2 oppgaver mangler svar fra avdelingen før dere kan avslutte.",
        )
        assert DutyReview.objects.get().closed_at is None

    def test_the_contact_closes_for_a_branch_that_nobody_leads(self, client, people):
        answer_all(people, side=Side.BOARD)
        Term.objects.filter(person=people["branch leader"]).update(until_on=people.today - timedelta(days=1))
        people.sign_in(client, "board member")
        client.post(url(people, "avslutt/"))

        assert DutyReview.objects.get().closed_at is not None

    def test_a_closed_one_takes_no_more_and_shows_what_was_said(self, client, people):
        answer_all(people)
        reviews.close_review(unit=people.haslum, year=people.today.year, by=people["branch leader"], at=now())
        people.sign_in(client, "branch leader")
        page = page_of(client, url(people))
        response = client.post(url(people, "1/"), {f"verdict-{own(people)[0]}": "unclear"})

        assert (page.steps, len(page.answers), page.start_url) == ((), 20, "")
        assert client.get(url(people, "1/")).url == url(people)
        assert (response.status_code, UnclearDuty.objects.count()) == (422, 0)

    def test_one_that_is_not_begun_is_not_closed(self, people):
        with pytest.raises(RuleViolation, match="ikke begynt"):
            reviews.close_review(unit=people.haslum, year=people.today.year, by=None, at=now())

    def test_next_year_shows_what_was_said_this_year(self, client, people):
        key = own(people)[0]
        with time_machine.travel(date(people.today.year - 1, 12, 1)):
            reviews.answer_duties(
                unit=people.haslum,
                year=people.today.year - 1,
                side=Side.BRANCH,
                answers={key: reviews.Given(UNCLEAR, "Hvem gjør det?")},
                by=people["branch leader"],
                at=now(),
            )
        people.sign_in(client, "branch leader")
        row = page_of(client, url(people, "1/")).rows[0]

        assert [(said.side, said.verdict, said.words) for said in row.last_year] == [
            ("Avdelingen", "Uklart", "Hvem gjør det?"),
            ("Styret", "", ""),
        ]
        assert (row.standing.is_open, row.verdict.value()) == (True, None)
        assert [year for year, _url, _chosen in page_of(client, url(people)).years] == [
            str(people.today.year),
            str(people.today.year - 1),
        ]

    def test_it_goes_on_with_the_version_it_began_with(self, client, people):
        answer(people, {own(people)[0]: CLEAR})
        division.begin_draft(by=people["secretary"], at=now())
        publish_again(people)
        people.sign_in(client, "branch leader")
        page = page_of(client, url(people))

        assert (page.is_older, page.version.split(",")[0]) == (True, "Versjon 1")

    @pytest.mark.parametrize("shift", [-1, 1])
    def test_it_begins_in_its_own_year(self, people, shift):
        with pytest.raises(RuleViolation, match="sitt eget år"):
            reviews.answer_duties(
                unit=people.haslum,
                year=people.today.year + shift,
                side=Side.BRANCH,
                answers={"kurs": reviews.Given(CLEAR)},
                by=people["branch leader"],
                at=now(),
            )

    def test_an_old_one_is_not_opened_again(self, people):
        with pytest.raises(RuleViolation, match="sitt eget år"):
            reviews.reopen_review(unit=people.haslum, year=people.today.year - 1, by=None, at=now())


class TestDeadline:
    def test_it_comes_from_the_library(self, client, people):
        load_library(by=None, at=now())
        people.sign_in(client, "branch leader")
        with time_machine.travel(date(people.today.year, 9, 1)):
            people.sign_in(client, "branch leader")
            page = page_of(client, url(people))

        assert "oktober" in page.due
        assert not page.is_late

    def test_the_day_in_the_branchs_own_plan_goes_before(self, client, people):
        load_library(by=None, at=now())
        activity = take(people, people.haslum, "arbeidsdeling-gjennomgang", people.today.year)
        activity.manual_day = date(people.today.year, 12, 30)
        activity.save()
        people.sign_in(client, "branch leader")

        assert "30. desember" in page_of(client, url(people)).due


class TestOverview:
    def overview(self, client, people):
        return page_of(client, f"/arbeidsdeling/oversikt/{people.today.year}/")

    @pytest.mark.parametrize(("who", "status"), [("board member", 200), ("deputy member", 403), ("branch leader", 403)])
    def test_it_is_the_boards(self, client, people, who, status):
        people.sign_in(client, who)

        assert client.get(f"/arbeidsdeling/oversikt/{people.today.year}/").status_code == status

    def test_it_says_who_is_done_and_what_is_unclear_for_how_many(self, client, people):
        answer_all(people, but=[own(people)[0]])
        answer(people, {own(people)[0]: UNCLEAR})
        reviews.close_review(unit=people.haslum, year=people.today.year, by=people["branch leader"], at=now())
        answer(people, {own(people)[0]: UNCLEAR, own(people)[1]: HELP}, unit=people.sandvika)
        people.sign_in(client, "board leader")
        page = self.overview(client, people)

        assert [(row.name, row.state, row.answered, row.contact, row.unclear) for row in page.branches] == [
            ("Sandvika", "I gang", "2 svar", "", 2),
            ("Haslum", "Ferdig", "20 svar", "Bilal Khan", 1),
        ]
        assert page.lead == "1 av 2 avdelinger er ferdige."
        assert [(row.unclear, row.help, [name for name, _url, _state in row.branches]) for row in page.unclear] == [
            (2, 0, ["Haslum", "Sandvika"]),
            (0, 1, ["Sandvika"]),
        ]
        assert page.branches[0].contact_url == "/organisasjon/sandvika/kontakt/"

    def test_as_many_queries_for_three_branches_as_for_one(self, client, people):
        unclear_duty(people)
        people.sign_in(client, "board leader")
        self.overview(client, people)
        with CaptureQueriesContext(connection) as before:
            self.overview(client, people)
        for name in ("Skui", "Rykkinn"):
            unit = create_unit(
                kind=Kind.BRANCH,
                name=name,
                parent=people.party,
                opened_on=people.today,
                decision="Sak 3",
                by=None,
                at=now(),
            )
            answer(people, {"kurs": UNCLEAR, "program": HELP}, unit=unit)
        with CaptureQueriesContext(connection) as after:
            page = self.overview(client, people)

        assert (len(page.branches), len(after)) == (4, len(before))


def test_a_step_takes_as_many_queries_for_one_duty_as_for_three(client, people):
    people.sign_in(client, "branch leader")

    def queries(keys):
        answer(people, dict.fromkeys(keys, UNCLEAR))
        client.get(url(people, "1/"))
        with CaptureQueriesContext(connection) as asked:
            page_of(client, url(people, "1/"))
        return len(asked)

    keys = own(people)
    assert queries(keys[:1]) == queries(keys[1:3])


def test_only_branches_are_gone_through(people):
    with pytest.raises(RuleViolation, match="Bare partiavdelinger"):
        answer(people, {"kurs": CLEAR}, unit=people.party)


def test_the_review_is_found_from_min_side_and_the_wheel(client, people):
    people.sign_in(client, "branch leader")

    assert url(people).encode() in client.get("/min-side/").content
    assert b'href="/arbeidsdeling/"' in client.get("/arshjul/").content
    assert page_of(client, "/arbeidsdeling/").reviews == (("Haslum", url(people)),)
    client.logout()
    assert b'href="/arbeidsdeling/"' not in client.get("/arshjul/").content


def test_what_the_review_asks_is_what_the_branch_acts_in(people):
    walk = walk_of(people.haslum, people.today.year)

    assert len(walk.asked) == 20
    assert [len(page) for page in walk.pages] == [5, 5, 5, 5, 10, 10, 10]
    assert all(duty.spec.concerns(Party.BRANCH) for page in walk.pages for duty in page)
    assert Commitment.objects.count() == 0
