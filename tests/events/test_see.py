"""Who sees which event: a list and a single one say the same, and what one may not see is not there."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from lokallag.core.permissions import may
from lokallag.events.domain.audience import Audience, fits_age
from lokallag.events.models import Event, EventCoordinator
from lokallag.events.rules import visible_to
from lokallag.organisation.models import Title
from tests.cast import EVERYONE, cast
from tests.events.stage import announced, draft, held_with_sandvika

pytestmark = pytest.mark.django_db
LEADERS = {"branch leader", "neighbour leader"}
BOARD = {"board leader", "secretary", "board member"}
OFFICERS = BOARD | LEADERS | {"deputy member"}


@pytest.fixture
def people():
    return cast()


def seen_by(people, event) -> set[str]:
    return {who for who in EVERYONE if may(people.asker(who), "events.see_event", event)}


class TestAudience:
    def test_an_open_one_is_for_all(self, people):
        assert seen_by(people, announced(people)) == set(EVERYONE)

    def test_a_draft_is_for_those_who_hold_it(self, people):
        assert seen_by(people, draft(people)) == {"branch leader"}

    def test_members(self, people):
        assert seen_by(people, announced(people, audience=Audience.MEMBERS)) == {"member", "branch leader"}

    def test_own_unit(self, people):
        event = announced(people, audience=Audience.OWN_UNIT)

        assert seen_by(people, event) == {"member", "branch leader"}
        assert seen_by(people, held_with_sandvika(people, event)) == {"member"} | LEADERS

    def test_own_unit_of_the_party_is_every_member_and_its_board(self, people):
        event = announced(people, audience=Audience.OWN_UNIT, unit=people.party)

        assert seen_by(people, event) == BOARD | {"deputy member", "member"}

    def test_officers_and_holders_of_one_office(self, people):
        assert seen_by(people, announced(people, audience=Audience.OFFICERS)) == OFFICERS
        event = announced(people, audience=Audience.OFFICE, office_title=Title.LEADER)
        assert seen_by(people, event) == LEADERS | {"board leader"}

    @pytest.mark.parametrize(
        ("birth_year", "sees"), [(None, True), (1955, True), (1950, True), (1970, False), (2000, False)]
    )
    def test_an_age_group_by_the_year_of_birth(self, people, birth_year, sees):
        people["member"].birth_year = birth_year
        people["member"].save()
        event = announced(people, audience=Audience.AGE_GROUP, age_from=60)

        assert ("member" in seen_by(people, event)) is sees

    def test_who_has_it_in_hand_sees_the_draft_as_long_as_it_lasts(self, people):
        event = draft(people)
        row = EventCoordinator.objects.create(
            event=event, person=people["stranger"], from_on=people.today, until_on=people.today
        )
        assert seen_by(people, event) == {"branch leader", "stranger"}

        row.from_on = row.until_on = people.today - timedelta(days=1)
        row.save()
        assert seen_by(people, event) == {"branch leader"}


@settings(max_examples=12)
@given(data=st.data())
def test_the_list_shows_exactly_what_may_be_seen(data):
    with transaction.atomic():
        people = cast()
        _some_events(people, data.draw)
        people["member"].birth_year = data.draw(st.one_of(st.none(), st.integers(1940, 2010)))
        people["member"].save()

        for who in EVERYONE:
            asker = people.asker(who)
            listed = set(visible_to(asker, people.today).values_list("pk", flat=True))
            assert listed == {event.pk for event in Event.objects.all() if may(asker, "events.see_event", event)}
        transaction.set_rollback(True)


def _some_events(people, draw) -> None:
    for number in range(4):
        first, more = draw(st.integers(20, 60)), draw(st.integers(0, 30))
        event = draw(st.sampled_from([draft, announced]))(
            people,
            f"Nr. {number}",
            unit=draw(st.sampled_from([people.haslum, people.party])),
            audience=draw(st.sampled_from(Audience)),
            office_title=Title.LEADER,
            age_from=first,
            age_until=first + more,
        )
        if draw(st.booleans()):
            held_with_sandvika(people, event)
        if draw(st.booleans()):
            EventCoordinator.objects.create(
                event=event, person=people["stranger"], from_on=people.today, until_on=people.today
            )


@pytest.mark.parametrize(
    ("born", "first", "last", "fits"),
    [
        (1986, None, 40, True),  # 40 until the birthday in 2027
        (1985, None, 40, False),
        (1967, 60, None, True),
        (1968, 60, None, False),
        (None, 60, 70, True),
    ],
)
def test_who_may_be_of_the_age_is_let_in(born, first, last, fits):
    assert fits_age(born, in_year=2027, first=first, last=last) is fits


class TestPages:
    @pytest.mark.parametrize(("who", "status"), [("anonymous", 404), ("stranger", 404), ("member", 200)])
    def test_a_members_event_is_not_there_for_others(self, client, people, who, status):
        event = announced(people, audience=Audience.MEMBERS)

        assert people.sign_in(client, who).get(f"/arrangementer/{event.slug}/").status_code == status

    def test_lists_and_months_name_only_what_one_may_see(self, client, people):
        announced(people, "Bare for medlemmer", audience=Audience.MEMBERS)
        announced(people, "For alle sammen")
        draft(people, "Ikke ferdig")
        day = people.today + timedelta(days=14)

        for url in ("/arrangementer/", f"/arrangementer/kalender/?maned={day:%Y-%m}"):
            for who, named in [
                ("anonymous", {"For alle sammen"}),
                ("member", {"For alle sammen", "Bare for medlemmer"}),
                ("branch leader", {"For alle sammen", "Bare for medlemmer", "Ikke ferdig"}),
            ]:
                page = people.sign_in(client, who).get(url).content.decode()
                titles = {"Bare for medlemmer", "For alle sammen", "Ikke ferdig"}
                assert {title for title in titles if title in page} == named, (url, who)

    def test_the_link_of_an_online_meeting_is_for_those_who_work_with_it(self, client, people):
        event = announced(people, online_link="https://mote.example.org/abc")
        url = f"/arrangementer/{event.slug}/"

        for who, shown in [("anonymous", False), ("member", False), ("branch leader", True)]:
            assert (b"mote.example.org" in people.sign_in(client, who).get(url).content) is shown

    def test_a_host_without_a_second_factor_is_asked_for_it_before_a_draft(self, client, people):
        event = draft(people)
        client.force_login(people["branch leader"])

        response = client.get(f"/arrangementer/{event.slug}/")

        assert response.status_code == 302
        assert "bekreft" in response.headers["Location"]
