"""Searching the run book: who finds what, in which form of the word, and what is said where nothing is found."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lokallag.playbook import services
from lokallag.playbook.models import ActivityKind, Chapter, SearchEntry, SearchWord
from lokallag.playbook.services.chapters import Text, latest_of
from lokallag.playbook.services.search import index_all, index_kinds
from tests.cast import cast
from tests.playbook.stage import AT, library

pytestmark = pytest.mark.django_db
BODY = """<p>Her står det hvem som har nøkkelen.</p>
<h2>Å verve</h2><p>Ring medlemmene dagen før. Medlemskontingenten betales i mars.</p>
<h2>Ved døra</h2><ul><li>Si hei</li><li>Kaffe &amp; kake til møtelederen</li></ul>"""


@pytest.fixture
def people():
    with time_machine.travel(AT, tick=False):
        yield cast()


def write(title="Om å ta imot", body=BODY, summary="", *, publish=True, at=AT):
    """Add a chapter, as a draft or as readers see it."""
    chapter = services.add_chapter(text=Text(title, summary, body), parent=None, by=None, at=at)
    if publish:
        services.publish_chapter(chapter=chapter, number=1, by=None, at=at)
    return chapter


def ask(client, query):
    """Return the page for a search."""
    response = client.get("/dreiebok/sok/", {"q": query})
    assert response.status_code == 200
    return response.context["page"]


def said(pieces):
    """Return pieces as text, the marked words in brackets."""
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


def titles(page):
    """Return the titles that were found, in their order."""
    return ["".join(piece.text for piece in hit.title) for hit in page.hits]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("medlem", "Ring [medlemmene] dagen før. [Medlemskontingenten] betales i mars."),
        ("MEDLEMMENES", "Ring [medlemmene] dagen før. [Medlemskontingenten] betales i mars."),
        ("kontingent", "Ring medlemmene dagen før. [Medlemskontingenten] betales i mars."),
        ("møte kaker", "Si hei · Kaffe & [kake] til [møtelederen]"),
        ("nøkkel", "Her står det hvem som har [nøkkelen]."),
    ],
)
def test_a_word_is_found_in_any_form_and_marked_where_it_stands(client, people, query, shown):
    write()
    people.sign_in(client, "member")

    page = ask(client, query)

    assert [said(hit.pieces) for hit in page.hits] == [shown]


def test_a_hit_says_its_heading_and_leads_to_it(client, people):
    chapter = write()
    people.sign_in(client, "member")

    hit = ask(client, "kontingent").hits[0]

    assert (hit.kind, hit.heading, hit.url) == ("Kapittel", "Å verve", f"/dreiebok/{chapter.key}/#del-a-verve")
    assert f'id="{hit.url.split("#")[1]}"' in client.get(hit.url).content.decode()


def test_what_the_title_says_stands_first_and_is_marked(client, people):
    write("Pølser", "<p>Kaffe kaffe kaffe kaffe</p>")
    write("Kaffe", "<p>Om noe annet</p>")
    people.sign_in(client, "member")

    page = ask(client, "kaffen")

    assert titles(page) == ["Kaffe", "Pølser"]
    assert said(page.hits[0].title) == "[Kaffe]"
    assert page.count == "2 treff"


def test_activity_kinds_are_found_with_their_own_address(client, people):
    library()
    people.sign_in(client, "member")
    kind = ActivityKind.objects.get(key="forste-styremote")

    page = ask(client, kind.name)

    assert (page.hits[0].kind, page.hits[0].url) == ("Aktivitet", "/arshjul/forslag/forste-styremote/")


def test_drafts_are_found_by_those_who_write_alone(client, people):
    chapter = write("Vafler", "<p>Gammelt</p>")
    services.save_version(
        chapter=chapter, text=Text("Vafler", "", "<p>Hemmelig oppskrift</p>"), why="Ny", by=None, at=AT
    )
    write("Bare utkast", "<p>Hemmelig plan</p>", publish=False)

    people.sign_in(client, "member")
    members = ask(client, "hemmelig")
    people.sign_in(client, "board leader")
    editors = ask(client, "hemmelig")

    assert (titles(members), members.empty, members.near) == ([], "Ingen treff", ())
    assert sorted((title, hit.is_draft) for title, hit in zip(titles(editors), editors.hits, strict=True)) == [
        ("Bare utkast", True),
        ("Vafler", True),
    ]
    assert not SearchWord.objects.filter(word="hemmelig").exists()


def test_a_chapter_with_a_draft_is_found_once_as_readers_see_it(client, people):
    chapter = write("Vafler", "<p>Rømme</p>")
    services.save_version(chapter=chapter, text=Text("Vafler", "", "<p>Mer rømme</p>"), why="Ny", by=None, at=AT)
    people.sign_in(client, "board leader")

    page = ask(client, "rømme")

    assert [(said(hit.pieces), hit.is_draft) for hit in page.hits] == [("[Rømme]", False)]


def test_what_is_found_follows_what_readers_see(client, people):
    chapter = write("Vafler", "<p>Rømme</p>")
    people.sign_in(client, "member")
    found = [titles(ask(client, "rømme"))]

    services.save_version(chapter=chapter, text=Text("Vafler", "", "<p>Smør</p>"), why="Ny", by=None, at=AT)
    found.append(titles(ask(client, "smør")))
    services.publish_chapter(chapter=chapter, number=2, by=None, at=AT)
    found += [titles(ask(client, "rømme")), titles(ask(client, "smør"))]
    services.archive_chapter(chapter=chapter, by=None, at=AT)
    found.append(titles(ask(client, "smør")))
    services.bring_back_chapter(chapter=chapter, by=None, at=AT)
    found.append(titles(ask(client, "smør")))
    services.withdraw_chapter(chapter=chapter, by=None, at=AT)
    found.append(titles(ask(client, "smør")))

    assert found == [["Vafler"], [], [], ["Vafler"], [], ["Vafler"], []]
    assert set(SearchWord.objects.values_list("word", flat=True)) == set()


@pytest.mark.parametrize(
    ("query", "near"),
    [("medlmer", "medlemmene"), ("kontigent", "medlemskontingenten"), ("nøkelen", "nøkkelen"), ("dagne", "dagen")],
)
def test_a_slip_of_spelling_is_answered_with_words_in_use(client, people, query, near):
    write()
    people.sign_in(client, "member")

    page = ask(client, query)

    words = dict(page.near)
    assert near in words
    assert titles(client.get(words[near]).context["page"]) == ["Om å ta imot"]


def test_where_nothing_has_all_words_some_are_enough(client, people):
    write()
    people.sign_in(client, "member")

    page = ask(client, "medlemmene ubåt")

    assert titles(page) == ["Om å ta imot"]
    assert page.note == "Ingenting har alle ordene. Dette har noen av dem."


@pytest.mark.parametrize(
    ("query", "empty"),
    [
        ("", ""),
        ("   ", ""),
        ("hva er det", "Søket har bare småord"),
        ("%", "Søket har bare småord"),
        ("ubåt", "Ingen treff"),
        ("_%_", "Søket har bare småord"),
        ("\x00", ""),
        ("x' OR 1=1 --", "Ingen treff"),
        ("ubåt:*A & | ! ( <->", "Ingen treff"),
        ("\\", "Søket har bare småord"),
    ],
)
def test_odd_searches_are_answered_in_words(client, people, query, empty):
    write()
    people.sign_in(client, "member")

    assert ask(client, query).empty == empty


def test_operators_are_only_signs_between_words(client, people):
    write()
    people.sign_in(client, "member")

    assert titles(ask(client, '"medlemmene" & !mars | (kontingent:*)')) == ["Om å ta imot"]


def test_three_thousand_signs_are_taken_and_shown_again(client, people):
    write()
    people.sign_in(client, "member")
    query = " ".join(["medlemmene", *("ord" * 40 for _ in range(24))])[:3000]

    page = ask(client, query)

    assert page.asked == query
    assert titles(page) == ["Om å ta imot"]


def test_what_was_typed_is_shown_as_text(client, people):
    people.sign_in(client, "member")

    html = client.get("/dreiebok/sok/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in html
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html


def test_more_hits_than_are_shown_are_counted(client, people):
    for number in range(23):
        write(f"Kapittel {number}", "<p>Kaffe</p>")
    people.sign_in(client, "member")

    page = ask(client, "kaffe")

    assert (len(page.hits), page.count) == (10, "23 treff. De 10 beste står her.")


def test_the_same_number_of_queries_for_one_hit_and_three(client, people):
    people.sign_in(client, "member")
    counts = []
    for number in range(3):
        write(f"Kapittel {number}", "<p>Kaffe og møtelederen</p>")
        with CaptureQueriesContext(connection) as queries:
            assert len(ask(client, "kaffe møte").hits) == number + 1
        counts.append(len(queries))

    assert counts[0] == counts[2]


def test_all_can_be_indexed_anew(people):
    library()
    write()
    before = {entry.key: (entry.words, entry.passages, entry.vector) for entry in SearchEntry.objects.order_by("key")}
    words = dict(SearchWord.objects.values_list("word", "uses"))
    SearchWord.objects.all().delete()
    SearchEntry.objects.all().delete()

    assert index_all() == len(before)
    assert {e.key: (e.words, e.passages, e.vector) for e in SearchEntry.objects.order_by("key")} == before
    assert dict(SearchWord.objects.values_list("word", "uses")) == words


def test_a_kind_that_is_gone_is_no_longer_found(client, people):
    library()
    ActivityKind.objects.filter(key="forste-styremote").delete()
    index_kinds()
    people.sign_in(client, "member")

    assert "/arshjul/forslag/forste-styremote/" not in [hit.url for hit in ask(client, "første styremøte").hits]


@pytest.mark.parametrize(("who", "status"), [("member", 200), ("branch leader", 200), ("stranger", 403)])
def test_members_and_officers_search(client, people, who, status):
    people.sign_in(client, who)

    assert client.get("/dreiebok/sok/?q=kaffe").status_code == status


def test_chapters_keep_their_newest_version_when_they_are_renewed(people):
    chapter = write()
    services.save_version(
        chapter=chapter, text=Text("Ny tittel", "", BODY), why="Ny", by=None, at=AT + timedelta(hours=1)
    )

    entries = dict(SearchEntry.objects.filter(chapter=chapter).values_list("key", "title"))

    assert entries == {f"chapter:{chapter.pk}": "Om å ta imot", f"draft:{chapter.pk}": "Ny tittel"}
    assert latest_of(Chapter.objects.get(pk=chapter.pk)).number == 2
