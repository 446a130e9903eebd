"""The report of an event lands in the plan it was made from, and its tip in the queue of the run book."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.events.models import Event
from lokallag.events.services import write_report
from lokallag.playbook.models import PlannedActivity, Tip
from lokallag.playbook.services import add_activity
from tests.cast import Cast, cast
from tests.events.signups_stage import event_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def held(people: Cast, activity: PlannedActivity | None = None, **facts) -> Event:
    event = event_of(people, **facts)
    Event.objects.filter(pk=event.pk).update(
        starts_at=now() - timedelta(days=1),
        ends_at=now() - timedelta(hours=22),
        source_key="" if activity is None else f"playbook.activity:{activity.pk}",
        report=["attended", "how", "tip", "new_members"],
    )
    event.refresh_from_db()
    return event


def planned(people: Cast) -> PlannedActivity:
    return add_activity(
        unit=people.haslum,
        year=people.today.year,
        title="Folkemøte",
        ring="meeting",
        day=people.today,
        by=people["branch leader"],
        at=now(),
    )


def test_it_closes_the_activity_and_leaves_the_tip(people):
    activity, leader = planned(people), people["branch leader"]

    write_report(
        event=held(people, activity),
        attended=14,
        how="Fullt hus",
        tip="Vafler trekker folk",
        cost=450,
        further={"new_members": "2"},
        by=leader,
        at=now(),
    )

    activity.refresh_from_db()
    assert (activity.state, activity.attended, activity.how, activity.cost, activity.new_members) == (
        "done",
        14,
        "Fullt hus",
        450,
        2,
    )
    assert activity.reported_by == leader
    [tip] = Tip.objects.all()
    assert (tip.text, tip.state, tip.unit, tip.left_by) == ("Vafler trekker folk", "waiting", people.haslum, leader)


def test_an_event_made_from_scratch_leaves_its_tip(people):
    event = held(people)

    write_report(event=event, attended=3, how="Fint", tip="Begynn presis", by=people["branch leader"], at=now())

    [tip] = Tip.objects.all()
    assert (tip.text, tip.source_label, tip.source_url) == (
        "Begynn presis",
        event.title,
        f"/arrangementer/{event.slug}/",
    )


def test_a_report_without_a_tip_leaves_none(people):
    write_report(event=held(people), attended=3, how="Fint", by=people["branch leader"], at=now())

    assert Tip.objects.count() == 0


def test_an_activity_with_another_event_ahead_stays_open(people):
    activity = planned(people)
    first = held(people, activity)
    ahead = event_of(people, title="Neste gang")
    Event.objects.filter(pk=ahead.pk).update(source_key=f"playbook.activity:{activity.pk}")

    write_report(event=first, attended=3, how="Fint", tip="Mer kaffe", by=people["branch leader"], at=now())

    activity.refresh_from_db()
    assert (activity.state, Tip.objects.count()) == ("planned", 1)


def test_an_activity_that_is_closed_keeps_its_own_report(people):
    activity, leader = planned(people), people["branch leader"]
    write_report(event=held(people, activity), attended=3, how="Først", tip="En", by=leader, at=now())

    write_report(event=held(people, activity, title="Igjen"), attended=9, how="Så", tip="To", by=leader, at=now())

    activity.refresh_from_db()
    assert (activity.how, activity.attended) == ("Først", 3)
    assert set(Tip.objects.values_list("text", flat=True)) == {"En", "To"}
