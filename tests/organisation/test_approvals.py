"""What takes two: proposed by one, approved by another who gains nothing by it, within seven days (ADR 0011)."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.organisation import services
from lokallag.organisation.jobs import settle_approvals
from lokallag.organisation.models import Approval, Term, Title
from lokallag.outbox.models import Recipient
from tests.cast import Cast, cast
from tests.factories import PersonFactory, TermFactory
from tests.organisation.forms_sent import fill_in, messages_of, read

TOKEN = r'name="csrfmiddlewaretoken" value="\w+"'
pytestmark = pytest.mark.django_db
NOTHING_IS_DONE = (0, "waiting")


def grant(people: Cast, *, by: str = "secretary", who: str = "member", title: Title = Title.LEADER, **changes):
    """Propose a person for a second seat as leader or secretary, which the party has here."""
    office = people.party.offices.select_related("unit").get(title=title)
    if office.seats == 1:
        office.seats = 2
        office.save()
    given = {
        "office": office,
        "person": people[who],
        "from_on": people.today,
        "until_on": None,
        "elected_by": "Årsmøtet",
        "elected_on": people.today,
        "minuted_in": "Protokoll, sak 9",
        "by": people[by],
        "at": now(),
    }
    return services.propose_grant(**{**given, **changes})


def stands(approval: Approval) -> tuple[int, str]:
    """Return how many terms came of it, and its state."""
    approval = Approval.objects.get(pk=approval.pk)
    return Term.objects.filter(person=approval.beneficiary).count(), approval.state


def written_to(word: str = "") -> set[str]:
    """Return the addresses that were written to about approvals, with this piece of news in the key."""
    found = Recipient.objects.filter(message__purpose="organisation.approval", message__key__contains=word)
    return set(found.values_list("address", flat=True))


class TestGrant:
    address = "/organisasjon/baerum-arbeiderparti/velg/"

    def test_in_the_web_a_leader_is_proposed_and_seated_only_when_another_approves(self, client, people):
        people["board leader"].terms.update(until_on=people.today)
        office = people.party.offices.get(title=Title.LEADER)
        tomorrow = people.today + timedelta(days=1)
        people.sign_in(client, "secretary")
        address = f"{self.address}?person={people['member'].key}&verv={office.pk}"
        sent = fill_in(
            client,
            address,
            from_on=f"{tomorrow:%d.%m.%Y}",
            elected_by="Årsmøtet",
            elected_on=f"{people.today:%d.%m.%Y}",
            minuted_in="Protokoll, sak 9",
        )

        proposed = client.post(self.address, sent, follow=True)
        approval = Approval.objects.get()
        before = stands(approval)
        people.sign_in(client, "board member")
        client.post(f"/godkjenninger/{approval.pk}/godkjenn/")

        term = people["member"].terms.get()
        assert before == NOTHING_IS_DONE
        assert messages_of(proposed) == [
            "Du har foreslått Mona Dahl som leder. En annen i styret må godkjenne innen sju dager."
        ]
        assert (term.office, term.from_on, term.elected_by, term.elected_on, term.minuted_in) == (
            office,
            tomorrow,
            "Årsmøtet",
            people.today,
            "Protokoll, sak 9",
        )

    @pytest.mark.parametrize(("field", "value"), [("elected_on", None), ("minuted_in", " "), ("elected_by", "")])
    def test_without_minutes_nothing_is_proposed(self, people, field, value):
        with pytest.raises(RuleViolation) as refused:
            grant(people, **{field: value})

        assert (refused.value.field, Approval.objects.count()) == (field, 0)

    def test_what_stands_in_the_way_is_told_when_it_is_proposed(self, people):
        with pytest.raises(RuleViolation) as refused:
            grant(people, seat=1)

        assert str(refused.value).startswith("Plassen er allerede besatt i denne perioden.")
        assert (Approval.objects.count(), people["member"].terms.count()) == (0, 0)

    def test_nobody_is_seated_by_one_alone_however_it_is_asked(self, people):
        office = people.party.offices.select_related("unit").get(title=Title.SECRETARY)

        with pytest.raises(RuleViolation) as refused:
            services.appoint(
                office=office,
                person=people["member"],
                from_on=people.today,
                until_on=None,
                elected_by="Årsmøtet",
                by=people["board leader"],
                at=now(),
            )

        assert str(refused.value).startswith("Leder og sekretær i kommunepartiet kan ikke føres inn av én alene.")

    def test_a_branchs_leader_and_an_office_without_power_are_seated_by_one(self, people):
        for office in (people.haslum.offices.get(title=Title.SECRETARY), people.party.offices.get(title="treasurer")):
            services.appoint(
                office=office,
                person=people["member"],
                from_on=people.today,
                until_on=None,
                elected_by="Årsmøtet",
                by=people["secretary"],
                at=now(),
            )

        assert people["member"].terms.count() == 2

    def test_the_same_is_not_proposed_twice(self, people):
        grant(people)

        with pytest.raises(RuleViolation) as refused:
            grant(people)

        assert str(refused.value) == "Dette venter allerede på godkjenning. Se under Godkjenninger."

    def test_who_leaves_the_register_meanwhile_is_not_seated(self, people):
        approval = grant(people)
        Approval.objects.update(beneficiary=None)

        with pytest.raises(RuleViolation) as refused:
            services.approve(approval=approval, by=people["board member"], at=now())

        assert str(refused.value).startswith("Personen eller vervet finnes ikke lenger.")
        assert Approval.objects.get().state == "waiting"


# proposer, who is elected, who may approve it: all others may not
CASES = [
    ("secretary", "member", {"board leader", "board member"}),  # at a hand-over: the outgoing two
    ("board leader", "member", {"secretary", "board member"}),
    ("secretary", "board leader", {"board member"}),  # the leader re-elected: a third must
    ("board leader", "secretary", {"board member"}),
    ("secretary", "board member", {"board leader"}),  # an ordinary member of the board becomes leader
    ("board leader", "deputy member", {"secretary", "board member"}),
]


@pytest.mark.parametrize(("proposer", "elected", "able"), CASES)
def test_exactly_these_approve_a_grant(people, proposer, elected, able):
    office = Title.SECRETARY if elected == "board leader" else Title.LEADER
    approval = grant(people, by=proposer, who=elected, title=office)
    before = people[elected].terms.count()

    approved = set()
    for who in ("board leader", "secretary", "board member", "deputy member", "branch leader", "member", "stranger"):
        fresh = Approval.objects.get(pk=approval.pk)
        Term.objects.filter(person=people[elected], elected_by="Årsmøtet", minuted_in="Protokoll, sak 9").delete()
        Approval.objects.filter(pk=approval.pk).update(state="waiting", decided_by=None, decided_at=None)
        try:
            services.approve(approval=fresh, by=people[who], at=now())
            approved.add(who)
        except RuleViolation:
            pass
        assert people[elected].terms.count() == before + (who in approved)

    assert approved == able


@pytest.mark.parametrize(("proposer", "elected"), [("secretary", "secretary"), ("board leader", "board leader")])
def test_nobody_proposes_for_oneself(people, proposer, elected):
    title = Title.LEADER if elected == "secretary" else Title.SECRETARY

    with pytest.raises(RuleViolation) as refused:
        grant(people, by=proposer, who=elected, title=title)

    assert str(refused.value) == "Du kan ikke gi deg selv et verv. Be en annen i styret om å føre det inn."


@pytest.mark.parametrize("proposer", ["board member", "branch leader", "member"])
def test_only_leader_and_secretary_propose(people, proposer):
    with pytest.raises(RuleViolation):
        grant(people, by=proposer, who="stranger")

    assert Approval.objects.count() == 0


class TestPressing:
    def test_its_proposer_is_refused_in_words_from_another_browser_too(self, client, people):
        approval = grant(people)
        other = people.sign_in(Client(), "secretary")

        response = other.post(f"/godkjenninger/{approval.pk}/godkjenn/")

        assert response.status_code == 422
        assert "Det gjelder personen, ikke nettleseren. En annen i styret må godkjenne." in response.content.decode()
        assert stands(approval) == NOTHING_IS_DONE

    def test_who_gains_by_it_is_refused_in_words(self, client, people):
        approval = grant(people, who="board member")
        people.sign_in(client, "board member")

        response = client.post(f"/godkjenninger/{approval.pk}/godkjenn/")

        assert response.status_code == 422
        assert "Dette gjelder deg selv. En annen i styret må godkjenne." in response.content.decode()
        assert Approval.objects.get().state == "waiting"

    def test_a_second_factor_is_given_first(self, client, people):
        approval = grant(people)
        client.force_login(people["board member"])

        response = client.post(f"/godkjenninger/{approval.pk}/godkjenn/")

        assert (response.status_code, stands(approval)) == (302, NOTHING_IS_DONE)
        assert "/godkjenninger/" not in response.url

    def test_a_factor_given_long_ago_is_asked_for_again_and_one_comes_back_to_the_page(self, client, people):
        approval = grant(people)
        people.sign_in(client, "board member")

        with time_machine.travel(now() + timedelta(minutes=11), tick=False):
            page = client.get(f"/godkjenninger/{approval.pk}/").context["page"]
            response = client.post(f"/godkjenninger/{approval.pk}/godkjenn/")

        assert f"next=%2Fgodkjenninger%2F{approval.pk}%2F" in page.confirm_url
        assert (response.status_code, stands(approval)) == (302, NOTHING_IS_DONE)

    @pytest.mark.parametrize(
        ("who", "status"),
        [("board leader", 200), ("secretary", 200), ("board member", 200), ("deputy member", 404), ("stranger", 404)],
    )
    def test_who_may_not_see_it_gets_what_an_absent_one_gives(self, client, people, who, status):
        approval = grant(people)
        people.sign_in(client, who)

        there, absent = client.get(f"/godkjenninger/{approval.pk}/"), client.get("/godkjenninger/99999/")

        assert (there.status_code, absent.status_code) == (status, 404)
        if status == 404:
            said = there.content.decode().replace(f"/{approval.pk}/", "/99999/")
            assert re.sub(TOKEN, "", said) == re.sub(TOKEN, "", absent.content.decode())

    def test_sent_twice_it_is_done_once(self, client, people):
        approval = grant(people)
        people.sign_in(client, "board member")
        sent = fill_in_approval(client, approval)

        answers = [client.post(f"/godkjenninger/{approval.pk}/godkjenn/", sent).status_code for _ in range(2)]

        assert (answers, stands(approval)) == ([302, 302], (1, "approved"))

    def test_the_second_to_press_is_told_that_it_is_decided(self, people):
        approval = grant(people)
        services.approve(approval=approval, by=people["board member"], at=now())

        with pytest.raises(RuleViolation) as refused:
            services.approve(approval=approval, by=people["board leader"], at=now())

        assert str(refused.value) == "Forslaget er allerede avgjort. Se det på nytt."


def fill_in_approval(client, approval):
    page = client.get(f"/godkjenninger/{approval.pk}/")
    key = page.content.decode().split('name="engangsnokkel" value="')[1].split('"')[0]
    return {"engangsnokkel": key}


class TestRightsInBetween:
    def test_an_approver_whose_term_ended_yesterday_is_refused(self, people):
        approval = grant(people)
        people["board member"].terms.update(until_on=people.today - timedelta(days=1))

        with pytest.raises(RuleViolation) as refused:
            services.approve(approval=approval, by=people["board member"], at=now())

        assert str(refused.value) == "Du har ikke lenger et verv som gir rett til å godkjenne dette."
        assert stands(approval) == NOTHING_IS_DONE

    def test_a_proposal_falls_with_the_office_it_came_from(self, people):
        approval = grant(people)
        people["secretary"].terms.update(until_on=people.today - timedelta(days=1))

        with pytest.raises(RuleViolation) as refused:
            services.approve(approval=approval, by=people["board member"], at=now())

        assert str(refused.value) == "Den som foreslo dette, har ikke lenger vervet. Foreslå det på nytt."
        assert stands(approval) == NOTHING_IS_DONE

    def test_an_approver_whose_term_ends_while_the_page_is_open_is_refused_after_midnight(self, client):
        last_day = datetime(2027, 6, 30, 21, 59, 59, tzinfo=UTC)  # 23.59.59 in Oslo
        with time_machine.travel(last_day, tick=False) as clock:
            people = cast(today=last_day.date())
            approval = grant(people)
            people["board member"].terms.update(until_on=last_day.date())
            people.sign_in(client, "board member")
            before = client.get(f"/godkjenninger/{approval.pk}/").status_code
            clock.move_to(last_day + timedelta(seconds=2))
            after = client.post(f"/godkjenninger/{approval.pk}/godkjenn/").status_code

        assert (before, after, stands(approval)) == (200, 404, NOTHING_IS_DONE)


class TestTime:
    @pytest.mark.parametrize(("late", "state"), [(-1, "approved"), (0, "waiting"), (1, "waiting")])
    def test_it_can_be_approved_until_the_instant_seven_days_later(self, people, late, state):
        approval = grant(people)
        at = approval.expires_at + timedelta(seconds=late)
        with time_machine.travel(at, tick=False), suppress(RuleViolation):
            services.approve(approval=approval, by=people["board member"], at=at)

        assert approval.expires_at - approval.proposed_at == timedelta(days=7)
        assert stands(approval)[1] == state

    @pytest.mark.parametrize("clock", ["23:59:59", "00:00:01"])
    def test_the_same_instant_counts_round_midnight(self, clock):
        proposed_at = datetime.fromisoformat(f"2027-06-10T{clock}+02:00")
        with time_machine.travel(proposed_at, tick=False) as travel:
            people = cast(today=proposed_at.date())
            approval = grant(people)
            travel.move_to(proposed_at + timedelta(days=7, seconds=-1))
            client = people.sign_in(Client(), "board member")
            before = client.get(f"/godkjenninger/{approval.pk}/").context["page"]
            travel.move_to(proposed_at + timedelta(days=7))
            after = client.get(f"/godkjenninger/{approval.pk}/").context["page"]
            refused = client.post(f"/godkjenninger/{approval.pk}/godkjenn/")

        assert (before.state, before.may_approve) == ("Venter på godkjenning", True)
        assert (after.state, after.may_approve, refused.status_code) == ("Utløpt", False, 422)
        assert stands(approval) == NOTHING_IS_DONE

    def test_the_nightly_job_marks_what_expired_and_leaves_the_rest(self, people):
        old, fresh = grant(people), grant(people, who="stranger")
        Approval.objects.filter(pk=old.pk).update(expires_at=now() - timedelta(seconds=1))

        settle_approvals(timestamp=int(now().timestamp()))
        settle_approvals(timestamp=int(now().timestamp()))

        old = Approval.objects.get(pk=old.pk)
        assert (old.state, old.decided_at, old.decided_by) == ("expired", old.expires_at, None)
        assert stands(fresh) == NOTHING_IS_DONE
        assert written_to("expired") == {"sindre.vik@example.org", "mona.dahl@example.org"}

    def test_a_reminder_comes_once_the_day_before(self, people):
        approval = grant(people)
        seen = []
        for days in range(8):
            at = approval.proposed_at + timedelta(days=days)
            with time_machine.travel(at, tick=False):
                services.remind_of_approvals(at=at)
            seen.append(len(written_to("expires_soon")))

        assert seen == [0, 0, 0, 0, 0, 0, 3, 3]
        assert Recipient.objects.filter(message__key__contains="expires_soon").count() == 3


class TestNotes:
    def test_all_whom_it_concerns_are_told_when_it_is_proposed_and_when_it_is_approved(self, people):
        approval = grant(people)
        everyone = {
            "sindre.vik@example.org",
            "mona.dahl@example.org",
            "berit.lund@example.org",
            "bilal.khan@example.org",
        }
        proposed = written_to("proposed")

        services.approve(approval=approval, by=people["board member"], at=now())

        assert proposed == everyone
        assert written_to("approved") == everyone - {"bilal.khan@example.org"}

    def test_a_letter_says_who_what_why_and_until_when(self, people):
        grant(people, reason="Berit har flyttet")

        letter = Recipient.objects.get(address="bilal.khan@example.org").message

        assert letter.subject.startswith("Venter på at du godkjenner: Mona Dahl blir leder i Bærum Arbeiderparti fra ")
        for words in ("Sindre Vik har foreslått dette.", "Valgt av Årsmøtet", "Protokoll, sak 9", "Berit har flyttet"):
            assert words in letter.text
        assert "Mona Dahl kan fra " in letter.text
        assert "se hele medlemsregisteret" in letter.text

    def test_letters_come_in_the_readers_language(self, people):
        people["board member"].language = "en"
        people["board member"].save()

        grant(people)

        assert "Hello Bilal" in Recipient.objects.get(address="bilal.khan@example.org").message.text

    def test_both_are_told_of_a_no_with_its_reason(self, client, people):
        approval = grant(people)
        people.sign_in(client, "board member")

        client.post(f"/godkjenninger/{approval.pk}/avsla/", {"answer": "Står ikke i protokollen"})

        approval = Approval.objects.get()
        assert (approval.state, approval.answer, approval.decided_by) == (
            "declined",
            "Står ikke i protokollen",
            people["board member"],
        )
        letter = Recipient.objects.get(message__key__contains="declined", address="sindre.vik@example.org").message
        assert "Bilal Khan har sagt nei." in letter.text
        assert "Hvorfor nei: Står ikke i protokollen" in letter.text


class TestNo:
    def test_a_no_needs_a_reason_and_keeps_the_page(self, client, people):
        approval = grant(people)
        people.sign_in(client, "board member")

        response = client.post(f"/godkjenninger/{approval.pk}/avsla/", {"answer": " "})

        assert response.status_code == 422
        assert read(response).errors == {"answer": "Skriv hvorfor du sier nei. Den som foreslo det, får lese det."}
        assert stands(approval) == NOTHING_IS_DONE

    def test_its_proposer_takes_it_back(self, client, people):
        approval = grant(people)
        people.sign_in(client, "secretary")

        response = client.post(f"/godkjenninger/{approval.pk}/avsla/", follow=True)

        assert messages_of(response) == ["Forslaget er trukket."]
        assert stands(approval) == (0, "withdrawn")

    def test_what_is_decided_is_not_decided_again(self, people):
        approval = grant(people)
        services.decline(approval=approval, by=people["secretary"], at=now())

        for act in (services.approve, services.decline):
            with pytest.raises(RuleViolation) as refused:
                act(approval=approval, by=people["board member"], at=now())
            assert str(refused.value) == "Forslaget er allerede avgjort. Se det på nytt."


class TestPages:
    def test_each_sees_what_waits_for_them_what_they_proposed_and_what_was_decided(self, client, people):
        first, second = grant(people), grant(people, who="stranger")
        services.decline(approval=first, by=people["board member"], at=now(), answer="Nei")
        old = grant(people, who="deputy member")
        services.decline(approval=old, by=people["board member"], at=now(), answer="Nei")
        Approval.objects.filter(pk=old.pk).update(decided_at=now() - timedelta(days=31))

        def shown(who):
            page = people.sign_in(client, who).get("/godkjenninger/").context["page"]
            return tuple(
                [int(row.url.split("/")[2]) for row in rows] for rows in (page.waiting, page.own, page.decided)
            )

        assert shown("secretary") == ([], [second.pk], [first.pk])
        assert shown("board member") == ([second.pk], [], [first.pk])
        assert shown("branch leader") == ([], [], [])

    def test_the_board_is_led_there_from_the_overview_and_the_menu(self, client, people):
        grant(people)
        waits = "Én ting venter på at du godkjenner"

        shown = people.sign_in(client, "board member").get("/oversikt/").content.decode()
        own = people.sign_in(client, "secretary").get("/oversikt/").content.decode()

        assert (waits in shown, 'href="/godkjenninger/"' in shown) == (True, True)
        assert (waits in own, 'href="/godkjenninger/"' in own) == (False, True)

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_asks_as_often_for_three_as_for_one(self, client, people, count, django_assert_max_num_queries):
        for _ in range(count):
            Approval.objects.create(
                kind="organisation.grant_office",
                payload={},
                unit=people.party,
                proposer=people["secretary"],
                beneficiary=PersonFactory(),
                proposed_at=now(),
                expires_at=now() + timedelta(days=7),
            )
        people.sign_in(client, "board member")

        with django_assert_max_num_queries(17):
            page = client.get("/godkjenninger/").context["page"]

        assert len(page.waiting) == count

    def test_where_too_few_are_left_the_page_says_what_to_do(self, client, people):
        people["board leader"].terms.update(until_on=people.today - timedelta(days=1))
        one_left = people.sign_in(client, "secretary").get("/godkjenninger/").context["page"].few
        people["board member"].terms.update(until_on=people.today - timedelta(days=1))
        nobody_else = client.get("/godkjenninger/").context["page"].few

        assert "Den ene kan foreslå hvem som overtar det andre vervet" in one_left
        assert nobody_else.startswith("For få i styret kan godkjenne.")
        assert "lokallag start --break-glass" in nobody_else

    def test_one_officer_and_the_board_fill_the_other_office(self, people):
        people["board leader"].terms.update(until_on=people.today - timedelta(days=1))

        approval = grant(people)
        services.approve(approval=approval, by=people["board member"], at=now())

        assert stands(approval) == (1, "approved")

    def test_each_step_is_in_the_log_of_changes(self, people):
        approval = grant(people)
        services.approve(approval=approval, by=people["board member"], at=now())

        rows = Change.objects.filter(at__gte=approval.proposed_at).order_by("pk").values_list("act", "actor_id")
        assert list(rows)[-3:] == [
            ("organisation.propose_approval", people["secretary"].pk),
            ("organisation.appoint_officer", people["secretary"].pk),
            ("organisation.decide_approval", people["board member"].pk),
        ]


class TestTheLastOneLeaving:
    def test_a_term_whose_end_leaves_one_alone_is_refused_with_what_to_do(self, client, people):
        term = people["secretary"].terms.get()
        people.sign_in(client, "board leader")
        address = f"/organisasjon/verv/{term.pk}/avslutt/"

        response = client.post(address, fill_in(client, address, last_day=f"{people.today:%d.%m.%Y}"))

        assert response.status_code == 422
        assert (
            read(response)
            .errors["last_day"]
            .endswith("Før inn hvem som overtar på siden for overlevering, så slutter dette vervet dagen før.")
        )
        assert 'href="/organisasjon/baerum-arbeiderparti/overlevering/"' in response.content.decode()
        assert Term.objects.get(pk=term.pk).until_on is None

    def test_with_a_third_officer_it_ends(self, people):
        office = people.party.offices.get(title=Title.SECRETARY)
        TermFactory(office=office, seat=2, person=people["member"], from_on=people.today)

        ended = services.end_term(
            term=people["secretary"].terms.get(), last_day=people.today, by=people["board leader"], at=now()
        )

        assert ended.until_on == people.today

    def test_a_coming_officer_on_whom_it_rests_is_not_withdrawn(self, people):
        last = people.today + timedelta(days=3)
        Term.objects.filter(person=people["secretary"]).update(until_on=last)
        office = people.party.offices.get(title=Title.SECRETARY)
        coming = TermFactory(office=office, person=people["member"], from_on=last + timedelta(days=1))

        with pytest.raises(RuleViolation) as refused:
            services.withdraw_term(term=coming, by=people["board leader"], at=now())

        assert str(refused.value).startswith("Fra ")
        assert Term.objects.filter(pk=coming.pk).exists()

    def test_on_the_server_it_may_end(self, people):
        services.end_term(term=people["secretary"].terms.get(), last_day=people.today, by=None, at=now())

        assert people["secretary"].terms.get().until_on == people.today
