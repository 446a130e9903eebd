"""A chapter's HTML as code for typst: whatever somebody wrote comes out as text and nothing else."""

import json
import re

import pytest
import typst
from hypothesis import example, given
from hypothesis import strategies as st

from lokallag.playbook.domain.typeset import Setting, breakable, chapter_to_typst, quoted

STRING = re.compile(r'"(?:[^"\\]|\\["\\])*"')
CODE = re.compile(
    r"[\s#;\[\](),:]|[0-9]+fr|level|[0-9]+|heading|strong|emph|link|label|linebreak|ruta|ramme|tabell|list|enum"
)
NASTY = (
    '#let x = read("/etc/passwd") $a^2$ *fet* _kursiv_ `kode` <lapp> @vis \\ \\u{41} // x /* y */ = - + ~ "q" [a] {b}'
)
TAGS = ("p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "table", "tr", "td", "th", "blockquote", "br", "script")


def soup() -> st.SearchStrategy[str]:
    """HTML and what only looks like it."""
    text = st.text(alphabet='aå #$*@\\"[]{}<>&;=-\n\t', max_size=12)
    entity = st.sampled_from(["&amp;", "&quot;", "&#92;", "&#91;", "&#0;"])
    tag = st.builds(
        lambda name, form: form.format(name),
        st.sampled_from(TAGS),
        st.sampled_from(["<{}>", "</{0}>", '<{0} href="{0}\\">']),
    )
    return st.lists(st.one_of(text, entity, tag), max_size=25).map("".join)


def said_in(code: str) -> str:
    """Return all text in the code, as typst reads its strings."""
    return "".join(found[1:-1].replace('\\"', '"').replace("\\\\", "\\") for found in STRING.findall(code))


@given(html=soup())
@example(html=f"<p>{NASTY}</p>")
@example(html="<table><tr><td>a<td>b</table><ul><li>x<ul><li>y")
def test_outside_of_strings_there_is_only_what_we_write(html):
    code = chapter_to_typst(html)

    assert CODE.sub("", STRING.sub("", code)) == ""
    assert code.count("[") == code.count("]") or '"' in code
    bare = STRING.sub("", code)
    assert (bare.count("["), bare.count("(")) == (bare.count("]"), bare.count(")"))


@given(text=st.text(max_size=80))
@example(text=NASTY)
@example(text="\\" * 9)
def test_a_string_of_typst_says_exactly_the_text(text):
    assert said_in(quoted(text)) == text
    assert STRING.fullmatch(quoted(text))


def test_typst_reads_its_strings_as_we_write_them():
    wanted = [NASTY, "\\", '"', "\\n", "\\u{1F600}", "æøå «»", "a\tb"]
    source = "\n".join(f"#metadata({quoted(text)}) <x>" for text in wanted)

    found = typst.query(source.encode(), "<x>", field="value")

    assert json.loads(found) == wanted


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<p>Hei</p>", '#"Hei";'),
        ("<p>a <strong>b</strong> <em>c</em></p>", '#"a ";#strong[#"b";];#" ";#emph[#"c";];'),
        ("<h2>Å</h2><h3>B</h3>", '#heading(level: 2)[#"Å";]\n\n\n\n#heading(level: 3)[#"B";]'),
        ("<h3>Uten h2 over</h3>", '#heading(level: 2)[#"Uten h2 over";]'),
        ("<ol><li>a</li></ol>", '#enum([#"a";]);'),
        ('<ul class="checks"><li>a</li></ul>', '#ruta([#"a";]);'),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", '#list([#"a";\n#list([#"b";]);]);'),
        ("<blockquote><p>a</p></blockquote>", '#ramme[#"a";]'),
        ('<p><a href="https://x.no/?a=1&amp;b=2">x</a></p>', '#link("https://x.no/?a=1&b=2")[#"x";];'),
        ('<p><a href="javascript:alert(1)">x</a></p>', '#[#"x";];'),
        ('<p><a href="">x</a></p>', '#[#"x";];'),
        ('<p><a href="/dreiebok/moter/#del">x</a></p>', '#link(label("kap-moter"))[#"x";];'),
        ('<p><a href="/dreiebok/annet/">x</a></p>', '#link("https://p.no/dreiebok/annet/")[#"x";];'),
        ('<p><a href="//ond.no/">x</a></p>', '#[#"x";];'),
        ("<p>a<br>b</p>", '#"a";#linebreak();#"b";'),
        ("<p>a &lt;b&gt; &amp; c</p>", '#"a <b> & c";'),
        ("<p></p><ul></ul><blockquote> </blockquote><table></table>", ""),
        ("", ""),
    ],
)
def test_each_tag_has_its_code(html, code):
    assert chapter_to_typst(html, Setting(chapters={"moter"}, site="https://p.no/")) == code


def test_a_table_has_head_and_rows_of_equal_length_and_columns_by_their_text():
    html = (
        '<table><thead><tr><th scope="col">Oppgave</th><th scope="col">Hvem</th></tr></thead>'
        f"<tbody><tr><td>{'lang tekst ' * 8}</td><td>Leder</td></tr><tr><td>bare én</td></tr></tbody></table>"
    )

    code = chapter_to_typst(html)

    first, second = map(int, re.findall(r"(\d+)fr", code))
    assert first > 2 * second
    assert '([#"Oppgave";],[#"Hvem";],)' in code
    assert code.count("[]") == 1


def test_the_chapter_below_another_has_its_headings_a_level_lower():
    assert chapter_to_typst("<h2>A</h2>", Setting(level=2)) == '#heading(level: 3)[#"A";]'


def test_very_long_words_may_be_broken():
    assert breakable("vanlig tekst med ord") == "vanlig tekst med ord"
    assert "\u200b" in breakable("https://example.org/en/lang/adresse?med=mye&i=den")
    assert max(map(len, breakable("x" * 300).split("\u00ad"))) <= 12
    assert breakable("x" * 300).replace("\u00ad", "") == "x" * 300


def test_tags_nested_a_thousand_deep_are_taken():
    html = "<blockquote><ul><li>" * 400 + "dypt" + "</li></ul></blockquote>" * 400

    assert said_in(chapter_to_typst(html)) == "dypt"
