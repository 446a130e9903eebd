"""An event made from an activity of the plan: filled in, with its tasks, on one day with it; both find each other."""

from datetime import date, time, timedelta

import pytest
import time_machine

from lokallag.calendar.domain.local import in_oslo
from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.events import services as events
from lokallag.events.domain.times import wall
from lokallag.events.models import Event, Kind
from lokallag.followup.models import Commitment
from lokallag.organisation.models import Anchor
from lokallag.playbook import services
from lokallag.playbook.domain.lifecycle import State
from lokallag.playbook.models import ActivityKind, PlannedActivity
from tests.cast import cast
from tests.playbook.stage import AT, MEETING, library, set_day, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with time_machine.travel(AT, tick=False):
        library()
        found = cast()
        set_day(found, found.party, MEETING)
        yield found


@pytest.fixture
def hanne(client, people):
    return people.sign_in(client, "branch leader")


@pytest.fixture
def meeting(people) -> PlannedActivity:
    return take(people, people.haslum, "mote-med-lokale-lag")


def form_in(page) -> dict[str, object]:
    """Return what a browser would send of the form as it was shown."""
    form = page.context["page"].form
    found = {}
    for field in form:
        value = field.value()
        shown = field.field.widget.format_value(value) if hasattr(field.field.widget, "format_value") else value
        if value not in (None, False, ""):
            found[field.html_name] = shown[0] if isinstance(shown, list) else shown or value
    return found | ({"has_signup": "on"} if form["has_signup"].value() else {})


def make(hanne, activity, **changed):
    """Follow the button on the activity's page, and send the form as it is filled in."""
    url = hanne.get(f"/arshjul/aktivitet/{activity.pk}/").context["page"].make_url
    page = hanne.get(url)
    response = hanne.post(url, {**form_in(page), "place_name": "Frivilligsentralen", **changed})
    assert response.status_code == 302, response.context["page"].form.errors
    return Event.objects.order_by("-pk").first()


def test_day_time_invitation_and_report_are_filled_in(hanne, people, meeting):
    event = make(hanne, meeting)

    kind = meeting.kind
    assert (event.title, event.description.replace("\r\n", "\n")) == (kind.name, kind.invitation)
    assert (event.kind, event.day, in_oslo(event.starts_at).time()) == (
        Kind.MEMBERS_MEETING,
        date(2027, 10, 27),
        time(18, 30),
    )
    assert (event.materials, event.report) == (kind.materials, kind.report)
    assert (event.source_label, event.source_url) == (kind.name, f"/arshjul/aktivitet/{meeting.pk}/")


def test_the_activity_is_confirmed_and_its_tasks_belong_to_the_event(hanne, people, meeting):
    event = make(hanne, meeting)

    meeting.refresh_from_db()
    assert meeting.state == State.CONFIRMED
    tasks = {row.commitment.title: row.before for row in event.tasks.select_related("commitment")}
    assert tasks == {task["name"]: task["before"] for task in meeting.kind.tasks}
    page = hanne.get(f"/arrangementer/{event.slug}/vert/").context["page"]
    assert {row.title for row in page.tasks} == set(tasks)
    assert page.materials == tuple(meeting.kind.materials)


def test_another_day_in_the_form_moves_the_activity(hanne, people, meeting):
    event = make(hanne, meeting, day="03.11.2027")

    meeting.refresh_from_db()
    assert (event.day, meeting.manual_day) == (date(2027, 11, 3), date(2027, 11, 3))
    first = Commitment.objects.get(title="Ringe lagene og avtale tid")
    assert first.due_on == date(2027, 11, 3) - timedelta(days=35)


def test_moving_the_event_moves_activity_and_tasks(hanne, people, meeting):
    event = make(hanne, meeting)
    events.publish_event(event=event, by=people["branch leader"], at=AT)
    day = date(2027, 11, 9)

    events.move_event(
        event=event,
        starts_at=wall(day, time(19)),
        ends_at=wall(day, time(21)),
        by=people["branch leader"],
        at=AT,
    )

    page = hanne.get(f"/arshjul/aktivitet/{meeting.pk}/").context["page"]
    assert page.when == "tirsdag 9. november 2027"
    assert [(line.title, line.when) for line in page.events] == [(event.title, "tirsdag 9. november 2027")]
    assert Commitment.objects.get(title="Ringe lagene og avtale tid").due_on == day - timedelta(days=35)


def test_an_activity_with_an_event_is_moved_by_its_event_and_not_skipped(hanne, people, meeting):
    make(hanne, meeting)

    page = hanne.get(f"/arshjul/aktivitet/{meeting.pk}/").context["page"]
    assert page.move_form is None
    with pytest.raises(RuleViolation, match="Flytt det i stedet"):
        services.move_activity(activity=meeting, day=date(2027, 9, 1), by=people["branch leader"], at=AT)
    with pytest.raises(RuleViolation, match="Avlys det eller slett utkastet først"):
        services.skip_activity(activity=meeting, reason="Ingen tid", by=people["branch leader"], at=AT)


def test_a_second_event_leaves_the_day_and_the_tasks_with_the_first(hanne, people, meeting):
    first = make(hanne, meeting)
    second = make(hanne, meeting, day="10.11.2027")

    meeting.refresh_from_db()
    assert meeting.manual_day is None
    assert (first.tasks.count(), second.tasks.count()) == (len(meeting.kind.tasks), 0)


def test_a_draft_thrown_away_leaves_the_tasks_to_the_activity(hanne, people, meeting):
    event = make(hanne, meeting)

    hanne.post(f"/arrangementer/{event.slug}/slett/")

    assert set(Commitment.objects.values_list("state", flat=True)) <= {"new", "assigned"}
    assert make(hanne, meeting).tasks.count() == len(meeting.kind.tasks)


def test_the_annual_meeting_of_the_branch_takes_its_set_day_along(hanne, people):
    set_day(people, people.haslum, date(2027, 2, 9))
    key = next(
        kind.key
        for kind in ActivityKind.objects.all()
        if kind.rule.get("event") == "annual_meeting" and kind.rule.get("amount") == 0 and "branch" in kind.units
    )
    activity = take(people, people.haslum, key)

    event = make(hanne, activity, day="16.02.2027")

    assert event.kind == Kind.ANNUAL_MEETING
    assert Anchor.objects.get(unit=people.haslum).day == date(2027, 2, 16)


@pytest.mark.parametrize("wrong", ["playbook.activity:0", "playbook.activity:x", "noe.annet:1", "playbook.activity:"])
def test_a_source_that_is_not_there_is_not_found(hanne, people, wrong):
    assert hanne.get("/arrangementer/ny/haslum/", {"fra": wrong}).status_code == 404


def test_an_activity_of_another_unit_is_not_found(hanne, people):
    other = take(people, people.sandvika, "mote-med-lokale-lag")

    assert hanne.get("/arrangementer/ny/haslum/", {"fra": f"playbook.activity:{other.pk}"}).status_code == 404


@pytest.mark.parametrize(
    ("who", "sees"), [("branch leader", True), ("board leader", False), ("neighbour leader", False)]
)
def test_the_button_is_for_those_who_lead_the_unit(client, people, meeting, who, sees):
    response = people.sign_in(client, who).get(f"/arshjul/aktivitet/{meeting.pk}/")

    assert (response.status_code == 200 and response.context["page"].make_url != "") is sees


class TestCalledOff:
    def cancelled(self, people, event: Event) -> PlannedActivity:
        later = AT + timedelta(days=1)
        events.publish_event(event=event, by=people["branch leader"], at=later)
        events.cancel_event(event=event, reason="Ingen lokale.", by=people["branch leader"], at=later)
        return PlannedActivity.objects.get(pk=int(event.source_key.partition(":")[2]))

    def test_the_activity_is_planned_again_and_a_new_event_brings_its_tasks_anew(self, hanne, people, meeting):
        first = make(hanne, meeting)
        before = first.tasks.count()

        activity = self.cancelled(people, first)

        assert State(activity.state) is State.PLANNED
        row = Change.objects.filter(act="playbook.edit_plan", target_id=str(activity.pk)).order_by("-pk")[0]
        assert row.details == {"state": "planned", "event_cancelled": True}
        assert set(first.tasks.values_list("commitment__state", flat=True)) == {"superseded"}
        second = make(hanne, meeting)
        activity.refresh_from_db()
        assert State(activity.state) is State.CONFIRMED
        assert [task.commitment.state for task in second.tasks.all()].count("superseded") == 0
        assert second.tasks.count() == before > 0

    def test_while_another_event_of_it_comes_it_stays_confirmed(self, hanne, people, meeting):
        first = make(hanne, meeting)
        make(hanne, meeting)

        assert State(self.cancelled(people, first).state) is State.CONFIRMED

    def test_what_is_confirmed_is_not_taken_up_as_if_it_were_skipped(self, hanne, people, meeting):
        make(hanne, meeting)

        with pytest.raises(RuleViolation, match="kan ikke gå dit"):
            services.take_up_again(activity=meeting, by=people["branch leader"], at=AT)
