"""Ages from years of birth alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.networks.domain.ages import Fit, fit, last_year, oldest_birth_year

YEARS, AGES = st.integers(1900, 2100), st.integers(0, 120)


@pytest.mark.parametrize(
    ("born", "year", "first", "last", "expected"),
    [
        (1986, 2026, None, 40, Fit.FITS),  # turns 40 this year: to the end of it
        (1985, 2026, None, 40, Fit.TOO_OLD),
        (1986, 2027, None, 40, Fit.TOO_OLD),
        (1966, 2026, 60, None, Fit.FITS),  # turns 60 this year: from the beginning of it
        (1967, 2026, 60, None, Fit.TOO_YOUNG),
        (1990, 2026, 30, 40, Fit.FITS),
        (None, 2026, None, 40, Fit.UNKNOWN),
        (None, 2026, None, None, Fit.FITS),
        (1930, 2026, None, None, Fit.FITS),
    ],
)
def test_worked_examples(born, year, first, last, expected):
    assert fit(born, year=year, first=first, last=last) is expected


@given(born=YEARS, year=YEARS, last=AGES)
def test_who_has_grown_out_never_grows_in_again(born, year, last):
    if fit(born, year=year, first=None, last=last) is Fit.TOO_OLD:
        assert fit(born, year=year + 1, first=None, last=last) is Fit.TOO_OLD


@given(born=YEARS, last=AGES)
def test_the_last_year_is_the_last(born, last):
    year = last_year(born, last=last)

    assert fit(born, year=year, first=None, last=last) is Fit.FITS
    assert fit(born, year=year + 1, first=None, last=last) is Fit.TOO_OLD
    assert oldest_birth_year(year=year, last=last) == born


@given(born=st.none() | YEARS, year=YEARS)
def test_a_network_without_ages_is_for_all(born, year):
    assert fit(born, year=year, first=None, last=None) is Fit.FITS
