"""A chapter's text: HTML and plain writing say the same, and nothing harmful comes through."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lokallag.playbook
from lokallag.playbook.domain.chapter_files import BadChapter, read_chapter
from lokallag.playbook.domain.chapter_html import clean, read_html, write_html
from lokallag.playbook.domain.chapter_text import (
    Heading,
    Item,
    Listing,
    Paragraph,
    Quote,
    Sort,
    Span,
    Table,
    normal,
    plain,
    safe_href,
)
from lokallag.playbook.domain.chapter_writing import read_text, write_text

CHAPTERS = sorted((Path(lokallag.playbook.__file__).parent / "data" / "chapters").glob("*.md"))
SIGNS = st.sampled_from(
    [*"ab æ1.)(*[]|\\#>-•¶\n\r\t <&\"'xX_`~:/", "\u00a0", "\u2028", "\x00", "\u200b", "**", "](", "- "]
)
words = st.lists(SIGNS, max_size=9).map("".join)
hrefs = st.sampled_from(
    ["", "", "", "https://a.no/b?c=1&d=(2)", "/dreiebok/moter/", "javascript:alert(1)", "www.å.no/*|", "//b"]
)
spans = st.lists(st.builds(Span, words, st.booleans(), st.booleans(), hrefs), max_size=4).map(tuple)
items = st.recursive(
    st.builds(Item, spans),
    lambda deeper: st.builds(
        Item,
        spans,
        st.lists(st.builds(Listing, st.sampled_from(Sort), st.lists(deeper, max_size=3).map(tuple)), max_size=2).map(
            tuple
        ),
    ),
    max_leaves=5,
)
listings = st.builds(Listing, st.sampled_from(Sort), st.lists(items, max_size=3).map(tuple))
tables = st.builds(Table, st.lists(st.lists(spans, max_size=3).map(tuple), max_size=3).map(tuple), st.booleans())
simple = st.one_of(st.builds(Heading, st.integers(1, 6), spans), st.builds(Paragraph, spans), listings, tables)
quotes = st.builds(Quote, st.lists(simple, max_size=3).map(tuple))
bodies = st.lists(st.one_of(simple, quotes), max_size=4)


@given(bodies)
def test_a_text_has_one_form(blocks):
    once = normal(blocks)

    assert normal(once) == once


@given(bodies)
def test_html_says_what_the_blocks_say(blocks):
    once = normal(blocks)

    assert read_html(write_html(once)) == once


@given(bodies)
def test_plain_writing_says_what_the_blocks_say(blocks):
    once = normal(blocks)

    assert read_text(write_text(once)) == once


@given(bodies)
def test_from_html_to_writing_and_back_nothing_changes(blocks):
    html = write_html(normal(blocks))

    assert write_html(read_text(write_text(read_html(html)))) == html


@given(st.lists(SIGNS, max_size=60).map("".join))
def test_whatever_is_written_is_a_text_and_stays_so(text):
    html = write_html(read_text(text))

    assert clean(html) == html
    assert write_html(read_text(write_text(read_html(html)))) == html


TABLE = """<table><thead><tr><th scope="col">Hva</th><th scope="col">Hvem</th></tr></thead><tbody>\
<tr><td>Kaffe<br>kake</td><td>Kari</td></tr></tbody></table>"""


def html_of(text):
    return write_html(read_text(text))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Stor\n## Også\n### Liten", "<h2>Stor</h2>\n<h2>Også</h2>\n<h3>Liten</h3>"),
        ("En linje\nog en til\n\nNytt avsnitt", "<p>En linje<br>og en til</p>\n<p>Nytt avsnitt</p>"),
        (
            "**fet** og *kursiv* og ***begge***",
            "<p><strong>fet</strong> og <em>kursiv</em> og <strong><em>begge</em></strong></p>",
        ),
        ("5 * 3 * 2 og **ikke lukket", "<p>5 * 3 * 2 og **ikke lukket</p>"),
        ("Se [siden](https://a.no/b) nå", '<p>Se <a href="https://a.no/b">siden</a> nå</p>'),
        ("Hei [navn] (du)", "<p>Hei [navn] (du)</p>"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>"),
        ("- en\n- to\n  - under\n- tre", "<ul><li>en</li><li>to<ul><li>under</li></ul></li><li>tre</li></ul>"),
        ("1. en\n2. to\n  videre", "<ol><li>en</li><li>to<br>videre</li></ol>"),
        ("- [ ] bord\n- [x] duk", '<ul class="checks"><li>bord</li><li>duk</li></ul>'),
        ("> Hei\n>\n> - en", "<blockquote><p>Hei</p><ul><li>en</li></ul></blockquote>"),
        ("| Hva | Hvem |\n|---|---|\n| Kaffe ¶ kake | Kari |", TABLE),
        ("Avsnitt\n- så en liste", "<p>Avsnitt</p>\n<ul><li>så en liste</li></ul>"),
        ("<script>alert(1)</script> & <b>", "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;</p>"),
        ("\\# ingen overskrift", "<p># ingen overskrift</p>"),
    ],
)
def test_plain_writing_is_read_as_one_would_think(text, html):
    assert html_of(text) == html


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{color:red}</style>
<xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml></head><body lang=NO><!--[if gte mso 9]>x<![endif]-->
<table class="MsoTableGrid" border="1" style="mso-yfti-tbllook:1184" onclick="alert(1)"><tr><td colspan="2" width="300"
onmouseover="alert(2)"><p class="MsoNormal"><b>Oppgaver</b><o:p></o:p></p></td></tr><tr><td><p class="MsoNormal">Kaffe
<script>alert('stjålet')</script></p><p>og kake</p></td><td><p class="MsoNormal"><a href="javascript:alert(3)">Kari</a>
<img src="x" onerror="alert(4)"><iframe src="https://ond.no"></iframe></p></td></tr></table>
<svg onload="alert(5)"></svg>
<form action="https://ond.no"><input name="x"><p style="background:url(https://ond.no/spor)">Etter</p></form>"""


def test_of_a_table_from_word_the_harmless_is_kept_and_the_script_is_gone():
    assert clean(WORD) == (
        "<table><tbody><tr><td><strong>Oppgaver</strong></td><td></td></tr>"
        "<tr><td>Kaffe<br>og kake</td><td>Kari</td></tr></tbody></table>\n<p>Etter</p>"
    )


def test_what_other_programs_mark_a_check_list_with_is_understood():
    html = '<ul data-type="taskList"><li data-checked="true"><input type="checkbox"><p>Bord</p></li></ul>'

    assert clean(html) == '<ul class="checks"><li>Bord</li></ul>'


def test_tags_in_tags_beyond_reason_are_read_without_fault():
    deep = "<blockquote>" * 3000 + "<ul><li>" * 3000 + "dypt"

    assert "dypt" in clean(deep)


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("\x01javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//ond.no", ""),
        ("/\\ond.no", ""),
        ("/dreiebok/moter/", "/dreiebok/moter/"),
        ("www.a.no/å", "https://www.a.no/%C3%A5"),
        (' https://a.no/"x" ', "https://a.no/%22x%22"),
        ("mailto:a@b.no", "mailto:a@b.no"),
    ],
)
def test_where_a_link_may_lead(raw, safe):
    assert safe_href(raw) == safe


def test_a_ready_made_text_is_copied_as_one_would_write_it():
    body = read_text("Hei **du**\n\n1. en\n2. to\n\n- [ ] bord")

    assert plain(body) == "Hei du\n\n1. en\n2. to\n\n☐ bord"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_our_own_chapters_go_to_and_fro_unchanged(path):
    chapter = read_chapter(path.read_text(encoding="utf-8"))

    assert clean(chapter.body) == chapter.body
    assert write_html(read_text(write_text(read_html(chapter.body)))) == chapter.body
    assert "<blockquote>" in chapter.body
    assert '<ul class="checks">' in chapter.body
    assert not re.search(r"\*\*|\]\(|^#|\|---", chapter.body)


@pytest.mark.parametrize("text", ["key = 'x'", "+++\ntitle = 'x'\n+++\nTekst", "Hei\n+++\n+++\n"])
def test_a_file_that_is_no_chapter_says_why(text):
    with pytest.raises(BadChapter):
        read_chapter(text)
