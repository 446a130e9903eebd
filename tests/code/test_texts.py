"""Source texts are bokmål, nynorsk and English are complete, and the tool that says so sees what it should."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from django.template import Context, Engine
from django.utils import translation

from lokallag.core import i18n

ENGLISH = re.compile(
    r"\b(the|your|please|this|these|with|from|and|error|invalid|required|submit|cancel|delete|click|cannot|must|should"
    r"|does|been|have|which|branch|member|meeting|board)\b",
    re.IGNORECASE,
)


@cache
def gathered() -> Catalog:
    """Return all texts of the code, read once."""
    return i18n.gather()


def source_texts() -> list[str]:
    """Return all source texts, placeholders left out."""
    return [
        i18n.PLACEHOLDER.sub(" ", text)
        for message in i18n.entries(gathered())
        for text in ([message.id] if isinstance(message.id, str) else message.id)
    ]


def test_there_are_texts():
    assert len(source_texts()) > 300


def test_source_texts_are_not_english():
    assert [text for text in source_texts() if ENGLISH.search(text)] == []


def test_source_texts_never_say_invalid_and_never_shout():
    assert [text for text in source_texts() if re.search(r"\bugyldig|\boops\b|!$|\[\w+\]", text, re.IGNORECASE)] == []


@pytest.mark.parametrize("language", list(i18n.TARGETS))
def test_translations_are_complete(language):
    path = i18n.catalog_path(language)

    assert i18n.faults(gathered(), i18n.read_catalog(path, language), language) == []


@pytest.mark.parametrize("language", list(i18n.TARGETS))
def test_translations_are_written_as_extract_writes_them(language, tmp_path):
    path = i18n.catalog_path(language)
    again = tmp_path / "django.po"

    i18n.write_catalog(i18n.merged(gathered(), i18n.read_catalog(path, language), language), again, language)

    assert again.read_text() == path.read_text()


def test_english_texts_are_not_bokmaal():
    catalog = i18n.read_catalog(i18n.catalog_path("en"), "en")
    bokmaal = re.compile(r"\b(ikke|og|til|fra|hva|hvordan|noen|medlemmer|avdelingen|velg|skriv)\b", re.IGNORECASE)
    quoted = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")

    slips = [
        text
        for message in i18n.entries(catalog)
        for text in ([message.string] if isinstance(message.string, str) else message.string)
        if bokmaal.search(quoted.sub(" ", text))
    ]

    assert slips == []


# The tool


TEMPLATES = [
    ('{% translate "Hei 100 %" %}', "", "Å"),
    ('{% trans "Lag"|upper context "verb" as x %}{{ x }}', "", "Å"),
    ('{% if page == _("Ja 50 %") %}{{ _("Nei")|lower }}{% endif %}', "Å", "å"),
    ("{% blocktranslate trimmed with n=page %}\n  {{ n }} av 50 %\n  er med.\n{% endblocktranslate %}", 3, "3Å"),
    ("{% blocktranslate count n=page %}Ett medlem{% plural %}{{ n }} i alt{% endblocktranslate %}", 1, "Å"),
    ("{% blocktranslate count n=page context 'c' %}En{% plural %}{{ n }} stykker{% endblocktranslate %}", 2, "2Å"),
]


@pytest.mark.parametrize(("source", "page", "expected"), TEMPLATES)
def test_a_text_is_gathered_as_django_looks_it_up(source, page, expected, settings, tmp_path):
    """Each text found is given the translation Å (with its placeholders); Django then shows nothing else."""
    catalog = Catalog(locale="nn", charset="utf-8")
    for found in i18n.texts_of_template(source):
        forms = [found.text] if isinstance(found.text, str) else list(found.text)
        answers = ["".join(i18n.PLACEHOLDER.findall(form)) + "Å" for form in forms]
        catalog.add(found.text, answers[0] if len(answers) == 1 else tuple(answers), context=found.context)
    settings.LOCALE_PATHS = [compiled(catalog, "nn", tmp_path)]

    with translation.override("nn"):
        shown = Engine(builtins=["django.templatetags.i18n"]).from_string(source).render(Context({"page": page}))

    assert shown == expected


def test_texts_in_python_are_found_under_every_name():
    source = b"""
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
a = _("En")
b = ngettext("ett", "mange", 3)
c = pgettext("verb", "Lag")
d = _(a)
"""

    assert list(i18n.texts_of_python(source)) == [
        i18n.Found("En"),
        i18n.Found(("ett", "mange")),
        i18n.Found("Lag", "verb"),
    ]


@pytest.mark.parametrize(
    "source",
    ["{% blocktranslate %}{% if x %}a{% endif %}{% endblocktranslate %}", "{% blocktranslate %}never closed"],
)
def test_a_text_that_cannot_be_gathered_is_an_error(source):
    with pytest.raises(ValueError, match="blocktranslate"):
        list(i18n.texts_of_template(source))


def test_comments_are_not_texts():
    source = '{% comment %}{% translate "nei" %}{% endcomment %}{# _("nei") #}{% translate "ja" %}'

    assert list(i18n.texts_of_template(source)) == [i18n.Found("ja")]


@pytest.mark.parametrize(
    ("text", "translation", "flags", "expected"),
    [
        ("Hei %(name)s", "Hei %(name)s", (), []),
        ("Hei %(name)s", "", (), ["missing: 'Hei %(name)s'"]),
        ("Hei", "Hei", ("fuzzy",), ["fuzzy: 'Hei'"]),
        ("Hei %(name)s", "Hei %(navn)s", (), ["placeholders differ: 'Hei %(name)s' and 'Hei %(navn)s'"]),
        ("Hva nå?", "Hva no?", (), ["bokmål in nynorsk (hva): 'Hva no?'"]),
        ("Frå", "Frå NOEN medlemmer", (), ["bokmål in nynorsk (medlemmer, noen): 'Frå NOEN medlemmer'"]),
        ("Medlemmer", "Medlemmar", (), []),
        ("Hei ", "Hei", (), ["space at the edge differs: 'Hei ' and 'Hei'"]),
    ],
)
def test_what_is_wrong_with_a_translation_is_told(text, translation, flags, expected):
    assert list(i18n.faults_of_entry(Message(text, translation, flags=flags), "nn")) == expected


def test_missing_and_leftover_texts_are_told():
    texts, translated = Catalog(), Catalog(locale="nn")
    texts.add("Ny")
    translated.add("Gammal", "Gammal")

    assert i18n.faults(texts, translated, "nn") == ["missing: 'Ny'", "obsolete: 'Gammal'"]


def test_extract_keeps_translations_and_drops_what_is_gone():
    texts, known = Catalog(), Catalog(locale="nn")
    texts.add("Leder", locations=[("b.py", 4), ("a.py", 9), ("a.py", 2)])
    known.add("Leder", "Leiar")
    known.add("Borte", "Borte")

    merged = i18n.merged(texts, known, "nn")

    assert [(message.id, message.string) for message in i18n.entries(merged)] == [("Leder", "Leiar")]
    assert merged["Leder"].locations == [("a.py", 0), ("b.py", 0)]


def test_what_is_written_is_sorted_and_has_no_dates_or_line_numbers(tmp_path):
    catalog = Catalog(locale="nn")
    catalog.add("b", "b", locations=[("x.py", 7)])
    catalog.add("a", "a", locations=[("x.py", 9)])
    path = tmp_path / "nn" / "django.po"

    i18n.write_catalog(catalog, path, "nn")

    body = path.read_text().partition("\n\n")[2]
    assert body == '#: x.py\nmsgid "a"\nmsgstr "a"\n\n#: x.py\nmsgid "b"\nmsgstr "b"\n'
    assert "Date" not in path.read_text()


def test_a_source_text_is_shown_as_it_is_written():
    """A source text that happens to be a library's English one would be shown in the library's translation."""
    with translation.override("nb"):
        turned = {
            text: translation.gettext(text)
            for message in i18n.entries(gathered())
            if message.context is None
            for text in ([message.id] if isinstance(message.id, str) else message.id)
            if translation.gettext(text) != text
        }

    assert turned == {}


def compiled(catalog: Catalog, language: str, folder: Path) -> Path:
    """Write a catalog as Django reads it, and return the folder to set as ``LOCALE_PATHS``."""
    path = folder / language / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalog)
    return folder


@pytest.mark.parametrize("language", list(i18n.TARGETS))
def test_every_translation_reaches_the_reader(language, settings, tmp_path):
    catalog = i18n.read_catalog(i18n.catalog_path(language), language)
    settings.LOCALE_PATHS = [compiled(catalog, language, tmp_path)]

    with translation.override(language):
        lost = [
            message.id
            for message in i18n.entries(catalog)
            if isinstance(message.id, str) and message.context is None
            if message.string and translation.gettext(message.id) != message.string
        ]

    assert lost == []
