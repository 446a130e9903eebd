"""A small register and division that the tests of this room stand on."""

import json
from datetime import UTC, date, datetime
from typing import Any

from lokallag.territory.domain.tables import read_text
from lokallag.territory.queries import read_rows
from lokallag.territory.services import apply_sheet, import_areas, import_register
from tests.cast import Cast

AT = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
JANUARY, MARCH, JUNE = date(2026, 1, 1), date(2026, 3, 11), date(2026, 6, 1)

CODES = """1305;HASLUM;3201;BÆRUM;P
1300;SANDVIKA;3201;BÆRUM;P
1318;BEKKESTUA;3201;BÆRUM;P
1336;SANDVIKA;3201;BÆRUM;G
1337;SANDVIKA;3201;BÆRUM;G
1344;HASLUM;3201;BÆRUM;G
1346;GJETTUM;3201;BÆRUM;G
1356;BEKKESTUA;3201;BÆRUM;G
1357;BEKKESTUA;3201;BÆRUM;G
1383;ASKER;3203;ASKER;G
0951;OSLO;0301;OSLO;G
0952;OSLO;0301;OSLO;G
"""
HEADER = "postnummer;poststed;kommunenr;kommunenavn;kategori\n"
SHEET = "Lag;Postnr\nHaslum;1344,1346,1356\nSandvika;1336-1337,1357\n"


def register(codes: str = CODES) -> bytes:
    """Return a register file with these lines."""
    return (HEADER + codes).encode()


def load_register(codes: str = CODES) -> None:
    """Bring the small register in."""
    import_register(data=register(codes), source="prøve.csv", by=None, at=AT)


def squares(*codes: str, **properties: object) -> bytes:
    """Return GeoJSON with a square per code, side by side in Bærum."""
    features = []
    for at, code in enumerate(codes):
        west, east = 10.5 + at * 0.01, 10.51 + at * 0.01
        ring = [[west, 59.9], [east, 59.9], [east, 59.91], [west, 59.91], [west, 59.9]]
        features.append(
            {
                "type": "Feature",
                "properties": {"postnummer": code, **properties},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def load_areas(*codes: str, **properties: object) -> None:
    """Bring in a square per code (all six of Bærum if none is named)."""
    named = codes or ("1336", "1337", "1344", "1346", "1356", "1357")
    import_areas(data=squares(*named, **properties), source="prøve.geojson", by=None, at=AT)


def divide(text: str = SHEET, *, on: date = JANUARY, **more: Any) -> None:
    """Put a sheet given as text into force in Bærum, by default with a decision and with the gaps it leaves."""
    facts = {"decision": "Årsmøtet, sak 6", "accept_gaps": True, "by": None, "at": AT, **more}
    apply_sheet(sheet=read_rows(read_text(text)), municipality="3201", valid_from=on, **facts)


def settle(people: Cast) -> Cast:
    """Bring in the register, the areas and the division from the day a year before today that the cast began."""
    load_register()
    load_areas()
    divide(on=people.today)
    return people
