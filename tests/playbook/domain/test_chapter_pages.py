"""What a page makes of a chapter: its parts, its place in the tree, and what differs between two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.playbook.domain.chapter_compare import Line, Mark, Shape, compare, lines_of, stretches
from lokallag.playbook.domain.chapter_parts import PartKind, sections
from lokallag.playbook.domain.chapter_tree import Place, reading_order, within
from lokallag.playbook.domain.chapter_writing import read_text

TEXT = """Først.

## Sjekkliste

- [ ] Bord

Etter.

## Ferdig tekst

> Hei [navn]
>
> Kom.

## Sjekkliste

| Hva | Hvem |
|---|---|
| **Kaffe** og kake | Kari |
"""


def test_ready_made_texts_and_check_lists_are_parts_of_their_own():
    found = sections(read_text(TEXT))

    assert [(one.anchor, one.title, [part.kind for part in one.parts]) for one in found] == [
        ("del", "", [PartKind.TEXT]),
        ("del-sjekkliste", "Sjekkliste", [PartKind.CHECKS, PartKind.TEXT]),
        ("del-ferdig-tekst", "Ferdig tekst", [PartKind.READY]),
        ("del-sjekkliste-2", "Sjekkliste", [PartKind.TABLE]),
    ]
    assert found[2].parts[0].plain == "Hei [navn]\n\nKom."
    assert [one.has_checks for one in found] == [False, True, False, False]


def test_a_table_names_its_columns_on_each_card():
    [_first, _checks, _ready, last] = sections(read_text(TEXT))

    assert (
        '<th scope="row"><strong>Kaffe</strong> og kake</th><td data-l="Hvem"><span>Kari</span></td>'
        in last.parts[0].html
    )


def words(*lines, shape=Shape.TEXT):
    return [Line(shape, line) for line in lines]


def shown(changes):
    return [(change.mark.value, [(piece.mark.value, piece.words) for piece in change.pieces]) for change in changes]


def test_in_a_changed_line_the_words_are_marked():
    assert shown(compare(words("Kom klokka sju i dag"), words("Kom klokka åtte i dag"))) == [
        ("same", [("same", "Kom klokka "), ("removed", "sju"), ("added", "åtte"), ("same", " i dag")])
    ]


def test_lines_that_are_gone_or_new_are_told_as_such():
    changes = compare(words("En", "Borte for alltid"), words("En", "Noe helt annet nå her", "To"))

    assert [(change.mark.value, change.pieces[0].words) for change in changes] == [
        ("same", "En"),
        ("added", "Noe helt annet nå her"),
        ("added", "To"),
        ("removed", "Borte for alltid"),
    ]


some_lines = st.lists(st.builds(Line, st.sampled_from(Shape), st.text("ab c", max_size=8)), max_size=12)


@given(some_lines, some_lines)
def test_both_texts_can_be_read_out_of_what_differs(old, new):
    changes = compare(old, new)

    def read(without):
        return [
            "".join(piece.words for piece in change.pieces if piece.mark is not without)
            for change in changes
            if change.mark is not without
        ]

    assert read(Mark.REMOVED) == [line.words for line in new]
    assert read(Mark.ADDED) == [line.words for line in old]


@given(some_lines, some_lines)
def test_what_is_folded_away_is_unchanged_and_nothing_is_lost(old, new):
    changes = compare(old, new)
    found = stretches(changes)

    assert [line for stretch in found for line in stretch.lines] == list(changes)
    assert all(line.is_same for stretch in found if stretch.is_folded for line in stretch.lines)


def test_two_long_texts_without_anything_in_common_are_told_whole():
    old, new = words(*map(str, range(3000))), words(*map(str, range(3000, 6000)))

    assert len(compare(old, new)) == 6000


def test_lines_of_a_text():
    assert [(line.shape.value, line.words, line.quoted) for line in lines_of(read_text(TEXT))] == [
        ("text", "Først.", False),
        ("heading", "Sjekkliste", False),
        ("check", "Bord", False),
        ("text", "Etter.", False),
        ("heading", "Ferdig tekst", False),
        ("text", "Hei [navn]", True),
        ("text", "Kom.", True),
        ("heading", "Sjekkliste", False),
        ("row", "Hva | Hvem", False),
        ("row", "Kaffe og kake | Kari", False),
    ]


PLACES = [Place(1, None, 0), Place(2, None, 1), Place(3, 2, 0), Place(4, 3, 0), Place(5, 2, 1)]


def test_chapters_are_read_each_before_those_below_it():
    assert [(node.pk, node.depth, node.number) for node in reading_order(PLACES)] == [
        (1, 0, "1"),
        (2, 0, "2"),
        (3, 1, "2.1"),
        (4, 2, "2.1.1"),
        (5, 1, "2.2"),
    ]


def test_what_stands_below_one_that_is_not_shown_takes_its_place():
    found = reading_order(PLACES, {1, 3, 4, 5})

    assert [(node.pk, node.number, node.parent) for node in found] == [
        (1, "1", None),
        (3, "2", None),
        (4, "2.1", 3),
        (5, "3", None),
    ]


@pytest.mark.parametrize(("pk", "expected"), [(1, {1}), (2, {2, 3, 4, 5}), (3, {3, 4})])
def test_within_a_chapter_are_all_below_it(pk, expected):
    assert within({place.pk: place.parent for place in PLACES}, pk) == expected
