"""The pages of the run book: who reads what, how it is written without a script, and what two who write are told."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
import time_machine

from lokallag.playbook import services
from lokallag.playbook.models import ActivityKind, Chapter, ChapterNote
from lokallag.playbook.services import Text
from tests.cast import EVERYONE, cast
from tests.playbook.domain.test_chapter_text import WORD
from tests.playbook.stage import AT, library, write_chapter

pytestmark = pytest.mark.django_db

READERS = set(EVERYONE) - {"stranger", "anonymous"}
EDITORS = {"board leader", "secretary"}
BODY = """<p>Først.</p><h2>Sjekkliste</h2><ul class="checks"><li>Bord</li></ul><h2>Ferdig tekst</h2>
<blockquote><p>Hei <strong>[navn]</strong></p></blockquote>"""


@pytest.fixture
def people():
    with time_machine.travel(AT, tick=False):
        yield cast()


def text_in(response):
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def who_gets(client, people, address, status=200):
    return {who for who in EVERYONE if people.sign_in(client, who).get(address).status_code == status}


def tags_in(html):
    """Return the tags of a piece of HTML, and all attributes in it by name."""
    tags, attributes = set(), {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            tags.add(tag)
            attributes.update(attrs)

    Reader().feed(html)
    return tags, attributes


def written(chapter, **change):
    """Return what the form of a chapter sends, as plain writing."""
    version = chapter.versions.order_by("-number")[0]
    return {
        "title": version.title,
        "summary": version.summary,
        "body": "Kom **tidlig**.",
        "sources": "Erfaring\n\nBrev fra kommunen",
        "why": "Prøver",
        "seen": str(version.number),
        "do": "draft",
        **change,
    }


class TestReading:
    def test_members_and_officers_read_what_is_published(self, client, people):
        chapter = write_chapter(people, body=BODY, is_published=True)

        assert who_gets(client, people, "/dreiebok/") == READERS
        assert who_gets(client, people, f"/dreiebok/{chapter.key}/") == READERS
        assert who_gets(client, people, f"/dreiebok/{chapter.key}/sjekklister/") == READERS

    def test_tips_that_wait_stand_beside_it_for_those_who_write_alone(self, client, people):
        chapter = write_chapter(people, is_published=True)
        services.leave_tip(
            text="Ring tidlig",
            unit=people.haslum,
            chapter=chapter.key,
            source_key="events.event:5",
            source_label="Stand",
            source_url="/arrangementer/stand/",
            by=people["branch leader"],
            at=AT,
        )

        shown = {
            who: "Ring tidlig" in text_in(people.sign_in(client, who).get(f"/dreiebok/{chapter.key}/"))
            for who in ("secretary", "branch leader")
        }
        assert shown == {"secretary": True, "branch leader": False}

    def test_a_draft_is_seen_by_those_who_write_alone(self, client, people):
        chapter = write_chapter(people)

        assert who_gets(client, people, f"/dreiebok/{chapter.key}/") == EDITORS
        assert people.sign_in(client, "member").get("/dreiebok/").context["page"].rows == ()
        [row] = people.sign_in(client, "secretary").get("/dreiebok/").context["page"].rows
        assert (row.title, row.state) == ("Stand", "Utkast")

    @pytest.mark.parametrize(
        "part",
        ["rediger/", "flytt/", "aktiviteter/", "utgaver/", "utgaver/1/", "utgaver/sammenlign/"],
    )
    def test_pages_of_writing_are_for_those_who_write(self, client, people, part):
        chapter = write_chapter(people, is_published=True)

        assert who_gets(client, people, f"/dreiebok/{chapter.key}/{part}") == EDITORS

    @pytest.mark.parametrize("part", ["publiser", "trekk-tilbake", "legg-bort", "hent-fram", "utgaver/1/ta-tilbake"])
    def test_what_changes_a_chapter_is_for_those_who_write(self, client, people, part):
        chapter = write_chapter(people, is_published=True)
        before = Chapter.objects.values().get()

        answers = {
            who: people.sign_in(client, who).post(f"/dreiebok/{chapter.key}/{part}/", {"number": 1}).status_code
            for who in READERS - EDITORS
        }

        assert answers == dict.fromkeys(READERS - EDITORS, 403)
        assert Chapter.objects.values().get() == before

    def test_readers_see_the_published_text_while_a_draft_waits(self, client, people):
        chapter = write_chapter(people, is_published=True)
        text = Text("Stand", "", "<p>Bare et utkast.</p>")
        services.save_version(chapter=chapter, text=text, why="Utkast", by=people["secretary"], at=AT)

        page = people.sign_in(client, "member").get(f"/dreiebok/{chapter.key}/")
        editors = people.sign_in(client, "secretary").get(f"/dreiebok/{chapter.key}/")

        assert "Kom tidlig." in text_in(page)
        assert "Bare et utkast." not in text_in(page)
        assert (editors.context["page"].draft_url, editors.context["page"].state) == (
            f"/dreiebok/{chapter.key}/utgaver/2/",
            "Har et utkast",
        )

    def test_a_chapter_shows_its_parts_and_says_its_language(self, client, people):
        chapter = write_chapter(people, body=BODY, is_published=True)
        page = people.sign_in(client, "member").get(f"/dreiebok/{chapter.key}/", headers={"accept-language": "en"})
        html = page.content.decode()

        assert 'data-copy="Hei [navn]"' in html
        assert '<ul class="checks"><li>Bord</li></ul>' in html
        assert '<h1 class="t-1" lang="nb">Stand</h1>' in html
        assert page.context["page"].sources == ("Erfaring",)
        assert page.context["page"].said == "Utgave 1, sist endret 1. november"

    def test_previous_and_next_follow_the_tree(self, client, people):
        one = write_chapter(people, "En", is_published=True)
        write_chapter(people, "To", is_published=True)
        below = write_chapter(people, "Under en", parent=one, is_published=True)
        page = people.sign_in(client, "member").get(f"/dreiebok/{below.key}/").context["page"]

        assert (page.number, page.before, page.after) == ("1.1", ("En", "/dreiebok/en/"), ("To", "/dreiebok/to/"))

    def test_activity_kinds_stand_with_their_next_day_and_lead_back(self, client, people):
        library()
        services.load_chapters(by=None, at=AT)
        member = people.sign_in(client, "member")
        page = member.get("/dreiebok/kampanje/").context["page"]
        first = page.kinds[0]

        assert len(page.kinds) == ActivityKind.objects.filter(chapter="kampanje").count()
        assert first.when
        assert member.get(first.url).context["page"].chapter == ("Kampanje: synlig hele året", "/dreiebok/kampanje/")

    def test_the_way_from_a_kind_is_not_shown_to_who_cannot_read(self, client, people):
        library()
        services.load_chapters(by=None, at=AT)

        assert client.get("/arshjul/forslag/valgvake/").context["page"].chapter is None

    @pytest.mark.parametrize("who", ["member", "secretary"])
    def test_queries_do_not_grow(self, client, people, django_assert_max_num_queries, who):
        library()
        signed_in = people.sign_in(client, who)

        def counts():
            found = []
            for address in ("/dreiebok/", "/dreiebok/kapittel-0/"):
                with django_assert_max_num_queries(30) as seen:
                    assert signed_in.get(address).status_code == 200
                found.append(len(seen))
            return found

        def add(numbers):
            for number in numbers:
                chapter = write_chapter(people, f"Kapittel {number}", is_published=True)
                text = Text(f"Kapittel {number}", "", "<p>To</p>")
                services.save_version(chapter=chapter, text=text, why="To", by=people["secretary"], at=AT)

        add([0])
        at_one = counts()
        add([1, 2])

        assert counts() == at_one

    def test_an_empty_book_says_so(self, client, people):
        assert "Dreieboka er tom" in text_in(people.sign_in(client, "member").get("/dreiebok/"))

    def test_it_is_found_in_the_menu_by_readers_alone(self, client, people):
        pages = {who: people.sign_in(client, who).get("/").content.decode() for who in EVERYONE}

        assert {who for who, page in pages.items() if 'href="/dreiebok/"' in page} == READERS


class TestWriting:
    def test_plain_writing_is_enough_and_comes_back_as_it_was(self, client, people):
        chapter = write_chapter(people, body=BODY)
        editor = people.sign_in(client, "secretary")
        form = editor.get(f"/dreiebok/{chapter.key}/rediger/").context["page"].form

        assert form["body"].value().splitlines() == [
            *("Først.", "", "## Sjekkliste", "", "- [ ] Bord", "", "## Ferdig tekst", "", "> Hei **[navn]**"),
        ]
        answer = editor.post(f"/dreiebok/{chapter.key}/rediger/", written(chapter))
        version = chapter.versions.get(number=2)
        assert answer.status_code == 302
        assert (version.body, version.sources) == (
            "<p>Kom <strong>tidlig</strong>.</p>",
            ["Erfaring", "Brev fra kommunen"],
        )
        assert (version.why, version.by) == ("Prøver", people["secretary"])

    def test_what_the_editor_sends_counts_where_it_says_so(self, client, people):
        chapter = write_chapter(people)
        sent = written(chapter, format="html", body="", body_html="<h2>Fra verktøyet</h2><p>Ny</p>")

        people.sign_in(client, "secretary").post(f"/dreiebok/{chapter.key}/rediger/", sent)

        assert chapter.versions.get(number=2).body == "<h2>Fra verktøyet</h2>\n<p>Ny</p>"

    @pytest.mark.parametrize("written_as", ["html", "text"])
    def test_a_pasted_word_table_loses_its_scripts_and_keeps_its_cells(self, client, people, written_as):
        chapter = write_chapter(people)
        as_html = {"format": "html", "body": "", "body_html": WORD}
        sent = written(chapter, do="publish", **(as_html if written_as == "html" else {"body": WORD}))
        editor = people.sign_in(client, "secretary")

        assert editor.post(f"/dreiebok/{chapter.key}/rediger/", sent).status_code == 302

        html = people.sign_in(client, "member").get(f"/dreiebok/{chapter.key}/").content.decode()
        shown = html.partition('<article class="stack g6 chapter">')[2].partition("</article>")[0]
        tags, attributes = tags_in(shown)
        assert tags & {"script", "iframe", "img", "input", "object"} == set()
        assert {name for name in attributes if name.startswith(("on", "style"))} == set()
        assert "https://ond.no" not in attributes.values()
        if written_as == "html":
            assert "<td><span>" not in shown  # a table without column names is shown as it is
            assert "<td>Kaffe<br>og kake</td><td>Kari</td>" in shown
            assert "stjålet" not in shown
        else:
            assert "&lt;script&gt;" in shown

    def test_3000_signs_in_a_title_are_told_and_all_is_kept(self, client, people):
        chapter = write_chapter(people)
        sent = written(chapter, title="x" * 3000, format="html", body="", body_html="<p>Mitt <em>arbeid</em></p>")

        answer = people.sign_in(client, "secretary").post(f"/dreiebok/{chapter.key}/rediger/", sent)

        form = answer.context["page"].form
        assert answer.status_code == 422
        assert form.errors["title"] == ["Skriv høyst 120 tegn. Nå er det 3000."]
        assert (form["title"].value(), form["body"].value()) == ("x" * 3000, "Mitt *arbeid*")
        assert answer.context["page"].html == "<p>Mitt <em>arbeid</em></p>"
        assert chapter.versions.count() == 1

    def test_a_text_beyond_all_bounds_is_told(self, client, people):
        chapter = write_chapter(people)
        editor = people.sign_in(client, "secretary")
        for sent in (
            written(chapter, body="x" * 200_001),
            written(chapter, format="html", body="", body_html="<p>" * 66_667),
        ):
            answer = editor.post(f"/dreiebok/{chapter.key}/rediger/", sent)
            assert answer.status_code == 422
            assert answer.context["page"].form.errors["body"] == ["Skriv høyst 200000 tegn. Nå er det 200001."]

    def test_of_two_who_write_the_second_is_told_sees_the_difference_and_loses_nothing(self, client, people):
        chapter = write_chapter(people, body="<p>Kom klokka sju.</p>")
        editor = people.sign_in(client, "secretary")
        mine = written(chapter, body="Kom klokka åtte.\n\nTa med kaffe.")
        services.save_version(
            chapter=chapter,
            text=Text("Stand", "", "<p>Kom klokka ni.</p>"),
            why="Ni passer best",
            by=people["board leader"],
            at=AT,
        )

        answer = editor.post(f"/dreiebok/{chapter.key}/rediger/", mine)

        page, html = answer.context["page"], answer.content.decode()
        assert answer.status_code == 422
        assert page.form["body"].value() == "Kom klokka åtte.\n\nTa med kaffe."
        assert page.theirs_said.replace("\xa0", " ") == "Utgave 2, 1. november kl. 13.00, Berit Lund"
        assert "<del>ni</del><ins>åtte</ins>" in html
        assert "<ins>Ta med kaffe.</ins>" in html
        assert page.form["seen"].value() == "2"

        again = {**mine, "seen": "2", "body": "Kom klokka ni.\n\nTa med kaffe."}
        assert editor.post(f"/dreiebok/{chapter.key}/rediger/", again).status_code == 302
        assert [one.number for one in chapter.versions.order_by("number")] == [1, 2, 3]

    def test_a_form_sent_twice_makes_one_version(self, client, people):
        chapter = write_chapter(people)
        editor = people.sign_in(client, "secretary")
        html = editor.get(f"/dreiebok/{chapter.key}/rediger/").content.decode()
        key = re.search(r'name="engangsnokkel" value="([^"]+)"', html)[1]

        for _time in range(2):
            editor.post(f"/dreiebok/{chapter.key}/rediger/", written(chapter, engangsnokkel=key))

        assert chapter.versions.count() == 2

    def test_one_press_saves_and_publishes(self, client, people):
        chapter = write_chapter(people)

        people.sign_in(client, "secretary").post(f"/dreiebok/{chapter.key}/rediger/", written(chapter, do="publish"))

        chapter.refresh_from_db()
        assert chapter.published.number == 2

    def test_a_new_chapter_stands_below_another(self, client, people):
        parent = write_chapter(people, "Kampanje")
        sent = {"title": "Plakater", "parent": str(parent.pk), "summary": "", "body": "Heng høyt.", "sources": ""}

        answer = people.sign_in(client, "secretary").post("/dreiebok/nytt/", {**sent, "do": "draft"})

        assert answer.url == "/dreiebok/plakater/"
        assert Chapter.objects.get(key="plakater").parent == parent

    @pytest.mark.parametrize("parent", ["x", "999999", "-1"])
    def test_a_place_that_is_not_there_is_refused(self, client, people, parent):
        sent = {"title": "Plakater", "parent": parent, "body": "Heng høyt."}

        assert people.sign_in(client, "secretary").post("/dreiebok/nytt/", sent).status_code == 422

    def test_moving_putting_away_and_linking(self, client, people):
        library()
        one, two = write_chapter(people, "En"), write_chapter(people, "To")
        editor = people.sign_in(client, "secretary")

        editor.post(f"/dreiebok/{two.key}/flytt/", {"parent": str(one.pk), "number": "1"})
        editor.post(f"/dreiebok/{two.key}/aktiviteter/", {"kinds": ["valgvake"]})
        refused = editor.post(f"/dreiebok/{one.key}/legg-bort/", follow=True)
        editor.post(f"/dreiebok/{two.key}/legg-bort/")
        two.refresh_from_db()

        assert two.parent == one
        assert ActivityKind.objects.get(key="valgvake").chapter == "to"
        assert "Det står kapitler under dette." in text_in(refused)
        assert two.archived_at == AT
        assert editor.get("/dreiebok/").context["page"].put_away == (("To", "/dreiebok/to/"),)
        editor.post(f"/dreiebok/{two.key}/hent-fram/")
        two.refresh_from_db()
        assert two.archived_at is None


class TestVersions:
    @pytest.fixture
    def chapter(self, people):
        chapter = write_chapter(people, body="<p>Kom klokka sju.</p>", is_published=True)
        text = Text("Stand", "Om stand", "<p>Kom klokka åtte.</p>", ("Erfaring",))
        services.save_version(chapter=chapter, text=text, why="Åtte passer best", by=people["secretary"], at=AT)
        return chapter

    def test_the_history_says_who_when_and_why(self, client, people, chapter):
        page = people.sign_in(client, "secretary").get(f"/dreiebok/{chapter.key}/utgaver/").context["page"]

        assert [(row.number, row.by, row.why, row.state) for row in page.rows] == [
            (2, "Sindre Vik", "Åtte passer best", "Utkast"),
            (1, "Berit Lund", "Nytt kapittel", "Publisert"),
        ]

    def test_two_versions_are_compared_word_by_word(self, client, people, chapter):
        editor = people.sign_in(client, "secretary")
        html = editor.get(f"/dreiebok/{chapter.key}/utgaver/sammenlign/?fra=1&til=2").content.decode()
        same = editor.get(f"/dreiebok/{chapter.key}/utgaver/sammenlign/?fra=2&til=2")

        assert "Kom klokka <del>sju</del><ins>åtte</ins>." in html
        assert '<span class="diff-said tiny" lang="nb">Endret</span>' in html
        assert "De to utgavene er like." in text_in(same)

    @pytest.mark.parametrize("query", ["fra=9&til=2", "fra=0&til=2"])
    def test_a_version_that_is_not_there_is_not_found(self, client, people, chapter, query):
        editor = people.sign_in(client, "secretary")

        assert editor.get(f"/dreiebok/{chapter.key}/utgaver/sammenlign/?{query}").status_code in {200, 404}
        assert editor.get(f"/dreiebok/{chapter.key}/utgaver/9/").status_code == 404

    def test_taking_one_back_asks_why(self, client, people, chapter):
        editor = people.sign_in(client, "secretary")
        empty = editor.post(f"/dreiebok/{chapter.key}/utgaver/1/ta-tilbake/", {"why": "", "seen": "2"})
        done = editor.post(f"/dreiebok/{chapter.key}/utgaver/1/ta-tilbake/", {"why": "Sju er bedre", "seen": "2"})

        assert empty.status_code == 422
        assert done.url == f"/dreiebok/{chapter.key}/utgaver/3/"
        assert chapter.versions.get(number=3).restored_from.number == 1

    def test_publishing_a_draft_that_is_no_longer_the_last_is_told(self, client, people, chapter):
        editor = people.sign_in(client, "secretary")
        late = editor.post(f"/dreiebok/{chapter.key}/publiser/", {"number": "1"}, follow=True)

        assert "Noen andre lagret et nyere utkast." in text_in(late)
        editor.post(f"/dreiebok/{chapter.key}/publiser/", {"number": "2"})
        chapter.refresh_from_db()
        assert chapter.published.number == 2

    def test_withdrawn_readers_find_it_no_more(self, client, people, chapter):
        people.sign_in(client, "secretary").post(f"/dreiebok/{chapter.key}/trekk-tilbake/")

        assert people.sign_in(client, "member").get(f"/dreiebok/{chapter.key}/").status_code == 404


class TestNotes:
    def note(self, people, chapter, text="Nøkkelen er på biblioteket"):
        services.write_chapter_note(unit=people.haslum, chapter=chapter, text=text, by=people["branch leader"], at=AT)

    def test_it_is_seen_by_the_units_members_and_officers_alone(self, client, people):
        chapter = write_chapter(people, is_published=True)
        self.note(people, chapter)

        seen = {
            who
            for who in READERS
            if "biblioteket" in text_in(people.sign_in(client, who).get(f"/dreiebok/{chapter.key}/"))
        }

        assert seen == {"branch leader", "member"}

    def test_those_who_lead_the_unit_write_it(self, client, people):
        chapter = write_chapter(people, is_published=True)
        address = f"/dreiebok/{chapter.key}/notat/haslum/"

        assert who_gets(client, people, address) == {"branch leader"}
        assert who_gets(client, people, address, 403) == {"member"}
        answer = people.sign_in(client, "branch leader").post(address, {"text": "Ring Kari", "seen": ""})
        assert answer.url == f"/dreiebok/{chapter.key}/"
        assert ChapterNote.objects.get().text == "Ring Kari"

    def test_of_two_the_second_is_told_and_keeps_the_words(self, client, people):
        chapter = write_chapter(people, is_published=True)
        self.note(people, chapter)

        answer = people.sign_in(client, "branch leader").post(
            f"/dreiebok/{chapter.key}/notat/haslum/", {"text": "Mitt", "seen": ""}
        )

        assert answer.status_code == 422
        assert answer.context["page"].form["text"].value() == "Mitt"
        assert answer.context["page"].stands_now == "Nøkkelen er på biblioteket"
