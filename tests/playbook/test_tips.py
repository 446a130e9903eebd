"""Tips from reports: they wait, are taken in or set aside with a word, and who gave them is told."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.outbox.models import Message
from lokallag.playbook import services
from lokallag.playbook.domain.tip_lifecycle import State
from lokallag.playbook.models import ActivityKind, PlannedActivity, Tip
from lokallag.playbook.queries.chapter_links import chapter_link
from lokallag.playbook.queries.tips import waiting_in_chapter
from tests.cast import cast
from tests.playbook.stage import AT, library, publish, take

pytestmark = pytest.mark.django_db

URL = "/dreiebok/tips/"


@pytest.fixture
def people():
    with time_machine.travel(AT, tick=False):
        library()
        services.load_chapters(by=None, at=AT)
        yield cast()


def reported(people, tip="Ring tidlig", key="mote-med-lokale-lag", unit=None, activity=None):
    activity = activity or take(people, unit or people.haslum, key, 2026)
    return services.report_activity(
        activity=activity, attended=24, how="Fint", tip=tip, by=people["branch leader"], at=now()
    )


def answered(people, tip, state=State.TAKEN_IN, answer="Takk!", **more):
    return services.answer_tip(tip=tip, state=state, answer=answer, by=people["secretary"], at=now(), **more)


class TestLeaving:
    def test_the_tip_of_a_report_waits_with_its_kind_and_chapter(self, people):
        activity = reported(people)

        tip = Tip.objects.get()

        assert (tip.text, tip.kind.key, tip.chapter, tip.unit) == (
            "Ring tidlig",
            "mote-med-lokale-lag",
            "hvem-vi-er",
            people.haslum,
        )
        assert (tip.source_label, tip.source_url, tip.left_by, tip.state) == (
            "Møte med lag og foreninger i nærområdet",
            f"/arshjul/aktivitet/{activity.pk}/",
            people["branch leader"],
            "waiting",
        )

    def test_a_report_without_a_tip_leaves_none(self, people):
        reported(people, tip="  ")

        assert not Tip.objects.exists()

    def test_a_corrected_report_changes_the_same_tip_while_it_waits(self, people):
        activity = reported(people)
        before = Tip.objects.get()

        reported(people, "Ring uka før", activity=activity)
        reported(people, "Ring uka før", activity=activity)

        after = Tip.objects.get()
        assert (after.pk, after.text, after.left_at) == (before.pk, "Ring uka før", before.left_at)

    def test_a_tip_taken_out_of_the_report_leaves_the_queue(self, people):
        activity = reported(people)

        reported(people, "", activity=activity)

        assert not Tip.objects.exists()

    def test_an_answered_tip_stays_and_only_another_text_waits_anew(self, people):
        activity = reported(people)
        answered(people, Tip.objects.get())

        reported(people, activity=activity)
        assert [tip.state for tip in Tip.objects.all()] == ["taken_in"]

        reported(people, "Noe helt annet", activity=activity)
        assert list(Tip.objects.order_by("pk").values_list("text", "state")) == [
            ("Ring tidlig", "taken_in"),
            ("Noe helt annet", "waiting"),
        ]

    def test_another_room_leaves_one_by_label_and_link(self, people):
        facts = {
            "unit": people.sandvika,
            "chapter": "moter",
            "source_key": "events.event:5",
            "source_label": "Debatt på torget",
            "source_url": "/aktiviteter/5/",
            "by": people["neighbour leader"],
            "at": now(),
        }

        first = services.leave_tip(text=" Ta med høyttaler ", **facts)
        again = services.leave_tip(text="Ta med to høyttalere", **facts)

        assert (first.pk, again.text, again.kind) == (again.pk, "Ta med to høyttalere", None)
        assert [row.about for row in waiting_in_chapter("moter")] == ["Debatt på torget"]
        assert waiting_in_chapter("hvem-vi-er") == ()


class TestAnswering:
    def test_the_queue_shows_what_waits_by_chapter_and_then_what_was_answered(self, client, people):
        reported(people)
        reported(people, "Lån en høyttaler", "arsmote-avdeling")
        answered(people, Tip.objects.get(text="Ring tidlig"))
        people.sign_in(client, "secretary")

        page = client.get(URL).context["page"]

        assert page.lead == "1 tips venter på svar."
        assert [(group.title, [row.text for row in group.rows]) for group in page.waiting] == [
            ("Årsmøtet steg for steg", ["Lån en høyttaler"])
        ]
        assert [(row.text, row.state, row.answer) for row in page.answered] == [("Ring tidlig", "Tatt inn", "Takk!")]

    def test_an_empty_queue_says_so(self, client, people):
        people.sign_in(client, "board leader")

        assert "Køen er tom" in client.get(URL).content.decode()

    def test_it_is_taken_in_with_a_word_and_the_giver_reads_it_at_the_report(self, client, people):
        activity = reported(people)
        tip = Tip.objects.get()
        people.sign_in(client, "secretary")
        word = "Takk, det står nå i sjekklista."
        form = {"state": "taken_in", "answer": word, "version": "4", "seen": tip.fingerprint}

        response = client.post(f"{URL}{tip.pk}/svar/", form)

        assert (response.status_code, response["Location"]) == (302, URL)
        tip.refresh_from_db()
        assert (tip.state, tip.version, tip.answered_by) == ("taken_in", 4, people["secretary"])
        people.sign_in(client, "branch leader")
        report = client.get(f"/arshjul/aktivitet/{activity.pk}/").context["page"].report
        assert (report.tip_state, report.tip_answer) == ("Tatt inn i dreieboka, versjon 4", word)

    def test_the_answer_is_not_for_everyone_who_reads_the_report(self, client, people):
        activity = reported(people)
        answered(people, Tip.objects.get())
        publish(people, people.haslum, 2026)

        report = client.get(f"/arshjul/aktivitet/{activity.pk}/").context["page"].report

        assert (report.tip, report.tip_state, report.tip_answer) == ("Ring tidlig", "", "")

    @pytest.mark.parametrize(
        ("state", "subject"),
        [
            (State.TAKEN_IN, "Tipset ditt er tatt inn i dreieboka: Møte med lag og foreninger i nærområdet"),
            (State.SET_ASIDE, "Takk for tipset ditt: Møte med lag og foreninger i nærområdet"),
        ],
    )
    def test_who_gave_it_is_told_by_mail(self, people, state, subject):
        activity = reported(people)

        answered(people, Tip.objects.get(), state, "Takk for hjelpen!")

        [message] = Message.objects.filter(purpose="playbook.tip")
        assert message.subject == subject
        assert "Takk for hjelpen!" in message.text
        assert f"/arshjul/aktivitet/{activity.pk}/" in message.text
        assert [to.address for to in message.recipients.all()] == [people["branch leader"].email]

    def test_who_has_no_mail_is_told_at_the_report_alone(self, people):
        leader = people["branch leader"]
        leader.email = ""
        leader.save()
        reported(people)

        answered(people, Tip.objects.get())

        assert not Message.objects.filter(purpose="playbook.tip").exists()

    def test_it_takes_a_word_and_what_was_written_stays(self, client, people):
        reported(people)
        tip = Tip.objects.get()
        people.sign_in(client, "secretary")

        response = client.post(f"{URL}{tip.pk}/svar/", {"state": "set_aside", "answer": " ", "version": "7"})

        assert response.status_code == 422
        assert 'value="7"' in response.content.decode()
        assert Tip.objects.get().state == "waiting"
        with pytest.raises(RuleViolation, match="Skriv et ord"):
            answered(people, tip, answer="")

    def test_of_two_editors_the_second_is_told(self, client, people):
        reported(people)
        tip = Tip.objects.get()
        seen = tip.fingerprint
        answered(people, tip)

        with pytest.raises(StalePage):
            answered(people, tip, State.SET_ASIDE, seen=seen)
        people.sign_in(client, "board leader")
        response = client.post(f"{URL}{tip.pk}/svar/", {"state": "set_aside", "answer": "Nei takk", "seen": seen})

        assert response.status_code == 422
        assert "Noen andre svarte på tipset" in response.content.decode()
        assert Tip.objects.get().answer == "Takk!"

    def test_a_wrong_answer_is_taken_back(self, client, people):
        reported(people)
        tip = answered(people, Tip.objects.get(), State.SET_ASIDE)
        people.sign_in(client, "secretary")

        client.post(f"{URL}{tip.pk}/tilbake/")

        tip.refresh_from_db()
        assert (tip.state, tip.answer, tip.answered_at) == ("waiting", "", None)
        with pytest.raises(RuleViolation, match="venter allerede"):
            services.put_tip_back(tip=tip, by=people["secretary"], at=now())

    def test_it_cannot_go_back_while_a_newer_one_of_the_report_waits(self, people):
        activity = reported(people)
        old = answered(people, Tip.objects.get())
        reported(people, "Noe nytt", activity=activity)

        with pytest.raises(RuleViolation, match="nyere tips"):
            services.put_tip_back(tip=old, by=people["secretary"], at=now())

    @pytest.mark.parametrize(
        ("who", "status"),
        [("secretary", 200), ("board leader", 200), ("board member", 404), ("branch leader", 404), ("member", 404)],
    )
    def test_who_reads_them(self, client, people, who, status):
        reported(people)
        people.sign_in(client, who)

        assert client.get(f"{URL}{Tip.objects.get().pk}/").status_code == status
        assert client.get(URL).status_code == (200 if status == 200 else 403)


class TestBeside:
    def test_the_editor_sees_the_tip_beside_its_kind(self, client, people):
        reported(people)
        tip = Tip.objects.get()
        people.sign_in(client, "secretary")

        page = client.get(f"{URL}{tip.pk}/").context["page"]
        kind = client.get("/arshjul/bibliotek/mote-med-lokale-lag/").context["page"]

        assert (page.kind, page.chapter.title) == ("Møte med lag og foreninger i nærområdet", "Hvem vi er")
        assert [(row.text, row.unit) for row in kind.tips] == [("Ring tidlig", "Haslum")]

    def test_a_chapter_is_a_link_where_there_is_one_to_read(self, people):
        found = chapter_link("moter")

        assert found is not None
        assert (found.title, found.url) == ("Møter", "/dreiebok/moter/")
        assert chapter_link("finnes-ikke") is None

    def test_a_kind_that_moves_takes_its_tips_to_its_new_chapter(self, people):
        reported(people)
        ActivityKind.objects.filter(key="mote-med-lokale-lag").update(chapter="moter")

        assert [row.text for row in waiting_in_chapter("moter")] == ["Ring tidlig"]

    def test_the_boards_overviews_count_them(self, client, people):
        reported(people)
        people.sign_in(client, "secretary")
        year = client.get("/arshjul/oversikt/?ar=2027").context["page"]
        waiting = client.get("/oversikt/").content.decode()
        people.sign_in(client, "board member")
        others = client.get("/arshjul/oversikt/?ar=2027").context["page"]

        assert (year.tips, year.tips_url) == ("1 tips venter på svar", URL)
        assert "1 tips venter på svar" in waiting
        assert others.tips_url == ""

    def test_the_queue_takes_as_many_queries_for_three_as_for_one(self, client, people, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        people.sign_in(client, "secretary")
        counts = []
        for key in ("mote-med-lokale-lag", "arsmote-avdeling", "kontaktliste"):
            reported(people, key=key)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(URL).status_code == 200
            counts.append(len(queries))

        assert len(set(counts)) == 1


def test_an_erased_person_leaves_the_tip_without_a_name(people):
    from lokallag.core.privacy import holdings

    reported(people)
    answered(people, Tip.objects.get())
    [held] = [holding for holding in holdings() if holding.model is Tip]

    assert [row["Tips"] for row in _plain(held.rows(people["branch leader"]))] == ["Ring tidlig"]
    assert held.erase(people["branch leader"], now()) == 1
    assert held.erase(people["secretary"], now()) == 1
    assert Tip.objects.values_list("text", "left_by", "answered_by").get() == ("Ring tidlig", None, None)


def _plain(rows):
    return [{str(label): value for label, value in row.items()} for row in rows]


def test_the_oldest_waits_first(people):
    first = reported(people)
    with time_machine.travel(AT + timedelta(days=20), tick=False):
        reported(people, "Senere", "omrader-gjennomgang", people.party)

    assert [row.text for row in waiting_in_chapter("hvem-vi-er")] == ["Ring tidlig", "Senere"]
    assert PlannedActivity.objects.get(pk=first.pk).tip == "Ring tidlig"
