"""Two versions of the division of labour compared, a review walked in handfuls, what stands in the way of closing."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.playbook.domain.duties import (
    COMPARED,
    GLANCE,
    HANDFUL,
    BadDuty,
    ChangeKind,
    DutySpec,
    Party,
    Side,
    Verdict,
    compare,
    in_order,
    missing,
    read_duties,
    steps,
    worst,
)

FILE = Path(__file__).parents[3] / "lokallag/playbook/data/duties.toml"
parties = st.sets(st.sampled_from([party.value for party in Party])).map(in_order)
names = st.text(alphabet="abcæøå ", min_size=1, max_size=12)
keys = st.text(alphabet="abcd", min_size=1, max_size=3)
specs = st.builds(DutySpec, keys, names, names, parties, parties, parties, names, st.just(""))
divisions = st.lists(specs, max_size=40, unique_by=lambda duty: duty.key)
RING = DutySpec("ringe", "Ringe nye", "Medlemmer", ("branch",), ("branch",), ("board",), "De blir.")


@given(divisions)
def test_a_version_compared_with_itself_differs_in_nothing(duties):
    assert compare(duties, duties) == ()


@given(divisions, divisions)
def test_what_is_new_one_way_is_gone_the_other(before, after):
    there = {change.after.key for change in compare(before, after) if change.kind is ChangeKind.NEW}
    back = {change.before.key for change in compare(after, before) if change.kind is ChangeKind.GONE}

    assert there == back == {duty.key for duty in after} - {duty.key for duty in before}


@given(divisions, divisions)
def test_the_changes_carried_out_on_the_old_give_the_new(before, after):
    found = {duty.key: duty for duty in before}
    for change in compare(before, after):
        if change.after is None:
            del found[change.before.key]
        elif change.before is None:
            found[change.after.key] = change.after
        else:
            values = {name: getattr(change.after, name) for name in change.fields}
            found[change.after.key] = replace(change.before, **values)

    assert found == {duty.key: duty for duty in after}


def test_a_change_names_the_fields_that_differ():
    [change] = compare([RING], [replace(RING, does=("board", "branch"), told=())])

    assert (change.kind, change.fields) == (ChangeKind.CHANGED, ("does", "told"))
    assert set(change.fields) <= set(COMPARED)


@given(divisions)
def test_every_duty_of_the_branch_is_walked_once_and_its_own_come_first(duties):
    pages = steps(duties, Party.BRANCH)
    walked = [duty for page in pages for duty in page]

    assert sorted(duty.key for duty in walked) == sorted(d.key for d in duties if d.concerns(Party.BRANCH))
    acts = [duty.acts(Party.BRANCH) for duty in walked]
    assert acts == sorted(acts, reverse=True)
    assert all(0 < len(page) <= (HANDFUL if page[0].acts(Party.BRANCH) else GLANCE) for page in pages)
    assert all(len({duty.acts(Party.BRANCH) for duty in page}) == 1 for page in pages)


@given(st.sets(keys), st.sets(keys), st.sets(keys))
def test_an_answer_more_never_stands_in_the_way(asked, branch, board):
    order = sorted(asked)
    before = missing(order, {Side.BRANCH: branch, Side.BOARD: board}, branch_is_led=True)
    after = missing(order, {Side.BRANCH: branch | asked, Side.BOARD: board}, branch_is_led=True)

    assert set(before) == asked - branch
    assert after == ()


@pytest.mark.parametrize(
    ("branch", "board", "is_led", "left"),
    [
        ({"a", "b"}, set(), True, ()),
        ({"a"}, {"b"}, True, ("b",)),
        ({"a"}, {"b"}, False, ()),
        (set(), set(), False, ("a", "b")),
    ],
)
def test_the_contact_answers_for_a_branch_that_nobody_leads(branch, board, is_led, left):
    assert missing(["a", "b"], {Side.BRANCH: branch, Side.BOARD: board}, branch_is_led=is_led) == left


@pytest.mark.parametrize(
    ("verdicts", "counts"),
    [
        ([], None),
        (["clear", "clear"], Verdict.CLEAR),
        (["clear", "unclear"], Verdict.UNCLEAR),
        (["help", "clear"], Verdict.HELP),
        (["unclear", "help"], Verdict.HELP),
    ],
)
def test_the_one_who_finds_it_unclear_is_heard(verdicts, counts):
    assert worst(verdicts) is counts


def test_the_file_is_read_in_its_order():
    duties = read_duties(FILE.read_text(encoding="utf-8"))

    assert (len(duties), duties[0].key) == (50, "aktivitet-i-omradet")
    assert duties[1].told == ("board", "council_group")  # in the order of the parties, however it is written
    assert sum(duty.acts(Party.BRANCH) for duty in duties) == 20


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("", "'name'"),
        ('name = "Ringe"\narea = "Medlemmer"\ndoes = ["alle"]', "'alle' is not a valid Party"),
        (
            'name = "Ringe"\narea = ""\ndoes = ["board"]\ndecides = ["board"]\ntold = []\nwhy = ""\nchapter = ""',
            "key, name, area, who does it and who decides are written",
        ),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(entry, words):
    with pytest.raises(BadDuty, match=rf"^ringe: .*{words}"):
        read_duties(f'[[duty]]\nkey = "ringe"\n{entry}')


def test_two_entries_with_one_key_are_refused():
    one = (
        'key = "a"\nname = "A"\narea = "B"\ndoes = ["board"]\ndecides = ["board"]\ntold = []\nwhy = ""\nchapter = ""\n'
    )

    with pytest.raises(BadDuty, match=r"^a: two entries"):
        read_duties(f"[[duty]]\n{one}[[duty]]\n{one}")
