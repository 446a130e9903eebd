from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.organisation.domain.rulebook import (
    BY_KEY,
    RULEBOOK,
    BadRule,
    RuleKind,
    clean_value,
    hint_of,
    in_plain_words,
    read_rules,
)

specs = st.sampled_from(RULEBOOK)
# Texts as people write them: near a number, a fraction or a date, or anything at all.
near = st.from_regex(r"\A\s*[0-9¹²٣]{0,4}\s*[/.]?\s*[0-9¹²٣]{0,4}\.?\s*\Z")
written = st.one_of(near, st.sampled_from(["ja", "NEI", " Ja ", "", "31.3", "1 / 2", "028"]), st.text(max_size=300))


@given(spec=specs, text=written)
def test_a_stored_value_reads_as_itself(spec, text):
    try:
        stored = clean_value(spec, text)
    except BadRule:
        return

    assert clean_value(spec, stored) == stored


@given(spec=specs, text=st.text(alphabet="0123456789/.¹²٣ ", max_size=6000))
def test_any_text_is_either_read_or_refused_in_words(spec, text):
    try:
        answer = clean_value(spec, text)
    except BadRule as error:
        answer = str(error)

    assert len(answer) <= 200


@given(spec=specs, text=written)
def test_what_is_stored_can_be_used_and_said(spec, text):
    try:
        stored = clean_value(spec, text)
    except BadRule:
        return

    rules = read_rules({spec.key: (stored, "§ 1")}, version=1)

    assert in_plain_words(spec, stored)
    if spec.kind in {RuleKind.DAYS, RuleKind.YEARS, RuleKind.PERCENT, RuleKind.NUMBER}:
        assert spec.low <= rules.whole(spec.key) <= spec.high
    elif spec.kind is RuleKind.FRACTION:
        assert 0 < rules.share(spec.key) <= 1
    elif spec.kind is RuleKind.DAY_OF_YEAR:
        day, month = rules.day_and_month(spec.key)
        assert 1 <= month <= 12
        assert 1 <= day <= 31


@pytest.mark.parametrize("spec", RULEBOOK, ids=lambda spec: spec.key)
def test_each_default_is_a_value_of_its_rule(spec):
    assert clean_value(spec, spec.default) == spec.default


@pytest.mark.parametrize(
    ("key", "text", "stored", "said"),
    [
        ("notice_days", " 028 ", "28", "28 dager"),
        ("notice_days", "1", "1", "1 dag"),
        ("gender_quota", "40", "40", "40 prosent"),
        ("young_age", "30", "30", "30 år"),
        ("extraordinary_share", " 2 / 5", "2/5", "2/5"),
        ("annual_meeting_by", "31.3.", "31.03", "31. mars"),
        ("annual_meeting_by", "29.2", "29.02", "29. februar"),
        ("vote_fee_paid", "JA", "ja", "ja"),
        ("network_evaluation", "", "", "–"),
        ("network_mandate_until", "", "", "–"),
        ("network_mandate_until", " 31.3.2027 ", "31.03.2027", "31. mars 2027"),
        ("network_mandate_until", "2027-03-31", "31.03.2027", "31. mars 2027"),
        ("network_evaluation", "2027", "2027", "årsmøtet 2027"),
        ("network_evaluation", " Årsmøtet i 2027. ", "2027", "årsmøtet 2027"),
        ("national_leaving", "", "", "–"),
    ],
)
def test_values_as_people_write_them(key, text, stored, said):
    assert clean_value(BY_KEY[key], text) == stored
    assert in_plain_words(BY_KEY[key], stored) == said


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        ("notice_days", "fire uker", "Skriv et helt tall fra 0 til 365."),
        ("notice_days", "366", "Skriv et helt tall fra 0 til 365."),
        ("notice_days", "²", "Skriv et helt tall fra 0 til 365."),
        ("gender_quota", "51", "Skriv et helt tall fra 0 til 50."),
        ("extraordinary_share", "3/2", "Skriv en brøk, for eksempel 1/2 eller 2/3."),
        ("extraordinary_share", "1/0", "Skriv en brøk, for eksempel 1/2 eller 2/3."),
        ("annual_meeting_by", "31.02", "Skriv dag og måned, for eksempel 31.03."),
        ("annual_meeting_by", "mars", "Skriv dag og måned, for eksempel 31.03."),
        ("vote_fee_paid", "kanskje", "Skriv ja eller nei."),
        ("network_mandate_until", "31.02.2027", "Skriv dag, måned og år, for eksempel 31.03.2027."),
        ("network_mandate_until", "årsmøtet", "Skriv dag, måned og år, for eksempel 31.03.2027."),
        ("network_mandate_until", "31.03", "Skriv dag, måned og år, for eksempel 31.03.2027."),
        ("network_evaluation", "etter valget 2027", "Skriv året årsmøtet holdes, for eksempel 2027."),
        ("network_evaluation", "2027 eller 2028", "Skriv året årsmøtet holdes, for eksempel 2027."),
        ("network_evaluation", "årsmøtet", "Skriv året årsmøtet holdes, for eksempel 2027."),
        ("national_leaving", "x" * 201, "Skriv høyst 200 tegn."),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_write(key, text, says):
    with pytest.raises(BadRule) as refused:
        clean_value(BY_KEY[key], text)

    assert str(refused.value) == says


def test_rules_that_are_not_set_have_their_default_and_no_source():
    rules = read_rules({"notice_days": ("21", "§ 4")}, version=3)

    assert (rules.version, rules.whole("notice_days"), rules.source("notice_days")) == (3, 21, "§ 4")
    assert (rules.whole("papers_days"), rules.source("papers_days")) == (7, "")
    assert rules.share("statute_majority") == Fraction(2, 3)
    assert rules.says_yes("vote_fee_paid") is True
    assert rules.day_and_month("annual_meeting_by") == (31, 3)
    assert rules.text("network_evaluation") == ""
    assert rules.day("network_mandate_until") is None
    assert read_rules({"network_mandate_until": ("31.03.2027", "")}, version=1).day("network_mandate_until") == date(
        2027, 3, 31
    )


def test_every_rule_says_what_to_write():
    assert [spec.key for spec in RULEBOOK if not hint_of(spec).endswith(".")] == []


@pytest.mark.parametrize(
    ("stored", "year", "said"),
    [
        ("årsmøtet 2027", 2027, "årsmøtet 2027"),  # as versions from before hold it
        ("2027", 2027, "årsmøtet 2027"),
        ("høsten etter valget", None, "høsten etter valget"),
        ("", None, "–"),
    ],
)
def test_a_meeting_that_stands_in_words_is_still_read(stored, year, said):
    rules = read_rules({"network_evaluation": (stored, "§ 7")}, version=1)

    assert rules.meeting("network_evaluation") == year
    assert in_plain_words(BY_KEY["network_evaluation"], stored) == said
