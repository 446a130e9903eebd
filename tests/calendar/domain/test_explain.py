"""A date says why it is that date."""

from datetime import date

import pytest

from lokallag.calendar.domain.explain import HOLIDAYS, cycle_in_words, explain, holiday_in_words, rule_in_words
from lokallag.calendar.domain.graph import Anchor, RuleGraph
from lokallag.calendar.domain.holidays import holidays_in
from lokallag.calendar.domain.rules import DateRule, FixedDate, FromEaster, FromEvent, NthWeekday, Roll, Step, YearKind

NAMES = {"annual meeting": "årsmøtet", "election": "valgdagen", "notice": "innkallingen"}
MEETING = {("annual meeting", 2027): Anchor(date(2027, 3, 11))}


def said(rule: DateRule, *, year: int = 2027, anchors=MEETING, manual=None) -> str:
    """Return what is said of the only rule there is."""
    answer = RuleGraph({"it": rule}).days([year], anchors=anchors, manual=manual or {})["it", year]
    return explain(rule, answer, lambda key: NAMES[key])


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (DateRule(FromEvent("annual meeting", -28), source="§ 5"), "28 dager før årsmøtet 11. mars 2027, etter § 5."),
        (DateRule(FromEvent("annual meeting", 1)), "1 dag etter årsmøtet 11. mars 2027."),
        (DateRule(FromEvent("annual meeting", -1, Step.WEEKS)), "1 uke før årsmøtet 11. mars 2027."),
        (DateRule(FromEvent("annual meeting", -4, Step.MONTHS)), "4 måneder før årsmøtet 11. mars 2027."),
        (DateRule(FromEvent("annual meeting", 0)), "Samme dag som årsmøtet 11. mars 2027."),
        (DateRule(FixedDate(3, 8)), "8. mars."),
        (DateRule(FromEaster(50)), "50 dager etter første påskedag."),
        (
            DateRule(NthWeekday(2, 0, 9), is_expected=True),
            "Andre mandag i september. Dagen er ventet, ikke bekreftet.",
        ),
        (
            DateRule(FromEvent("election", -10)),
            "Ingen dag ennå, fordi det ikke er satt noen dag for valgdagen i 2027.",
        ),
        (
            DateRule(FixedDate(3, 8), years=frozenset({YearKind.STORTING})),
            "Regelen gir ingen dag i år som dette.",
        ),
    ],
)
def test_why_it_falls_on_its_day(rule, words):
    assert said(rule) == words


@pytest.mark.parametrize(
    ("year", "roll", "words"),
    [
        (2029, Roll.NEXT, "31. mars. Flyttet til neste virkedag, fordi 31. mars 2029 er lørdag."),
        (2024, Roll.NEXT, "31. mars. Flyttet til neste virkedag, fordi 31. mars 2024 er første påskedag."),
        (2029, Roll.PREVIOUS, "31. mars. Flyttet til virkedagen før, fordi 31. mars 2029 er lørdag."),
        (2027, Roll.NEXT, "31. mars."),
    ],
)
def test_what_moved_it_is_said(year, roll, words):
    assert said(DateRule(FixedDate(3, 31), roll=roll), year=year) == words


def test_a_day_set_by_hand_keeps_its_rule_beside_it():
    rule = DateRule(FromEvent("annual meeting", -28), source="§ 5")

    assert said(rule, manual={("it", 2027): date(2027, 2, 1)}) == (
        "28 dager før årsmøtet 11. mars 2027, etter § 5. Dagen er satt for hånd. Regelen gir 11. februar 2027."
    )


def test_a_rule_by_itself():
    only = DateRule(FixedDate(8, 10), years=frozenset({YearKind.MUNICIPAL, YearKind.STORTING}))

    assert rule_in_words(only, str) == "10. august, bare i kommunevalgår og stortingsvalgår"


def test_a_circle_is_said_with_its_names():
    assert cycle_in_words(("notice", "annual meeting", "notice"), lambda key: NAMES[key]) == (
        "Datoene venter på hverandre i ring: innkallingen → årsmøtet → innkallingen. Gi en av dem en egen dato."
    )


def test_every_holiday_has_its_name_in_each_language():
    named = {name for year in range(2020, 2060) for names in holidays_in(year).values() for name in names.split("; ")}

    assert named == set(HOLIDAYS)


def test_two_holidays_on_one_day_are_both_named():
    assert holiday_in_words(date(2027, 5, 17)) == "Andre pinsedag og Grunnlovsdag"
    assert holiday_in_words(date(2027, 5, 18)) == ""
