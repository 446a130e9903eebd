"""The gallery shows every component there is."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from lokallag.ui import gallery
from lokallag.ui.icons import shapes
from lokallag.ui.templatetags.ui import register

SOURCE = Path(gallery.__file__).parent / "templates/ui/gallery.html"
NAMED = Path(gallery.__file__).parent / "frontend/icons.txt"


@pytest.mark.parametrize("name", sorted(register.tags))
def test_every_component_stands_in_the_gallery(name: str) -> None:
    assert re.search(rf"{{% {name}\b", SOURCE.read_text(encoding="utf-8")), f"show {{% {name} %}} in the gallery"


def test_gallery_is_drawn_whole() -> None:
    drawn = render_to_string("ui/gallery.html", {"page": gallery.gallery_page()})
    assert drawn.count("<h1") == 1
    assert drawn.count('class="ic"') > len(shapes())
    assert "{%" not in drawn


def test_built_icons_are_those_we_name() -> None:
    lines = (line.partition("#")[0].strip() for line in NAMED.read_text(encoding="utf-8").splitlines())
    assert {line for line in lines if line} == set(shapes()), "run npm run build"
