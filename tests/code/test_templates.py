"""Templates say nothing outside texts for translation, and hold no style or script of their own."""

import html
import re

import pytest

from tests.code.tree import ROOT, said_outside_tags, templates, text_of

PAGES = [path for path in templates() if path.suffix in {".html", ".svg", ".xml"}]
LETTERS = [path for path in templates() if path.suffix == ".txt"]
# Names that are the same in every language.
NAMES = re.compile(r"\b(Lokallag|Bokmål|Nynorsk|English|Norsk|GeoJSON|CSV|XLSX|ODS|JSON|UTF|HTML|SVG|ISO|PDF|URL)\b")
WORD = re.compile(r"[A-Za-zÆØÅæøå]{2,}")
# Shown when nothing else works, so it depends on nothing: one file in bokmål.
STANDS_ALONE = {"500.html"}
# The gallery shows components with invented people and places in them, and a form that goes nowhere.
SAMPLES = {"gallery.html"}
SPOKEN_ATTRIBUTES = re.compile(r"""\b(aria-label|alt|title|placeholder|data-l|label|summary)="([^"]*)\"""")


def visible(source: str) -> list[str]:
    """Return the words that a reader of the template's page sees or hears, whatever language is chosen."""
    said = said_outside_tags(source)
    said = re.sub(r"<!--.*?-->", " ", said, flags=re.DOTALL)
    said = re.sub(r"<(script|style)\b.*?</\1>", " ", said, flags=re.DOTALL)
    spoken = " ".join(text for _name, text in SPOKEN_ATTRIBUTES.findall(said))
    between = re.sub(r"<[^<>]*>", " ", said)
    return WORD.findall(NAMES.sub(" ", html.unescape(f"{between} {spoken}")))


def test_there_are_templates():
    assert len(PAGES) > 20


def test_the_reader_sees_words_outside_tags():
    """The probe itself: a word, a word in an attribute, and nothing where all is translated."""
    assert visible("<p>Hei</p>") == ["Hei"]
    assert visible('<img alt="Kart" src="kart.svg">') == ["Kart"]
    assert (
        visible(
            '<p class="lead">{% translate "Hei" %} {{ page.name }} {% blocktranslate %}du{% endblocktranslate %}</p>'
        )
        == []
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_page_says_nothing_that_is_not_translated(path):
    said = [] if path.name in STANDS_ALONE else visible(text_of(path))

    # In the gallery only names may stand as they are: they begin with a capital, but for one parish hall.
    names = [word for word in said if word[0].isupper() or word == "menighetshus"] if path.name in SAMPLES else []
    assert [word for word in said if word not in names] == []


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.name)
def test_letter_says_nothing_that_is_not_translated(path):
    assert WORD.findall(NAMES.sub(" ", said_outside_tags(text_of(path)))) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_page_holds_no_style_or_script_of_its_own(path):
    source = text_of(path)

    assert re.findall(r"\sstyle\s*=", source) == []
    assert re.findall(r"<style\b", source) == []
    assert re.findall(r"<script\b(?![^>]*\bsrc=)", source) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']", source) == []
    assert re.findall(r"javascript:", source) == []
    assert re.findall(r"\|\s*safe\b|{%\s*autoescape\s+off", source) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_page_loads_nothing_from_other_hosts(path):
    loaded = re.findall(r"<(?:script|link|img|iframe|source|use)\b[^>]*\b(?:src|href)=\"(https?:|//)", text_of(path))

    assert (path.relative_to(ROOT).name, loaded) == (path.name, [])


def test_every_form_that_is_posted_carries_its_token():
    form = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", flags=re.DOTALL | re.IGNORECASE)
    bare = [
        f"{path.relative_to(ROOT)}: {found[:80]}"
        for path in PAGES
        if path.name not in SAMPLES
        for found in form.findall(text_of(path))
        if "csrf_token" not in found
    ]

    assert bare == []
