"""The case comes to the board by itself half a year before, follows the meeting, and says what to do if it cannot."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from lokallag.followup.models import Commitment
from lokallag.networks import jobs, services
from lokallag.networks.domain.evaluating import Meeting, Standing, due_on, months_before, opens_on, standing
from lokallag.networks.models import Evaluation
from lokallag.organisation.models import Anchor, Rule, RuleSet
from tests.networks.evaluation_stage import opened, reported, set_meeting, set_rule, stage

TODAY = date(2026, 11, 29)
AT = datetime(2026, 11, 29, 6, 0, tzinfo=UTC)
MARCH = Meeting(2027, date(2027, 3, 31), date(2027, 3, 13))


class TestTheDays:
    def test_half_a_year_before_the_31st_is_the_last_of_a_shorter_month(self):
        assert months_before(date(2027, 8, 31), 6) == date(2027, 2, 28)
        assert months_before(date(2027, 3, 13), 6) == date(2026, 9, 13)
        assert opens_on(Meeting(2027, date(2027, 3, 31)), months=6) == date(2026, 9, 30)

    @pytest.mark.parametrize(
        ("meeting", "today", "expected"),
        [
            (MARCH, date(2026, 9, 12), Standing.FAR),
            (MARCH, date(2026, 9, 13), Standing.NEAR),
            (MARCH, date(2027, 3, 13), Standing.NEAR),
            (MARCH, date(2027, 3, 14), Standing.PASSED),
            (Meeting(2027, date(2027, 3, 31)), date(2026, 12, 1), Standing.NO_DAY),
            (Meeting(2027, date(2027, 3, 31)), date(2027, 4, 1), Standing.PASSED),
            (None, TODAY, Standing.UNREADABLE),
        ],
    )
    def test_how_it_stands(self, meeting, today, expected):
        assert standing(meeting, is_written=True, months=6, today=today) is expected

    def test_no_rule_is_said_apart_from_one_that_cannot_be_read(self):
        assert standing(None, is_written=False, months=6, today=TODAY) is Standing.NO_RULE

    def test_the_report_is_due_when_papers_go_out_and_never_in_the_past(self):
        assert due_on(MARCH, papers_days=7, today=TODAY) == date(2027, 3, 6)
        assert due_on(MARCH, papers_days=7, today=date(2027, 3, 20)) == date(2027, 3, 20)


def tasks(prefix):
    rows = Commitment.objects.filter(source_key__startswith=prefix).order_by("unit__slug")
    return [(row.unit.slug, row.due_on, row.state) for row in rows]


@pytest.mark.django_db
class TestByItself:
    @pytest.fixture
    def on(self):
        with time_machine.travel(AT, tick=False):
            found = stage()
            set_rule(found.people, "årsmøtet 2027")
            yield found

    def test_the_day_has_come_and_the_board_and_the_steering_groups_get_their_tasks_once(self, on):
        set_meeting(on.people, date(2027, 3, 13))

        for _time in range(2):
            jobs.evaluate(timestamp=int(AT.timestamp()))

        [evaluation] = Evaluation.objects.all()
        assert (evaluation.year, evaluation.counted_from, evaluation.unit) == (2027, date(2027, 3, 13), on.people.party)
        assert tasks("networks.evaluation") == [(on.people.party.slug, date(2027, 3, 6), "new")]
        assert tasks("networks.own_view") == [("klima", date(2027, 2, 13), "new"), ("senior", date(2027, 2, 13), "new")]
        commitment = Commitment.objects.get(source_key=evaluation.source_key)
        assert (commitment.title, commitment.source_url) == (
            "Evaluer fagnettverkene før årsmøtet 2027",
            "/nettverk/evaluering/",
        )
        assert "Uttalelsen, punkt 6" in commitment.details

    def test_before_its_day_nothing_comes(self, on):
        set_meeting(on.people, date(2027, 6, 13))

        assert services.watch(at=AT) is None
        assert not Evaluation.objects.exists()

    def test_without_a_day_it_is_counted_from_the_last_day_that_the_rules_allow(self, on):
        evaluation = services.watch(at=AT)

        assert evaluation is not None
        assert evaluation.counted_from == date(2027, 3, 31)

    def test_a_meeting_that_moves_takes_the_deadlines_along(self, on):
        set_meeting(on.people, date(2027, 3, 13))
        services.watch(at=AT)

        set_meeting(on.people, date(2027, 3, 27))
        services.watch(at=AT)
        services.watch(at=AT)

        assert Evaluation.objects.get().counted_from == date(2027, 3, 27)
        assert tasks("networks.evaluation") == [(on.people.party.slug, date(2027, 3, 20), "new")]
        assert tasks("networks.own_view")[0] == ("klima", date(2027, 2, 27), "new")

    def test_another_year_in_the_rules_takes_the_evaluation_along(self, on):
        set_meeting(on.people, date(2027, 3, 13))
        services.watch(at=AT)

        set_rule(on.people, "2028")
        services.watch(at=AT)

        assert [(row.year, row.counted_from) for row in Evaluation.objects.all()] == [(2028, date(2028, 3, 31))]

    def test_after_a_finished_report_the_next_meeting_gets_an_evaluation_of_its_own(self, on):
        evaluation = reported(on, days=100)

        set_rule(on.people, "2028", network_evaluation_months="24")
        services.watch(at=AT)

        assert list(Evaluation.objects.order_by("year").values_list("year", flat=True)) == [evaluation.year, 2028]

    def test_moved_to_a_day_that_has_passed_the_report_is_due_today(self, on):
        set_rule(on.people, "2026")
        set_meeting(on.people, date(2026, 12, 20))
        services.watch(at=AT)

        set_meeting(on.people, date(2026, 11, 20))
        services.watch(at=AT)

        assert tasks("networks.evaluation") == [(on.people.party.slug, TODAY, "new")]


@pytest.mark.django_db
class TestThePageSaysWhatToDo:
    @pytest.fixture
    def on(self):
        with time_machine.travel(AT, tick=False):
            yield stage()

    def read(self, on, who="secretary"):
        answer = on.people.sign_in(Client(), who).get("/nettverk/evaluering/")
        assert answer.status_code == 200
        return answer.context["page"].advice

    def test_without_a_rule(self, on):
        told = self.read(on)

        assert (told.title, [url for _label, url in told.actions]) == (
            "Ingen frist er satt",
            ["/organisasjon/regler/rediger/"],
        )
        assert self.read(on, "board member").actions == ()

    def test_with_a_rule_that_cannot_be_read(self, on):
        version = RuleSet.objects.create(  # as one from before holds it: today's form would not take it
            unit=on.people.party, version=1, valid_from=on.people.today, decision="Årsmøtet", written_at=AT
        )
        Rule.objects.create(rule_set=version, key="network_evaluation", value="etter valget")
        told = self.read(on)

        assert told.title == "Vi kan ikke lese hvilket møte det gjelder"
        assert "«etter valget»" in told.text

    def test_without_a_day(self, on):
        set_rule(on.people, "2027")
        told = self.read(on)

        assert told.title == "Møtet har ingen dag ennå"
        assert "31. mars 2027" in told.text
        assert [url for _label, url in told.actions] == [
            f"/arshjul/faste-dager/{on.people.party.slug}/annual_meeting/2027/"
        ]

    def test_moved_to_a_day_that_has_passed_before_the_report_is_finished(self, on):
        evaluation = opened(on, days=20)
        set_meeting(on.people, date(evaluation.year, 11, 20))
        told = self.read(on)

        assert told.title == "Møtet er flyttet til en dag som er passert"
        assert "rapporten er ikke ferdig" in told.text
        assert [label for label, _url in told.actions] == [
            "Sett dagen for årsmøtet 2026",
            "Endre hvilket årsmøte det gjelder",
        ]

    def test_moved_to_a_day_that_has_passed_after_the_report_is_finished(self, on):
        reported(on, days=20)
        set_meeting(on.people, date(2026, 11, 20))
        told = self.read(on)

        assert told.title == "Møtet er flyttet til en dag som er passert"
        assert "fører dere vedtakene under" in told.text

    def test_a_day_that_came_is_not_called_moved(self, on):
        reported(on, days=20)
        Anchor.objects.update(day=date(2026, 11, 28), previous_day=None)

        assert self.read(on).title == "Møtets dag er passert"

    def test_the_board_may_begin_before(self, on):
        set_rule(on.people, "2028")
        client = on.people.sign_in(Client(), "secretary")

        answer = client.post("/nettverk/evaluering/start/", follow=True)

        assert "Evalueringen er i gang" in answer.content.decode()
        assert Evaluation.objects.get().year == 2028
