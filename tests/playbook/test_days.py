"""Shared days and annual meetings: who sets them, what moves along, what is missing when one is gone."""

from datetime import date

import pytest
import time_machine

from lokallag.followup.models import Commitment
from lokallag.organisation.models import Anchor
from lokallag.playbook import services
from tests.cast import cast
from tests.playbook.stage import AT, MEETING, library, set_day, take

pytestmark = pytest.mark.django_db
NOTICE = "innkalling-arsmote-kommuneparti"


@pytest.fixture
def people():
    with time_machine.travel(AT, tick=False):
        library()
        yield cast()


def url(unit, kind="annual_meeting", year=2027):
    return f"/arshjul/faste-dager/{unit.slug}/{kind}/{year}/"


def test_a_leader_sets_the_units_own_meeting_and_the_board_the_shared_days(client, people):
    people.sign_in(client, "branch leader")
    own = client.post(url(people.haslum), {"day": "09.02.2027"})
    shared = client.post(url(people.party, "election_day"), {"day": "13.09.2027", "is_confirmed": "on"})
    people.sign_in(client, "secretary")
    by_board = client.post(url(people.party, "election_day"), {"day": "13.09.2027", "is_confirmed": "on"})

    assert (own.status_code, shared.status_code, by_board.status_code) == (302, 403, 302)
    assert set(Anchor.objects.values_list("kind", "day", "is_confirmed")) == {
        ("annual_meeting", date(2027, 2, 9), False),
        ("election_day", date(2027, 9, 13), True),
    }


@pytest.mark.parametrize(("who", "status"), [("member", 404), ("stranger", 404), ("neighbour leader", 403)])
def test_others_set_nothing(client, people, who, status):
    people.sign_in(client, who)

    assert client.post(url(people.haslum), {"day": "09.02.2027"}).status_code == status
    assert not Anchor.objects.exists()


def test_election_day_is_expected_until_it_is_set(client, people):
    people.sign_in(client, "secretary")

    rows = {row.label: row for row in client.get("/arshjul/faste-dager/?ar=2027").context["page"].shared}

    assert (rows["Valgdagen"].day, rows["Valgdagen"].state) == ("mandag 13. september 2027", "ventet")
    assert rows["Landsmøtet"].day == "ikke satt"


def test_what_moved_with_the_meeting_is_listed(client, people):
    take(people, people.party, NOTICE)
    set_day(people, people.party, MEETING)
    people.sign_in(client, "secretary")
    seen = Anchor.objects.get().fingerprint

    client.post(url(people.party), {"day": "18.03.2027", "seen": seen})
    page = client.get(url(people.party)).context["page"]

    assert page.moved_from == "11. mars 2027"
    assert [(row.name, row.before, row.now) for row in page.moved] == [
        ("Innkalling til kommunepartiets årsmøte sendes", "11. februar 2027", "18. februar 2027")
    ]


def test_tasks_of_a_confirmed_deadline_follow_the_meeting(people):
    set_day(people, people.party, MEETING)
    activity = take(people, people.party, NOTICE)
    services.confirm_activity(activity=activity, by=people["board leader"], at=AT)
    before = dict(Commitment.objects.values_list("source_key", "due_on"))

    set_day(people, people.party, date(2027, 3, 18))

    after = dict(Commitment.objects.values_list("source_key", "due_on"))
    assert before
    assert {key: (after[key] - day).days for key, day in before.items()} == dict.fromkeys(before, 7)


def test_a_rule_whose_day_was_deleted_says_what_is_missing(client, people):
    set_day(people, people.party, MEETING)
    activity = take(people, people.party, NOTICE)
    people.sign_in(client, "secretary")

    client.post(f"{url(people.party)}fjern/")
    page = client.get(f"/arshjul/aktivitet/{activity.pk}/").context["page"]

    assert (page.when, page.why) == (
        "",
        "Ingen dag ennå, fordi det ikke er satt noen dag for årsmøtet i 2027.",
    )


def test_lateness_warns_and_never_blocks(client, people):
    take(people, people.party, NOTICE)
    people.sign_in(client, "secretary")

    response = client.post(url(people.party, year=2026), {"day": "10.11.2026"})
    take(people, people.party, NOTICE, 2026)
    page = client.get(url(people.party, year=2026)).context["page"]

    assert response.status_code == 302
    assert [row.now for row in page.late] == ["13. oktober 2026"]
    assert page.warning == "Årsmøtet skal holdes innen 31. mars."


def test_of_two_who_move_it_the_second_is_told_and_keeps_the_words(client, people):
    set_day(people, people.haslum, date(2027, 2, 9))
    seen = Anchor.objects.get().fingerprint
    set_day(people, people.haslum, date(2027, 2, 10))
    people.sign_in(client, "branch leader")

    told = client.post(url(people.haslum), {"day": "16.02.2027", "note": "Biblioteket", "seen": seen})

    assert told.status_code == 422
    assert "Biblioteket" in told.content.decode()
    assert Anchor.objects.get().day == date(2027, 2, 10)


@pytest.mark.parametrize("path", ["haslum/election_day/2027", "haslum/summer_party/2027", "nei/annual_meeting/2027"])
def test_days_that_are_none_are_not_found(client, people, path):
    people.sign_in(client, "board leader")

    assert client.get(f"/arshjul/faste-dager/{path}/").status_code == 404
