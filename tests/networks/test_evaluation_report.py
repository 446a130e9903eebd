"""What the board and the steering groups write, the report as PDF, and what the annual meeting decided."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.followup.models import Commitment
from lokallag.networks import services
from lokallag.networks.domain.evaluating import Word
from lokallag.networks.models import Evaluation, OwnView, Verdict
from lokallag.networks.queries.evaluation_meeting import schedule_of
from lokallag.networks.queries.evaluation_printed import report_pdf, said_in_report
from lokallag.networks.services import Decided
from tests.networks.evaluation_stage import Stage, held, joined, opened, reported, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def on() -> Stage:
    return stage()


def signed_in(person) -> Client:
    from lokallag.people.services import confirm_factor

    client = Client()
    client.force_login(person)
    session = client.session
    confirm_factor(session=session, at=now())
    session.save()
    return client


def state_of(key):
    try:
        return Commitment.objects.get(source_key=key).state
    except ObjectDoesNotExist:
        return None


def said(evaluation, on):
    today = on.people.today
    return said_in_report(evaluation, schedule_of(on.people.party, today), at=now(), today=today)


class TestWriting:
    def test_the_steering_group_writes_its_view_and_its_task_is_done(self, on):
        evaluation = opened(on)
        client = signed_in(on.leader)

        empty = client.post("/nettverk/evaluering/om/klima/syn/", {"text": " "})
        sent = client.post("/nettverk/evaluering/om/klima/syn/", {"text": "Vi vil fortsette.", "seen": ""}, follow=True)

        assert empty.status_code == 422
        assert "Vi vil fortsette." in sent.content.decode()
        assert state_of(f"networks.own_view:{evaluation.pk}:{on.climate.pk}") == "done"
        assert state_of(f"networks.own_view:{evaluation.pk}:{on.senior.pk}") == "new"

    def test_two_of_the_group_at_once_the_second_reads_the_first(self, on):
        evaluation = opened(on)
        services.write_own_view(
            evaluation=evaluation, network=on.climate, text="Først", by=on.leader, at=now(), seen=None
        )

        answer = signed_in(on.leader).post("/nettverk/evaluering/om/klima/syn/", {"text": "Samtidig", "seen": ""})

        assert answer.status_code == 422
        assert "Først" in answer.content.decode()
        assert "Samtidig" in answer.content.decode()
        assert OwnView.objects.get().text == "Først"

    def test_the_board_writes_its_assessment_and_a_stale_page_changes_nothing(self, on):
        evaluation = opened(on)
        client = on.people.sign_in(Client(), "secretary")
        path = "/nettverk/evaluering/vurdering/"

        client.post(path, {"text": "Godt år.", "seen": evaluation.fingerprint})
        stale = client.post(path, {"text": "Dårlig år.", "seen": evaluation.fingerprint})

        assert stale.status_code == 422
        assert "Noen andre endret teksten" in stale.content.decode()
        assert Evaluation.objects.get().assessment == "Godt år."

    def test_the_report_needs_an_assessment_and_a_closed_survey(self, on):
        evaluation = opened(on)
        with pytest.raises(RuleViolation, match="vurdering"):
            services.finish_report(evaluation=evaluation, by=on.officer, at=now())
        services.write_assessment(
            evaluation=evaluation, text="Bra.", by=on.officer, at=now(), seen=evaluation.fingerprint
        )
        day = on.people.today + timedelta(days=5)
        services.open_survey(evaluation=evaluation, questions=["worth"], closes_on=day, by=on.officer, at=now())

        with pytest.raises(RuleViolation, match="Undersøkelsen er ikke avsluttet"):
            services.finish_report(evaluation=Evaluation.objects.get(), by=on.officer, at=now())

    def test_finished_it_stays_as_it_is_and_the_next_task_is_the_verdicts(self, on):
        held(on.climate, attended=20)
        evaluation = reported(on)
        held(on.climate, attended=99)

        page = on.people.sign_in(Client(), "secretary").get("/nettverk/evaluering/").context["page"]

        row = next(row for row in page.comparison.rows if row.name == "Fagnettverk for klima")
        assert (row.meetings, row.attendance) == ("1", "20")
        assert (state_of(evaluation.source_key), state_of(evaluation.verdict_key)) == ("done", "new")
        for act in (
            lambda: services.write_assessment(evaluation=evaluation, text="Nei", by=on.officer, at=now(), seen=None),
            lambda: services.write_own_view(
                evaluation=evaluation, network=on.climate, text="Nei", by=on.leader, at=now(), seen=None
            ),
        ):
            with pytest.raises(RuleViolation, match="Rapporten er ferdig"):
                act()
        kept = Evaluation.objects.get().figures
        assert services.finish_report(evaluation=evaluation, by=on.officer, at=now()).figures == kept

    def test_few_persons_are_not_even_kept(self, on):
        joined(on.climate, *[1980] * 7, 1955)

        evaluation = reported(on)

        assert evaluation.figures["networks"][str(on.climate.pk)]["ages"].count(None) == 2

    def test_an_assessment_that_changed_after_the_page_was_read_is_not_finished(self, on):
        evaluation = opened(on)
        seen = evaluation.fingerprint
        services.write_assessment(evaluation=evaluation, text="Bra.", by=on.officer, at=now(), seen=seen)

        with pytest.raises(StalePage):
            services.finish_report(evaluation=evaluation, by=on.officer, at=now(), seen=seen)


class TestThePdf:
    def test_it_is_an_accessible_pdf_with_all_in_it(self, on):
        held(on.climate, attended=20, cost=500)
        evaluation = reported(on)
        services.enter_baseline(
            network=on.senior, year=2022, meetings=4, attendance=60, source="Årsmelding", by=on.officer, at=now()
        )

        made = report_pdf(evaluation, schedule_of(on.people.party, on.people.today), at=now(), today=on.people.today)

        assert made.startswith(b"%PDF-")
        assert b"pdfuaid" in made
        words = said(evaluation, on)
        assert words["rule"] == "Årsmøtet evaluerer ordningen etter: Uttalelsen, punkt 6."
        assert words["draft"] == ""
        assert words["rows"][0] == ["Fagnettverk for klima", "1", "20", "20", "0", "0", "0", "500\N{NO-BREAK SPACE}kr"]

    def test_what_members_wrote_in_the_survey_is_not_in_it_and_averages_are(self, on):
        evaluation = opened(on)
        persons = joined(on.climate, *[1980] * 5)
        survey = services.open_survey(
            evaluation=evaluation,
            questions=["worth", "better"],
            closes_on=on.people.today + timedelta(days=5),
            by=on.officer,
            at=now(),
        )
        box = survey.boxes.get(network=on.climate)
        for person in persons:
            services.answer_survey(box=box, answer={"worth": "5", "better": "Hemmelig"}, person=person, at=now())
        services.close_survey(survey=survey, by=on.officer, at=now())

        words = said(evaluation, on)

        assert words["draft"] == "Utkast"
        assert words["networks"][0]["survey"] == [["Møtene er verdt tida jeg bruker på dem", "5,0", "5 svar"]]
        assert "Hemmelig" not in json.dumps(words)

    def test_the_board_gets_it_from_the_page(self, on):
        opened(on)

        answer = on.people.sign_in(Client(), "board member").get("/nettverk/evaluering/rapport.pdf")

        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def decided(on, word=Word.GO_ON, **more):
    start = {"meeting_on": on.people.today - timedelta(days=1), "case_number": "7/27"}
    return Decided(word, **{**start, **more})


class TestTheVerdict:
    @pytest.fixture
    def evaluation(self, on):
        return reported(on, days=-1)

    def record(self, on, evaluation, network, **more):
        return services.record_verdict(
            evaluation=evaluation, network=network, decided=decided(on, **more), by=on.officer, at=now()
        )

    def test_with_all_recorded_the_task_is_done(self, on, evaluation):
        self.record(on, evaluation, on.climate)
        self.record(on, evaluation, on.senior, word=Word.CHANGE, text="Møter om dagen")
        assert state_of(evaluation.verdict_key) == "new"

        self.record(on, evaluation, None)

        assert state_of(evaluation.verdict_key) == "done"
        page = on.people.sign_in(Client(), "board member").get("/nettverk/evaluering/").context["page"]
        assert (page.verdict.word, [row.verdict for row in page.comparison.rows]) == (
            "Fortsetter",
            ["Fortsetter", "Endres"],
        )

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"word": Word.CHANGE}, "text"),
            ({"case_number": " "}, "case_number"),
            ({"meeting_on": date(2019, 3, 1)}, "meeting_on"),
        ],
    )
    def test_what_is_missing_is_asked_for(self, on, evaluation, more, field):
        with pytest.raises(RuleViolation) as refused:
            self.record(on, evaluation, on.climate, **more)
        assert refused.value.field == field
        assert not Verdict.objects.exists()

    def test_before_the_meeting_nothing_is_recorded(self, on):
        evaluation = reported(on)
        with pytest.raises(RuleViolation, match="ikke holdt ennå"):
            self.record(on, evaluation, None, meeting_on=on.people.today + timedelta(days=1))

    def test_another_day_than_the_annual_meeting_was_held_on_is_refused(self, on, evaluation):
        with pytest.raises(RuleViolation, match="Skriv den dagen, eller sett riktig dag") as refused:
            self.record(on, evaluation, None, meeting_on=on.people.today - timedelta(days=2))
        assert refused.value.field == "meeting_on"

    def test_without_a_report_nothing_is_recorded(self, on):
        evaluation = opened(on, days=-1)
        with pytest.raises(RuleViolation, match="Gjør rapporten ferdig"):
            self.record(on, evaluation, None)

    def test_a_correction_is_added_with_what_was_wrong_and_the_first_still_stands(self, on, evaluation):
        self.record(on, evaluation, on.climate, word=Word.END)
        with pytest.raises(RuleViolation) as refused:
            self.record(on, evaluation, on.climate)
        assert refused.value.field == "correction"
        client = on.people.sign_in(Client(), "secretary")
        meeting = on.people.today - timedelta(days=1)

        sent = client.post(
            "/nettverk/evaluering/om/klima/vedtak/",
            {
                "word": "go_on",
                "meeting_on": f"{meeting:%d.%m.%Y}",
                "case_number": "7/27",
                "correction": "Ført på feil nettverk",
            },
            follow=True,
        )

        text = sent.content.decode()
        assert "Ført på feil nettverk" in text
        assert "Sto før:" in text
        assert list(Verdict.objects.order_by("pk").values_list("word", flat=True)) == ["end", "go_on"]

    def test_the_database_lets_no_verdict_be_changed(self, on, evaluation):
        verdict = self.record(on, evaluation, on.climate)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Verdict.objects.filter(pk=verdict.pk).update(word="end")
        assert Verdict.objects.filter(pk=verdict.pk).update(recorded_by=None) == 1
