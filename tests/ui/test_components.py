"""Each component gives the HTML that the style sheet and screen readers expect."""

import pytest
from django.template import Context, Template

from lokallag.ui.domain.initials import initials
from lokallag.ui.icons import IconMissingError


def draw(source: str, **values: object) -> str:
    return Template(source).render(Context(values)).strip()


def test_button_sends_its_form() -> None:
    assert draw('{% button "Lagre" %}') == '<button class="ds-button" type="submit">Lagre</button>'


def test_button_with_address_is_a_link() -> None:
    assert draw('{% button "Avbryt" href=to variant="second" size="sm" %}', to="/x/?a=1&b=2") == (
        '<a class="ds-button" data-variant="secondary" data-size="sm" href="/x/?a=1&amp;b=2">Avbryt</a>'
    )


def test_button_takes_further_attributes() -> None:
    drawn = draw('{% button "Slett" variant="danger" name="act" value="x" hx_post="/y/" class_="act" disabled=False %}')
    assert (
        drawn == '<button class="ds-button danger act" type="submit" name="act" value="x" hx-post="/y/">Slett</button>'
    )


@pytest.mark.parametrize("attribute", ['onclick="x()"', 'style="color:red"'])
def test_button_refuses_what_the_security_policy_refuses(attribute: str) -> None:
    with pytest.raises(ValueError, match="content security policy"):
        draw(f'{{% button "x" {attribute} %}}')


@pytest.mark.parametrize(
    "source",
    [
        "{% button text %}",
        "{% tag text %}",
        "{% note title=text %}{{ text }}{% endnote %}",
        "{% panel id=text label=text %}{{ text }}{% endpanel %}",
        "{% empty title=text %}{{ text }}{% endempty %}",
        '{% kind "d" text %}',
        "{% person_mark text %}",
        "{% crumbs trail %}",
    ],
)
def test_what_people_write_is_escaped(source: str) -> None:
    evil = "<script>alert('x')</script>"
    drawn = draw(source, text=evil, trail=[(evil, "/"), (evil, None)])
    assert "<script" not in drawn
    assert "<" in drawn


def test_panel_keeps_the_html_of_the_page() -> None:
    drawn = draw('{% panel id="svar" variant="area-2" %}<p>{{ a }}</p>{% endpanel %}', a="1 < 2")
    assert drawn == '<section id="svar" class="panel stack g4 area-2"><p>1 &lt; 2</p></section>'


def test_note_says_its_kind_with_a_sign_and_a_bold_line() -> None:
    drawn = draw('{% note kind="warning" title="To gjør krav på 1344" %}<p>Velg én.</p>{% endnote %}')
    assert drawn.startswith('<div class="ds-alert kk"><svg class="ic"')
    assert drawn.endswith('<div class="body"><p class="note-title">To gjør krav på 1344</p><p>Velg én.</p></div></div>')


def test_tag_says_its_state() -> None:
    assert draw('{% tag "Betalt" kind="ok" %}') == '<span class="ds-tag ko">Betalt</span>'
    assert draw('{% tag "Vanlig" %}') == '<span class="ds-tag">Vanlig</span>'


@pytest.mark.parametrize(
    "source",
    [
        '{% tag "x" kind="blue" %}',
        '{% kind "x" "y" %}',
        '{% note kind="x" %}{% endnote %}',
        "{% swatch 7 %}",
        '{% button "x" variant="x" %}',
    ],
)
def test_unknown_kinds_are_refused(source: str) -> None:
    with pytest.raises(ValueError):
        draw(source)


def test_crumbs_end_in_this_page() -> None:
    assert draw("{% crumbs trail %}", trail=[("Forsiden", "/"), ("Haslum", None)]) == (
        '<nav class="ds-breadcrumbs" aria-label="Du er her"><ol><li><a href="/">Forsiden</a></li>'
        '<li><span aria-current="page">Haslum</span></li></ol></nav>'
    )
    assert draw("{% crumbs trail %}", trail=[]) == ""


def test_swatch_of_no_area_is_drawn_as_none() -> None:
    assert 'class="sw area-2"' in draw("{% swatch 2 %}")
    assert 'class="sw area-0"' in draw("{% swatch None %}")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Marte Sofie Hovland", "MH"), ("Jonas", "J"), ("Åse Berg-Øien", "ÅØ"), ("", ""), (" lars  dahl ", "LD")],
)
def test_initials_of_names(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_icon_that_the_build_lacks_says_what_to_do() -> None:
    with pytest.raises(IconMissingError, match=r"icons\.txt"):
        draw('{% icon "Enhjørning" %}')


def test_every_leaf_is_hidden_from_screen_readers_or_has_words() -> None:
    for source in ('{% icon "Download" %}', "{% swatch 1 %}", '{% kind "d" %}', '{% person_mark "Å B" %}'):
        assert 'aria-hidden="true"' in draw(source)
