"""The organisation's own library: kinds changed, added, hidden; plans that use them follow."""

from datetime import date

import pytest
import time_machine
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.followup.models import Commitment
from lokallag.playbook import services
from lokallag.playbook.forms_kinds import KindForm, initial_of, rows_of_kind
from lokallag.playbook.models import ActivityKind, PlannedActivity
from tests.cast import cast
from tests.playbook.stage import AT, library, publish, set_day, take

pytestmark = pytest.mark.django_db

LIST = "/arshjul/bibliotek/"
KEY = "mote-med-lokale-lag"


@pytest.fixture
def people():
    with time_machine.travel(AT, tick=False):
        library()
        services.load_chapters(by=None, at=AT)
        yield cast()


def filled(key=KEY, tasks=None, materials=None, **changes):
    """Return what a browser sends from the form of a kind, with changes; ``None`` takes a field out."""
    kind = ActivityKind.objects.get(key=key)
    sent = {name: value for name, value in initial_of(kind).items() if value not in (None, "")}
    own_tasks, own_materials = rows_of_kind(kind)
    for prefix, rows in (
        ("oppgave", own_tasks if tasks is None else tasks),
        ("utstyr", own_materials if materials is None else materials),
    ):
        sent |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    sent |= changes
    return {name: value for name, value in sent.items() if value is not None}


def save(client, key=KEY, **changes):
    return client.post(f"{LIST}{key}/", filled(key, **changes))


class TestEditing:
    def test_saved_as_it_is_it_says_the_same_and_is_the_organisations_own_from_then_on(self, client, people):
        before = ActivityKind.objects.values().get(key=KEY)
        people.sign_in(client, "secretary")

        response = save(client)

        assert (response.status_code, response["Location"]) == (302, f"/arshjul/forslag/{KEY}/")
        after = ActivityKind.objects.values().get(key=KEY)
        for kind in (before, after):
            kind["tasks"] = [{**task, "id": ""} for task in kind["tasks"]]
            kind["report"] = sorted(kind["report"])
        assert after.pop("edited_at") == AT
        assert before.pop("edited_at") is None
        assert after == before

    def test_each_field_is_changed_and_the_page_of_the_kind_says_so(self, client, people):
        people.sign_in(client, "board leader")

        save(
            client,
            name="Kveld med naboene",
            what="Kaffe",
            why="Fint",
            units=["branch", "network"],
            ring="network",
            weight="must",
            source="Vedtektene § 9",
            purpose="budget",
            chapter="moter",
            base="fixed",
            day="8",
            month="3",
            at="19.15",
            days="2",
            roll="next",
            years=["municipal"],
            invitation="Kom!",
            report=["attended", "cost"],
            tasks=[{"name": "Bake", "who": "leder", "before": "3", "direction": "before"}],
            materials=[{"what": "Kaffe"}, {"what": ""}, {"what": "Kopper"}],
        )

        kind = ActivityKind.objects.get(key=KEY)
        assert kind.rule == {
            "month": 3,
            "day": 8,
            "at": "19:15",
            "days": 2,
            "roll": "next",
            "years": ["municipal"],
            "source": "Vedtektene § 9",
        }
        assert (kind.units, kind.materials, kind.report) == (
            ["branch", "network"],
            ["Kaffe", "Kopper"],
            ["attended", "cost", "how", "tip"],
        )
        page = client.get(f"/arshjul/forslag/{KEY}/").context["page"]
        assert (page.title, page.rule, page.weight, page.source, page.purpose) == (
            "Kveld med naboene",
            "8. mars, bare i kommunevalgår",
            "må",
            "Vedtektene § 9",
            "bundet til budsjettet",
        )
        assert [(task.name, task.due, task.who) for task in page.tasks] == [("Bake", "3 dager før", "leder")]

    def test_a_new_library_leaves_it_alone(self, client, people):
        people.sign_in(client, "secretary")
        save(client, name="Vårt navn")

        services.load_library(by=None, at=now())

        assert ActivityKind.objects.get(key=KEY).name == "Vårt navn"

    def test_must_takes_a_source_or_a_deadline_of_the_rule_set(self, client, people):
        people.sign_in(client, "secretary")

        response = save(client, weight="must", invitation="Skrevet nå")

        assert response.status_code == 422
        assert response.context["page"].form.errors["source"] == [
            "«Må» står bare der en lov eller vedtektene sier det. Skriv hvor det står."
        ]
        assert "Skrevet nå" in response.content.decode()
        event = {"base": "event", "event": "annual_meeting", "amount_rule": "notice_days"}
        assert save(client, weight="must", **event).status_code == 302

    def test_the_table_itself_refuses_must_without_a_source(self, people):
        kind = ActivityKind.objects.get(key=KEY)
        form = KindForm(filled(), events=[], chapters=[(kind.chapter, "x")])
        assert form.is_valid(), form.errors
        text = form.text([], [])

        from dataclasses import replace

        with pytest.raises(RuleViolation, match="Skriv hvor det står") as caught:
            services.edit_kind(kind=kind, text=replace(text, weight="must"), by=people["secretary"], at=now())
        assert caught.value.field == "source"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"base": "fixed", "day": "", "month": "2"}, "day"),
            ({"base": "fixed", "day": "8", "month": ""}, "month"),
            ({"base": "fixed", "day": "32", "month": "1"}, "day"),
            ({"base": "fixed", "day": "31", "month": "4"}, "base"),
            ({"base": "nth", "nth_month": ""}, "nth_month"),
            ({"base": "event", "event": ""}, "event"),
            ({"base": "event", "event": "finnes-ikke"}, "event"),
            ({"base": "easter", "easter_days": ""}, "easter_days"),
            ({"base": None}, "base"),
            ({"units": None}, "units"),
            ({"years": None}, "years"),
            ({"at": "kveld"}, "at"),
            ({"days": "0"}, "days"),
            ({"name": "Å" * 3000}, "name"),
            ({"what": ""}, "what"),
        ],
    )
    def test_what_is_wrong_is_told_and_what_was_written_stays(self, client, people, changes, field):
        people.sign_in(client, "secretary")

        response = save(client, why="Dette er skrevet nå", **changes)

        assert response.status_code == 422
        assert field in response.context["page"].form.errors
        assert "Dette er skrevet nå" in response.content.decode()
        assert ActivityKind.objects.get(key=KEY).edited_at is None

    def test_of_two_who_edit_the_second_is_told_and_keeps_the_words(self, client, people):
        people.sign_in(client, "secretary")
        first, second = filled(why="Først"), filled(why="Sist", what="Dette skrev jeg")
        client.post(f"{LIST}{KEY}/", first)

        response = client.post(f"{LIST}{KEY}/", second)

        assert response.status_code == 422
        assert "Noen andre endret" in response.content.decode()
        assert "Dette skrev jeg" in response.content.decode()
        assert ActivityKind.objects.get(key=KEY).why == "Først"
        page = response.context["page"]
        again = client.post(f"{LIST}{KEY}/", {**second, "seen": page.form["seen"].value()})
        assert again.status_code == 302
        assert ActivityKind.objects.get(key=KEY).why == "Sist"

    def test_a_form_sent_twice_is_carried_out_once(self, client, people):
        people.sign_in(client, "secretary")
        sent = {**filled(name="Ny kveld"), "engangsnokkel": "abc"}

        for _press in range(2):
            assert client.post(f"{LIST}ny/", sent).status_code == 302

        assert ActivityKind.objects.filter(name="Ny kveld").count() == 1

    @pytest.mark.parametrize(
        ("who", "status"),
        [("secretary", 302), ("board leader", 302), ("board member", 403), ("branch leader", 403), ("member", 403)],
    )
    def test_who_may(self, client, people, who, status):
        people.sign_in(client, who)

        assert save(client, name="Endret").status_code == status
        assert ActivityKind.objects.filter(name="Endret").exists() is (status == 302)
        assert client.get(LIST).status_code == (200 if status == 302 else 403)

    def test_a_chapter_that_only_the_kind_knows_stays(self, client, people):
        ActivityKind.objects.filter(key=KEY).update(chapter="vart-eget")
        people.sign_in(client, "secretary")

        assert save(client, chapter="vart-eget").status_code == 302
        assert ActivityKind.objects.get(key=KEY).chapter == "vart-eget"


class TestRule:
    def test_it_explains_itself_before_it_is_saved(self, client, people):
        set_day(people, people.party, date(2027, 3, 11))
        people.sign_in(client, "secretary")
        event = {"base": "event", "event": "annual_meeting", "amount": "3", "step": "weeks", "direction": "after"}

        response = save(client, units=["municipal"], gjor="vis-regel", why="", **event)

        rule = response.context["page"].rule
        assert response.status_code == 200
        assert (rule.said, rule.whose, rule.fault) == ("3 uker etter årsmøtet", "Bærum Arbeiderparti", "")
        assert rule.days[1] == "torsdag 1. april 2027"
        assert rule.days[0].startswith("2026: Ingen dag ennå, fordi")
        assert ActivityKind.objects.get(key=KEY).edited_at is None

    def test_htmx_gets_the_words_alone(self, client, people):
        people.sign_in(client, "secretary")

        response = client.post(
            f"{LIST}{KEY}/", filled(gjor="vis-regel", base="fixed", day="8", month="3"), headers={"HX-Request": "true"}
        )

        text = response.content.decode()
        assert "8. mars" in text
        assert "<form" not in text

    def test_a_rule_that_is_not_whole_says_so(self, client, people):
        people.sign_in(client, "secretary")

        page = save(client, gjor="vis-regel", base="fixed", day="", month="3").context["page"]

        assert page.rule.fault == "Fyll ut resten, så står dagen her."

    def test_years_without_it_are_told(self, client, people):
        people.sign_in(client, "secretary")

        page = save(client, gjor="vis-regel", base="fixed", day="8", month="3", years=["municipal"]).context["page"]

        assert page.rule.days == ("Ikke i 2026", "mandag 8. mars 2027", "Ikke i 2028", "Ikke i 2029")

    def test_a_ring_is_named_when_it_is_shown_and_refused_when_it_is_saved(self, client, people):
        people.sign_in(client, "secretary")
        other = {"base": "event", "amount": "1", "step": "days", "direction": "before"}
        assert save(client, "kontaktliste", event=KEY, **other).status_code == 302

        shown = save(client, gjor="vis-regel", event="kontaktliste", **other).context["page"].rule
        response = save(client, event="kontaktliste", **other)

        assert "Datoene venter på hverandre i ring" in shown.fault
        assert response.status_code == 422
        [words] = response.context["page"].form.errors["event"]
        assert "Møte med lag og foreninger i nærområdet" in words
        assert "Kontaktlista går ut til medlemmene" in words
        assert ActivityKind.objects.get(key=KEY).edited_at is None

    def test_it_cannot_be_counted_from_itself(self, client, people):
        people.sign_in(client, "secretary")

        response = save(client, base="event", event=KEY, amount="1", step="days", direction="before")

        assert response.status_code == 422


class TestRows:
    def test_a_row_is_added_and_removed_without_javascript_and_nothing_is_lost(self, client, people):
        people.sign_in(client, "secretary")
        sent = filled(gjor="ny-oppgave", what="Skrevet, ikke lagret", amount="ikke et tall")

        page = client.post(f"{LIST}{KEY}/", sent).context["page"]
        assert [row["name"].value() for row in page.tasks][-1] is None
        assert len(page.tasks.forms) == 5
        assert page.form["what"].value() == "Skrevet, ikke lagret"
        assert page.form["amount"].value() == "ikke et tall"

        page = client.post(f"{LIST}{KEY}/", {**sent, "gjor": "fjern-oppgave-0"}).context["page"]
        assert [row["name"].value() for row in page.tasks] == [
            task["name"] for task in ActivityKind.objects.get(key=KEY).tasks[1:]
        ]

    def test_things_too(self, client, people):
        people.sign_in(client, "secretary")

        page = client.post(f"{LIST}{KEY}/", filled(gjor="fjern-utstyr-1")).context["page"]
        added = client.post(f"{LIST}{KEY}/", filled(gjor="ny-utstyr")).context["page"]

        materials = ActivityKind.objects.get(key=KEY).materials
        assert [row["what"].value() for row in page.materials] == [materials[0], *materials[2:]]
        assert len(added.materials.forms) == len(materials) + 1

    @pytest.mark.parametrize("pressed", ["fjern-oppgave-99", "fjern-oppgave-x", "fjern-noe-0", "tull", "ny-"])
    def test_a_button_that_does_not_exist_changes_nothing(self, client, people, pressed):
        people.sign_in(client, "secretary")

        response = client.post(f"{LIST}{KEY}/", filled(gjor=pressed))

        assert response.status_code == 200
        assert len(response.context["page"].tasks.forms) == 4

    def test_a_row_that_is_half_written_is_told(self, client, people):
        people.sign_in(client, "secretary")

        response = save(client, tasks=[{"name": "Bake", "who": "", "before": "3"}])

        page = response.context["page"]
        assert response.status_code == 422
        assert page.tasks[0].errors == {"who": ["Skriv hvem som gjør det."]}
        assert "Se over oppgavene" in str(page.form.non_field_errors())

    def test_so_many_rows_and_no_more(self, client, people):
        people.sign_in(client, "secretary")
        rows = [{"what": f"Ting {n}"} for n in range(31)]

        response = save(client, materials=rows)

        assert response.status_code == 422
        assert "Bruk høyst 30" in response.content.decode()


class TestPlansFollow:
    def test_days_in_plans_are_found_by_the_new_rule(self, client, people):
        take(people, people.haslum, KEY)
        publish(people, people.haslum)
        people.sign_in(client, "secretary")
        save(client, base="fixed", day="8", month="3")

        [row] = client.get("/arshjul/haslum/?ar=2027").context["page"].rows

        assert (row.when, row.why) == ("8. mars", "8. mars.")

    def test_tasks_of_confirmed_activities_move_end_and_begin(self, client, people):
        activity = take(people, people.haslum, KEY)
        services.confirm_activity(activity=activity, by=people["branch leader"], at=now())
        people.sign_in(client, "secretary")
        kept = rows_of_kind(ActivityKind.objects.get(key=KEY))[0][0]

        save(
            client,
            base="fixed",
            day="20",
            month="10",
            tasks=[kept, {"name": "Bake", "who": "leder", "before": "1", "direction": "before"}],
        )

        open_ones = {c.title: c.due_on for c in Commitment.objects.open()}
        assert open_ones == {kept["name"]: date(2027, 9, 8), "Bake": date(2027, 10, 19)}
        closed = Commitment.objects.exclude(pk__in=Commitment.objects.open())
        assert set(closed.values_list("answer", flat=True)) == {"Oppgaven er tatt ut av dreieboka."}

    def test_saving_again_hands_over_nothing_twice(self, client, people):
        activity = take(people, people.haslum, KEY)
        services.confirm_activity(activity=activity, by=people["branch leader"], at=now())
        people.sign_in(client, "secretary")

        for why in ("En gang", "En gang til"):
            assert save(client, why=why).status_code == 302

        assert Commitment.objects.count() == Commitment.objects.open().count() == 4


class TestOwnAndHidden:
    def test_a_kind_of_ones_own_is_suggested_and_taken(self, client, people):
        publish(people, people.party)
        people.sign_in(client, "secretary")
        empty = client.get(f"{LIST}ny/").context["page"]
        assert (empty.title, len(empty.tasks.forms)) == ("Ny aktivitet", 1)

        response = client.post(f"{LIST}ny/", filled(name="Båttur på fjorden", seen=None))

        kind = ActivityKind.objects.get(name="Båttur på fjorden")
        assert (kind.key, response["Location"]) == ("eget-battur-pa-fjorden", f"/arshjul/forslag/{kind.key}/")
        assert kind.edited_at is not None
        people.sign_in(client, "branch leader")
        suggested = client.get("/arshjul/haslum/plan/?ar=2027").context["page"].suggested
        assert "Båttur på fjorden" in [each.name for each in suggested]

    def test_two_of_one_name_have_two_addresses(self, client, people):
        people.sign_in(client, "secretary")
        for _time in range(2):
            client.post(f"{LIST}ny/", filled(name="1. mai!", seen=None))

        assert set(ActivityKind.objects.filter(name="1. mai!").values_list("key", flat=True)) == {
            "eget-1-mai",
            "eget-1-mai-2",
        }

    def test_a_hidden_kind_is_suggested_to_nobody_and_plans_keep_it(self, client, people):
        take(people, people.sandvika, KEY)
        publish(people, people.party)
        publish(people, people.sandvika)
        people.sign_in(client, "secretary")

        assert client.post(f"{LIST}{KEY}/skjul/").status_code == 302

        page = client.get(f"{LIST}{KEY}/").context["page"]
        assert (page.is_hidden, page.hide_url, page.show_url) == (True, "", f"{LIST}{KEY}/vis/")
        people.sign_in(client, "branch leader")
        suggested = client.get("/arshjul/haslum/plan/?ar=2027").context["page"].suggested
        assert KEY not in [each.key for each in suggested]
        assert client.get(f"/arshjul/forslag/{KEY}/").context["page"].takers == ()
        client.post("/arshjul/haslum/ta-med/", {"kind": KEY, "year": "2027"})
        assert [a.plan.unit for a in PlannedActivity.objects.all()] == [people.sandvika]
        assert len(client.get("/arshjul/sandvika/?ar=2027").context["page"].rows) == 1

    def test_it_is_shown_again(self, client, people):
        people.sign_in(client, "secretary")
        for _press in range(2):
            client.post(f"{LIST}{KEY}/skjul/")
        assert ActivityKind.objects.get(key=KEY).is_hidden

        client.post(f"{LIST}{KEY}/vis/")

        assert not ActivityKind.objects.get(key=KEY).is_hidden

    def test_a_hidden_kind_cannot_be_counted_from_by_others(self, client, people):
        people.sign_in(client, "secretary")
        client.post(f"{LIST}kontaktliste/skjul/")

        groups = dict(client.get(f"{LIST}{KEY}/").context["page"].form.fields["event"].choices[1:])

        assert "kontaktliste" not in dict(groups["Andre aktiviteter"])
        assert "municipal_annual_meeting" in dict(groups["Faste dager"])

    def test_the_list_has_all_by_chapter(self, client, people):
        people.sign_in(client, "secretary")
        save(client, name="Endret her")

        page = client.get(LIST).context["page"]

        assert sum(len(group.rows) for group in page.groups) == ActivityKind.objects.count()
        assert page.groups[0].title == "Hvem vi er"
        assert [row.name for group in page.groups for row in group.rows if row.is_edited] == ["Endret her"]

    def test_what_is_not_there_is_not_found(self, client, people):
        people.sign_in(client, "secretary")

        assert client.get(f"{LIST}finnes-ikke/").status_code == 404
        assert client.post(f"{LIST}finnes-ikke/skjul/").status_code == 404


def test_stale_words_are_the_houses(people):
    kind = ActivityKind.objects.get(key=KEY)
    form = KindForm(filled(), events=[], chapters=[(kind.chapter, "x")])
    assert form.is_valid()

    with pytest.raises(StalePage):
        services.edit_kind(kind=kind, text=form.text([], []), by=people["secretary"], at=now(), seen="noe annet")
