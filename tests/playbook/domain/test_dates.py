"""The rules of a plan as the calendar gets them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lokallag.calendar.domain.graph import Anchor, Found
from lokallag.playbook.domain.catalogue import rule_from
from lokallag.playbook.domain.dates import Deadline, Fixed, anchors_for, graph_of, same_day_again

PARTY, HASLUM, SANDVIKA = 1, 2, 3
NOTICE = {"event": "annual_meeting", "amount_rule": "notice_days"}


def test_a_deadline_takes_days_and_source_from_the_rule_set():
    graph = graph_of({"innkalling": rule_from(NOTICE)}, {"notice_days": Deadline(21, "§ 7")})

    rule = graph.rules["innkalling"]

    assert (rule.base.amount, rule.source) == (-21, "§ 7")


def test_a_unit_sees_its_own_meeting_the_partys_and_what_is_shared_and_no_neighbours():
    days = [
        Fixed(PARTY, "annual_meeting", 2027, date(2027, 3, 11), True),
        Fixed(PARTY, "election_day", 2027, date(2027, 9, 13), False),
        Fixed(HASLUM, "annual_meeting", 2027, date(2027, 2, 9), True),
        Fixed(SANDVIKA, "annual_meeting", 2027, date(2027, 2, 10), True),
    ]

    assert anchors_for(HASLUM, PARTY, days) == {
        ("annual_meeting", 2027): Anchor(date(2027, 2, 9)),
        ("municipal_annual_meeting", 2027): Anchor(date(2027, 3, 11)),
        ("election_day", 2027): Anchor(date(2027, 9, 13), is_confirmed=False),
    }
    assert anchors_for(PARTY, PARTY, days)["annual_meeting", 2027] == Anchor(date(2027, 3, 11))


def test_election_day_is_expected_and_not_every_year():
    graph = graph_of({}, {})

    days = graph.find([("election_day", year) for year in (2026, 2027)], anchors={})

    assert days["election_day", 2026] is None
    found = days["election_day", 2027]
    assert isinstance(found, Found)
    assert (found.day, found.is_confirmed) == (date(2027, 9, 13), False)


@given(st.dates(date(2025, 1, 1), date(2035, 12, 31)))
def test_a_day_chosen_by_hand_comes_again_on_the_same_weekday_of_the_same_month(day):
    again = rule_from(same_day_again(day)).rule.base.day_in(day.year + 1)

    assert again is not None
    assert (again.weekday(), again.month) == (day.weekday(), day.month)
    assert abs(again - day - timedelta(days=364)) <= timedelta(days=14)
