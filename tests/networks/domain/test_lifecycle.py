"""The states of a network, against the drawing in the room's README."""

import pytest

from lokallag.networks.domain.lifecycle import State, may_become, takes_members

ACTIVE, RESTING, ENDED = State.ACTIVE, State.RESTING, State.ENDED
MOVES = {(ACTIVE, RESTING), (ACTIVE, ENDED), (RESTING, ACTIVE), (RESTING, ENDED)}


@pytest.mark.parametrize("now", State)
@pytest.mark.parametrize("then", State)
def test_a_network_moves_along_the_arrows_only(now, then):
    assert may_become(now, then) == ((now, then) in MOVES)


@pytest.mark.parametrize(("state", "takes"), [(ACTIVE, True), (RESTING, True), (ENDED, False)])
def test_one_joins_a_network_until_it_is_ended(state, takes):
    assert takes_members(state) is takes
