"""Laws of contrast, and of every colour that an organisation may choose."""

import re
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.ui.domain.colour import (
    BLACK,
    CARD,
    DARK_CARD,
    DARK_PAPER,
    MARK,
    PAPER,
    TEXT,
    WHITE,
    Colour,
    ColourError,
    Scheme,
    brand_of,
    contrast,
    darker,
    lighter,
    mix,
    parse,
    theme_css,
)

parts = st.integers(0, 255)
colours = st.builds(Colour, parts, parts, parts)
accepted = colours.filter(lambda colour: contrast(colour, WHITE) >= TEXT)
shares = st.floats(0, 1)


@given(colours, colours)
def test_contrast_is_the_same_both_ways_and_between_1_and_21(one: Colour, other: Colour) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


@given(colours)
def test_a_colour_has_no_contrast_to_itself(colour: Colour) -> None:
    assert contrast(colour, colour) == 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#fff", 8.59),
        ("#ff0000", "#fff", 4.0),
    ],
)
def test_contrast_of_worked_examples(one: str, other: str, expected: float) -> None:
    assert round(contrast(parse(one), parse(other)), 2) == expected


@given(colours)
def test_a_colour_is_read_as_it_is_written(colour: Colour) -> None:
    assert parse(str(colour)) == colour
    assert parse(str(colour).upper().removeprefix("#")) == colour


def test_three_digits_are_doubled() -> None:
    assert parse(" #b2c ") == Colour(0xBB, 0x22, 0xCC)


@pytest.mark.parametrize("text", ["", "#", "rød", "#12345", "#1234567", "#gggggg", "b3212b b3212b"])
def test_what_is_no_colour_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ColourError, match=r"for eksempel #b3212b"):
        parse(text)


def test_parts_outside_the_screen_are_refused() -> None:
    with pytest.raises(ValueError, match="0 to 255"):
        Colour(0, 256, 0)


@given(colours, shares)
def test_lighter_is_never_darker_and_darker_never_lighter(colour: Colour, share: float) -> None:
    rounding = 0.01
    assert lighter(colour, share).luminance >= colour.luminance - rounding
    assert darker(colour, share).luminance <= colour.luminance


@given(colours)
def test_shades_end_in_white_and_black(colour: Colour) -> None:
    assert (lighter(colour, 1), darker(colour, 1)) == (WHITE, BLACK)
    assert (mix(colour, WHITE, 0), mix(colour, WHITE, 1)) == (colour, WHITE)


@given(accepted)
def test_words_of_every_accepted_colour_can_be_read_by_day_and_by_night(colour: Colour) -> None:
    brand = brand_of(str(colour))

    for scheme, paper, card in ((brand.light, PAPER, CARD), (brand.dark, DARK_PAPER, DARK_CARD)):
        assert contrast(scheme.on_base, scheme.base) >= TEXT
        assert min(contrast(scheme.text, ground) for ground in (paper, card, scheme.tinted)) >= TEXT
        assert min(contrast(scheme.deep, ground) for ground in (paper, card, scheme.tinted_active)) >= TEXT
        assert min(contrast(scheme.edge, ground) for ground in (paper, card)) >= MARK


@given(accepted)
def test_words_on_a_button_stay_readable_while_it_is_pressed(colour: Colour) -> None:
    brand = brand_of(str(colour))

    for scheme in (brand.light, brand.dark):
        assert min(contrast(scheme.on_base, shade) for shade in (scheme.hover, scheme.active)) >= TEXT


@given(colours.filter(lambda colour: contrast(colour, WHITE) < TEXT))
def test_a_colour_too_light_for_white_words_is_refused_with_one_that_will_do(colour: Colour) -> None:
    with pytest.raises(ColourError, match="er for lys") as refused:
        brand_of(str(colour))

    suggested = re.findall(r"#[0-9a-f]{6}", str(refused.value))[-1]
    assert contrast(parse(suggested), WHITE) >= TEXT


def test_refusal_says_how_far_off_it_is() -> None:
    with pytest.raises(ColourError) as refused:
        theme_css("#ffcc00")

    assert str(refused.value) == (
        "Fargen #ffcc00 er for lys: Hvit skrift på den har kontrasten 1,5 til 1, og den må være minst 4,5 til 1. "
        "Prøv en mørkere utgave, for eksempel #8f7200."
    )


@given(accepted)
def test_style_sheet_sets_every_shade_for_day_night_and_device(colour: Colour) -> None:
    sheet = theme_css(str(colour))

    declared = re.findall(r"--ds-color-primary-[a-z-]+:(#[0-9a-f]{6});", sheet)
    assert len(declared) == 16 * 3
    assert sheet.count(f"base-default:{colour};") >= 1
    assert sheet.count("{") == sheet.count("}") == 4
    assert len(fields(Scheme)) == 14
