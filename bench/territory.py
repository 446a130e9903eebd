"""Importing register, areas and branches; Finn din avdeling; the kept map. Goals: issue 2, territory.

The organisation is measured twice: a municipality with 30 codes and six branches, and 400 branches. Where a goal has
one name, the worse of the two counts. The peer of Finn din avdeling is a page of one indexed row through the same
middleware, in the same rounds.
"""

import json
import statistics
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import shapely
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from shapely.geometry import box, mapping, shape

from bench.harness import Result, at_most, cpu_seconds, interleaved, median, needed, seconds
from lokallag.organisation.models import Kind, Unit
from lokallag.organisation.services import create_unit, set_profile
from lokallag.territory.domain.tables import read_file, read_text
from lokallag.territory.models import PostalCode, Responsibility
from lokallag.territory.queries import read_rows
from lokallag.territory.services import apply_sheet, import_areas, import_register, keep_map

AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
MANY = "0301"  # Oslo has codes enough for 400 branches
SMALL = "3201"
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ASKED = ["1344", "1344 Haslum", "1358", "1305", "1300", "1336", "sandvika", "bekkestua", "Haslum", "1369"] * 2
SIX = """Avdeling;Postnummer
Østre Bærum;1358-1362, 1364, 1366-1369
Haslum;1344, 1346, 1356, 1357
Sandvika og omegn;1311, 1336-1338, 1341, 1363, 1365
Lommedalen–Bærums Verk;1350, 1353, 1354
Rykkinn–Kolsås;1348, 1349, 1351, 1352
Skui–Tanum;1339, 1340
"""


def run(quick: bool) -> Result:
    """Measure all three; ``quick`` takes a tenth of the units and rounds."""
    register = needed("../shared/data/postnummer/postnummerregister-ansi.txt").read_bytes()
    shapes = needed("../shared/data/geo/Kommuner-M.geojson")
    small = needed("../shared/data/geo/baerum_postnummeromrader_TILNAERMET_voronoi.geojson").read_bytes()
    units = 40 if quick else 400
    today = localdate()
    party = create_unit(
        kind=Kind.MUNICIPAL,
        name="Prøvepartiet",
        parent=None,
        opened_on=date(2020, 1, 1),
        decision="",
        by=None,
        at=AT,
    )
    set_profile(main_unit=party, colour="#b3212b", municipality_code=SMALL, by=None, at=AT)
    rounds: list[dict[str, float]] = []
    with override_settings(ROOT_URLCONF="bench._peer_urls", STORAGES=PLAIN, SECURE_SSL_REDIRECT=False):
        site = _Site()

        # a municipality with 30 codes and six branches
        with transaction.atomic():
            import_register(data=register, source="register", by=None, at=AT)
            import_areas(data=small, source="omrader", by=None, at=AT)
            _divide(read_text(SIX), SMALL, today)
            few = _look_up(site, ASKED, quick=quick)
            few_map = _map(site, quick=quick)
            transaction.set_rollback(True)

        # import into empty tables, three times over; the last one stays
        areas, sheet = _areas_per_municipality(register, shapes), _sheet_of(register, units)
        times = 1 if quick else 3
        for number in range(times):
            with transaction.atomic():
                taken = {
                    "register": seconds(lambda: import_register(data=register, source="register", by=None, at=AT)),
                    "areas": seconds(lambda: import_areas(data=areas, source="omrader", by=None, at=AT)),
                    "branches": seconds(lambda: _divide(read_file(sheet), MANY, today)),
                }
                rounds.append({"import": sum(taken.values()), **taken})
                transaction.set_rollback(number < times - 1)

        # 400 branches with an area each
        Unit.objects.filter(pk=party.pk).update(public_email="styret@example.org")
        set_profile(main_unit=party, colour="#b3212b", municipality_code=MANY, by=None, at=AT)
        import_areas(data=_area_per_branch(shapes, units), source="omrader", by=None, at=AT)
        codes = list(Responsibility.objects.order_by("code").values_list("code_id", flat=True))
        many = _look_up(site, codes[:: max(1, len(codes) // 20)][:20], quick=quick)
        many_map = _map(site, quick=quick)
    rounds += [*few.rounds, *many.rounds, *few_map, *many_map]
    imports = [each["import"] for each in rounds if "import" in each]
    maps = [median(found, name) for found in (few_map, many_map) for name in ("kept", "not_modified")]
    return Result(
        sizes={
            "codes": PostalCode.objects.count(),
            "areas": len(json.loads(areas)["features"]),
            "units": Unit.objects.filter(kind=Kind.BRANCH).count(),
            "small_branches": 6,
        },
        rounds=rounds,
        goals=[
            at_most("import_s", statistics.median(imports), 10),
            at_most("find_queries", max(few.queries, many.queries), 4),
            at_most("find_ratio", max(few.ratio, many.ratio), 4),
            at_most("map_ms", 1000 * max(maps), 5),
        ],
    )


class _Site:
    """The site as a server calls it, without a server."""

    def __init__(self) -> None:
        self.handler = BaseHandler()
        self.handler.load_middleware()
        self.factory = RequestFactory(SERVER_NAME="localhost")

    def get(self, path: str, status: int = 200, **headers: str) -> HttpResponse:
        """Answer a GET.

        :raises RuntimeError: the answer has another status
        """
        response = self.handler.get_response(self.factory.get(path, headers=headers))
        if response.status_code != status:
            raise RuntimeError(f"{path} answers {response.status_code}")
        assert isinstance(response, HttpResponse)
        return response


class _Found:
    def __init__(self, queries: int, rounds: list[dict[str, float]]) -> None:
        self.queries, self.rounds = queries, rounds
        self.ratio = median(rounds, "find") / median(rounds, "peer")


def _look_up(site: _Site, asked: list[str], *, quick: bool) -> _Found:
    """Count the queries of Finn din avdeling, and measure its CPU against the peer's: each search once a round.

    The map is kept, as the background job keeps it.
    """
    paths = [f"/avdelinger/?{urlencode({'q': each})}" for each in asked]
    codes = [code for code in asked if code.isdigit() and len(code) == 4]
    most = 0
    keep_map(on=localdate())
    for path in paths:
        if 'id="svar"' not in site.get(path).content.decode():
            raise RuntimeError(f"{path} shows no answer")
        with CaptureQueriesContext(connection) as queries:
            site.get(path)
        most = max(most, len(queries))
    peers = [f"/en-rad/{codes[at % len(codes)]}/" for at in range(len(paths))]
    works: dict[str, Callable[[], object]] = {
        "find": lambda: [site.get(path) for path in paths],
        "peer": lambda: [site.get(path) for path in peers],
    }
    rounds = interleaved(works, rounds=3 if quick else 25, measure=cpu_seconds)
    return _Found(most, [{name: value / len(paths) for name, value in each.items()} for each in rounds])


def _map(site: _Site, *, quick: bool) -> list[dict[str, float]]:
    """Measure the kept answer and the 304 of the areas: seconds each."""
    path = "/kart/avdelinger.geojson"
    keep_map(on=localdate())
    first = site.get(path)
    etag = first.headers["ETag"]
    works: dict[str, Callable[[], object]] = {
        "kept": lambda: site.get(path),
        "not_modified": lambda: site.get(path, 304, if_none_match=etag),
    }
    return interleaved(works, rounds=5 if quick else 50)


def _divide(rows: Any, municipality: str, today: date) -> None:
    sheet = read_rows(rows)
    apply_sheet(sheet=sheet, municipality=municipality, valid_from=today, decision="Prøve", by=None, at=AT)


def _rows(register: bytes) -> list[list[str]]:
    return [line.split("\t") for line in register.decode("latin-1").splitlines()]


def _areas_per_municipality(register: bytes, shapes: Path) -> bytes:
    """One area per municipality, given as the first of its codes that has addresses."""
    first: dict[str, str] = {}
    for code, _place, municipality, _name, category in _rows(register):
        if category in "GB":
            first.setdefault(municipality, code)
    document = json.loads(shapes.read_bytes())
    for feature in document["features"]:
        feature["properties"] = {"postnummer": first[feature["properties"]["kommunenummer"]]}
    return json.dumps(document).encode()


def _sheet_of(register: bytes, units: int) -> bytes:
    """A sheet of so many branches, the codes of one municipality dealt out to them in turn."""
    codes = [
        code for code, _p, municipality, _n, category in _rows(register) if municipality == MANY and category in "GB"
    ]
    lines = ["Postnr;Lag", *(f"{code};Bydelslag {at % units + 1:03}" for at, code in enumerate(codes))]
    return "\r\n".join(lines).encode("latin-1")


def _area_per_branch(shapes: Path, units: int) -> bytes:
    """An area for the first code of each branch: the municipalities, the largest of them cut in two."""
    whole = [shapely.make_valid(shape(each["geometry"])) for each in json.loads(shapes.read_bytes())["features"]]
    pieces = sorted(whole, key=lambda each: -each.area)
    while len(pieces) < units:
        largest = pieces.pop(0)
        west, south, east, north = largest.bounds
        middle = (west + east) / 2
        pieces += [largest & box(west, south, middle, north), largest & box(middle, south, east, north)]
    first: dict[int, str] = {}
    for code, unit in Responsibility.objects.order_by("code").values_list("code_id", "unit_id"):
        first.setdefault(unit, code)
    features = [
        {"type": "Feature", "properties": {"postnummer": code}, "geometry": mapping(piece)}
        for code, piece in zip(sorted(first.values()), pieces, strict=False)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()
