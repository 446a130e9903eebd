"""How far a steering group reaches, and whether anybody is left."""

from datetime import date, timedelta

import pytest

from lokallag.networks.domain.lifecycle import State
from lokallag.networks.domain.terms import Stay, led_until, state_of

TODAY = date(2027, 3, 10)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def stay(first: int, last: int | None, *, leads: bool = True, sits: bool = True) -> Stay:
    return Stay(day(first), None if last is None else day(last), leads=leads, sits=sits)


@pytest.mark.parametrize(
    ("stays", "until"),
    [
        ([stay(-9, 30)], 30),
        ([stay(-9, 30), stay(-9, 60, leads=False)], 30),  # it is the leader's term that counts
        ([stay(-9, 30), stay(31, 90)], 90),  # the next one follows at once
        ([stay(-9, 30), stay(33, 90)], 30),  # two days without
        ([stay(-9, None)], None),
        ([stay(-9, 30), stay(31, None)], None),
        ([stay(-9, -3), stay(-9, 40, leads=False)], -3),  # the leader has gone, others sit
        ([stay(-9, 20, sits=False), stay(-9, 40, leads=False)], -10),  # the leader is erased
        ([stay(0, 0)], 0),
    ],
)
def test_a_group_reaches_as_far_as_it_has_a_leader(stays, until):
    assert led_until(stays, TODAY) == (None if until is None else day(until))


@pytest.mark.parametrize(
    ("now", "stays", "then"),
    [
        (State.ACTIVE, [stay(-9, 0)], State.ACTIVE),  # the last day
        (State.ACTIVE, [stay(-9, -1)], State.RESTING),  # the midnight after
        (State.ACTIVE, [stay(-9, 5, sits=False)], State.RESTING),
        (State.ACTIVE, [], State.RESTING),
        (State.ACTIVE, [stay(4, 90)], State.ACTIVE),  # the first group waits
        (State.RESTING, [stay(4, 90)], State.RESTING),
        (State.RESTING, [stay(0, 90)], State.ACTIVE),
        (State.ACTIVE, [stay(-90, -1), stay(4, 90)], State.RESTING),
        (State.ENDED, [stay(0, 90)], State.ENDED),
        (State.ENDED, [], State.ENDED),
    ],
)
def test_a_network_rests_when_nobody_sits_and_wakes_when_somebody_does(now, stays, then):
    assert state_of(now, stays, TODAY) is then
