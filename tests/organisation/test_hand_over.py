"""A whole board changes on one day after one meeting, and nobody is locked out (ADR 0011)."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Look
from lokallag.organisation import services
from lokallag.organisation.models import Approval, Term, Title
from lokallag.organisation.queries import able_approvers
from lokallag.organisation.services.handover import Change, Election
from tests.factories import BranchChoiceFactory, PersonFactory, TermFactory
from tests.organisation.forms_sent import fill_in, messages_of, read

pytestmark = pytest.mark.django_db
PARTY = "/organisasjon/baerum-arbeiderparti/overlevering/"
HASLUM = "/organisasjon/haslum/overlevering/"
ONE_DAY = timedelta(days=1)


def written(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def seat(unit, title, number=1):
    """Return what the fields of a seat are called after the first word."""
    return f"{unit.offices.get(title=title).pk}_{number}"


def sent(client, address, people, **changes):
    """Return a filled-in form: the meeting was yesterday, the new board sits from today."""
    yesterday = people.today - ONE_DAY
    meeting = {"elected_by": "Årsmøtet 2027", "elected_on": written(yesterday), "minuted_in": "Protokoll, sak 9"}
    shown = {k: v for k, v in fill_in(client, address).items() if not k.startswith("vacant_") and k != "vis"}
    return {**shown, **meeting, "from_on": written(people.today), **changes}


def election(people, **changes):
    given = {
        "from_on": people.today,
        "until_on": None,
        "elected_by": "Årsmøtet",
        "elected_on": people.today - ONE_DAY,
        "minuted_in": "Sak 9",
    }
    return Election(**{**given, **changes})


def change(unit, title, person, number=1):
    return Change(unit.offices.select_related("unit").get(title=title), number, person)


def carry_out(client, address, answer):
    """Press the button on the page that shows what happens."""
    assert answer.context["page"].is_preview
    return client.post(address, {**read(answer).values, "utfor": "ja"}, follow=True)


class TestBranch:
    def test_a_board_changes_the_evening_before_and_each_ends_the_day_before(self, client, people):
        people.sign_in(client, "secretary")
        form = sent(
            client,
            HASLUM,
            people,
            **{
                f"who_{seat(people.haslum, Title.LEADER)}": "mona dahl",
                f"who_{seat(people.haslum, Title.SECRETARY)}": "Stian Rud",
            },
        )

        preview = client.post(HASLUM, form)
        before = Term.objects.filter(office__unit=people.haslum).count()
        done = carry_out(client, HASLUM, preview)

        terms = Term.objects.filter(office__unit=people.haslum, minuted_in="Protokoll, sak 9").order_by("office_id")
        assert (preview.status_code, before) == (200, 1)
        assert [(term.holder_name, term.from_on, term.elected_by) for term in terms] == [
            ("Mona Dahl", people.today, "Årsmøtet 2027"),
            ("Stian Rud", people.today, "Årsmøtet 2027"),
        ]
        assert people["branch leader"].terms.get().until_on == people.today - ONE_DAY
        assert messages_of(done) == ["Skiftet er ført inn."]

    def test_it_says_in_words_who_gains_and_who_loses_what(self, client, people):
        people.sign_in(client, "secretary")
        form = sent(client, HASLUM, people, **{f"who_{seat(people.haslum, Title.LEADER)}": "Mona Dahl"})

        effects = client.post(HASLUM, form).context["page"].effects

        gained = [effect.gains for effect in effects]
        lost = [effect.loses for effect in effects]
        assert gained[0].startswith("Mona Dahl kan fra ")
        assert gained[0].endswith(" se medlemslista for Haslum, redigere siden til Haslum og se alle vervene i Haslum.")
        assert lost[1].startswith("Hanne Ås kan ikke lenger se medlemslista for Haslum, ")
        assert (gained[1], lost[0]) == ("", "")

    def test_looking_writes_nothing_but_the_look(self, client, people):
        people.sign_in(client, "secretary")
        form = sent(client, HASLUM, people, **{f"who_{seat(people.haslum, Title.LEADER)}": "Mona Dahl"})
        before = list(Term.objects.order_by("pk").values_list("pk", "until_on"))

        client.post(HASLUM, form)

        assert list(Term.objects.order_by("pk").values_list("pk", "until_on")) == before
        assert [(row.act, row.person_ids) for row in Look.objects.all()] == [
            ("organisation.hand_over", [people["member"].pk])
        ]

    def test_a_seat_falls_vacant_and_the_page_warns_that_nobody_leads(self, client, people):
        people.sign_in(client, "secretary")
        form = sent(client, HASLUM, people, **{f"vacant_{seat(people.haslum, Title.LEADER)}": "on"})

        preview = client.post(HASLUM, form)
        carry_out(client, HASLUM, preview)

        assert preview.context["page"].warnings[0].startswith("Haslum har ingen leder fra ")
        assert people["branch leader"].terms.get().until_on == people.today - ONE_DAY

    def test_two_change_places(self, people):
        TermFactory(
            office=people.haslum.offices.get(title=Title.SECRETARY),
            person=people["member"],
            from_on=people.today - timedelta(days=99),
        )

        services.hand_over(
            unit=people.haslum,
            changes=[
                change(people.haslum, Title.LEADER, people["member"]),
                change(people.haslum, Title.SECRETARY, people["branch leader"]),
            ],
            election=election(people),
            by=people["secretary"],
            at=now(),
        )

        live = Term.objects.live(people.today).filter(office__unit=people.haslum)
        assert {term.office.title: term.holder_name for term in live} == {
            "leader": "Mona Dahl",
            "secretary": "Hanne Ås",
        }

    def test_a_re_election_is_a_new_term(self, people):
        services.hand_over(
            unit=people.haslum,
            changes=[change(people.haslum, Title.LEADER, people["branch leader"])],
            election=election(people, until_on=people.today + timedelta(days=700)),
            by=people["secretary"],
            at=now(),
        )

        spans = people["branch leader"].terms.order_by("from_on").values_list("from_on", "until_on")
        assert list(spans)[1:] == [(people.today, people.today + timedelta(days=700))]
        assert spans[0][1] == people.today - ONE_DAY

    def test_who_leads_the_branch_proposes_and_the_board_approves(self, client, people):
        people.sign_in(client, "branch leader")
        form = sent(client, HASLUM, people, **{f"who_{seat(people.haslum, Title.SECRETARY)}": "Mona Dahl"})

        carry_out(client, HASLUM, client.post(HASLUM, form))
        approval = Approval.objects.get()
        before = people["member"].terms.count()
        with pytest.raises(RuleViolation):
            services.approve(approval=approval, by=people["board member"], at=now())
        services.approve(approval=approval, by=people["board leader"], at=now())

        assert (approval.kind, approval.also_for, before) == (
            "organisation.branch_hand_over",
            [people["member"].pk],
            0,
        )
        assert people["member"].terms.get().office.title == Title.SECRETARY

    def test_another_branchs_leader_is_refused(self, client, people):
        people.sign_in(client, "neighbour leader")

        assert client.get(HASLUM).status_code == 403


class TestPreview:
    """Before anything is written it says seat by seat who goes and who comes, and what is worth a thought."""

    def preview(self, client, people, **fields):
        people.sign_in(client, "secretary")
        return client.post(HASLUM, sent(client, HASLUM, people, **fields))

    def test_it_shows_seat_by_seat_who_goes_and_who_comes_the_days_and_the_meeting(self, client, people):
        leader, secretary = seat(people.haslum, Title.LEADER), seat(people.haslum, Title.SECRETARY)
        answer = self.preview(client, people, **{f"who_{secretary}": "Mona Dahl", f"vacant_{leader}": "on"})

        page = answer.context["page"]
        assert [(row.seat, row.old, row.new) for row in page.handed] == [
            ("Leder", "Hanne Ås", ""),
            ("Sekretær", "", "Mona Dahl"),
        ]
        assert page.handed[1].span.startswith("fra ") or str(people.today.year) in page.handed[1].span
        assert page.meeting.startswith("Valgt av Årsmøtet 2027, ")
        body = answer.content.decode()
        assert ("Plassen blir ledig" in body, "Protokoll, sak 9" in page.meeting) == (True, True)

    def test_one_person_in_two_seats_is_asked_about(self, client, people):
        leader, secretary = seat(people.haslum, Title.LEADER), seat(people.haslum, Title.SECRETARY)
        answer = self.preview(client, people, **{f"who_{leader}": "Mona Dahl", f"who_{secretary}": "Mona Dahl"})

        assert answer.context["page"].warnings == (
            "Mona Dahl står på flere plasser: leder, sekretær. Er det meningen?",
        )

    def test_one_who_keeps_a_seat_and_gets_another_is_asked_about_too(self, client, people):
        secretary = seat(people.haslum, Title.SECRETARY)
        answer = self.preview(client, people, **{f"who_{secretary}": "Hanne Ås"})

        assert answer.context["page"].warnings[0].startswith("Hanne Ås står på flere plasser: leder, sekretær.")

    def test_those_who_get_the_same_rights_share_a_line(self, client, people):
        office = people.haslum.offices.get(title=Title.BOARD_MEMBER)
        office.seats = 2
        office.save()
        answer = self.preview(client, people, **{f"who_{office.pk}_1": "Mona Dahl", f"who_{office.pk}_2": "Stian Rud"})

        assert [effect.name for effect in answer.context["page"].effects] == ["Mona Dahl og Stian Rud"]


class TestDeclined:
    """What came to nothing is corrected and proposed anew without writing it all again."""

    def declined(self, people):
        approval = services.hand_over(
            unit=people.haslum,
            changes=[
                change(people.haslum, Title.SECRETARY, people["member"]),
                change(people.haslum, Title.LEADER, None),
            ],
            election=election(people, until_on=people.today + timedelta(days=400)),
            by=people["branch leader"],
            at=now(),
        )
        services.decline(approval=approval, by=people["board leader"], at=now(), answer="Feil dato")
        return approval

    def test_its_proposer_finds_the_form_filled_in(self, client, people):
        approval = self.declined(people)
        people.sign_in(client, "branch leader")

        page = client.get(f"/godkjenninger/{approval.pk}/").context["page"]
        form = client.get(page.again_url)

        assert page.again_url == f"{HASLUM}?fra={approval.pk}"
        values = read(form).values
        secretary, leader = seat(people.haslum, Title.SECRETARY), seat(people.haslum, Title.LEADER)
        assert (values[f"who_{secretary}"], values["minuted_in"], values["from_on"]) == (
            "Mona Dahl",
            "Sak 9",
            written(people.today),
        )
        assert f'id="id_vacant_{leader}" checked' in form.content.decode()

    @pytest.mark.parametrize("wish", ["1", "x", "9" * 30])
    def test_of_others_nothing_is_filled_in(self, client, people, wish):
        approval = self.declined(people)
        people.sign_in(client, "secretary")

        for fra in (wish, str(approval.pk)):
            assert read(client.get(HASLUM, {"fra": fra})).values.get("minuted_in", "") == ""

    def test_what_waits_is_not_offered_again(self, client, people):
        approval = services.hand_over(
            unit=people.haslum,
            changes=[change(people.haslum, Title.SECRETARY, people["member"])],
            election=election(people),
            by=people["branch leader"],
            at=now(),
        )
        people.sign_in(client, "branch leader")

        assert client.get(f"/godkjenninger/{approval.pk}/").context["page"].again_url == ""


class TestFoundAgain:
    """Who leads a branch finds what they proposed: in the menu, on the unit's page, with the branch's name."""

    def test_a_waiting_change_is_on_the_units_page_for_those_who_may_see_it(self, client, people):
        approval = services.hand_over(
            unit=people.haslum,
            changes=[change(people.haslum, Title.SECRETARY, people["member"])],
            election=election(people),
            by=people["branch leader"],
            at=now(),
        )
        seen = {}
        for who in ("branch leader", "board leader", "neighbour leader", "board member", "member"):
            people.sign_in(client, who)
            seen[who] = [one.url for one in client.get("/organisasjon/haslum/").context["page"].waiting]

        url = f"/godkjenninger/{approval.pk}/"
        assert seen == {
            "branch leader": [url],
            "board leader": [url],
            "neighbour leader": [],
            "board member": [],
            "member": [],
        }

    def test_the_list_names_the_branch_and_the_menu_leads_there(self, client, people):
        services.hand_over(
            unit=people.haslum,
            changes=[change(people.haslum, Title.SECRETARY, people["member"])],
            election=election(people),
            by=people["branch leader"],
            at=now(),
        )
        people.sign_in(client, "branch leader")
        answer = client.get("/godkjenninger/")

        assert [row.about for row in answer.context["page"].own] == ["Haslum"]
        assert '<a href="/godkjenninger/"' in client.get("/min-side/").content.decode().replace('class="a" ', "")


class TestReachOfABranch:
    """Who leads a branch finds those of the branch, and cannot walk through the register by name."""

    def asked(self, client, people, name, who="branch leader"):
        people.sign_in(client, who)
        key = seat(people.haslum, Title.SECRETARY)
        return key, client.post(HASLUM, sent(client, HASLUM, people, **{f"who_{key}": name}))

    def test_only_the_branchs_own_are_suggested(self, client, people):
        for unit in (people.haslum, people.haslum, people.sandvika):
            person = PersonFactory(given_name="Turid", postal_code="1399")
            BranchChoiceFactory(unit=unit, membership__person=person)
        hidden = PersonFactory(given_name="Turid", family_name="Skjult", is_protected=True)
        BranchChoiceFactory(unit=people.haslum, membership__person=hidden)

        _key, answer = self.asked(client, people, "turid")

        body = answer.content.decode()
        picks = read(answer).errors
        assert len(picks) == 1
        assert body.count("Turid") - body.count("«Turid»") >= 3
        assert body.count(", Haslum") == 3
        assert [word for word in (", Sandvika", "1399", "1344") if word in body] == []

    @pytest.mark.parametrize("name", ["Nils Østby", "Stian Rud", "Finnes Ikke"])
    def test_one_of_another_branch_is_answered_as_one_who_is_not_there(self, client, people, name):
        key, answer = self.asked(client, people, name)

        assert read(answer).errors[f"who_{key}"].startswith("Ingen i avdelingen heter dette.")
        assert Look.objects.count() == 0

    def test_one_who_sits_in_the_unit_without_being_a_member_is_found(self, client, people):
        TermFactory(
            office=people.haslum.offices.get(title=Title.BOARD_MEMBER),
            person=people["stranger"],
            from_on=people.today - timedelta(days=9),
        )

        _key, answer = self.asked(client, people, "Stian Rud")

        assert answer.context["page"].is_preview

    def test_the_boards_officers_find_all(self, client, people):
        _key, answer = self.asked(client, people, "Stian Rud", who="secretary")

        assert answer.context["page"].is_preview


class TestParty:
    def new_board(self, client, people, who="secretary", **more):
        people.sign_in(client, who)
        names = {
            f"who_{seat(people.party, Title.LEADER)}": "Mona Dahl",
            f"who_{seat(people.party, Title.SECRETARY)}": "Stian Rud",
            f"who_{seat(people.party, Title.TREASURER)}": "Hanne Ås",
        }
        return sent(client, PARTY, people, **{**names, **more})

    def test_the_whole_waits_for_another_and_is_then_valid_from_the_day_chosen(self, client, people):
        preview = client.post(PARTY, self.new_board(client, people))
        done = carry_out(client, PARTY, preview)
        approval = Approval.objects.get()
        waiting = Term.objects.filter(minuted_in="Protokoll, sak 9").count()

        people.sign_in(client, "board leader")
        pressed = client.post(f"/godkjenninger/{approval.pk}/godkjenn/")

        assert preview.context["page"].deciders == "Bilal Khan, Berit Lund"
        assert messages_of(done) == ["Skiftet er foreslått. Ingenting skjer før en annen har godkjent det."]
        assert (waiting, pressed.status_code) == (0, 302)
        terms = Term.objects.filter(minuted_in="Protokoll, sak 9").order_by("office_id")
        assert [(term.holder_name, term.office.title, term.from_on) for term in terms] == [
            ("Mona Dahl", "leader", people.today),
            ("Stian Rud", "secretary", people.today),
            ("Hanne Ås", "treasurer", people.today),
        ]
        assert people["board leader"].terms.get().until_on == people.today - ONE_DAY
        assert able_approvers(people.today) == [people["member"], people["stranger"]]

    def test_those_who_come_to_power_by_it_cannot_approve_and_others_elected_can(self, people):
        changes = [
            change(people.party, Title.LEADER, people["member"]),
            change(people.party, Title.BOARD_MEMBER, people["board member"], number=1),
        ]
        approval = services.hand_over(
            unit=people.party, changes=changes, election=election(people), by=people["secretary"], at=now()
        )

        assert approval.also_for == [people["member"].pk]
        services.approve(approval=approval, by=people["board member"], at=now())
        assert people["board member"].terms.count() == 2

    def test_the_leader_re_elected_and_the_rest_of_the_board_take_a_third(self, people):
        approval = services.hand_over(
            unit=people.party,
            changes=[change(people.party, Title.LEADER, people["board leader"])],
            election=election(people, until_on=people.today + timedelta(days=365)),
            by=people["secretary"],
            at=now(),
        )

        with pytest.raises(RuleViolation):
            services.approve(approval=approval, by=people["board leader"], at=now())
        services.approve(approval=approval, by=people["board member"], at=now())

        assert people["board leader"].terms.count() == 2

    def test_both_re_elected_are_proposed_by_each_other(self, people):
        for by, title, who in (
            ("secretary", Title.LEADER, "board leader"),
            ("board leader", Title.SECRETARY, "secretary"),
        ):
            approval = services.hand_over(
                unit=people.party,
                changes=[change(people.party, title, people[who])],
                election=election(people),
                by=people[by],
                at=now(),
            )
            services.approve(approval=approval, by=people["board member"], at=now())

        assert (people["board leader"].terms.count(), people["secretary"].terms.count()) == (2, 2)

    def test_ones_own_seat_is_left_to_another(self, client, people):
        form = self.new_board(client, people, **{f"who_{seat(people.party, Title.SECRETARY)}": "Sindre Vik"})

        response = client.post(PARTY, form)

        assert response.status_code == 422
        errors = read(response).errors
        assert errors[f"who_{seat(people.party, Title.SECRETARY)}"].startswith("Du kan ikke føre inn ditt eget verv")
        assert Approval.objects.count() == 0

    def test_ordinary_seats_need_no_other(self, client, people):
        people.sign_in(client, "secretary")
        form = sent(client, PARTY, people, **{f"who_{seat(people.party, Title.TREASURER)}": "Mona Dahl"})

        done = carry_out(client, PARTY, client.post(PARTY, form))

        assert messages_of(done) == ["Skiftet er ført inn."]
        assert Approval.objects.count() == 0

    def test_approved_days_later_it_is_still_valid_from_the_day_chosen(self, people):
        held = people.today - timedelta(days=30)
        approval = services.hand_over(
            unit=people.party,
            changes=[change(people.party, Title.LEADER, people["member"])],
            election=election(people, from_on=held, elected_on=held),
            by=people["secretary"],
            at=now(),
        )

        services.approve(approval=approval, by=people["board member"], at=now() + timedelta(days=6))

        assert people["member"].terms.get().from_on == held

    def test_what_changed_meanwhile_stops_it(self, people):
        approval = services.hand_over(
            unit=people.party,
            changes=[
                change(people.party, Title.LEADER, people["member"]),
                change(people.party, Title.TREASURER, people["stranger"]),
            ],
            election=election(people),
            by=people["secretary"],
            at=now(),
        )
        TermFactory(office=people.party.offices.get(title=Title.TREASURER), from_on=people.today - timedelta(days=5))

        with pytest.raises(RuleViolation) as refused:
            services.approve(approval=approval, by=people["board member"], at=now())

        assert str(refused.value) == "Noe annet er ført inn siden forslaget. Si nei, og foreslå det på nytt."
        assert (people["member"].terms.count(), Approval.objects.get().state) == (0, "waiting")


class TestNobodyLeft:
    @pytest.mark.parametrize(
        "changes",
        [
            {Title.SECRETARY: None},
            {Title.LEADER: None},
            {Title.LEADER: None, Title.SECRETARY: None},
            {Title.LEADER: "member", Title.SECRETARY: None},
            {Title.LEADER: "member", Title.SECRETARY: "member"},  # one person in both is one alone
        ],
    )
    @pytest.mark.parametrize("days", [0, 40])
    def test_a_hand_over_that_leaves_fewer_than_two_is_refused(self, people, changes, days):
        sits = list(Term.objects.order_by("pk").values_list("pk", "until_on"))
        wanted = [change(people.party, title, None if who is None else people[who]) for title, who in changes.items()]

        with pytest.raises(RuleViolation) as refused:
            services.hand_over(
                unit=people.party,
                changes=wanted,
                election=election(people, from_on=people.today + timedelta(days=days)),
                by=people["secretary"],
                at=now(),
            )

        assert "kan færre enn to godkjenne for hverandre" in str(refused.value)
        assert "Skriv hvem som overtar, eller la den som sitter, fortsette." in str(refused.value)
        assert list(Term.objects.order_by("pk").values_list("pk", "until_on")) == sits
        assert Approval.objects.count() == 0

    def test_one_who_cannot_sign_in_is_no_officer_of_the_register(self, people):
        with pytest.raises(RuleViolation) as refused:
            services.hand_over(
                unit=people.party,
                changes=[change(people.party, Title.LEADER, PersonFactory(given_name="Kari", email=""))],
                election=election(people),
                by=people["secretary"],
                at=now(),
            )

        assert str(refused.value).endswith("har ingen e-postadresse, og kan ikke logge inn. Før inn adressen først.")
        assert Approval.objects.count() == 0

    def test_on_the_page_it_says_so_and_keeps_all_that_was_written(self, client, people):
        people.sign_in(client, "board leader")
        secretary, treasurer = seat(people.party, Title.SECRETARY), seat(people.party, Title.TREASURER)
        form = sent(client, PARTY, people, **{f"vacant_{secretary}": "on", f"who_{treasurer}": "Mona Dahl"})

        response = client.post(PARTY, form)

        body = response.content.decode()
        kept = {k: v for k, v in form.items() if k != "csrfmiddlewaretoken" and not k.startswith("vacant_")}
        assert response.status_code == 422
        assert "kan færre enn to godkjenne for hverandre" in body
        assert {key: read(response).values[key] for key in kept} == kept
        assert f'id="id_vacant_{secretary}" checked' in body

    def test_terms_that_run_out_as_elected_lock_nobody_out(self, people):
        ends = people.today + timedelta(days=365)

        approval = services.hand_over(
            unit=people.party,
            changes=[
                change(people.party, Title.LEADER, people["member"]),
                change(people.party, Title.SECRETARY, people["stranger"]),
            ],
            election=election(people, until_on=ends),
            by=people["secretary"],
            at=now(),
        )

        assert approval.state == "waiting"

    def test_terms_that_run_out_at_once_do(self, people):
        with pytest.raises(RuleViolation) as refused:
            services.hand_over(
                unit=people.party,
                changes=[change(people.party, Title.LEADER, people["member"])],
                election=election(people, until_on=people.today + timedelta(days=3)),
                by=people["secretary"],
                at=now(),
            )

        assert "kan færre enn to godkjenne for hverandre" in str(refused.value)

    def test_it_is_asked_again_when_it_is_approved(self, people):
        approval = services.hand_over(
            unit=people.party,
            changes=[change(people.party, Title.LEADER, people["member"])],
            election=election(people),
            by=people["secretary"],
            at=now(),
        )
        people["member"].email = ""
        people["member"].save()

        with pytest.raises(RuleViolation) as refused:
            services.approve(approval=approval, by=people["board member"], at=now())

        assert "kan færre enn to godkjenne for hverandre" in str(refused.value)
        assert people["board leader"].terms.get().until_on is None


class TestForm:
    def asked(self, client, people, **changes):
        people.sign_in(client, "secretary")
        return client.post(HASLUM, sent(client, HASLUM, people, **changes))

    def test_of_several_with_a_name_the_writer_chooses_one(self, client, people):
        key = seat(people.haslum, Title.LEADER)
        other = PersonFactory(given_name="Mona", family_name="Dahlberg", postal_code="1337", is_protected=True)
        BranchChoiceFactory(unit=people.sandvika, membership__person=other)
        people.sign_in(client, "secretary")
        form = sent(client, HASLUM, people, **{f"who_{key}": "mona da"})

        asked = client.post(HASLUM, form)
        chosen = client.post(HASLUM, {**form, f"pick_{key}": str(other.key)})

        assert asked.status_code == 422
        assert read(asked).errors == {f"pick_{key}": "Flere har et slikt navn. Velg hvem, eller skriv mer av navnet."}
        body = asked.content.decode()
        assert ("Mona Dahlberg, Sandvika" in body, "Mona Dahl, Haslum" in body, "1337" in body or "1344" in body) == (
            True,
            True,
            False,
        )
        assert [effect.name for effect in chosen.context["page"].effects] == ["Mona Dahlberg", "Hanne Ås"]

    def test_a_choice_for_another_name_does_not_count(self, client, people):
        key = seat(people.haslum, Title.LEADER)
        asked = self.asked(client, people, **{f"who_{key}": "Stian Rud", f"pick_{key}": str(people["member"].key)})

        assert [effect.name for effect in asked.context["page"].effects] == ["Stian Rud", "Hanne Ås"]

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("elected_by", "", "Skriv hvilket møte som valgte."),
            ("minuted_in", "", "Skriv hvor valget står i protokollen."),
            ("elected_on", "01.01.2099", "Valget må ha skjedd. Skriv dagen møtet ble holdt."),
            ("from_on", "31.02.2027", "Skriv datoen som dag, måned og år, for eksempel 16.06.2027."),
            ("from_on", "01.01.2020", "Det nye styret kan ikke begynne før det er valgt."),
            ("from_on", "01.01.2190", "Velg en dag mellom "),
            ("until_on", "01.01.2020", "Vervet kan ikke slutte før det begynner."),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(self, client, people, field, value, says):
        key = seat(people.haslum, Title.LEADER)
        response = self.asked(client, people, **{f"who_{key}": "Mona Dahl", field: value})

        shown = read(response)
        assert response.status_code == 422
        assert shown.errors[field].startswith(says)
        assert (shown.values[f"who_{key}"], shown.values[field]) == ("Mona Dahl", value)

    @pytest.mark.parametrize("name", ["Finnes Ikke", "x"])
    def test_a_name_that_nobody_has_is_told_at_the_seat(self, client, people, name):
        key = seat(people.haslum, Title.LEADER)
        response = self.asked(client, people, **{f"who_{key}": name})

        assert read(response).errors[f"who_{key}"].startswith("Ingen i registeret heter dette.")

    def test_elected_and_vacant_at_once_is_refused(self, client, people):
        key = seat(people.haslum, Title.LEADER)
        response = self.asked(client, people, **{f"who_{key}": "Mona Dahl", f"vacant_{key}": "on"})

        assert read(response).errors[f"who_{key}"].startswith("Skriv enten hvem som er valgt")

    def test_nothing_changed_is_told(self, client, people):
        assert "Ingenting er endret." in self.asked(client, people).content.decode()

    def test_back_to_change_it_finds_all_as_it_was_written(self, client, people):
        key = seat(people.haslum, Title.LEADER)
        preview = self.asked(client, people, **{f"who_{key}": "mona dahl"})

        back = client.post(HASLUM, {**read(preview).values, "endre": "ja"})

        assert (back.status_code, back.context["page"].is_preview) == (200, False)
        assert read(back).values[f"who_{key}"] == "mona dahl"
        assert read(back).values["minuted_in"] == "Protokoll, sak 9"

    def test_somebody_else_changed_the_board_meanwhile(self, client, people):
        key = seat(people.haslum, Title.LEADER)
        preview = self.asked(client, people, **{f"who_{key}": "Mona Dahl"})
        services.end_term(term=people["branch leader"].terms.get(), last_day=people.today, by=None, at=now())

        late = client.post(HASLUM, {**read(preview).values, "utfor": "ja"})
        again = client.post(HASLUM, read(late).values | {"utfor": "ja"})

        assert late.status_code == 422
        assert "Noen andre endret vervene mens du skrev." in late.content.decode()
        assert people["member"].terms.count() == 1
        assert again.status_code in {200, 302}

    def test_sent_twice_it_is_done_once(self, client, people):
        key = seat(people.haslum, Title.LEADER)
        preview = self.asked(client, people, **{f"who_{key}": "Mona Dahl"})
        pressed = {**read(preview).values, "utfor": "ja"}

        answers = [client.post(HASLUM, pressed).status_code for _ in range(2)]

        assert (answers[0], people["member"].terms.count()) == (302, 1)

    def test_one_who_begins_the_very_day_is_not_pushed_out(self, people):
        TermFactory(
            office=people.haslum.offices.get(title=Title.SECRETARY), person=people["stranger"], from_on=people.today
        )

        with pytest.raises(RuleViolation) as refused:
            services.hand_over(
                unit=people.haslum,
                changes=[change(people.haslum, Title.SECRETARY, people["member"])],
                election=election(people),
                by=people["secretary"],
                at=now(),
            )

        assert str(refused.value).startswith("Stian Rud er ført inn her fra ")

    @pytest.mark.parametrize("seats", [1, 3])
    def test_the_page_asks_as_often_for_three_seats_as_for_one(
        self, client, people, seats, django_assert_max_num_queries
    ):
        office = people.haslum.offices.get(title=Title.BOARD_MEMBER)
        office.seats = seats
        office.save()
        for number in range(1, seats + 1):
            TermFactory(office=office, seat=number)
        people.sign_in(client, "secretary")

        with django_assert_max_num_queries(18):
            assert client.get(HASLUM).status_code == 200


def test_a_new_board_is_second_among_what_one_does_on_the_partys_page(client, people):
    people.sign_in(client, "secretary")

    page = client.get("/organisasjon/baerum-arbeiderparti/").context["page"]

    assert page.acts[0].label == "Før inn nytt styre"
