"""What the report of an activity asks, and what the numbers come to in a year."""

import pytest
import time_machine
from django.utils.timezone import now

from lokallag.core.stale import StalePage
from lokallag.playbook import services
from lokallag.playbook.models import ActivityKind, PlannedActivity
from tests.cast import cast
from tests.playbook.stage import AT, library, take

pytestmark = pytest.mark.django_db
AFTER = AT.replace(year=2027, month=12)


@pytest.fixture
def people():
    with time_machine.travel(AT, tick=False):
        library()
        yield cast()


def kind_that_asks(*names):
    kind = ActivityKind.objects.get(key="mote-med-lokale-lag")
    kind.report = [*names, "how", "tip"]
    kind.save()
    return kind


def report(client, activity, **given):
    form = {"how": "Fint", "seen": activity.fingerprint, **given}
    return client.post(f"/arshjul/aktivitet/{activity.pk}/rapport/", form)


def test_the_form_asks_what_the_kind_says(client, people):
    kind_that_asks("new_members", "leaflets", "cost")
    activity = take(people, people.haslum, "mote-med-lokale-lag", 2026)
    people.sign_in(client, "branch leader")

    fields = client.get(f"/arshjul/aktivitet/{activity.pk}/").context["page"].report_form.fields

    assert list(fields) == ["seen", "how", "new_members", "leaflets", "cost", "tip"]
    assert not any(fields[name].required for name in ("new_members", "leaflets", "cost"))


def test_the_numbers_stand_in_the_report_and_none_is_not_nothing(client, people):
    kind_that_asks("attended", "new_members", "contacts", "leaflets", "cost")
    activity = take(people, people.haslum, "mote-med-lokale-lag", 2026)
    people.sign_in(client, "branch leader")

    report(client, activity, attended="24", new_members="1", contacts="0", cost="12400")

    shown = client.get(f"/arshjul/aktivitet/{activity.pk}/").context["page"].report
    assert shown.numbers == ("24 kom", "1 nytt medlem", "0 nye kontakter", "12\u00a0400 kroner")
    activity.refresh_from_db()
    assert activity.leaflets is None


@pytest.mark.parametrize("wrong", ["-3", "mange", "10000001", "2,5"])
def test_a_wrong_number_comes_back_with_the_rest(client, people, wrong):
    kind_that_asks("leaflets")
    activity = take(people, people.haslum, "mote-med-lokale-lag", 2026)
    people.sign_in(client, "branch leader")

    response = report(client, activity, leaflets=wrong, tip="Ring tidlig")

    assert response.status_code == 422
    assert f'value="{wrong}"' in response.content.decode()
    assert "Ring tidlig" in response.content.decode()
    assert PlannedActivity.objects.get().state == "planned"


def test_numbers_that_are_not_asked_for_are_not_taken(client, people):
    kind_that_asks("attended")
    activity = take(people, people.haslum, "mote-med-lokale-lag", 2026)
    people.sign_in(client, "branch leader")

    report(client, activity, cost="500", attended="3")

    activity.refresh_from_db()
    assert (activity.attended, activity.cost) == (3, None)


def test_a_report_is_corrected_and_stays_its_writers(client, people):
    activity = take(people, people.haslum, "mote-med-lokale-lag", 2026)
    leader = people["branch leader"]
    services.report_activity(activity=activity, attended=42, how="Fint", tip="", by=leader, at=AT)
    people.sign_in(client, "branch leader")
    activity.refresh_from_db()

    response = report(client, activity, attended="24")

    assert response.status_code == 302
    activity.refresh_from_db()
    assert (activity.attended, activity.reported_by, activity.reported_at, activity.state) == (24, leader, AT, "done")


def test_of_two_who_correct_it_the_second_is_told(people):
    activity = take(people, people.haslum, "mote-med-lokale-lag", 2026)
    leader = people["branch leader"]
    first = services.report_activity(activity=activity, attended=42, how="Fint", tip="", by=leader, at=AT)
    seen = first.fingerprint
    services.report_activity(activity=first, attended=24, how="Fint", tip="", by=leader, at=now(), seen=seen)

    with pytest.raises(StalePage):
        services.report_activity(activity=first, attended=7, how="Fint", tip="", by=leader, at=now(), seen=seen)


class TestSums:
    @pytest.fixture
    def reported(self, people):
        leader = people["branch leader"]
        for key, year, numbers in (
            ("mote-med-lokale-lag", 2027, {"attended": 24, "contacts": 5}),
            ("arsmote-avdeling", 2027, {"attended": 900, "new_members": 2, "leaflets": 0}),
            ("arsmote-avdeling", 2026, {"attended": 33}),
        ):
            activity = take(people, people.haslum, key, year)
            services.report_activity(
                activity=activity, how="Fint", tip="", by=leader, at=AFTER, **{"attended": None, **numbers}
            )
        activity = take(people, people.sandvika, "arsmote-avdeling")
        services.report_activity(activity=activity, how="Fint", tip="", by=leader, at=AFTER, attended=100)
        return people

    def test_a_units_plan_sums_its_own_of_the_year(self, client, reported):
        reported.sign_in(client, "branch leader")

        page = client.get("/arshjul/haslum/plan/?ar=2027").context["page"]

        assert page.sums == ("924 kom", "2 nye medlemmer", "5 nye kontakter")

    def test_the_boards_overview_sums_all_and_each(self, client, reported):
        reported.sign_in(client, "board member")

        page = client.get("/arshjul/oversikt/?ar=2027").context["page"]

        assert page.sums == ("1\u00a0024 kom", "2 nye medlemmer", "5 nye kontakter")
        assert {row.name: row.sums for row in page.rows if row.sums} == {
            "Haslum": "924 kom · 2 nye medlemmer · 5 nye kontakter",
            "Sandvika": "100 kom",
        }

    def test_a_year_without_reports_says_nothing(self, client, people):
        people.sign_in(client, "board member")

        assert client.get("/arshjul/oversikt/?ar=2027").context["page"].sums == ()
