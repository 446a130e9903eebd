"""A chapter's text: HTML and plain writing say the same, and nothing harmful comes through."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lokallag.playbook
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
