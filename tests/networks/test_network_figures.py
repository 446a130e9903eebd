"""Figures of networks by themselves: meetings, attendance, newcomers, ages, cost, and years from before."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from lokallag.core.errors import RuleViolation
from lokallag.networks import services
from lokallag.networks.domain.figures import YearCount
from lokallag.networks.models import Baseline
from lokallag.networks.queries.network_figures import figures, period_until
from lokallag.organisation.domain.rulebook import read_rules
from tests.factories import MembershipFactory, NetworkFactory, PersonFactory
from tests.networks.evaluation_stage import Stage, held, joined, opened, stage

pytestmark = pytest.mark.django_db
RULES = read_rules({}, version=0)


@pytest.fixture
def on() -> Stage:
    return stage()


def count(*networks):
    return figures([network.pk for network in networks], period_until(now()), RULES)


class TestWhatIsCounted:
    def test_meetings_and_attendance_by_report_else_by_list_and_drop_ins(self, on):
        persons = tuple(PersonFactory() for _ in range(3))
        held(on.climate, days_ago=40, came=persons, drop_ins=2)
        held(on.climate, days_ago=20, came=persons[:1], attended=12, cost=900)
        held(on.climate, days_ago=900, attended=50)  # before the two years
        held(on.senior, days_ago=10, attended=7, cost=100)

        found = count(on.climate, on.senior)

        climate, senior = found.networks[on.climate.pk], found.networks[on.senior.pk]
        assert (climate.meetings, climate.attendance, climate.cost, climate.costed) == (2, 17, 900, 1)
        assert (senior.meetings, senior.attendance, senior.cost) == (1, 7, 100)

    def test_what_is_called_off_drafted_or_ahead_is_no_meeting(self, on):
        for state, days_ago in (("cancelled", 5), ("draft", 5), ("published", -5)):
            event = held(on.climate, days_ago=days_ago)
            type(event).objects.filter(pk=event.pk).update(
                state=state, cancel_reason="x" if state == "cancelled" else "", cancelled_at=now()
            )

        assert count(on.climate).networks[on.climate.pk].meetings == 0

    def test_a_meeting_of_two_networks_is_of_both_and_once_in_the_sum(self, on):
        held(on.climate, attended=10, also=(on.senior,))

        found = count(on.climate, on.senior)

        assert [found.networks[network.pk].attendance for network in (on.climate, on.senior)] == [10, 10]
        assert (found.total.meetings, found.total.attendance) == (1, 10)

    def test_first_timers_and_new_active_members(self, on):
        old, new, once, guest = (PersonFactory() for _ in range(4))
        for person in (old, new, once):
            MembershipFactory(person=person)
        held(on.senior, days_ago=800, came=(old,))
        held(on.climate, days_ago=60, came=(old, new, guest))
        held(on.climate, days_ago=30, came=(old, new, once, guest))

        climate = count(on.climate).networks[on.climate.pk]

        assert climate.first_timers == 3  # not the one who had been with the seniors
        assert climate.new_active == 1  # a member who came again; the guest is none, and one has come once

    def test_names_that_have_become_counts_are_still_first_timers(self, on):
        event = held(on.climate)
        event.tally.__class__.objects.filter(pk=event.pk).update(gone_arrived=9, gone_first_timers=4)

        climate = count(on.climate).networks[on.climate.pk]

        assert (climate.attendance, climate.first_timers) == (9, 4)

    def test_ages_are_those_of_who_joined_with_the_unknown_last(self, on):
        year = localdate().year
        joined(on.climate, year - 25, year - 35, year - 36, year - 70, None)

        found = count(on.climate)

        ages = dict(zip([band.key for band in found.bands], found.networks[on.climate.pk].ages, strict=False))
        assert ages == {"0-17": 0, "18-29": 1, "30-40": 2, "41-59": 0, "60-": 1}
        assert found.networks[on.climate.pk].ages[-1] == 1

    def test_years_from_before_stand_before_those_counted_here(self, on):
        held(on.climate, attended=8)
        year = (now() - timedelta(days=30)).year
        services.enter_baseline(
            network=on.climate,
            year=2021,
            meetings=6,
            attendance=80,
            source="Årsmeldingen",
            by=on.officer,
            at=now(),
        )

        assert count(on.climate).networks[on.climate.pk].years == (
            YearCount(2021, 6, 80, is_baseline=True),
            YearCount(year, 1, 8),
        )

    @pytest.mark.parametrize("more", [1, 3])
    def test_the_number_of_queries_does_not_grow(self, on, more):
        for _number in range(more):
            network = NetworkFactory()
            held(network, came=(PersonFactory(),), attended=3, cost=1)
            joined(network, 1980)
        networks = [on.climate, *type(on.climate).objects.exclude(pk__in=[on.climate.pk, on.senior.pk])]

        with CaptureQueriesContext(connection) as queries:
            count(*networks)

        assert len(queries) == 5


class TestBaseline:
    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"year": localdate().year}, "year"),
            ({"source": " "}, "source"),
            ({"meetings": 0, "attendance": 5}, "meetings"),
        ],
    )
    def test_what_cannot_be_is_told_at_its_field(self, on, said, field):
        start = {"year": 2022, "meetings": 6, "attendance": 80, "source": "Årsmeldingen"}
        with pytest.raises(RuleViolation) as refused:
            services.enter_baseline(network=on.climate, **{**start, **said}, by=on.officer, at=now())
        assert refused.value.field == field
        assert not Baseline.objects.exists()

    def test_the_board_enters_a_year_corrects_it_and_marks_a_trial(self, on):
        client = on.people.sign_in(Client(), "secretary")
        path = "/nettverk/evaluering/om/senior/tidligere/"
        year = {"year": "2024", "meetings": "8", "attendance": "120", "source": "Årsmeldingen 2024"}

        wrong = client.post(path, {**year, "meetings": "mange"})
        client.post(path, year)
        client.post(path, {**year, "attendance": "124"})
        client.post(path, {"forsok": "ja"})

        assert wrong.status_code == 422
        assert "Årsmeldingen 2024" in wrong.content.decode()
        assert [(row.year, row.attendance) for row in Baseline.objects.all()] == [(2024, 124)]
        on.senior.refresh_from_db()
        assert on.senior.is_trial
        page = client.get("/nettverk/evaluering/om/senior/").content.decode()
        assert "ført av styret" in page
        assert "Forsøk" in page


class TestThePage:
    def test_few_persons_are_not_shown_anywhere(self, on):
        joined(on.climate, *[1980] * 7, 1955, 1956)
        held(on.climate, came=tuple(PersonFactory() for _ in range(3)))
        opened(on)
        client = on.people.sign_in(Client(), "board member")

        page = client.get("/nettverk/evaluering/").context["page"]

        row = next(row for row in page.comparison.rows if row.name == "Fagnettverk for klima")
        assert (row.first_timers, row.joined) == ("skjult", "9")
        shown = {part.label: part.persons for part in row.ages}
        assert shown["60 år og eldre"] == "skjult"
        assert shown["41–59 år"] == "skjult"  # seven, hidden because the sum would tell the two

    def test_without_networks_it_says_so(self, on):
        type(on.climate).objects.update(state="ended")

        answer = on.people.sign_in(Client(), "board member").get("/nettverk/evaluering/")

        assert "Ingen nettverk å evaluere" in answer.content.decode()

    @pytest.mark.parametrize("more", [1, 3])
    def test_the_page_takes_a_constant_number_of_queries(self, on, more):
        for number in range(more):
            network = NetworkFactory(unit__name=f"Nettverk {number}")
            held(network, came=(PersonFactory(),), attended=3)
        opened(on)
        client = on.people.sign_in(Client(), "secretary")
        client.get("/nettverk/evaluering/")

        with CaptureQueriesContext(connection) as queries:
            client.get("/nettverk/evaluering/")

        assert len(queries) <= 24, [query["sql"][:90] for query in queries]
        _counted.setdefault("page", len(queries))
        assert len(queries) == _counted["page"]


_counted: dict[str, int] = {}
