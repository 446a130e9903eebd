"""A stored rule as fields of a form, and back: nothing is lost on the way."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.playbook.domain.catalogue import rule_from, stored_rule
from lokallag.playbook.domain.rule_fields import BEFORE, EVERY, fields_of, rule_of
from lokallag.playbook.services.kinds import LIBRARY

ENTRIES = tomllib.loads(LIBRARY.read_text(encoding="utf-8"))["kind"]


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["key"] for entry in ENTRIES])
def test_each_rule_of_the_library_comes_back_as_it_was(entry):
    raw = stored_rule(entry)

    back = rule_of(fields_of(raw), source=raw.get("source", ""))

    if raw.get("expected"):
        back["expected"] = True  # the form does not ask; the service keeps it
    assert rule_from(back) == rule_from({**raw, **({"source": ""} if "amount_rule" in raw else {})})


BASES = st.one_of(
    st.fixed_dictionaries({"month": st.integers(1, 12), "day": st.integers(1, 28)}),
    st.fixed_dictionaries(
        {"nth": st.sampled_from([1, 2, 3, 4, 5, -1]), "weekday": st.integers(0, 6), "month": st.integers(1, 12)}
    ),
    st.fixed_dictionaries({"easter": st.integers(-90, 90)}),
    st.fixed_dictionaries(
        {
            "event": st.sampled_from(["annual_meeting", "valgvake"]),
            "amount": st.integers(-300, 300),
            "step": st.sampled_from(["days", "weeks"]),
            "shift": st.sampled_from([-1, 0, 1]),
        }
    ),
)


@given(
    BASES,
    st.sampled_from(["", "18:30"]),
    st.integers(1, 30),
    st.sampled_from(["stay", "next", "previous"]),
    st.sets(st.sampled_from(EVERY), min_size=1),
)
def test_any_rule_comes_back_as_it_was(base, at, days, roll, years):
    raw = {**base, "days": days, "roll": roll, "years": sorted(years)} | ({"at": at} if at else {})

    assert rule_from(rule_of(fields_of(raw))) == rule_from(raw)


@pytest.mark.parametrize(
    "fields",
    [
        {"base": "fixed", "day": 8, "month": ""},
        {"base": "nth", "nth": "1", "weekday": "0"},
        {"base": "easter", "easter_direction": BEFORE},
        {"base": "event", "amount": 3},
    ],
)
def test_a_rule_that_is_not_whole_is_none(fields):
    with pytest.raises(ValueError):
        rule_of(fields)
