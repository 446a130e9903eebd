"""What holds for every template of the site: the strict security policy and the icons that exist."""

import re
from pathlib import Path

import pytest

import lokallag
from lokallag.ui.icons import shapes

ROOT = Path(lokallag.__file__).parent
# Letters are not pages: mail readers take styles from nowhere but the letter itself.
TEMPLATES = sorted(path for path in ROOT.glob("*/templates/**/*.html") if "mail" not in path.parts)
REFUSED = {
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script in the page": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=", re.IGNORECASE),
    "address that runs script": re.compile(r"javascript:", re.IGNORECASE),
    "something from another host": re.compile(
        r"<(?:link|script|img|iframe|source)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//"
    ),
}
STYLES = sorted((ROOT / "ui/frontend").glob("*.css"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_template_has_nothing_the_security_policy_refuses(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    assert [what for what, pattern in REFUSED.items() if pattern.search(source)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_template_names_icons_that_are_built(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    named = re.findall(r"\{% icon \"(\w+)\"", source) + re.findall(r"\bicon=\"(\w+)\"", source)
    assert set(named) - set(shapes()) == set()


@pytest.mark.parametrize(
    ("what", "source"),
    [
        ("style attribute", '<p style="x">'),
        ("style element", "<style>"),
        ("script in the page", "<script>x()</script>"),
        ("event handler", '<a href="#" onclick="x()">'),
        ("event handler", '<a hx-on:click="x()">'),
        ("something from another host", '<script src="https://example.org/x.js"></script>'),
    ],
)
def test_the_patterns_find_what_they_look_for(what: str, source: str) -> None:
    assert REFUSED[what].search(source)


@pytest.mark.parametrize("sheet", STYLES, ids=name)
def test_style_sheet_has_no_shadows_gradients_or_stray_colours(sheet: Path) -> None:
    source = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r"box-shadow|gradient\(", source) == []
    if sheet.name not in {"tokens.css", "print.css"}:
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b", source) == []
