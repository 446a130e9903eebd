"""Chapters of the run book: written, restored, published, moved, put away, and read in from our own."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.core.stale import StalePage
from lokallag.playbook import services
from lokallag.playbook.models import ActivityKind, Chapter, ChapterNote, ChapterVersion
from lokallag.playbook.services import Text
from lokallag.playbook.services.chapters import latest_of, text_of
from tests.cast import cast
from tests.playbook.stage import AT, library, write_chapter

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def save(people, chapter, *, body="<p>Kom tidlig.</p>", title="Stand", why="Ny tekst", seen=None, who="secretary"):
    return services.save_version(
        chapter=chapter, text=Text(title, "Om stand", body, ("Erfaring",)), why=why, seen=seen, by=people[who], at=AT
    )


def order():
    return list(Chapter.objects.filter(parent=None).order_by("position", "pk").values_list("key", flat=True))


class TestWriting:
    def test_a_chapter_begins_as_a_draft_with_an_address_of_its_title(self, people):
        chapter = write_chapter(people, "Å stå på stand – og smile")
        version = latest_of(chapter)

        assert chapter.key == "a-sta-pa-stand-og-smile"
        assert chapter.published is None
        assert (version.number, version.title, version.by) == (1, "Å stå på stand – og smile", people["board leader"])
        assert Change.objects.filter(act="playbook.edit_chapter", target_id=str(chapter.pk)).count() == 1

    @pytest.mark.parametrize(("title", "key"), [("Nytt", "nytt-2"), ("!!!", "kapittel"), ("Stand", "stand-2")])
    def test_an_address_that_is_taken_gets_a_number(self, people, title, key):
        write_chapter(people, "Stand")

        assert write_chapter(people, title).key == key

    def test_each_save_is_a_version_that_says_who_and_why(self, people):
        chapter = write_chapter(people)

        version = save(people, chapter, body="<p>Kom i tide.</p>", why="  Rettet   klokka ")

        assert (version.number, version.why, version.by) == (2, "Rettet klokka", people["secretary"])
        assert [one.body for one in chapter.versions.order_by("number")] == ["<p>Kom tidlig.</p>", "<p>Kom i tide.</p>"]

    def test_what_is_saved_is_harmless_whoever_sends_it(self, people):
        chapter = write_chapter(people, body='<p onclick="x()">Kom<script>alert(1)</script></p><img src=x>')

        assert latest_of(chapter).body == "<p>Kom</p>"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"title": "  "}, "title"),
            ({"title": "x" * 3000}, "title"),
            ({"why": " "}, "why"),
            ({"why": "x" * 201}, "why"),
            ({"body": "x" * 200_001}, "body"),
        ],
    )
    def test_what_is_missing_or_too_long_is_told_at_its_field(self, people, change, field):
        chapter = write_chapter(people)

        with pytest.raises(RuleViolation) as told:
            save(people, chapter, **{"body": "<p>Ny</p>", **change})

        assert told.value.field == field
        assert chapter.versions.count() == 1

    def test_saving_the_same_is_told_and_makes_no_version(self, people):
        chapter = write_chapter(people)

        with pytest.raises(RuleViolation, match="Ingenting er endret"):
            services.save_version(
                chapter=chapter, text=text_of(latest_of(chapter)), why="Igjen", by=people["secretary"], at=AT
            )

    def test_of_two_who_write_the_second_is_told_and_nothing_is_overwritten(self, people):
        chapter = write_chapter(people)
        save(people, chapter, body="<p>Den ene</p>", seen=1, who="board leader")

        with pytest.raises(StalePage):
            save(people, chapter, body="<p>Den andre</p>", seen=1)
        save(people, chapter, body="<p>Den ene og den andre</p>", seen=2)

        bodies = chapter.versions.order_by("number").values_list("body", flat=True)
        assert list(bodies) == ["<p>Kom tidlig.</p>", "<p>Den ene</p>", "<p>Den ene og den andre</p>"]

    @pytest.mark.parametrize("change", [{"body": "x"}, {"why": "x"}, {"number": 9}, {"title": "x"}])
    def test_a_version_stays_as_it_was_written(self, people, change):
        version = latest_of(write_chapter(people))

        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            ChapterVersion.objects.filter(pk=version.pk).update(**change)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            ChapterVersion.objects.filter(pk=version.pk)._raw_delete("default")

    def test_only_the_name_of_who_wrote_it_can_be_taken_away(self, people):
        version = latest_of(write_chapter(people))

        assert ChapterVersion.objects.filter(pk=version.pk).update(by=None) == 1


class TestRestoring:
    def test_an_earlier_version_comes_back_as_a_new_one(self, people):
        chapter = write_chapter(people)
        save(people, chapter, body="<p>Verre</p>")
        first = chapter.versions.get(number=1)

        added = services.restore_version(version=first, why="Det forrige var bedre", by=people["secretary"], at=AT)

        assert (added.number, added.body, added.restored_from) == (3, "<p>Kom tidlig.</p>", first)
        assert added.why == "Det forrige var bedre"
        assert chapter.versions.get(number=2).body == "<p>Verre</p>"

    def test_the_latest_cannot_be_taken_back_and_who_comes_late_is_told(self, people):
        chapter = write_chapter(people)
        first = chapter.versions.get(number=1)

        with pytest.raises(RuleViolation, match="Slik står det allerede"):
            services.restore_version(version=first, why="Igjen", by=people["secretary"], at=AT)
        save(people, chapter, body="<p>Ny</p>")
        with pytest.raises(StalePage):
            services.restore_version(version=first, why="Igjen", seen=1, by=people["secretary"], at=AT)


class TestPublishing:
    def test_readers_see_what_is_published_while_a_draft_waits(self, people):
        chapter = write_chapter(people, is_published=True)
        save(people, chapter, body="<p>Utkast</p>")
        chapter.refresh_from_db()

        assert (chapter.published.number, chapter.published_at) == (1, AT)

    def test_only_the_draft_one_has_seen_is_published(self, people):
        chapter = write_chapter(people)
        save(people, chapter, body="<p>Nyere</p>")

        with pytest.raises(StalePage):
            services.publish_chapter(chapter=chapter, number=1, by=people["secretary"], at=AT)

        assert Chapter.objects.get(pk=chapter.pk).published is None

    def test_publishing_twice_is_one_change(self, people):
        chapter = write_chapter(people, is_published=True)

        services.publish_chapter(chapter=chapter, number=1, by=people["secretary"], at=AT + timedelta(days=1))

        assert Chapter.objects.get(pk=chapter.pk).published_at == AT
        assert Change.objects.filter(act="playbook.publish_chapter").count() == 1

    def test_withdrawn_it_is_a_draft_again(self, people):
        chapter = write_chapter(people, is_published=True)

        services.withdraw_chapter(chapter=chapter, by=people["secretary"], at=AT)
        chapter.refresh_from_db()

        assert (chapter.published, chapter.published_at) == (None, None)
        assert latest_of(chapter).number == 1


class TestTree:
    def test_moving_makes_room_and_takes_along_what_stands_below(self, people):
        one, two, three = (write_chapter(people, title) for title in ("En", "To", "Tre"))
        below = write_chapter(people, "Under tre", parent=three)

        services.move_chapter(chapter=three, parent=None, number=1, by=people["secretary"], at=AT)
        assert order() == ["tre", "en", "to"]

        services.move_chapter(chapter=three, parent=two, number=9, by=people["secretary"], at=AT)
        below.refresh_from_db()
        three.refresh_from_db()
        assert order() == ["en", "to"]
        assert (three.parent, below.parent) == (two, three)
        assert one.position == 0

    @pytest.mark.parametrize("target", ["En", "Under"])
    def test_a_chapter_does_not_stand_below_itself(self, people, target):
        one = write_chapter(people, "En")
        below = write_chapter(people, "Under", parent=one)

        with pytest.raises(RuleViolation, match="under seg selv"):
            services.move_chapter(
                chapter=one, parent={"En": one, "Under": below}[target], number=1, by=people["secretary"], at=AT
            )

    def test_put_away_it_waits_for_what_stands_below(self, people):
        one = write_chapter(people, "En")
        below = write_chapter(people, "Under", parent=one)

        with pytest.raises(RuleViolation, match="Det står kapitler under"):
            services.archive_chapter(chapter=one, by=people["secretary"], at=AT)
        services.archive_chapter(chapter=below, by=people["secretary"], at=AT)
        services.archive_chapter(chapter=one, by=people["secretary"], at=AT)
        services.bring_back_chapter(chapter=below, by=people["secretary"], at=AT)
        below.refresh_from_db()

        assert (below.archived_at, below.parent) == (None, None)

    def test_activity_kinds_are_taken_in_and_out(self, people):
        library()
        chapter = write_chapter(people)

        changed = services.set_kinds(
            chapter=chapter, keys=frozenset({"valgvake", "kontaktliste"}), by=people["secretary"], at=AT
        )
        services.set_kinds(chapter=chapter, keys=frozenset({"valgvake"}), by=people["secretary"], at=AT)

        assert changed == 2
        assert [kind.key for kind in ActivityKind.objects.filter(chapter=chapter.key)] == ["valgvake"]
        assert ActivityKind.objects.get(key="kontaktliste").edited_at == AT


class TestNotes:
    def write(self, people, chapter, text, *, seen=None):
        return services.write_chapter_note(
            unit=people.haslum, chapter=chapter, text=text, seen=seen, by=people["branch leader"], at=AT
        )

    def test_a_unit_has_one_note_that_is_written_anew_and_taken_away(self, people):
        chapter = write_chapter(people)

        self.write(people, chapter, " Nøkkelen er på biblioteket ")
        self.write(people, chapter, "Nøkkelen er hos Kari")
        assert [note.text for note in ChapterNote.objects.all()] == ["Nøkkelen er hos Kari"]

        self.write(people, chapter, "")
        assert ChapterNote.objects.count() == 0

    def test_of_two_the_second_is_told(self, people):
        chapter = write_chapter(people)
        self.write(people, chapter, "Den ene", seen="")

        with pytest.raises(StalePage):
            self.write(people, chapter, "Den andre", seen="")

        assert ChapterNote.objects.get().text == "Den ene"

    def test_one_that_is_too_long_is_told(self, people):
        with pytest.raises(RuleViolation, match="8000"):
            self.write(people, write_chapter(people), "x" * 8001)


class TestLibrary:
    def test_it_is_read_once_and_published(self, people):
        assert services.load_chapters(by=None, at=AT) == 12
        assert services.load_chapters(by=None, at=AT) == 0

        assert order()[:3] == ["hvem-vi-er", "verv-og-oppgaver", "arshjulet"]
        assert {chapter.lang for chapter in Chapter.objects.filter(published__isnull=False)} == {"nb"}
        assert ChapterVersion.objects.count() == 12

    def test_the_command_says_what_it_read_in(self, people, capsys):
        call_command("load_playbook")
        call_command("load_playbook")

        first, second = capsys.readouterr().out.splitlines()
        assert re.fullmatch(r"\d+ aktiviteter og 12 kapitler er lest inn\.", first)
        assert second == "0 aktiviteter og 0 kapitler er lest inn."

    def test_a_text_of_ours_is_renewed_and_the_old_one_stays(self, people):
        services.load_chapters(by=None, at=AT)
        chapter = Chapter.objects.get(key="moter")
        old = ChapterVersion.objects.create(
            chapter=chapter, number=2, title="Gamle møter", body="<p>Før</p>", at=AT, why="Eldre utgave av Lokallag"
        )
        Chapter.objects.filter(pk=chapter.pk).update(published=old)

        assert services.load_chapters(by=None, at=AT) == 1

        chapter.refresh_from_db()
        assert (chapter.published.number, chapter.published.title) == (3, "Møter")

    @pytest.mark.parametrize("touched", ["saved", "withdrawn", "put away"])
    def test_what_the_organisation_has_touched_is_left_alone(self, people, touched):
        services.load_chapters(by=None, at=AT)
        chapter = Chapter.objects.get(key="moter")
        if touched == "saved":
            save(people, chapter, title="Våre møter")
        elif touched == "withdrawn":
            services.withdraw_chapter(chapter=chapter, by=people["secretary"], at=AT)
        else:
            services.archive_chapter(chapter=chapter, by=people["secretary"], at=AT)
        before = Chapter.objects.filter(pk=chapter.pk).values().get()

        assert services.load_chapters(by=None, at=AT) == 0

        assert Chapter.objects.filter(pk=chapter.pk).values().get() == before

    def test_chapters_of_ones_own_come_before_what_is_read_in_later(self, people):
        write_chapter(people, "Vår egen innledning")

        services.load_chapters(by=None, at=AT)

        assert order()[:2] == ["var-egen-innledning", "hvem-vi-er"]
