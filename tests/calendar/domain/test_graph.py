"""Rules that lean on each other and on anchors."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.calendar.domain.graph import Anchor, Found, Missing, RuleCycle, RuleGraph
from lokallag.calendar.domain.rules import DateRule, FixedDate, FromEvent, NthWeekday, Roll, Step, YearKind

MEETING = date(2027, 3, 11)
RULES = {
    "notice": DateRule(FromEvent("annual meeting", -28), source="§ 5"),
    "proposals": DateRule(FromEvent("annual meeting", -14)),
    "reminder": DateRule(FromEvent("notice", -1, Step.WEEKS)),
    "congress proposals": DateRule(FromEvent("congress", -4, Step.MONTHS, year_shift=1)),
    "election": DateRule(
        NthWeekday(2, 0, 9), years=frozenset({YearKind.MUNICIPAL, YearKind.STORTING}), is_expected=True
    ),
    "thanks": DateRule(FromEvent("election", 1)),
}


def on(day: date, *, confirmed: bool = True, from_day: date | None = None) -> Found:
    """Return what is found where nothing was moved."""
    return Found(day, day, confirmed, day, None, from_day)


def test_deadlines_are_counted_back_over_two_levels():
    days = RuleGraph(RULES).days([2027], anchors={("annual meeting", 2027): Anchor(MEETING)})

    assert days["notice", 2027] == on(date(2027, 2, 11), from_day=MEETING)
    assert days["proposals", 2027] == on(date(2027, 2, 25), from_day=MEETING)
    assert days["reminder", 2027] == on(date(2027, 2, 4), from_day=date(2027, 2, 11))


def test_a_deadline_may_count_from_next_years_meeting():
    days = RuleGraph(RULES).days([2026], anchors={("congress", 2027): Anchor(date(2027, 4, 22))})

    assert days["congress proposals", 2026] == on(date(2026, 12, 22), from_day=date(2027, 4, 22))


def test_what_is_expected_stays_so_down_the_chain_until_it_is_confirmed():
    graph = RuleGraph(RULES)

    expected = graph.days([2027], anchors={})
    confirmed = graph.days([2027], anchors={("election", 2027): Anchor(date(2027, 9, 6))})

    assert expected["election", 2027] == on(date(2027, 9, 13), confirmed=False)
    assert expected["thanks", 2027] == on(date(2027, 9, 14), confirmed=False, from_day=date(2027, 9, 13))
    found = confirmed["election", 2027]
    assert found == Found(date(2027, 9, 6), date(2027, 9, 6), True, date(2027, 9, 6), ruled=date(2027, 9, 13))
    assert confirmed["thanks", 2027] == on(date(2027, 9, 7), from_day=date(2027, 9, 6))


def test_a_manual_day_keeps_the_rules_beside_it_and_carries_what_leans_on_it():
    days = RuleGraph(RULES).days(
        [2027],
        anchors={("annual meeting", 2027): Anchor(MEETING)},
        manual={("notice", 2027): date(2027, 2, 1)},
    )

    notice = days["notice", 2027]
    assert isinstance(notice, Found)
    assert (notice.day, notice.ruled, notice.from_day) == (date(2027, 2, 1), date(2027, 2, 11), MEETING)
    assert days["reminder", 2027] == on(date(2027, 1, 25), from_day=date(2027, 2, 1))


def test_an_anchor_that_is_not_there_is_named_all_the_way_down():
    days = RuleGraph(RULES).days([2027], anchors={})

    assert days["notice", 2027] == Missing("annual meeting", 2027)
    assert days["reminder", 2027] == Missing("annual meeting", 2027)
    assert days["congress proposals", 2027] == Missing("congress", 2028)


def test_a_rule_gives_no_day_in_other_kinds_of_years_and_what_leans_on_it_says_so():
    days = RuleGraph(RULES).days([2026], anchors={})

    assert days["election", 2026] is None
    assert days["thanks", 2026] == Missing("election", 2026)


def test_a_span_lasts_its_days_and_a_day_off_is_rolled():
    rules = {
        "week": DateRule(FixedDate(5, 1), days=7),
        "list": DateRule(FixedDate(3, 31), roll=Roll.NEXT),
    }

    days = RuleGraph(rules).days([2029], anchors={})

    assert days["week", 2029] == Found(date(2029, 5, 1), date(2029, 5, 7), True, date(2029, 5, 1))
    assert days["list", 2029] == Found(date(2029, 4, 3), date(2029, 4, 3), True, date(2029, 3, 31))


def test_a_moved_meeting_moves_what_is_counted_from_it_and_nothing_else():
    graph = RuleGraph(RULES)
    before = graph.days([2027], anchors={("annual meeting", 2027): Anchor(MEETING)})
    after = graph.days([2027], anchors={("annual meeting", 2027): Anchor(MEETING + timedelta(days=7))})

    moved = {key for key in before if before[key] != after[key]}
    assert moved == {("notice", 2027), ("proposals", 2027), ("reminder", 2027)}


@pytest.mark.parametrize(
    ("leans", "circle"),
    [
        ({"a": "a"}, ("a", "a")),
        ({"a": "b", "b": "a"}, ("a", "b", "a")),
        ({"x": "a", "a": "b", "b": "c", "c": "a"}, ("a", "b", "c", "a")),
    ],
)
def test_a_circle_is_refused_and_named(leans, circle):
    rules = {key: DateRule(FromEvent(other, -1)) for key, other in leans.items()}

    with pytest.raises(RuleCycle) as caught:
        RuleGraph(rules)

    assert caught.value.keys == circle


def test_a_circle_over_the_turn_of_the_year_is_one_too():
    with pytest.raises(RuleCycle):
        RuleGraph({"a": DateRule(FromEvent("b", -1, year_shift=1)), "b": DateRule(FromEvent("a", -1))})


@st.composite
def chains(draw):
    """Make rules of which each leans on an earlier one, on the meeting, or on a fixed date; shuffled."""
    rules = {}
    for number in range(draw(st.integers(1, 12))):
        targets = [*rules, "meeting"]
        base = draw(
            st.one_of(
                st.builds(FixedDate, st.just(6), st.integers(1, 30)),
                st.builds(FromEvent, st.sampled_from(targets), st.integers(-60, 60)),
            )
        )
        rules[number] = DateRule(base)
    keys = draw(st.permutations(list(rules)))
    return {key: rules[key] for key in keys}


@given(rules=chains(), shift=st.integers(-40, 40))
def test_what_leans_on_the_meeting_moves_with_it_day_for_day(rules, shift):
    graph = RuleGraph(rules)
    before = graph.days([2027], anchors={("meeting", 2027): Anchor(date(2027, 6, 15))})
    after = graph.days([2027], anchors={("meeting", 2027): Anchor(date(2027, 6, 15) + timedelta(days=shift))})

    def leans(key: object) -> bool:
        base = rules[key].base
        return isinstance(base, FromEvent) and (base.event == "meeting" or leans(base.event))

    for key in rules:
        moved = (after[key, 2027].day - before[key, 2027].day).days
        assert moved == (shift if leans(key) else 0)


@given(rules=chains())
def test_the_order_of_the_rules_does_not_matter(rules):
    anchors = {("meeting", 2027): Anchor(date(2027, 6, 15))}

    assert RuleGraph(rules).days([2027], anchors=anchors) == RuleGraph(dict(sorted(rules.items()))).days(
        [2027], anchors=anchors
    )


@given(days=st.lists(st.dates(date(2027, 1, 1), date(2027, 6, 1)), min_size=1, max_size=4), moved=st.booleans())
def test_one_graph_finds_for_many_units_what_a_graph_of_its_own_finds_for_each(days, moved):
    asked = [(key, 2027) for key in RULES]
    manual = {("election", 2027): date(2027, 9, 12)} if moved else {}
    shared = RuleGraph(RULES)

    for number, day in enumerate(days):
        anchors = {("annual meeting", 2027): Anchor(day)}
        chosen = manual if number % 2 else {}
        assert shared.find(asked, anchors=anchors, manual=chosen) == RuleGraph(RULES).find(
            asked, anchors=anchors, manual=chosen
        )
