"""What gets in each other's way."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lokallag.playbook.domain.clashes import ClashKind, Gathering, clashes

DAY = date(2027, 6, 16)
gatherings = st.builds(
    Gathering,
    unit=st.sampled_from(["Haslum", "Sandvika", "Skui"]),
    name=st.sampled_from(["Møte", "Quiz"]),
    day=st.integers(0, 3).map(lambda days: DAY + timedelta(days=days)),
)


def kinds(*found, of=""):
    return [clash.kind for clash in clashes(found, of=of)]


def test_two_of_one_unit_neighbours_and_holidays():
    mine, theirs = Gathering("Haslum", "Møte", DAY), Gathering("Sandvika", "Quiz", DAY)

    assert kinds(mine) == []
    assert kinds(mine, Gathering("Haslum", "Quiz", DAY)) == [ClashKind.SAME_UNIT]
    assert kinds(mine, theirs) == [ClashKind.NEIGHBOURS]
    assert kinds(Gathering("Haslum", "Møte", date(2027, 5, 17))) == [ClashKind.HOLIDAY]


@given(st.lists(gatherings, max_size=8))
def test_for_one_unit_nothing_is_told_that_is_not_its_own(found):
    for clash in clashes(found, of="Haslum"):
        assert "Haslum" in {gathering.unit for gathering in clash.gatherings}


@given(st.lists(gatherings, max_size=8))
def test_the_order_in_which_they_come_does_not_matter(found):
    assert clashes(found) == clashes(list(reversed(found)))
