"""An organisation's colour as data: can it be read, which shades follow. Pure: of Django only gettext, no clock.

Contrast is the ratio of WCAG 2.2 (1 to 21). Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio and
#dfn-relative-luminance; the limits are success criteria 1.4.3 (text, 4.5) and 1.4.11 (what is not text, 3).
"""

import colorsys
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

TEXT = 4.5
MARK = 3.0


class ColourError(ValueError):
    """A colour that is none, or that words on it could not be read. The text is for the person who chose it."""


@dataclass(frozen=True, slots=True, order=True)
class Colour:
    """A colour on the screen: red, green and blue, each a whole number from 0 to 255.

    :raises ValueError: a part is outside 0 to 255
    """

    red: int
    green: int
    blue: int

    def __post_init__(self) -> None:
        if not all(0 <= part <= 255 for part in (self.red, self.green, self.blue)):
            raise ValueError(f"parts of a colour are 0 to 255, not {self.red}, {self.green}, {self.blue}")

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    @property
    def luminance(self) -> float:
        """How light the colour is, from 0 (black) to 1 (white)."""
        red, green, blue = (_linear(part) for part in (self.red, self.green, self.blue))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)
# The grounds that the brand's words and marks stand on (tokens.css): paper and card, by day and by night.
PAPER, CARD = Colour(0xFA, 0xF8, 0xF6), WHITE
DARK_PAPER, DARK_CARD = Colour(0x17, 0x14, 0x12), Colour(0x21, 0x1D, 0x1A)
DARK_WORDS = Colour(0x14, 0x10, 0x10)  # on the filled button, by night


def _linear(part: int) -> float:
    share = part / 255
    return float(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)


def parse(text: str) -> Colour:
    """Return the colour that ``#b3212b``, ``B3212B`` or ``#b21`` names.

    :raises ColourError: it is none of these, in words a member can read
    """
    digits = text.strip().removeprefix("#")
    if re.fullmatch(r"[0-9a-fA-F]{3}", digits):
        digits = "".join(2 * digit for digit in digits)
    if not re.fullmatch(r"[0-9a-fA-F]{6}", digits):
        raise ColourError(
            _("Skriv fargen som # og seks tegn fra 0 til 9 og a til f, for eksempel #b3212b. Du skrev «%(text)s».")
            % {"text": text}
        )
    return Colour(int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast between two colours, from 1 (the same) to 21 (black and white)."""
    light, dark = sorted((one.luminance, other.luminance), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return ``one`` with ``share`` (0 to 1) of ``other`` in it."""
    parts = (
        round(a + (b - a) * share) for a, b in ((one.red, other.red), (one.green, other.green), (one.blue, other.blue))
    )
    return Colour(*parts)


def lighter(colour: Colour, share: float) -> Colour:
    """Return the colour raised ``share`` (0 to 1) of the way to white, as clear in hue as it was."""
    hue, lightness, saturation = colorsys.rgb_to_hls(colour.red / 255, colour.green / 255, colour.blue / 255)
    raised = colorsys.hls_to_rgb(hue, lightness + (1 - lightness) * share, saturation)
    return Colour(*(round(255 * part) for part in raised))


def calmer(colour: Colour, most: float) -> Colour:
    """Return the colour with a saturation (HLS, 0 to 1) of at most ``most``: in the dark a screen is loud enough."""
    hue, lightness, saturation = colorsys.rgb_to_hls(colour.red / 255, colour.green / 255, colour.blue / 255)
    calm = colorsys.hls_to_rgb(hue, lightness, min(saturation, most))
    return Colour(*(round(255 * part) for part in calm))


def pale(colour: Colour, share: float) -> Colour:
    """Return the colour with ``share`` (0 to 1) of white in it."""
    return mix(colour, WHITE, share)


def darker(colour: Colour, share: float) -> Colour:
    """Return the colour with ``share`` (0 to 1) of black in it."""
    return mix(colour, BLACK, share)


def _until(
    step: Callable[[Colour, float], Colour], colour: Colour, grounds: tuple[Colour, ...], least: float
) -> Colour:
    """Return the first shade, a fiftieth at a time, that has ``least`` contrast to every ground."""
    shades = (step(colour, n / 50) for n in range(51))
    return next(shade for shade in shades if all(contrast(shade, ground) >= least for ground in grounds))


@dataclass(frozen=True, slots=True)
class Scheme:
    """The brand by day or by night.

    ``base`` fills the main button, ``hover`` and ``active`` while it is pointed at and pressed, ``on_base`` are the
    words on it; ``text`` are brand-coloured words on paper, card and ``tinted``; ``deep`` those on ``tinted`` that
    must be read best; ``edge`` draws lines that carry meaning.
    """

    base: Colour
    hover: Colour
    active: Colour
    on_base: Colour
    text: Colour
    deep: Colour
    edge: Colour
    faint_edge: Colour
    ground: Colour
    surface: Colour
    wash: Colour
    tinted: Colour
    tinted_hover: Colour
    tinted_active: Colour


@dataclass(frozen=True, slots=True)
class Brand:
    """An organisation's colour, by day and by night."""

    light: Scheme
    dark: Scheme


def check(colour: Colour) -> Colour:
    """Return the colour if white words on it can be read.

    :raises ColourError: the contrast is below 4.5; says how far off it is and names the nearest shade that will do
    """
    found = contrast(colour, WHITE)
    if found < TEXT:
        shown = f"{int(found * 10) / 10:.1f}".replace(".", ",")
        raise ColourError(
            _(
                "Fargen %(colour)s er for lys: Hvit skrift på den har kontrasten %(found)s til 1, og den må være minst "
                "4,5 til 1. Prøv en mørkere utgave, for eksempel %(darker)s."
            )
            % {"colour": colour, "found": shown, "darker": _until(darker, colour, (WHITE,), TEXT)}
        )
    return colour


def _light(brand: Colour) -> Scheme:
    tinted = pale(brand, 0.88)
    return Scheme(
        base=brand,
        hover=darker(brand, 0.2),
        active=darker(brand, 0.38),
        on_base=WHITE,
        text=_until(darker, brand, (PAPER, CARD, tinted), TEXT),
        deep=_until(darker, darker(brand, 0.5), (PAPER, CARD, pale(brand, 0.72)), TEXT),
        edge=_until(darker, pale(brand, 0.24), (PAPER, CARD), MARK),
        faint_edge=pale(brand, 0.64),
        ground=CARD,
        surface=CARD,
        wash=pale(brand, 0.94),
        tinted=tinted,
        tinted_hover=pale(brand, 0.8),
        tinted_active=pale(brand, 0.72),
    )


def _dark(brand: Colour) -> Scheme:
    tinted = mix(DARK_CARD, brand, 0.2)
    base = _until(lighter, lighter(calmer(brand, 0.65), 0.5), (DARK_WORDS, DARK_CARD, DARK_PAPER), TEXT)
    return Scheme(
        base=base,
        hover=lighter(base, 0.2),
        active=lighter(base, 0.35),
        on_base=DARK_WORDS,
        text=_until(lighter, lighter(base, 0.2), (DARK_PAPER, DARK_CARD, tinted), TEXT),
        deep=_until(lighter, lighter(base, 0.65), (DARK_PAPER, DARK_CARD, mix(DARK_CARD, brand, 0.4)), TEXT),
        edge=_until(lighter, base, (DARK_PAPER, DARK_CARD), MARK),
        faint_edge=mix(DARK_CARD, brand, 0.6),
        ground=DARK_PAPER,
        surface=DARK_CARD,
        wash=mix(DARK_PAPER, brand, 0.1),
        tinted=tinted,
        tinted_hover=mix(DARK_CARD, brand, 0.3),
        tinted_active=mix(DARK_CARD, brand, 0.4),
    )


def brand_of(colour: str) -> Brand:
    """Return all shades of an organisation's colour.

    :raises ColourError: it is no colour, or white words on it cannot be read
    """
    base = check(parse(colour))
    return Brand(light=_light(base), dark=_dark(base))


def _declarations(scheme: Scheme) -> str:
    values = {
        "background-default": scheme.ground,
        "background-tinted": scheme.wash,
        "surface-default": scheme.surface,
        "surface-tinted": scheme.tinted,
        "surface-hover": scheme.tinted_hover,
        "surface-active": scheme.tinted_active,
        "border-subtle": scheme.faint_edge,
        "border-default": scheme.edge,
        "border-strong": scheme.text,
        "text-subtle": scheme.text,
        "text-default": scheme.deep,
        "base-default": scheme.base,
        "base-hover": scheme.hover,
        "base-active": scheme.active,
        "base-contrast-subtle": scheme.on_base,
        "base-contrast-default": scheme.on_base,
    }
    return "".join(f"--ds-color-primary-{name}:{value};" for name, value in values.items())


def theme_css(colour: str) -> str:
    """Return the style sheet that gives the site an organisation's colour, by day and by night.

    :raises ColourError: it is no colour, or white words on it cannot be read
    """
    brand = brand_of(colour)
    light, dark = _declarations(brand.light), _declarations(brand.dark)
    return (
        f':root,[data-color-scheme="light"]{{{light}}}\n'
        f'[data-color-scheme="dark"]{{{dark}}}\n'
        f'@media (prefers-color-scheme:dark){{[data-color-scheme="auto"]{{{dark}}}}}\n'
    )
