"""The board asks, approves, declines and sends back; two at once; and what it starts itself."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.followup.models import Commitment
from lokallag.networks.domain.applying import Stage
from lokallag.networks.models import Application, Candidate, Network
from lokallag.networks.services import Decision, NetworkFacts
from lokallag.networks.services.asking import ask_applicant
from lokallag.networks.services.board_watch import watch_applications
from lokallag.networks.services.deciding import Group, approve_network, decline_application, return_application
from lokallag.organisation.models import Term, Unit
from lokallag.outbox.models import Message
from tests.cast import cast
from tests.networks.board_stage import apply, approval, candidate, ready, set_mandate, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def letters():
    return [
        (message.subject, message.text)
        for message in Message.objects.filter(purpose="networks.board_answer").order_by("pk")
    ]


def decision(people, **changes):
    values = {"meeting_on": people.today, "case_number": "14/26", "reason": "Mange har spurt.", **changes}
    return Decision(**values)


def group_of(case, people):
    persons = [row.person for row in case.candidates.filter(answer="yes").order_by("-is_leader", "pk")]
    return Group(persons[0], persons[1:], people.today, people.today + timedelta(days=300))


def approved(case, people, **changes):
    values = {
        "facts": NetworkFacts(case.name, case.topic, case.purpose),
        "decision": decision(people),
        "group": group_of(case, people),
        **changes,
    }
    return approve_network(application=case, by=people["secretary"], at=now(), **values)


class TestApprove:
    def test_the_network_its_group_and_the_letter_come_together(self, people, client):
        case = ready(people)
        path = f"/nettverk/styret/{case.pk}/godkjenn/"

        response = people.sign_in(client, "secretary").post(path, approval(people, case))

        assert (response.status_code, response["Location"]) == (302, f"/nettverk/styret/{case.pk}/")
        case.refresh_from_db()
        assert (case.stage, case.case_number, case.decided_by) == ("approved", "14/26", people["secretary"])
        network = Network.objects.get()
        assert (case.network, network.topic, network.purpose, network.case_number) == (
            network,
            "Klima",
            "Samle dem som er opptatt av klima.",
            "14/26",
        )
        seated = Term.objects.filter(office__unit=network.unit).order_by("office__title", "pk")
        assert sorted((term.office.title, term.person.given_name) for term in seated) == [
            ("board_member", "Meda"),
            ("leader", "Leda"),
        ]
        assert {term.until_on for term in seated} == {people.today + timedelta(days=365)}
        [(subject, text)] = letters()
        assert subject == "Styret sa ja til Fagnettverk for klima"
        assert "Temaet engasjerer mange, og ingen andre dekker det." in text
        shown = client.get(f"/nettverk/styret/{case.pk}/").content.decode()
        assert "Søknaden er godkjent." in shown
        assert "Ført inn av Sindre Vik" in shown

    def test_who_has_not_said_yes_or_has_left_is_not_to_choose_and_not_appointed(self, people, client):
        case = ready(people)
        gone = candidate(case, given="Gått", is_member=False)
        silent = case.candidates.get(answer="asked")
        people.sign_in(client, "secretary")
        path = f"/nettverk/styret/{case.pk}/godkjenn/"

        shown = client.get(path).content.decode()
        response = client.post(path, approval(people, case, members=[str(silent.pk), str(gone.pk)]))

        assert f'value="{silent.pk}"' not in shown
        assert f'value="{gone.pk}"' not in shown
        assert response.status_code == 422
        for row in (gone, silent):
            group = Group(row.person, [], people.today, people.today)
            with pytest.raises(RuleViolation) as caught:
                approved(case, people, group=group)
            assert caught.value.field == "members"
        assert not Unit.objects.filter(kind="network").exists()

    def test_a_name_in_use_founds_nothing_and_loses_nothing(self, people, client):
        approved(ready(people), people)
        case = ready(people)

        response = people.sign_in(client, "board leader").post(
            f"/nettverk/styret/{case.pk}/godkjenn/", approval(people, case)
        )

        assert response.status_code == 422
        assert "Temaet engasjerer mange" in response.content.decode()
        case.refresh_from_db()
        assert (case.stage, Network.objects.count(), Term.objects.filter(office__unit__kind="network").count()) == (
            "submitted",
            1,
            2,
        )

    def test_the_gender_balance_of_those_who_said_yes_stands_before_the_appointment(self, people, client):
        case = apply(people)
        for given, gender in (("Leda", "k"), ("Meda", "k")):
            row = candidate(case, given=given, is_leader=given == "Leda")
            row.person.gender = gender
            row.person.save(update_fields=["gender"])

        page = people.sign_in(client, "secretary").get(f"/nettverk/styret/{case.pk}/godkjenn/").context["page"]

        assert (page.balance.counts, page.balance.is_broken) == ("2 kvinner, 0 menn.", True)

    def test_nobody_has_said_yes(self, people, client):
        case = apply(people)
        candidate(case, "asked")

        shown = people.sign_in(client, "secretary").get(f"/nettverk/styret/{case.pk}/godkjenn/").content.decode()

        assert "Ingen kan lede nettverket ennå" in shown
        assert "Godkjenn og start nettverket</button>" not in shown

    def test_the_form_sent_twice_founds_one_network(self, people, client):
        case = ready(people)
        sent = approval(people, case, engangsnokkel="en-nokkel")
        people.sign_in(client, "secretary")

        answers = [client.post(f"/nettverk/styret/{case.pk}/godkjenn/", sent).status_code for _each in range(2)]

        assert (answers, Network.objects.count()) == ([302, 302], 1)


class TestDeclineAndReturn:
    def test_a_refusal_says_why_and_that_one_may_apply_again(self, people, client):
        case = apply(people)

        people.sign_in(client, "board leader").post(
            f"/nettverk/styret/{case.pk}/avslag/", written(people, seen=case.fingerprint)
        )

        case.refresh_from_db()
        assert (case.stage, case.network) == ("declined", None)
        [(subject, text)] = letters()
        assert subject == "Styret har svart på søknaden om Fagnettverk for klima"
        assert "Temaet engasjerer mange" in text
        assert "Du kan søke igjen når du vil." in text

    def test_what_is_sent_back_waits_for_the_applicant_and_stands_among_the_questions(self, people, client):
        case = apply(people)

        people.sign_in(client, "secretary").post(
            f"/nettverk/styret/{case.pk}/tilbake/", written(people, seen=case.fingerprint, reason="Finn en leder til.")
        )

        case.refresh_from_db()
        assert (case.stage, case.reason, case.decided_at) == ("returned", "Finn en leder til.", None)
        assert [question.text for question in case.questions.all()] == ["Finn en leder til."]
        [(subject, text)] = letters()
        assert subject == "Styret vil ha mer om Fagnettverk for klima"
        assert "Det er ikke et nei." in text

    @pytest.mark.parametrize("path", ["avslag", "tilbake", "godkjenn"])
    def test_what_is_missing_or_impossible_is_said_and_the_text_is_kept(self, people, client, path):
        case = ready(people)
        people.sign_in(client, "secretary")
        whole = approval(people, case, case_number="77/26", reason="Alt dette skrev jeg.")
        tomorrow, before = people.today + timedelta(days=1), people.today - timedelta(days=11)
        why = "Skriv hva søkeren skal endre" if path == "tilbake" else "Skriv begrunnelsen i klare ord."
        for field, value, says in (
            ("case_number", " ", "Skriv saksnummeret, for eksempel 14/26."),
            ("reason", "", why),
            ("meeting_on", "", "Skriv en dato"),
            ("meeting_on", f"{tomorrow:%d.%m.%Y}", "Møtet er ikke holdt ennå."),
            ("meeting_on", f"{before:%d.%m.%Y}", "så et møte før den dagen kan ikke ha avgjort den."),
        ):
            response = client.post(f"/nettverk/styret/{case.pk}/{path}/", whole | {field: value})
            text = response.content.decode()
            assert (field, value, response.status_code, says in text) == (field, value, 422, True)
            assert ("Alt dette skrev jeg." in text) == (field != "reason")
            assert ("77/26" in text) == (field != "case_number")
        assert Application.objects.get().stage == "submitted"
        assert letters() == []


class TestTwoAtOnce:
    @pytest.mark.parametrize("path", ["godkjenn", "avslag", "tilbake"])
    def test_the_second_reads_the_first_decision_and_keeps_what_was_written(self, people, client, path):
        case = ready(people)
        sent = approval(people, case, reason="Dette skrev den andre.")
        first = decision(people, reason="Dette skrev den første.")
        decline_application(application=case, decision=first, by=people["board leader"], at=now())

        response = people.sign_in(client, "secretary").post(f"/nettverk/styret/{case.pk}/{path}/", sent)

        text = response.content.decode()
        assert response.status_code == 422
        assert "Noen kom før deg" in text
        assert "Dette skrev den første." in text
        assert "Ført inn av Berit Lund" in text
        assert "Dette skrev den andre." in text
        chosen = [row.person.name for row in case.candidates.filter(answer="yes")]
        assert all(name in text for name in chosen) == (path == "godkjenn")
        assert Application.objects.get().reason == "Dette skrev den første."
        assert not Network.objects.exists()

    def test_a_question_meanwhile_is_seen_before_anything_is_decided(self, people, client):
        case = ready(people)
        sent = approval(people, case, reason="Dette skrev den andre.")
        ask_applicant(application=case, text="Hvem?", by=people["board leader"], at=now())

        text = people.sign_in(client, "secretary").post(f"/nettverk/styret/{case.pk}/avslag/", sent).content.decode()

        assert "Søknaden ligger hos søkeren, som skal svare først." in text
        assert "Dette skrev den andre." in text

    def test_a_change_meanwhile_is_read_and_the_same_form_can_be_sent_again(self, people, client):
        case = ready(people)
        sent = approval(people, case)
        Application.objects.update(updated_at=now(), plan="Ny plan")
        people.sign_in(client, "secretary")

        response = client.post(f"/nettverk/styret/{case.pk}/avslag/", sent)
        case.refresh_from_db()

        assert response.status_code == 422
        assert case.fingerprint in response.content.decode()
        assert client.post(f"/nettverk/styret/{case.pk}/avslag/", sent | {"seen": case.fingerprint}).status_code == 302

    def test_the_service_says_who_came_first(self, people):
        case = ready(people)
        approved(case, people)

        with pytest.raises(StalePage, match="Sindre Vik kom først: Søknaden er godkjent"):
            approved(case, people)
        with pytest.raises(StalePage, match="Sindre Vik kom først: Søknaden er godkjent"):
            return_application(application=case, decision=decision(people), by=people["board leader"], at=now())
        assert Network.objects.count() == 1


class TestAsk:
    def test_a_question_goes_to_the_applicant_and_the_application_waits(self, people, client):
        case = apply(people)

        people.sign_in(client, "secretary").post(
            f"/nettverk/styret/{case.pk}/sporsmal/", {"text": "Hvem leder?", "seen": case.fingerprint}
        )

        case.refresh_from_db()
        assert (case.stage, [question.text for question in case.questions.all()]) == ("returned", ["Hvem leder?"])
        [(subject, text)] = letters()
        assert subject == "Styret spør om Fagnettverk for klima"
        assert "Hvem leder?" in text

    def test_nothing_asked_or_asked_too_late_keeps_the_text(self, people, client):
        case = apply(people)
        people.sign_in(client, "secretary")
        path = f"/nettverk/styret/{case.pk}/sporsmal/"

        assert client.post(path, {"text": " ", "seen": case.fingerprint}).status_code == 422
        decline_application(application=case, decision=decision(people), by=people["board leader"], at=now())
        response = client.post(path, {"text": "Hvem leder?", "seen": case.fingerprint})

        assert response.status_code == 422
        assert "Hvem leder?" in response.content.decode()
        assert not case.questions.exists()

    def test_nobody_is_left_to_ask(self, people):
        with pytest.raises(RuleViolation, match="kan ikke svare"):
            ask_applicant(application=apply(people, applicant=None), text="Hei?", by=people["secretary"], at=now())


class TestMandate:
    @pytest.mark.parametrize(("ago", "may"), [(0, False), (1, True), (2, True)])
    def test_a_meeting_after_the_last_day_cannot_decide_and_one_on_it_can(self, people, ago, may):
        set_mandate(people, people.today - timedelta(days=1))
        case, held = ready(people), decision(people, meeting_on=people.today - timedelta(days=ago))
        if may:
            assert approved(case, people, decision=held).stage == "approved"
            return
        with pytest.raises(RuleViolation) as caught:
            approved(case, people, decision=held)
        assert caught.value.field == "meeting_on"
        assert "Styrets fullmakt til å starte nettverk varte til og med" in str(caught.value)
        assert "Årsmøtet kan gi en ny." in str(caught.value)


class TestOwnInterest:
    def test_who_applied_or_is_proposed_does_not_decide(self, people, client):
        own = apply(people, applicant=people["board leader"])
        proposed = apply(people)
        candidate(proposed, person=people["board leader"])
        people.sign_in(client, "board leader")

        for case in (own, proposed):
            for path in ("godkjenn", "avslag", "tilbake"):
                sent = written(people, seen=case.fingerprint)
                response = client.post(f"/nettverk/styret/{case.pk}/{path}/", sent)
                text = response.content.decode()
                assert response.status_code == 403
                assert "Den som selv har søkt, eller har sagt ja til å sitte i styringsgruppa, gjør det ikke" in text
                assert sent["reason"] in text
        assert set(Application.objects.values_list("stage", flat=True)) == {"submitted"}


class TestBoardsList:
    def test_what_waits_is_taken_on_once_and_done_when_decided(self, people):
        case = apply(people)
        assert [watch_applications(at=now()), watch_applications(at=now())] == [1, 0]
        task = Commitment.objects.get()
        assert (task.title, task.due_on, task.responsible, task.source_url) == (
            "Svar på søknaden om «Fagnettverk for klima»",
            case.answer_by,
            people["board leader"],
            f"/nettverk/styret/{case.pk}/",
        )

        decline_application(application=case, decision=decision(people), by=people["secretary"], at=now())

        task.refresh_from_db()
        assert (task.state, task.answer) == ("done", "Styret avgjorde søknaden, sak 14/26.")
        assert watch_applications(at=now()) == 0

    def test_asked_is_done_and_what_comes_back_is_taken_on_anew(self, people):
        case = apply(people)
        watch_applications(at=now())
        ask_applicant(application=case, text="Hvem?", by=people["secretary"], at=now())
        assert watch_applications(at=now()) == 0

        Application.objects.update(stage=Stage.SUBMITTED)

        assert watch_applications(at=now()) == 1
        assert sorted(Commitment.objects.values_list("state", flat=True)) == ["assigned", "done"]

    def test_what_is_withdrawn_leaves_the_list_and_a_moved_day_is_followed(self, people):
        apply(people)
        watch_applications(at=now())
        Application.objects.update(answer_by=people.today + timedelta(days=50))
        watch_applications(at=now())
        assert Commitment.objects.get().due_on == people.today + timedelta(days=50)

        Application.objects.update(stage=Stage.WITHDRAWN)
        watch_applications(at=now())

        assert Commitment.objects.get().state == "superseded"

    def test_who_stands_in_it_does_not_get_the_task(self, people):
        case = apply(people, applicant=people["board leader"])
        watch_applications(at=now())
        assert Commitment.objects.get().responsible == people["secretary"]
        Commitment.objects.all().delete()
        candidate(case, "yes", person=people["secretary"])
        watch_applications(at=now())
        assert Commitment.objects.get().responsible is None


class TestBoardsOwn:
    @pytest.mark.parametrize(
        ("kind", "ages", "is_trial", "hours"),
        [("yngre", (None, 40), False, "Kvelder på hverdager"), ("senior", (60, None), True, "På dagtid på hverdager")],
    )
    def test_the_offers_come_with_the_ages_of_the_rules(self, people, client, kind, ages, is_trial, hours):
        people.sign_in(client, "secretary")
        path = f"/nettverk/styret/start/?slag={kind}"
        start = client.get(path).context["page"].form.initial

        response = client.post(path, {**start, **written(people), "is_public": "on"})

        network = Network.objects.get()
        assert response["Location"] == f"/nettverk/{network.unit.slug}/styringsgruppe/oppnevn/"
        assert (network.age_from, network.age_until) == ages
        assert (network.is_trial, network.usual_hours) == (is_trial, hours)
        assert (network.case_number, network.unit.has_proposal_right) == ("14/26", False)

    def test_a_network_of_any_kind_takes_a_decision_of_a_meeting_that_was_held(self, people, client):
        people.sign_in(client, "board leader")
        sent = written(people, name="Fagnettverk for bolig", topic="Bolig", purpose="Møter om bolig.")
        tomorrow = f"{people.today + timedelta(days=1):%d.%m.%Y}"
        wrong = [{"meeting_on": tomorrow}, {"case_number": ""}, {"reason": " "}, {"age_from": "50", "age_until": "40"}]

        for change in wrong:
            response = client.post("/nettverk/styret/start/", sent | change)
            assert response.status_code == 422
            assert "Møter om bolig." in response.content.decode()
        assert not Network.objects.exists()

        assert client.post("/nettverk/styret/start/", sent).status_code == 302
        assert Network.objects.get().is_public is False

    def test_the_boards_members_do_not_start_networks(self, people, client):
        assert people.sign_in(client, "board member").get("/nettverk/styret/start/").status_code == 403


def test_a_candidate_who_answers_no_between_is_not_appointed(people):
    case = ready(people)
    group = group_of(case, people)
    Candidate.objects.filter(person=group.members[0]).update(answer="no")

    with pytest.raises(RuleViolation, match="Bare de som har sagt ja selv"):
        approved(case, people, group=group)
