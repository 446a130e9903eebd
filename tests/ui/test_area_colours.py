"""The six colours of areas, as people with the three kinds of colour blindness see them."""

import itertools
import re
from pathlib import Path

import pytest

import lokallag

TOKENS = (Path(lokallag.__file__).parent / "ui/frontend/tokens.css").read_text(encoding="utf-8")
# Linear light as it is seen, by rows: Machado, Oliveira and Fernandes (2009), severity 1.
SEEN = {
    "full colour vision": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
CLEARLY_APART = 10.0  # distance in CIELAB (ΔE*ab); about 2 can just be told apart side by side


def times(rows, values):
    return [sum(part * value for part, value in zip(row, values, strict=True)) for row in rows]


def lab(hexadecimal: str, vision: str) -> tuple[float, float, float]:
    """Return L*, a*, b* (D65) of a colour as it is seen."""
    parts = [int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    seen = [min(1.0, max(0.0, part)) for part in times(SEEN[vision], linear)]
    ratios = [value / white for value, white in zip(times(TO_XYZ, seen), (0.9505, 1.0, 1.089), strict=True)]
    x, y, z = (ratio ** (1 / 3) if ratio > 216 / 24389 else (24389 / 27 * ratio + 16) / 116 for ratio in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("vision", SEEN)
def test_no_two_areas_look_alike(vision):
    schemes = re.findall(r"--b1:\s*(#\w{6});\s*" + "".join(rf"--b{n}:\s*(#\w{{6}});\s*" for n in range(2, 7)), TOKENS)

    assert len(schemes) == 1  # the same by day and by night
    for colours in schemes:
        for one, other in itertools.combinations(colours, 2):
            apart = sum((a - b) ** 2 for a, b in zip(lab(one, vision), lab(other, vision), strict=True)) ** 0.5
            assert apart >= CLEARLY_APART, (one, other, round(apart, 1))
