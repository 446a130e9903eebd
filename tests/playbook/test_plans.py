"""The library, plans and what happens to their activities."""

from datetime import date

import pytest
import time_machine

from lokallag.calendar.domain.words import in_words
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.followup.domain.lifecycle import State as TaskState
from lokallag.followup.models import Commitment
from lokallag.organisation.models import Anchor, Unit
from lokallag.playbook import services
from lokallag.playbook.domain.lifecycle import State
from lokallag.playbook.models import ActivityKind, PlannedActivity, YearPlan
from tests.cast import cast
from tests.events.stage import announced, held_with_sandvika
from tests.playbook.stage import AT, MEETING, library, publish, set_day, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with time_machine.travel(AT, tick=False):
        library()
        yield cast()


AFTER = AT.replace(year=2027, month=12)


def own(people, title="Sommerfest", unit=None, **other):
    defaults = {} if "rule" in other else {"day": date(2027, 6, 16)}
    return services.add_activity(
        unit=unit or people.haslum,
        year=2027,
        title=title,
        ring="meeting",
        by=people["branch leader"],
        at=AT,
        **{**defaults, **other},
    )


def names(rows):
    return [row.name for row in rows]


class TestLibrary:
    def test_it_is_read_once_and_never_over_what_the_organisation_edited(self, people):
        kind = ActivityKind.objects.get(key="valgvake")
        ActivityKind.objects.filter(pk=kind.pk).update(name="Vår valgvake", edited_at=AT)
        ActivityKind.objects.filter(key="kontaktliste").update(name="Gammelt navn")

        written = services.load_library(by=None, at=AT)

        assert written == 1
        assert ActivityKind.objects.get(key="valgvake").name == "Vår valgvake"
        assert ActivityKind.objects.get(key="kontaktliste").name != "Gammelt navn"
        assert ActivityKind.objects.count() >= 45

    def test_what_the_library_says_is_open_to_anyone(self, client, people):
        page = client.get("/arshjul/forslag/valgvake/").context["page"]

        assert (page.rule, page.takers) == ("Samme dag som valgdagen, bare i kommunevalgår og stortingsvalgår", ())


class TestTaking:
    def test_one_press_takes_it_and_a_second_changes_nothing(self, client, people):
        publish(people, people.party)
        people.sign_in(client, "branch leader")
        form = {"kind": "kontaktliste", "year": "2027"}

        for _press in range(2):
            assert client.post("/arshjul/haslum/ta-med/", form).status_code == 302

        assert [a.kind.key for a in PlannedActivity.objects.all()] == ["kontaktliste"]

    def test_suggestions_wait_for_the_wheel_to_be_published(self, client, people):
        people.sign_in(client, "branch leader")
        before = client.get("/arshjul/haslum/plan/?ar=2027").context["page"]
        publish(people, people.party)
        after = client.get("/arshjul/haslum/plan/?ar=2027").context["page"]

        assert before.suggested == ()
        assert "Kontaktlista går ut til medlemmene" in names(after.suggested)

    def test_a_kind_for_other_units_is_refused(self, people):
        with pytest.raises(RuleViolation, match="ikke for denne enheten"):
            take(people, people.haslum, "lagledersamling")

    @pytest.mark.parametrize(
        ("who", "status"),
        [("branch leader", 302), ("board leader", 403), ("neighbour leader", 404), ("member", 404), ("stranger", 404)],
    )
    def test_who_may_take(self, client, people, who, status):
        people.sign_in(client, who)

        response = client.post("/arshjul/haslum/ta-med/", {"kind": "kontaktliste", "year": "2027"})

        assert response.status_code == status
        assert PlannedActivity.objects.exists() is (status == 302)


class TestOwn:
    def test_on_a_day_or_counted_from_something(self, client, people):
        set_day(people, people.haslum, date(2027, 2, 9))
        people.sign_in(client, "branch leader")
        url = "/arshjul/haslum/legg-til/"
        client.post(url, {"year": "2027", "title": "Sommerfest", "ring": "meeting", "day": "16.06.2027"})
        client.post(
            url,
            {
                "year": "2027",
                "title": "Pynte lokalet",
                "ring": "day",
                "amount": "1",
                "step": "days",
                "direction": "before",
                "event": "annual_meeting",
            },
        )

        rows = client.get("/arshjul/haslum/plan/?ar=2027").context["page"].rows

        assert [(row.name, row.when, row.why) for row in rows] == [
            ("Pynte lokalet", "8. feb.", "1 dag før årsmøtet 9. februar 2027."),
            ("Sommerfest", "16. juni", "Dagen er satt for hånd."),
        ]

    def test_neither_day_nor_rule_comes_back_with_what_was_written(self, client, people):
        people.sign_in(client, "branch leader")

        response = client.post("/arshjul/haslum/legg-til/", {"year": "2027", "title": "Fest", "ring": "meeting"})

        assert response.status_code == 422
        assert 'value="Fest"' in response.content.decode()

    def test_3000_signs_in_a_title_are_told_and_kept(self, client, people):
        people.sign_in(client, "branch leader")
        title = "Å" * 3000

        response = client.post(
            "/arshjul/haslum/legg-til/", {"year": "2027", "title": title, "ring": "meeting", "day": "16.06.2027"}
        )

        assert response.status_code == 422
        assert title in response.content.decode()
        assert not PlannedActivity.objects.exists()

    def test_a_circle_of_rules_is_refused_with_the_circle_named(self, people):
        first = own(people, "Fest")
        second = own(people, "Rydding", rule={"event": first.key, "amount": 1, "step": "days"})

        with pytest.raises(RuleViolation) as caught:
            services.move_activity(
                activity=first,
                day=None,
                rule={"event": second.key, "amount": -1, "step": "days"},
                by=people["branch leader"],
                at=AT,
            )

        assert str(caught.value) in {
            "Datoene venter på hverandre i ring: Fest → Rydding → Fest. Gi en av dem en egen dato.",
            "Datoene venter på hverandre i ring: Rydding → Fest → Rydding. Gi en av dem en egen dato.",
        }


class TestMoving:
    def test_a_day_chosen_by_hand_keeps_the_rules_beside_it(self, client, people):
        activity = take(people, people.haslum, "mote-med-lokale-lag")
        people.sign_in(client, "branch leader")

        client.post(f"/arshjul/aktivitet/{activity.pk}/flytt/", {"day": "20.10.2027", "seen": activity.fingerprint})
        page = client.get(f"/arshjul/aktivitet/{activity.pk}/").context["page"]

        assert page.when == "onsdag 20. oktober 2027"
        assert page.why == "Fjerde onsdag i oktober. Dagen er satt for hånd. Regelen gir 27. oktober 2027."

    def test_the_annual_meeting_stands_on_its_set_day_once(self, people):
        activity = take(people, people.haslum, "arsmote-avdeling")

        services.move_activity(activity=activity, day=date(2027, 2, 9), by=people["branch leader"], at=AT)

        activity.refresh_from_db()
        assert activity.manual_day is None
        assert Anchor.objects.get().day == date(2027, 2, 9)

    def test_a_shared_day_is_the_boards(self, people):
        activity = take(people, people.haslum, "landsmote")

        with pytest.raises(RuleViolation, match="felles"):
            services.move_activity(activity=activity, day=date(2027, 4, 9), by=people["branch leader"], at=AT)

    def test_of_two_the_second_is_told(self, people):
        activity = own(people)
        seen = activity.fingerprint
        services.move_activity(activity=activity, day=date(2027, 6, 17), by=people["branch leader"], at=AT, seen=seen)

        with pytest.raises(StalePage):
            services.move_activity(
                activity=activity, day=date(2027, 6, 18), by=people["branch leader"], at=AT, seen=seen
            )


class TestConfirming:
    def test_tasks_become_commitments_counted_back_and_given_to_office_holders(self, people):
        set_day(people, people.haslum, date(2027, 2, 9))
        activity = take(people, people.haslum, "kontaktliste")

        _activity, n = services.confirm_activity(activity=activity, by=people["branch leader"], at=AT)

        assert n == 3
        found = Commitment.objects.order_by("due_on")
        assert [(c.due_on, c.responsible) for c in found] == [
            (date(2027, 2, 12), None),
            (date(2027, 2, 16), None),
            (date(2027, 2, 19), people["branch leader"]),
        ]
        assert {c.source_url for c in found} == {f"/arshjul/aktivitet/{activity.pk}/"}

    def test_they_follow_when_it_moves_and_close_when_it_is_skipped(self, people):
        activity = take(people, people.haslum, "mote-med-lokale-lag")
        leader = people["branch leader"]
        services.confirm_activity(activity=activity, by=leader, at=AT)
        services.move_activity(activity=activity, day=date(2027, 10, 20), by=leader, at=AT)
        moved = [c.due_on for c in Commitment.objects.order_by("due_on")]

        services.skip_activity(activity=activity, reason="Ingen hadde tid", by=leader, at=AT)

        assert moved == [date(2027, 9, 8), date(2027, 9, 15), date(2027, 9, 22), date(2027, 10, 27)]
        assert {c.state for c in Commitment.objects.all()} == {TaskState.SUPERSEDED}

    def test_taken_up_again_and_confirmed_it_hands_over_new_ones(self, people):
        activity = take(people, people.haslum, "mote-med-lokale-lag")
        leader = people["branch leader"]
        services.confirm_activity(activity=activity, by=leader, at=AT)
        services.skip_activity(activity=activity, reason="Nei", by=leader, at=AT)
        services.take_up_again(activity=activity, by=leader, at=AT)
        services.confirm_activity(activity=activity, by=leader, at=AT)

        assert Commitment.objects.open().count() == 4

    def test_what_has_no_day_cannot_be_confirmed(self, client, people):
        activity = take(people, people.haslum, "kontaktliste")
        people.sign_in(client, "branch leader")

        response = client.post(f"/arshjul/aktivitet/{activity.pk}/bekreft/", {"seen": activity.fingerprint})

        assert response.status_code == 422
        assert "ingen dag ennå" in response.content.decode()

    def test_skipping_takes_a_reason(self, client, people):
        activity = own(people)
        people.sign_in(client, "branch leader")
        url = f"/arshjul/aktivitet/{activity.pk}/hopp-over/"

        assert client.post(url, {"reason": " "}).status_code == 422
        assert client.post(url, {"reason": "For få folk"}).status_code == 302
        activity.refresh_from_db()
        assert (activity.state, activity.reason) == (State.SKIPPED, "For få folk")


class TestReporting:
    def test_a_short_report_closes_it_and_stands_beside_next_years(self, client, people):
        activity = take(people, people.haslum, "mote-med-lokale-lag", 2026)
        people.sign_in(client, "branch leader")
        client.post(
            f"/arshjul/aktivitet/{activity.pk}/rapport/",
            {"attended": "24", "how": "Fint", "tip": "Ring tidlig", "seen": activity.fingerprint},
        )

        client.post("/arshjul/haslum/som-i-fjor/", {"year": "2027"})
        rows = client.get("/arshjul/haslum/plan/?ar=2027").context["page"].rows

        assert [(row.name, row.when, row.report) for row in rows] == [
            ("Møte med lag og foreninger i nærområdet", "27. okt.", "I fjor kom 24. Tips: Ring tidlig")
        ]

    def test_what_has_not_been_is_not_reported(self, client, people):
        activity = own(people)
        people.sign_in(client, "branch leader")
        before = client.get(f"/arshjul/aktivitet/{activity.pk}/").context["page"]

        sent = client.post(f"/arshjul/aktivitet/{activity.pk}/rapport/", {"how": "Fint", "seen": activity.fingerprint})

        assert (before.report_form, before.is_ahead, sent.status_code) == (None, True, 422)
        assert "Aktiviteten er 16. juni 2027. Rapporten skrives etterpå." in sent.content.decode()
        assert "Fint" in sent.content.decode()
        activity.refresh_from_db()
        assert activity.state == State.PLANNED

    def test_what_is_closed_stays_closed(self, people):
        activity = own(people)
        leader = people["branch leader"]
        services.report_activity(activity=activity, attended=3, how="Fint", tip="", by=leader, at=AFTER)

        with pytest.raises(RuleViolation, match="kan ikke gå dit"):
            services.skip_activity(activity=activity, reason="Nei", by=leader, at=AT)


class TestNextYear:
    def test_it_begins_as_this_one_without_what_was_skipped_and_days_are_found_anew(self, people):
        leader = people["branch leader"]
        own(people, "Sommerfest")  # 16 June 2027, the third Wednesday
        services.skip_activity(activity=own(people, "Loppemarked"), reason="Nei", by=leader, at=AT)

        n = services.begin_plan(unit=people.haslum, year=2028, by=leader, at=AT)
        again = services.begin_plan(unit=people.haslum, year=2028, by=leader, at=AT)

        assert (n, again) == (1, 0)
        [copied] = PlannedActivity.objects.filter(plan__year=2028)
        assert (copied.title, copied.manual_day, copied.rule) == (
            "Sommerfest",
            None,
            {"nth": 3, "weekday": 2, "month": 6},
        )


class TestPublishing:
    def test_a_draft_is_seen_by_the_units_officers_and_the_board_alone(self, client, people):
        activity = own(people)
        seen = {}
        for who in ("branch leader", "board member", "neighbour leader", "member", "anonymous"):
            people.sign_in(client, who)
            seen[who] = (
                client.get(f"/arshjul/aktivitet/{activity.pk}/").status_code,
                names(client.get("/arshjul/haslum/?ar=2027").context["page"].rows),
            )
        publish(people, people.haslum)
        people.sign_in(client, "anonymous")

        assert seen == {
            "branch leader": (200, ["Sommerfest"]),
            "board member": (200, ["Sommerfest"]),
            "neighbour leader": (404, []),
            "member": (404, []),
            "anonymous": (404, []),
        }
        assert client.get(f"/arshjul/aktivitet/{activity.pk}/").status_code == 200

    def test_the_wheel_is_published_by_board_officers(self, client, people):
        take(people, people.party, "lagledersamling")
        codes = []
        for who in ("branch leader", "board member", "secretary"):
            people.sign_in(client, who)
            codes.append(client.post(f"/arshjul/{people.party.slug}/publiser/", {"year": "2027"}).status_code)

        assert codes == [404, 403, 302]
        assert YearPlan.objects.get().state == YearPlan.Stage.PUBLISHED

    def test_skipped_and_ideas_stay_inside(self, client, people):
        services.skip_activity(activity=own(people), reason="Nei", by=people["branch leader"], at=AT)
        publish(people, people.haslum)

        assert client.get("/arshjul/haslum/?ar=2027").context["page"].rows == ()


class TestOverview:
    def test_an_announced_event_is_something_ahead_for_each_who_holds_it(self, client, people):
        event = held_with_sandvika(people, announced(people, days=40))
        people.sign_in(client, "board member")

        rows = {row.name: row for row in client.get("/arshjul/oversikt/?ar=2026").context["page"].rows}

        assert [rows[name].has_nothing_ahead for name in ("Haslum", "Sandvika")] == [False, False]
        assert rows["Haslum"].ahead == in_words(event.day, people.today)

    def test_the_board_sees_counts_and_who_has_nothing_ahead(self, client, people):
        leader = people["branch leader"]
        own(people)
        services.skip_activity(activity=own(people, "B"), reason="Nei", by=leader, at=AT)
        services.report_activity(activity=own(people, "C"), attended=1, how="Fint", tip="", by=leader, at=AFTER)
        people.sign_in(client, "board member")

        rows = {row.name: row for row in client.get("/arshjul/oversikt/?ar=2027").context["page"].rows}

        haslum = rows["Haslum"]
        assert (haslum.planned, haslum.done, haslum.skipped, haslum.ahead) == (1, 1, 1, "16. juni 2027")
        assert rows["Sandvika"].has_nothing_ahead

    def test_queries_do_not_grow(self, client, people, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        people.sign_in(client, "board member")
        counts = []
        for title in ("A", "B", "C"):
            own(people, title)
            own(people, title, unit=people.sandvika)
            for path in ("/arshjul/oversikt/?ar=2027", "/arshjul/?ar=2027", "/arshjul/haslum/plan/?ar=2027"):
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(path).status_code == 200
                counts.append((path, len(queries)))

        assert len(set(counts)) == 3


def test_deadlines_are_counted_back_with_their_source(client, people):
    from lokallag.organisation.services import adopt_rules

    adopt_rules(
        unit=people.party,
        values={"notice_days": ("28", "§ 5")},
        valid_from=date(2026, 1, 1),
        decision="Årsmøtet",
        after_version=0,
        by=None,
        at=AT,
    )
    set_day(people, people.party, MEETING)
    take(people, people.party, "innkalling-arsmote-kommuneparti")
    publish(people, people.party)

    [row] = client.get("/arshjul/?ar=2027").context["page"].rows

    assert (row.when, row.why) == ("11. feb.", "28 dager før årsmøtet 11. mars 2027, etter § 5.")


def test_a_branchs_days_lean_on_the_partys_meeting(client, people):
    set_day(people, people.party, MEETING)
    set_day(people, people.haslum, date(2027, 2, 9))
    take(people, people.haslum, "avdelingens-forslag-til-arsmotet")
    publish(people, people.haslum)

    [row] = client.get("/arshjul/haslum/?ar=2027").context["page"].rows

    assert row.why.startswith("14 dager før kommunepartiets årsmøte 11. mars 2027")


def test_a_day_in_another_year_stands_in_that_years_wheel(client, people):
    own(people, "Julebord", rule={"event": "annual_meeting", "amount": -3, "step": "months"})
    set_day(people, people.haslum, date(2027, 2, 9))
    publish(people, people.haslum)

    assert names(client.get("/arshjul/haslum/?ar=2026").context["page"].rows) == ["Julebord"]
    assert client.get("/arshjul/haslum/?ar=2027").context["page"].rows == ()


def test_bound_members_meetings_are_told_from_free_ones(client, people):
    take(people, people.party, "medlemsmote-program")
    take(people, people.party, "medlemsmote-host")
    people.sign_in(client, "secretary")

    page = client.get(f"/arshjul/{people.party.slug}/plan/?ar=2027").context["page"]

    assert {row.purpose for row in page.rows} == {"bundet til programmet", "fritt tema"}
    assert page.meetings == "Møter som er bundet til et formål: 1. Medlemsmøter med fritt tema: 1."


def test_ones_tasks_and_plan_are_reached_from_min_side(client, people):
    set_day(people, people.haslum, date(2027, 2, 9))
    activity = take(people, people.haslum, "kontaktliste")
    services.confirm_activity(activity=activity, by=people["branch leader"], at=AT)
    people.sign_in(client, "branch leader")

    page = client.get("/min-side/").context["page"]

    assert names_of(page.tasks) == ["Sende lista til medlemmene, i brev til dem som ikke har e-post"]
    assert [(office.tasks_url, office.plan_url) for office in page.offices] == [
        ("/oppfolging/haslum/", "/arshjul/haslum/plan/")
    ]


def names_of(rows):
    return [row.title for row in rows]


def test_neighbours_on_one_evening_are_told_to_officers(client, people):
    own(people, "Debatt")
    own(people, "Quiz", unit=people.sandvika)
    publish(people, people.haslum)
    publish(people, people.sandvika)
    people.sign_in(client, "branch leader")
    seen = client.get("/arshjul/haslum/?ar=2027").context["page"].clashes
    people.sign_in(client, "anonymous")

    assert seen == ("16. juni 2027 er det noe hos flere: Debatt i Haslum og Quiz i Sandvika.",)
    assert client.get("/arshjul/haslum/?ar=2027").context["page"].clashes == ()


def test_neighbours_are_those_on_the_map_whatever_the_number_of_units(client, people, monkeypatch):
    from lokallag.playbook.queries import year
    from tests.territory.world import divide, load_areas, load_register

    load_register()
    load_areas()
    divide("Lag;Postnr\nHaslum;1344,1346\nSandvika;1336-1337\nBekkestua;1356-1357\n")
    monkeypatch.setattr(year, "MOST_NEIGHBOURS", 0)
    bekkestua = Unit.objects.named(date(2027, 1, 1)).get(name="Bekkestua")
    own(people, "Debatt")
    own(people, "Quiz", unit=people.sandvika)
    own(people, "Konsert", unit=bekkestua)
    people.sign_in(client, "neighbour leader")
    for unit in (people.haslum, people.sandvika, bekkestua):
        publish(people, unit)

    page = client.get("/arshjul/sandvika/plan/?ar=2027").context["page"]

    assert page.clashes == ("16. juni 2027 er det noe hos flere: Debatt i Haslum og Quiz i Sandvika.",)
