"""Postal areas from GeoJSON: Kartverket's file in lon/lat or UTM, and what others have made of it. Pure.

Areas come out as valid multipolygons in degrees, longitude first (WGS84; EPSG:4258 is treated as the same, they differ
by less than a metre), one per postal code. Source: Kartverket, Postnummerområder (CC BY 4.0).
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy
import pyproj
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from lokallag.territory.domain import codes, names
from lokallag.territory.domain.files import MEGABYTE, Unreadable, check_size, kind_of

LIMIT = 400 * MEGABYTE
"""Bytes of GeoJSON, unpacked; the whole country is about 100 MB."""

DECIMALS = 6
"""Of a degree: about a decimetre."""

_UTM = {"25832": 25832, "25833": 25833, "25835": 25835, "32632": 32632, "32633": 32633, "32635": 32635}
_DEGREES = {"4258", "4326", "CRS84", "84"}
_CODE_KEYS = ("postnummer", "postnr", "postkode", "postalcode")
_PLACE_KEYS = ("poststed", "poststedsnavn", "poststedna")
_NORWAY = (-12.0, 56.0, 36.0, 82.0)
"""West, south, east, north, with Jan Mayen, Svalbard and the sea outside."""


@dataclass(frozen=True, slots=True)
class Area:
    """The area of one postal code. ``geometry`` is valid, in degrees; ``approximate`` says it is not surveyed."""

    code: str
    geometry: MultiPolygon
    place: str
    approximate: bool


@dataclass(frozen=True, slots=True)
class AreaFile:
    """All areas of a file, by code. ``mended`` are codes whose rings crossed themselves; ``features`` is the number of
    features read, ``nameless`` of those without a postal code, which are left out."""

    areas: Mapping[str, Area]
    mended: tuple[str, ...]
    features: int
    nameless: int


def parse_areas(data: bytes, *, approximate: bool = False) -> AreaFile:
    """Read the areas of a GeoJSON file, or of a ZIP with one in it; several features of a code become one area.

    :param approximate: all areas are approximations, whatever the file says
    :raises Unreadable: empty, too large, another kind of file, no areas with postal codes, or areas outside Norway
    """
    document = _load(_unpacked(data))
    features = list(_polygon_features(document))
    if not features:
        raise Unreadable(_("Filen har ingen områder. Last ned postnummerområdene som GeoJSON og prøv igjen."))
    parts: dict[str, list[BaseGeometry]] = {}
    places: dict[str, str] = {}
    rough: set[str] = set()
    nameless = 0
    for feature in features:
        properties = _properties(feature)
        code = _code(properties)
        if not code:
            nameless += 1
            continue
        parts.setdefault(code, []).append(_geometry(feature, code))
        places.setdefault(code, next((str(properties[key]) for key in _PLACE_KEYS if properties.get(key)), ""))
        if approximate or properties.get("tilnaermet") is True or properties.get("tilnærmet") is True:
            rough.add(code)
    if not parts:
        raise Unreadable(_("Områdene i filen har ikke postnummer. De må ha egenskapen «postnummer»."))
    projection = _projection(document, [piece for pieces in parts.values() for piece in pieces])
    areas: dict[str, Area] = {}
    mended: list[str] = []
    for code in sorted(parts):
        geometry, was_invalid = _one_area(parts[code], projection)
        if geometry.is_empty:
            message = _("Området til %(code)s er tomt. Last ned filen på nytt og prøv igjen.")
            raise Unreadable(message % {"code": code})
        if was_invalid:
            mended.append(code)
        areas[code] = Area(code, geometry, places[code], code in rough)
    _check_in_norway(areas)
    return AreaFile(areas, tuple(mended), len(features), nameless)


def polygons_of(geometry: BaseGeometry) -> MultiPolygon:
    """Return the polygons of any geometry, mended where they cross themselves; lines and points are dropped."""
    if not geometry.is_valid:
        geometry = shapely.make_valid(geometry)
    pieces = [
        piece
        for piece in shapely.get_parts(shapely.get_parts([geometry]))
        if piece.geom_type == "Polygon" and not piece.is_empty
    ]
    return MultiPolygon(pieces)


def to_geojson(geometry: BaseGeometry, decimals: int = DECIMALS) -> dict[str, Any]:
    """Return the geometry as a GeoJSON object with so many decimals, longitude first."""

    def rounded(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, decimals)
        return [rounded(each) for each in value]

    found = mapping(geometry)
    return {"type": found["type"], "coordinates": rounded(found["coordinates"])}


def from_geojson(geometry: Mapping[str, Any]) -> MultiPolygon:
    """Return the multipolygon that :func:`to_geojson` wrote."""
    return polygons_of(shape(dict(geometry)))


def simplified(geometries: list[MultiPolygon], tolerance: float) -> list[MultiPolygon]:
    """Return the geometries with fewer points, in the same order; borders that two share stay shared.

    :param tolerance: in degrees; 0.0005 is about 30–55 m in southern Norway
    """
    if not geometries:
        return []
    result = shapely.coverage_simplify(numpy.array(geometries, dtype=object), tolerance)
    return [
        polygons_of(small) if not small.is_empty else whole for small, whole in zip(result, geometries, strict=True)
    ]


def _unpacked(data: bytes) -> bytes:
    check_size(data, limit=LIMIT)
    if not data.startswith(b"PK"):
        if kind := kind_of(data):
            raise Unreadable(kind)
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            found = [info for info in pack.infolist() if info.filename.lower().endswith((".geojson", ".json"))]
            if len(found) != 1:
                raise Unreadable(
                    _("Den pakkede filen må ha nøyaktig én GeoJSON-fil i seg. Pakk den ut og velg riktig fil.")
                )
            if found[0].file_size > LIMIT:
                message = _("Filen er større enn %(limit)s MB. Ta bort det som ikke trengs, og prøv igjen.")
                raise Unreadable(message % {"limit": LIMIT // MEGABYTE})
            return pack.read(found[0])
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(_("Den pakkede filen lar seg ikke åpne. Last den ned på nytt.")) from error


def _load(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        message = _("Dette er ikke GeoJSON. Last ned postnummerområdene som GeoJSON og prøv igjen.")
        raise Unreadable(message) from error
    if not isinstance(document, dict):
        raise Unreadable(_("Dette er ikke GeoJSON. Last ned postnummerområdene som GeoJSON og prøv igjen."))
    return document


def _collections(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The collections of a file: itself, or the values of an object that has several by name."""
    if isinstance(document.get("features"), list):
        return [document]
    return [each for each in document.values() if isinstance(each, dict) and isinstance(each.get("features"), list)]


def _polygon_features(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for collection in _collections(document):
        for feature in collection["features"]:
            geometry = feature.get("geometry") if isinstance(feature, dict) else None
            if isinstance(geometry, dict) and geometry.get("type") in {"Polygon", "MultiPolygon", "GeometryCollection"}:
                yield feature


def _properties(feature: Mapping[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return {str(key).lower(): value for key, value in found.items()} if isinstance(found, dict) else {}


def _code(properties: Mapping[str, Any]) -> str:
    value = next((properties[key] for key in _CODE_KEYS if properties.get(key) not in (None, "")), None)
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    text = text.zfill(4) if text.isdigit() else text
    if not codes.is_code(text):
        raise Unreadable(
            _("Et område har postnummeret «%(text)s». Et postnummer har fire siffer.") % {"text": text[:40]}
        )
    return text


def _geometry(feature: Mapping[str, Any], code: str) -> BaseGeometry:
    try:
        geometry = shapely.force_2d(shape(feature["geometry"]))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
        message = _("Området til %(code)s lar seg ikke lese. Last ned filen på nytt og prøv igjen.")
        raise Unreadable(message % {"code": code}) from error
    if not bool(numpy.all(numpy.isfinite(shapely.get_coordinates(geometry)))):
        message = _("Området til %(code)s har koordinater som ikke er tall. Last ned filen på nytt og prøv igjen.")
        raise Unreadable(message % {"code": code})
    return geometry


def _projection(document: dict[str, Any], geometries: list[BaseGeometry]) -> pyproj.Transformer | None:
    """What turns the file's numbers into degrees, told by the file itself, else by how large they are."""
    named = ""
    for holder in (document, *_collections(document)):
        crs = holder.get("crs")
        if isinstance(crs, dict) and isinstance(crs.get("properties"), dict):
            named = str(crs["properties"].get("name", "")).replace("/", ":").rpartition(":")[2].upper() or named
    bounds = shapely.total_bounds(numpy.array(geometries, dtype=object))
    in_degrees = bool(numpy.all(numpy.abs(bounds) <= 180))
    if named and named not in _UTM and named not in _DEGREES:
        message = _(
            "Filen bruker koordinatsystemet %(name)s. Last ned områdene i lengde og bredde (4258) eller UTM 33 (25833)."
        )
        raise Unreadable(message % {"name": named[:40]})
    if in_degrees:
        return None
    return pyproj.Transformer.from_crs(_UTM.get(named, 25833), 4326, always_xy=True)


def _one_area(pieces: list[BaseGeometry], projection: pyproj.Transformer | None) -> tuple[MultiPolygon, bool]:
    """One valid area of all the pieces, and whether any had to be mended."""
    was_invalid = any(not piece.is_valid for piece in pieces)
    whole = shapely.union_all([polygons_of(piece) for piece in pieces]) if len(pieces) > 1 else polygons_of(pieces[0])
    if projection is not None:

        def reproject(points: Any) -> Any:
            east, north = projection.transform(points[:, 0], points[:, 1])
            return numpy.column_stack([east, north])

        whole = shapely.transform(whole, reproject)
        if not bool(numpy.all(numpy.isfinite(shapely.get_coordinates(whole)))):
            return MultiPolygon(), was_invalid
    return polygons_of(shapely.set_precision(polygons_of(whole), 10**-DECIMALS)), was_invalid


def _check_in_norway(areas: Mapping[str, Area]) -> None:
    west, south, east, north = _NORWAY
    for area in areas.values():
        bounds = area.geometry.bounds
        if bounds[0] < west or bounds[1] < south or bounds[2] > east or bounds[3] > north:
            message = _(
                "Området til %(code)s ligger ikke i Norge. Koordinatene må være lengde og bredde i grader, "
                "med lengde først, eller UTM 33 i meter."
            )
            raise Unreadable(message % {"code": area.code})


def same_place(area: Area, place: str) -> bool:
    """Tell whether the file's place for a code is the register's; a file without places agrees with all."""
    return not area.place or names.fold(area.place) == names.fold(place)
