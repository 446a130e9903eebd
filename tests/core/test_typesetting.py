"""Setting in type: what is said is data, and each folder's fonts are read once."""

import pytest
from django.conf import settings

from lokallag.core.typesetting import READ_ALOUD, Unsettable, fonts_in, set_in_type

SHEET = b"""#let said = json(bytes(sys.inputs.said))
#set document(title: said.title)
#set text(font: "Inter", lang: "nb")
#said.text"""


def test_what_is_said_is_never_read_as_markup():
    said = {"title": "Prøve", "text": '#read("/etc/passwd") $x'}

    made = set_in_type(SHEET, said, fonts=fonts_in(settings.PRINT_FONTS), standard=READ_ALOUD)

    assert made.startswith(b"%PDF")
    assert b"pdfuaid" in made


def test_a_sign_that_no_font_has_is_told_to_who_asks_for_a_sheet_that_can_be_read_aloud():
    fonts = fonts_in(settings.PRINT_FONTS)
    said = {"title": "Prøve", "text": "\u4e2d"}

    with pytest.raises(Unsettable):
        set_in_type(SHEET, said, fonts=fonts, standard=READ_ALOUD)
    assert set_in_type(SHEET, said, fonts=fonts).startswith(b"%PDF")


def test_fonts_are_read_once():
    assert fonts_in(settings.PRINT_FONTS) is fonts_in(settings.PRINT_FONTS)
    assert fonts_in(settings.PRINT_FONTS, with_spare=True) is not fonts_in(settings.PRINT_FONTS)
