"""What an office lets one do, in words: by each office, and by several together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.organisation.domain.powers import HeldSeat, Power, added, has, in_words, powers_of

PARTY, HASLUM = ("Bærum Ap", "municipal"), ("Haslum", "branch")
TITLES = ("leader", "deputy_leader", "secretary", "treasurer", "board_member", "deputy_member")
seats = st.builds(
    lambda unit, title: HeldSeat(*unit, title),
    st.sampled_from([PARTY, HASLUM, ("Sandvika", "branch")]),
    st.sampled_from(TITLES),
)


@pytest.mark.parametrize(
    ("held", "words"),
    [
        (
            [HeldSeat(*PARTY, "leader")],
            (
                "se hele medlemsregisteret, føre inn verv, enheter og regler, "
                "godkjenne hvem som blir leder og sekretær og se styrets oversikt"
            ),
        ),
        (
            [HeldSeat(*PARTY, "board_member")],
            (
                "godkjenne hvem som blir leder og sekretær, se styrets oversikt "
                "og se navn og avdeling for alle medlemmer"
            ),
        ),
        ([HeldSeat(*PARTY, "deputy_member")], "se alle vervene i Bærum Ap"),
        (
            [HeldSeat(*HASLUM, "secretary")],
            "se medlemslista for Haslum, redigere siden til Haslum og se alle vervene i Haslum",
        ),
        (
            [HeldSeat(*HASLUM, "board_member")],
            "se navn og kontaktopplysninger for medlemmene i Haslum og se alle vervene i Haslum",
        ),
        (
            [HeldSeat("Studieutvalget", "committee", "leader")],
            "redigere siden til Studieutvalget og se alle vervene i Studieutvalget",
        ),
        ([], ""),
    ],
)
def test_in_words(held, words):
    assert in_words(added((), powers_of(held))) == words


@given(held=st.lists(seats, max_size=5), more=seats)
def test_one_more_office_never_takes_anything_away(held, more):
    assert added(powers_of([*held, more]), powers_of(held)) == set()


@given(before=st.lists(seats, max_size=4), after=st.lists(seats, max_size=4))
def test_what_is_added_is_new_and_nothing_new_is_missing(before, after):
    had, has_now = powers_of(before), powers_of(after)

    fresh = added(had, has_now)

    assert [one for one in fresh if has(had, one)] == []
    assert [one for one in has_now if not has(had, one) and not has(fresh, one)] == []


def test_who_goes_from_the_board_to_leading_it_loses_nothing():
    before, after = powers_of([HeldSeat(*PARTY, "deputy_leader")]), powers_of([HeldSeat(*PARTY, "leader")])

    assert added(after, before) == set()
    assert {one.power for one in added(before, after)} == {Power.SEE_REGISTER, Power.KEEP_OFFICES}


@given(held=st.lists(seats, max_size=5))
def test_order_and_repetition_change_nothing(held):
    assert powers_of(held) == powers_of([*reversed(held), *held])
