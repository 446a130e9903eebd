"""Setting in type: markup of typst and what it is to say in, a PDF out. All that we print goes through here.

Imports nothing of Django, so that a process that only sets type starts in a moment: the caller names the folder of the
fonts (``settings.PRINT_FONTS``).
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

READ_ALOUD: Literal["ua-1"] = "ua-1"  # for readers by ear: headings, lists and tables are known as such, in their order
PLAIN: Literal["1.7"] = "1.7"
Standard = Literal["ua-1", "1.7"]
Unsettable = typst.TypstError


@lru_cache(maxsize=4)
def fonts_in(folder: Path, *, with_spare: bool = False) -> typst.Fonts:
    """Return the fonts of a folder, read once in a process; those of this machine are never used.

    :param with_spare: with typst's own besides, for signs that ours have not
    """
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=with_spare, font_paths=[str(folder)])


def set_in_type(
    markup: bytes, said: Mapping[str, Any], *, fonts: typst.Fonts, standard: Standard = PLAIN, svg: str = ""
) -> bytes:
    """Return the sheets as one PDF. What is said reaches the markup as data (``sys.inputs.said``), never as markup.

    :param svg: a drawing (``sys.inputs.svg``)
    :raises Unsettable: it cannot be set, or not by the standard
    """
    inputs = {"said": json.dumps(dict(said), ensure_ascii=False)} | ({"svg": svg} if svg else {})
    made = typst.compile(markup, font_paths=fonts, format="pdf", sys_inputs=inputs, pdf_standards=[standard])
    assert isinstance(made, bytes)  # no path was given to write it to
    return made
