"""Who gets a place: laws over any order of what people and hosts do, and examples by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lokallag.events.domain.places import (
    Party,
    State,
    ceiling,
    fits_at_all,
    free,
    has_room,
    lowered_in_words,
    move_up,
    state_of_new,
)

sizes = st.integers(1, 6)
capacities = st.none() | st.integers(0, 30)


class Door(RuleBasedStateMachine):
    """An event with a line, where everybody comes, goes and changes the room in any order."""

    def __init__(self):
        super().__init__()
        self.capacity = 10
        self.seated: dict[int, int] = {}
        self.line: list[Party] = []
        self.ceiling = ceiling(self.capacity, taken=0)
        self.next = 0
        self.came: list[int] = []  # the order in which they asked
        self.seated_in: list[int] = []  # the order in which they got a place

    @property
    def taken(self):
        return sum(self.seated.values())

    def seat(self, party):
        assert self.capacity is None or self.taken + party.size <= self.capacity
        self.seated[party.number] = party.size
        self.seated_in.append(party.number)

    def settle(self):
        for party in move_up(self.line, capacity=self.capacity, taken=self.taken):
            self.seat(party)
            self.line.remove(party)
        self.ceiling = ceiling(self.capacity, taken=self.taken)

    @rule(size=sizes)
    def comes(self, size):
        self.next += 1
        party = Party(self.next, size)
        waits = any(fits_at_all(other.size, capacity=self.capacity) for other in self.line)
        state = state_of_new(size, capacity=self.capacity, taken=self.taken, someone_waits=waits)
        if state is State.SIGNED_UP:
            self.seat(party)
        else:
            self.line.append(party)

    @precondition(lambda self: self.seated)
    @rule(data=st.data())
    def leaves(self, data):
        del self.seated[data.draw(st.sampled_from(sorted(self.seated)))]
        self.settle()

    @precondition(lambda self: self.line)
    @rule(data=st.data())
    def gives_up_waiting(self, data):
        self.line.remove(data.draw(st.sampled_from(self.line)))
        self.settle()

    @rule(capacity=capacities)
    def changes_the_room(self, capacity):
        before = dict(self.seated)
        self.capacity = capacity
        self.settle()
        assert before.items() <= self.seated.items()  # nobody who had a place has lost it

    @invariant()
    def is_never_oversold(self):
        assert self.ceiling is None or self.taken <= self.ceiling
        if self.capacity is not None:
            assert self.ceiling == max(self.capacity, self.taken)

    @invariant()
    def the_line_is_in_order(self):
        assert [party.number for party in self.line] == sorted(party.number for party in self.line)

    @invariant()
    def the_first_who_could_come_in_has_no_room_yet(self):
        fitting = [party for party in self.line if fits_at_all(party.size, capacity=self.capacity)]
        assert not fitting or not has_room(fitting[0].size, capacity=self.capacity, taken=self.taken)


TestDoor = Door.TestCase


@given(line=st.lists(sizes, max_size=12), capacity=st.integers(0, 30), taken=st.integers(0, 30))
def test_who_moves_up_is_the_beginning_of_those_who_could(line, capacity, taken):
    parties = [Party(number, size) for number, size in enumerate(line)]
    fitting = [party for party in parties if fits_at_all(party.size, capacity=capacity)]

    moved = move_up(parties, capacity=capacity, taken=taken)

    assert list(moved) == fitting[: len(moved)]
    assert not moved or taken + sum(party.size for party in moved) <= capacity


@given(line=st.lists(sizes, max_size=12), taken=st.integers(0, 1000))
def test_without_a_limit_everybody_moves_up(line, taken):
    parties = [Party(number, size) for number, size in enumerate(line)]

    assert list(move_up(parties, capacity=None, taken=taken)) == parties


@pytest.mark.parametrize(
    ("size", "capacity", "taken", "someone_waits", "expected"),
    [
        (1, None, 900, False, State.SIGNED_UP),
        (1, 20, 19, False, State.SIGNED_UP),
        (1, 20, 20, False, State.WAITING),
        (2, 20, 19, False, State.WAITING),  # comes in whole or waits whole
        (1, 20, 19, True, State.WAITING),  # somebody with a guest waits for two places: nobody passes them
        (1, 20, 25, False, State.WAITING),  # the room was made smaller
    ],
)
def test_where_a_new_party_comes_in(size, capacity, taken, someone_waits, expected):
    assert state_of_new(size, capacity=capacity, taken=taken, someone_waits=someone_waits) is expected


@pytest.mark.parametrize(
    ("line", "capacity", "taken", "moved"),
    [
        ([1, 1, 1], 20, 18, [0, 1]),
        ([2, 1], 20, 19, []),
        ([9, 1], 8, 6, [1]),  # nine never fit into eight: the next is not kept waiting for them
        ([1], 20, 25, []),
    ],
)
def test_who_moves_up(line, capacity, taken, moved):
    parties = [Party(number, size) for number, size in enumerate(line)]

    assert [party.number for party in move_up(parties, capacity=capacity, taken=taken)] == moved


@pytest.mark.parametrize(("capacity", "taken", "left"), [(None, 7, None), (20, 7, 13), (20, 25, 0)])
def test_places_left(capacity, taken, left):
    assert free(capacity, taken) == left


@pytest.mark.parametrize(
    ("capacity", "taken", "words"),
    [
        (None, 25, ""),
        (25, 25, ""),
        (
            24,
            25,
            (
                "25 har plass, og det er satt av 24. Ingen mister plassen: Den første som melder seg av, gir ikke "
                "plass til en ny."
            ),
        ),
        (
            20,
            25,
            (
                "25 har plass, og det er satt av 20. Ingen mister plassen: De 5 første som melder seg av, gir ikke "
                "plass til nye."
            ),
        ),
    ],
)
def test_a_capacity_below_those_who_have_a_place_is_told(capacity, taken, words):
    assert lowered_in_words(capacity, taken=taken) == words
