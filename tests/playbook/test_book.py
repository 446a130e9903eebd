"""The run book as a PDF: who may have it, what stands in it, and that nothing written in a chapter breaks it."""

import re
import zlib
from html import escape

import pytest
import time_machine
from django.conf import settings
from django.db import transaction

from lokallag.organisation.models import Kind, Profile, Unit
from lokallag.playbook import services
from lokallag.playbook.models import ActivityKind, Chapter, ChapterNote, PrintedBook
from lokallag.playbook.queries import book
from lokallag.playbook.services.chapters import Text
from lokallag.playbook.services.kept_book import keep_books
from lokallag.playbook.typesetter import set_in_type, source_of
from tests.cast import cast
from tests.playbook.domain.test_typeset import NASTY
from tests.playbook.stage import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with time_machine.travel(AT, tick=False):
        yield cast()


def write(title="Møter", body="<h2>Før</h2><p>Tekst</p>", *, publish=True, parent=None):
    """Add a chapter, as a draft or as readers see it."""
    chapter = services.add_chapter(
        text=Text(title, "Kort om det", body, ("Vedtektene",)), parent=parent, by=None, at=AT
    )
    if publish:
        services.publish_chapter(chapter=chapter, number=1, by=None, at=AT)
    return chapter


def note(unit, chapter, text="Nøkkelen er hos Kari"):
    """Write a unit's note beside a chapter."""
    return ChapterNote.objects.create(unit=unit, chapter=chapter, text=text, updated_at=AT)


@pytest.fixture
def taken(monkeypatch):
    """What the typesetter was given, in place of a PDF."""
    given = []

    def keep(whole):
        given.append(whole)
        return b"%PDF-1.7 prove"

    monkeypatch.setattr(book, "set_in_type", keep)
    return given


def plain_streams(pdf: bytes) -> bytes:
    """Return the PDF with its packed parts unpacked."""
    found = [pdf]
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_the_book_is_a_pdf_for_readers_by_ear_with_bookmarks_and_our_fonts(client, people):
    first = write("Møter", "<h2>Før møtet</h2><ul class='checks'><li>Kaffe</li></ul>")
    write("Årsmøtet", "<h2>Etter</h2><table><tr><th>A</th></tr><tr><td>1</td></tr></table>", parent=first)
    people.sign_in(client, "member")

    response = client.get("/dreiebok/dreiebok.pdf")
    pdf = plain_streams(response.content)

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="dreieboka.pdf"'
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/Lang" in pdf
    assert b"Inter" in pdf
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 4  # cover, contents, two chapters
    assert b"/Outlines" in pdf
    assert pdf.count(b"/Dest") >= 4


class TestKept:
    @pytest.fixture
    def chapter(self, people):
        chapter = write("Møter")
        keep_books(at=AT)
        return chapter

    @pytest.fixture(autouse=True)
    def counted(self, taken):
        self.taken = taken

    def asked(self, client, path="/dreiebok/dreiebok.pdf"):
        """Return how many books were set in type because the page was asked for."""
        before = len(self.taken)
        assert client.get(path).content.startswith(b"%PDF")
        return len(self.taken) - before

    def test_it_is_made_once_in_each_language_and_nobody_waits_for_it(self, client, people, chapter):
        assert [given["lang"] for given in self.taken] == ["nb", "nn", "en"]
        assert keep_books(at=AT) == []
        people.sign_in(client, "member")
        assert [self.asked(client), self.asked(client)] == [0, 0]

    def test_reading_keeps_nothing(self, client, people):
        write("Møter")
        people.sign_in(client, "member")
        assert [self.asked(client), self.asked(client)] == [1, 1]
        assert not PrintedBook.objects.exists()

    @pytest.mark.parametrize("change", ["version", "order", "kind", "name", "colour", "sheet"])
    def test_what_has_changed_is_set_anew(self, client, people, chapter, change, monkeypatch):
        if change == "version":
            services.save_version(chapter=chapter, text=Text("Ny", "", "<p>Ny</p>"), why="Ny", by=None, at=AT)
            services.publish_chapter(chapter=chapter, number=2, by=None, at=AT)
        elif change == "order":
            write("Årsmøtet")
        elif change == "kind":
            rule = {"month": 5, "day": 1}
            ActivityKind.objects.create(
                key="fest", name="Fest", units=["branch"], ring="meeting", weight="may", what="F", why="M", rule=rule,
                chapter=chapter.key,
            )  # fmt: skip
        elif change == "name":
            people.party.names.update(name="Et annet lag")
        elif change == "colour":
            Profile.objects.update(colour="#004466")
        else:
            monkeypatch.setattr(book, "typesetting_mark", lambda: "another")
        people.sign_in(client, "member")

        assert self.asked(client) == 1
        assert keep_books(at=AT) == ["nb", "nn", "en"]
        assert self.asked(client) == 0

    def test_a_draft_changes_nothing(self, client, people, chapter):
        services.save_version(chapter=chapter, text=Text("Ny", "", "<p>Utkast</p>"), why="Ny", by=None, at=AT)

        assert keep_books(at=AT) == []

    def test_a_book_with_notes_is_never_the_kept_one(self, client, people, chapter):
        note(people.haslum, chapter)
        people.sign_in(client, "branch leader")

        assert self.asked(client, "/dreiebok/dreiebok.pdf?avdeling=haslum") == 1
        assert keep_books(at=AT) == []

    def test_an_empty_book_and_a_site_without_a_party_keep_nothing(self, people):
        assert keep_books(at=AT) == []
        with transaction.atomic():
            Unit.objects.filter(pk=people.party.pk).update(kind=Kind.COUNTY)
            assert keep_books(at=AT) == []


def test_what_readers_see_stands_in_it_in_their_order(client, people, taken):
    first = write("Møter")
    below = write("Innkalling", parent=first)
    write("Hemmelig", publish=False)
    services.archive_chapter(chapter=write("Lagt bort"), by=None, at=AT)
    services.save_version(chapter=below, text=Text("Ny", "", "<p>Utkast</p>"), why="Ny", by=None, at=AT)
    people.sign_in(client, "board leader")

    client.get("/dreiebok/dreiebok.pdf")

    said = [(each["number"], each["level"], each["title"]) for each in taken[0]["chapters"]]
    assert said == [("1", 1, "Møter"), ("1.1", 2, "Innkalling")]
    assert taken[0]["chapters"][0]["edition"] == "Utgave 1, 1. november 2026"
    assert taken[0]["chapters"][0]["sources"] == ["Vedtektene"]
    assert (taken[0]["title"], taken[0]["contents"], taken[0]["lang"]) == ("Dreieboka", "Innhold", "nb")


def test_one_chapter_stands_alone_with_the_number_it_has_in_the_book(client, people, taken):
    first = write("Møter")
    below = write("Innkalling", parent=first)
    people.sign_in(client, "member")

    response = client.get(f"/dreiebok/{below.key}/kapittel.pdf")

    assert response["Content-Disposition"] == 'inline; filename="innkalling.pdf"'
    assert [(e["number"], e["level"], e["title"]) for e in taken[0]["chapters"]] == [("1.1", 1, "Innkalling")]
    assert (taken[0]["title"], taken[0]["contents"]) == ("Innkalling", "")


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [
        ("branch leader", "haslum", 200),
        ("neighbour leader", "haslum", 404),
        ("neighbour leader", "sandvika", 200),
        ("board leader", "haslum", 404),
        ("member", "finnes-ikke", 404),
        ("stranger", "", 403),
    ],
)
def test_a_branchs_notes_are_for_those_who_may_see_them(client, people, taken, who, unit, status):
    chapter = write()
    note(people.haslum, chapter)
    note(people.sandvika, chapter, "Sandvikas eget")
    people.sign_in(client, who)

    asks = f"?avdeling={unit}" if unit else ""
    answers = [client.get(f"/dreiebok/{path}{asks}").status_code for path in ("dreiebok.pdf", "moter/kapittel.pdf")]

    assert answers == [status, status if unit else 404]
    texts = {each["text"] for whole in taken for each in whole["chapters"][0]["notes"]}
    assert texts == (
        {{"haslum": "Nøkkelen er hos Kari", "sandvika": "Sandvikas eget"}[unit]} if status == 200 else set()
    )


def test_without_being_asked_for_no_notes_stand_in_it(client, people, taken):
    note(people.haslum, write())
    people.sign_in(client, "branch leader")

    client.get("/dreiebok/dreiebok.pdf")

    assert taken[0]["chapters"][0]["notes"] == []


def test_the_contents_offer_the_book_with_notes_where_there_are_any(client, people):
    chapter = write()
    people.sign_in(client, "branch leader")
    before = client.get("/dreiebok/").context["page"].printed
    note(people.haslum, chapter)

    after = client.get("/dreiebok/").context["page"].printed

    assert before == (("Hele dreieboka (PDF)", "/dreiebok/dreiebok.pdf"),)
    assert after[1:] == (("Med notatene fra Haslum (PDF)", "/dreiebok/dreiebok.pdf?avdeling=haslum"),)


def test_a_draft_is_printed_by_its_writers_alone_and_says_so(client, people, taken):
    write("Hemmelig", publish=False)
    people.sign_in(client, "member")
    refused = client.get("/dreiebok/hemmelig/kapittel.pdf").status_code
    people.sign_in(client, "board leader")

    client.get("/dreiebok/hemmelig/kapittel.pdf")

    assert refused == 404
    assert taken[0]["chapters"][0]["edition"] == "Utkast 1, 1. november 2026"


def test_an_empty_book_is_a_book_all_the_same(client, people):
    people.sign_in(client, "member")

    assert client.get("/dreiebok/dreiebok.pdf").content.startswith(b"%PDF")


def test_signs_of_markup_very_long_words_and_foreign_letters_are_set(people):
    body = f"<h2>{escape(NASTY)}</h2><p>{escape(NASTY)} {'x' * 400}</p>"
    body += f"<table><tr><td>{'y' * 200}</td><td>1</td></tr></table>"
    chapter = write("#set page() [" + "T" * 90, f"{body}<p>→ ✓ 你好 😀 áčŋ</p>")
    whole = {
        **book._said(people.party, NASTY, NASTY, AT.date()),
        "contents": "Innhold",
        **book._set([(book.Node(chapter.pk, 0, "1", None), Chapter.objects.get(pk=chapter.pk))], None),
    }
    whole["chapters"][0]["notes"] = [{"title": NASTY, "text": f"{NASTY}\n\n{NASTY}\nlinje"}]

    assert "passwd" in source_of(whole)
    assert set_in_type(whole, settings.PRINT_FONTS).startswith(b"%PDF")


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_number_of_queries_however_many_chapters(client, people, taken, django_assert_max_num_queries, count):
    for number in range(count):
        note(people.haslum, write(f"Kapittel {number}"))
    people.sign_in(client, "branch leader")

    with django_assert_max_num_queries(16):
        assert client.get("/dreiebok/dreiebok.pdf?avdeling=haslum").status_code == 200
