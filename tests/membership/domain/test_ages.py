"""Age bands: every age in exactly one, the same for showing and for filtering."""

from hypothesis import given
from hypothesis import strategies as st

from lokallag.membership.domain.ages import Band, band_of, bands, may_be_minor

AGES = st.integers(0, 120)


def test_the_bands_of_the_usual_rules():
    assert bands(young_age=40, senior_age=60) == (Band(0, 17), Band(18, 29), Band(30, 40), Band(41, 59), Band(60, None))


@given(AGES, AGES, st.integers(1890, 2026))
def test_each_year_of_birth_lies_in_exactly_the_band_that_filters_for_it(young, senior, born):
    among = bands(young_age=young, senior_age=senior)
    shown = band_of(born, 2026, among)

    assert [band for band in among if band.years(2026)[0] <= born <= band.years(2026)[1]] == [shown]


def test_no_year_or_one_to_come_has_no_band():
    among = bands(young_age=40, senior_age=60)

    assert band_of(None, 2026, among) is None
    assert band_of(2031, 2026, among) is None


def test_who_turns_eighteen_this_year_may_still_be_seventeen():
    assert [may_be_minor(year, 2026) for year in (2013, 2008, 2007, None)] == [True, True, False, False]
