"""Colours and pictures of areas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from lokallag.territory.domain.colours import colour, neighbours
from lokallag.territory.domain.drawing import Cell, Territory, draw, label_lines


def square(x: float, y: float, size: float = 1.0) -> MultiPolygon:
    return MultiPolygon([box(10 + x * 0.01, 60 + y * 0.01, 10 + (x + size) * 0.01, 60 + (y + size) * 0.01)])


def test_squares_that_share_a_side_are_neighbours_and_a_corner_is_none():
    found = neighbours({"a": square(0, 0), "b": square(1, 0), "c": square(1, 1), "d": square(5, 5)})

    assert found == {"a": {"b"}, "b": {"a", "c"}, "c": {"b"}, "d": set()}


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1))
def test_neighbours_never_share_a_colour_where_each_area_hangs_together(places):
    geometries = {f"{x},{y}": square(x, y) for x, y in sorted(places)}
    borders = neighbours(geometries)

    chosen = colour(list(geometries), borders)

    assert all(chosen[one] != chosen[other] for one in borders for other in borders[one])
    assert set(chosen.values()) <= set(range(1, 7))


def test_up_to_six_get_a_colour_each_in_order():
    assert colour(list("abcdef"), {}) == dict(zip("abcdef", range(1, 7), strict=True))


def test_a_seventh_reuses_a_colour_that_no_neighbour_has():
    keys = list("abcdefg")
    borders = {key: {other for other in keys[:5] if other != key} for key in keys}

    chosen = colour(keys, borders)

    assert all(chosen[one] != chosen[other] for one in keys for other in borders[one])


def test_a_map_is_640_wide_with_each_cell_and_the_outline_of_all():
    drawing = draw(
        [Territory("a", "Haslum", (Cell("1344", square(0, 0)), Cell("1346", square(1, 0))))],
        [Cell("1358", square(2, 0), approximate=True)],
    )

    unit = drawing.units[0]
    assert (drawing.width, drawing.view_box.split()[2]) == (640, "668")
    assert [cell.code for cell in unit.cells] == ["1344", "1346"]
    assert [cell.code for cell in drawing.free] == ["1358"]
    assert unit.edge.count("M") == 1
    assert {point.split()[0] for point in unit.edge.strip("MZ").split("L")} == {"0", "213.3", "426.7"}
    assert drawing.approximate
    assert drawing.colours == {"a": 1}


def test_a_map_of_nothing_is_empty():
    drawing = draw([Territory("a", "Haslum", ())])

    assert (drawing.units, drawing.free, drawing.height, drawing.colours) == ((), (), 0, {"a": 1})


def test_labels_lie_in_their_own_area_and_apart():
    drawing = draw(
        [Territory("a", "Haslum", (Cell("1", square(0, 0)),)), Territory("b", "Jar", (Cell("2", square(1, 0)),))]
    )

    left, right = (unit.label for unit in drawing.units)
    assert left is not None
    assert right is not None
    assert 0 < left.x < 320 < right.x < 640


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Haslum", ("Haslum",)),
        ("Lommedalen–Bærums Verk", ("Lommedalen–", "Bærums Verk")),
        ("Lommedalen-Bærums Verk", ("Lommedalen-", "Bærums Verk")),
        ("Sandvika og omegn", ("Sandvika", "og omegn")),
        ("Østre Bærum", ("Østre Bærum",)),
        ("Nordre Aker bydelslag", ("Nordre Aker", "bydelslag")),
    ],
)
def test_long_names_take_two_lines(name, lines):
    assert label_lines(name) == lines
