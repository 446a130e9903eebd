"""What an office lets one do, in words: by each office, and by several together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.organisation.domain.powers import Held, HeldSeat, Power, in_words, powers_of

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
                "og se hva alle medlemmer heter, og hvilken avdeling de hører til"
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
    assert in_words(powers_of(held)) == words


@given(held=st.lists(seats, max_size=5), more=seats)
def test_one_more_office_never_takes_the_register_or_a_branchs_list_away(held, more):
    before, after = powers_of(held), powers_of([*held, more])
    keeps_all = Held(Power.SEE_REGISTER) in after

    lost = {one for one in before - after if one.power in {Power.SEE_REGISTER, Power.KEEP_OFFICES, Power.SEE_LIST}}
    assert lost == set() or keeps_all


@given(held=st.lists(seats, max_size=5))
def test_order_and_repetition_change_nothing(held):
    assert powers_of(held) == powers_of([*reversed(held), *held])
