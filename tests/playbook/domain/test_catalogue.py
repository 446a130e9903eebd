"""The library of activity kinds: how it is read, and what it holds."""

from pathlib import Path

import pytest

import lokallag.playbook
from lokallag.calendar.domain.graph import RuleGraph
from lokallag.calendar.domain.rules import FromEvent
from lokallag.playbook.domain.catalogue import BadEntry, read_library
from lokallag.playbook.domain.wheel import Ring, Weight

LIBRARY = Path(lokallag.playbook.__file__).parent / "data" / "activity_kinds.toml"
ENTRY = """
[[kind]]
key = "kvinnedagen"
name = "Kvinnedagen"
for = ["municipal", "branch"]
ring = "day"
weight = "may"
chapter = "aktivitet"
what = "Hva"
why = "Hvorfor"
rule = { month = 3, day = 8 }
"""


def test_an_entry_is_read():
    kind = read_library(ENTRY)[0]

    assert (kind.key, kind.ring, kind.weight, kind.units) == (
        "kvinnedagen",
        Ring.DAY,
        Weight.MAY,
        frozenset({"municipal", "branch"}),
    )
    assert kind.report == ("attended", "how", "tip")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('key = "kvinnedagen"', 'key = "Kvinnedagen!"', "the key is"),
        ('weight = "may"', 'weight = "must"', "a source stands"),
        ('weight = "may"', 'weight = "may"\nsource = "§ 5"', "a source stands"),
        ('["municipal", "branch"]', '["party"]', "known kinds of units"),
        ('ring = "day"', 'ring = "circle"', "circle"),
        ("month = 3, day = 8", "month = 2, day = 30", "30"),
        ("{ month = 3, day = 8 }", '{ event = "picnic", amount = 1 }', "no event is called picnic"),
        ('what = "Hva"', 'what = " "', "what and why"),
        ('chapter = "aktivitet"\n', "", "chapter"),
    ],
)
def test_an_entry_that_is_wrong_is_named(old, new, says):
    with pytest.raises(BadEntry, match=says) as caught:
        read_library(ENTRY.replace(old, new))

    assert "vinnedagen" in str(caught.value)


def test_a_key_stands_once():
    with pytest.raises(BadEntry, match="two entries"):
        read_library(ENTRY * 2)


@pytest.fixture(scope="module")
def kinds():
    return read_library(LIBRARY.read_text(encoding="utf-8"))


def test_the_library_reads_and_its_rules_have_no_circle(kinds):
    graph = RuleGraph({kind.key: kind.rule.rule for kind in kinds})

    assert set(graph.order) == {kind.key for kind in kinds}


def test_what_counts_back_by_the_rule_set_names_a_rule_in_days(kinds):
    from lokallag.organisation.domain.rulebook import BY_KEY, RuleKind

    named = {kind.rule.amount_rule for kind in kinds} - {""}

    assert {BY_KEY[key].kind for key in named} <= {RuleKind.DAYS}


def test_deadlines_lean_on_something(kinds):
    loose = [kind.key for kind in kinds if kind.rule.amount_rule and not isinstance(kind.rule.rule.base, FromEvent)]

    assert loose == []
