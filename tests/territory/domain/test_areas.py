"""Areas out of GeoJSON."""

import io
import json
import zipfile

import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from lokallag.territory.domain.areas import from_geojson, parse_areas, simplified, to_geojson
from lokallag.territory.domain.files import Unreadable
from tests.territory.sources import BAERUM_AREAS, OSTFOLD_AREAS, needs_data

SQUARE = [[[10.5, 59.9], [10.6, 59.9], [10.6, 59.95], [10.5, 59.95], [10.5, 59.9]]]
BESIDE = [[[10.6, 59.9], [10.7, 59.9], [10.7, 59.95], [10.6, 59.95], [10.6, 59.9]]]
BOW_TIE = [[[10.5, 59.9], [10.6, 59.95], [10.6, 59.9], [10.5, 59.95], [10.5, 59.9]]]


def feature(code, rings=SQUARE, **properties):
    return {
        "type": "Feature",
        "properties": {"postnummer": code, **properties},
        "geometry": {"type": "Polygon", "coordinates": rings},
    }


def collection(*features, **more) -> dict:
    return {"type": "FeatureCollection", "features": list(features), **more}


def parse(document, **more):
    return parse_areas(json.dumps(document).encode(), **more)


def in_utm(rings):
    to_utm = pyproj.Transformer.from_crs(4326, 25833, always_xy=True)
    return [[list(to_utm.transform(*point)) for point in ring] for ring in rings]


@needs_data
@pytest.mark.parametrize(
    ("path", "codes", "features", "approximate"), [(BAERUM_AREAS, 30, 30, True), (OSTFOLD_AREAS, 24, 35, False)]
)
def test_real_files_are_read(path, codes, features, approximate):
    found = parse_areas(path.read_bytes())

    assert (len(found.areas), found.features) == (codes, features)
    assert {area.approximate for area in found.areas.values()} == {approximate}
    assert all(area.geometry.is_valid for area in found.areas.values())


def test_several_features_of_a_code_become_one_area():
    found = parse(collection(feature(1344), feature("1344", BESIDE, poststed="HASLUM")))

    assert found.features == 2
    assert found.areas["1344"].geometry.equals(box(10.5, 59.9, 10.7, 59.95))


def test_codes_that_are_numbers_get_their_zeros_back():
    assert list(parse(collection(feature(951), feature(10.0, BESIDE))).areas) == ["0010", "0951"]


def test_rings_that_cross_themselves_are_mended_and_named():
    found = parse(collection(feature(1344, BOW_TIE)))

    assert found.mended == ("1344",)
    assert found.areas["1344"].geometry.is_valid
    assert len(found.areas["1344"].geometry.geoms) == 2


@pytest.mark.parametrize(
    "crs", [None, {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25833"}}], ids=["guessed", "named"]
)
def test_utm_33_comes_out_in_degrees(crs):
    document = collection(feature(1344, in_utm(SQUARE)), **({"crs": crs} if crs else {}))

    assert parse(document).areas["1344"].geometry.hausdorff_distance(box(10.5, 59.9, 10.6, 59.95)) < 1e-5


def test_two_collections_in_one_file_give_the_areas():
    crs = {"type": "name", "properties": {"name": "EPSG:25833"}}
    border = {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}}
    document = {
        "postnummeromrader.postnummeromradegrense": collection(border, crs=crs),
        "postnummeromrader.postnummeromrade": collection(
            feature("1344", in_utm(SQUARE), objtype="Postnummerområde", kommune="3201"), crs=crs
        ),
    }

    assert list(parse(document).areas) == ["1344"]


def test_a_packed_file_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("Postnummeromrader.geojson", json.dumps(collection(feature(1344))))

    assert list(parse_areas(out.getvalue()).areas) == ["1344"]


@pytest.mark.parametrize(
    ("properties", "told", "approximate"), [({}, False, False), ({}, True, True), ({"tilnaermet": True}, False, True)]
)
def test_approximate_areas_are_marked(properties, told, approximate):
    found = parse(collection(feature(1344, **properties)), approximate=told)

    assert found.areas["1344"].approximate is approximate


def test_areas_without_a_code_are_counted_and_left_out():
    found = parse(collection(feature(1344), feature(None, BESIDE)))

    assert (list(found.areas), found.nameless) == (["1344"], 1)


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        (b"", "Filen er tom."),
        (b"postnummer,poststed\n1344,Haslum\n", "Dette er ikke GeoJSON."),
        (b"[1, 2]", "Dette er ikke GeoJSON."),
        (b"<!doctype html>", "Dette er en nettside"),
        (b"PK\x03\x04 broken", "Den pakkede filen lar seg ikke åpne."),
        (json.dumps(collection()).encode(), "Filen har ingen områder."),
        (json.dumps(collection(feature(None))).encode(), "Områdene i filen har ikke postnummer."),
        (json.dumps(collection(feature("13444"))).encode(), "Et område har postnummeret «13444»."),
        (json.dumps(collection(feature(1344, [[[1, 2], "x"]]))).encode(), "Området til 1344 lar seg ikke lese."),
        (json.dumps(collection(feature(1344, [[[0, 0], [1, 0], [1, 1], [0, 0]]]))).encode(),
         "Området til 1344 ligger ikke i Norge."),
        (json.dumps(collection(feature(1344), crs={"properties": {"name": "EPSG:3857"}})).encode(),
         "Filen bruker koordinatsystemet 3857."),
    ],
)  # fmt: skip
def test_other_files_are_refused_in_words(data, begins):
    with pytest.raises(Unreadable) as refused:
        parse_areas(data)

    assert str(refused.value)[: len(begins)] == begins


points = st.tuples(st.floats(5, 30), st.floats(58, 71))


@given(st.lists(points, min_size=3, max_size=8))
def test_any_ring_gives_valid_polygons_or_a_refusal(ring):
    rings = [[list(point) for point in (*ring, ring[0])]]
    try:
        area = parse(collection(feature(1344, rings))).areas["1344"]
    except Unreadable:
        return

    assert area.geometry.is_valid
    assert area.geometry.area > 0
    assert from_geojson(to_geojson(area.geometry)).equals(area.geometry)


def test_simplified_neighbours_keep_their_common_border():
    wavy = [(10.6 + (0.0004 if at % 2 else 0), 59.9 + at * 0.005) for at in range(11)]
    left = shapely.MultiPolygon([shapely.Polygon([(10.5, 59.9), *wavy, (10.5, 59.95)])])
    right = shapely.MultiPolygon([shapely.Polygon([(10.7, 59.95), *reversed(wavy), (10.7, 59.9)])])

    small = simplified([left, right], 0.002)

    assert shapely.get_num_coordinates(small[0]) < shapely.get_num_coordinates(left)
    assert small[0].intersection(small[1]).area == 0
    assert small[0].union(small[1]).area == pytest.approx(left.union(right).area, rel=1e-6)
