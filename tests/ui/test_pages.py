"""The frame of every page and the pages that say something went wrong."""

from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string

from lokallag.ui.chrome import Chrome, Language, Link, Visitor

FULL = Chrome(
    "Bærum Arbeiderparti",
    subtitle="Haslum avdeling",
    nav=(Link("Avdelinger", "/avdelinger/", current=True), Link("Organisasjonen", "/organisasjonen/")),
    person=Visitor("Marte Hovland", "MH"),
    my_page_url="/min-side/",
    sign_in_url="/logg-inn/",
    sign_out_url="/logg-ut/",
    languages=(Language("nb", "Bokmål", current=True), Language("nn", "Nynorsk")),
    language_url="/sprak/",
    scheme="dark",
    scheme_url="/utseende/",
    theme_url="/tema.css?farge=b3212b",
    path="/avdelinger/?q=1344",
    demo=True,
    footer=(Link("Tilgjengelighet", "/tilgjengelighet/"),),
    attribution="© Kartverket",
)


def page(template: str, **context: object) -> str:
    return render_to_string(template, context)


def test_page_without_chrome_still_stands() -> None:
    drawn = page("ui/base.html", page={"title": "Prøve"})
    assert "<title>Prøve</title>" in drawn
    assert '<main id="innhold"' in drawn
    assert 'data-color-scheme="auto"' in drawn


def test_page_names_the_organisation_the_person_and_where_one_is() -> None:
    drawn = page("ui/base.html", page={"title": "Avdelinger"}, chrome=FULL)
    assert "<title>Avdelinger – Bærum Arbeiderparti</title>" in drawn
    assert drawn.count('<a href="/avdelinger/" aria-current="page">Avdelinger</a>') == 2  # wide and phone menu
    assert 'aria-label="Din meny, Marte Hovland"' in drawn
    assert "Logg inn" not in drawn
    assert '<link rel="stylesheet" href="/tema.css?farge=b3212b">' in drawn
    assert "Demonstrasjon: personer og innhold er oppdiktet." in drawn


def test_visitor_can_sign_in_but_not_out() -> None:
    drawn = page("ui/base.html", chrome=Chrome("X", sign_in_url="/logg-inn/", sign_out_url="/logg-ut/"))
    assert drawn.count('href="/logg-inn/"') == 2
    assert "/logg-ut/" not in drawn


def test_what_changes_something_is_posted() -> None:
    drawn = page("ui/base.html", chrome=FULL)
    for address in ("/logg-ut/", "/sprak/", "/utseende/"):
        assert f'<form method="post" action="{address}"' in drawn
        assert f'href="{address}"' not in drawn
    assert 'name="next" value="/avdelinger/?q=1344"' in drawn
    assert 'value="nb" lang="nb" aria-pressed="true"' in drawn


def test_htmx_shows_faulty_forms_and_runs_no_script() -> None:
    drawn = page("ui/base.html")
    for setting in (
        '"includeIndicatorStyles":false',
        '"allowEval":false',
        '"allowScriptTags":false',
        '"selfRequestsOnly":true',
        '"historyCacheSize":0',
        '{"code":"422","swap":true}',
    ):
        assert setting in drawn


def test_messages_are_read_aloud_and_escaped() -> None:
    drawn = page("ui/messages.html", messages=[Message(25, "Lagret <b>"), Message(40, "Gikk ikke")])
    assert 'aria-live="polite"' in drawn
    assert "Lagret &lt;b&gt;" in drawn
    assert drawn.count('role="alert"') == 1
    assert "hx-swap-oob" in page("ui/messages.html", oob=True)


def test_403_gives_the_reason() -> None:
    assert "Bare lederen kan det." in page("403.html", exception="Bare lederen kan det.", chrome=FULL)


def test_404_is_the_same_whatever_was_asked_for() -> None:
    one, other = (page("404.html", chrome=FULL, exception=reason) for reason in ("Ingen Person", "Finnes, men skjult"))
    assert one == other


def test_csrf_page_gives_back_what_was_written() -> None:
    drawn = page(
        "403_csrf.html",
        page={"title": "For gammel", "written": [("about", "Vi griller <3\nTa med ved")], "address": "/x/"},
        chrome=FULL,
    )
    assert '<dd class="kept">Vi griller &lt;3\nTa med ved</dd>' in drawn
    assert 'href="/x/"' in drawn


def test_csrf_page_without_text_promises_none() -> None:
    assert "Det du skrev" not in page("403_csrf.html", page={"title": "For gammel", "written": [], "address": "/x/"})


def test_error_pages_need_nothing_to_be_drawn() -> None:
    assert "Noe gikk galt hos oss" in page("500.html")
    assert "Vi forsto ikke" in page("400.html")


def test_of_many_places_the_last_ones_stand_in_a_menu():
    places = tuple(Link(f"Sted {number}", f"/{number}/", current=number == 9) for number in range(10))
    many, few = Chrome("X", nav=places), Chrome("X", nav=places[:7])

    assert (len(many.nav_shown), many.nav_shown + many.nav_more, many.is_in_more) == (6, places, True)
    assert (few.nav_shown, few.nav_more, few.is_in_more) == (places[:7], (), False)
    assert page("ui/base.html", chrome=many).count('href="/9/"') == 2  # in that menu, and in the phone's
