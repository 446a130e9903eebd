"""Those who were to lead a network are told what became of it: by a letter each, and on their page."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.keeping import Period
from lokallag.networks import services
from lokallag.networks.domain.applying import Stage
from lokallag.networks.models import Candidate
from lokallag.networks.services.deciding import Group, decline_application
from lokallag.networks.services.forgetting import forget_candidates, let_former_go
from lokallag.organisation.models import Term
from lokallag.organisation.services import Change
from lokallag.outbox.domain.checks import Waiting, sender_of
from lokallag.outbox.models import Message
from tests.cast import cast
from tests.networks import ideas_stage
from tests.networks.board_stage import candidate, ready
from tests.networks.stage import decision, member, steered
from tests.networks.test_board_decision import approved
from tests.networks.test_board_decision import decision as minuted

pytestmark = pytest.mark.django_db
APPOINTED, OUTCOME = "networks.appointed", "networks.candidacy_outcome"


@pytest.fixture
def people():
    return cast()


def sent_to(purpose):
    """Return the letters of a purpose by the given name in their greeting."""
    found = Message.objects.filter(purpose=purpose).order_by("pk")
    return {message.text.split("\n")[0].removeprefix("Hei "): message for message in found}


def approved_without(case, people, given):
    """Approve a case with all who have said yes but one."""
    rows = case.candidates.filter(answer="yes").exclude(person__given_name=given).order_by("-is_leader", "pk")
    persons = [row.person for row in rows]
    group = Group(persons[0], persons[1:], people.today, people.today + timedelta(days=300))
    return approved(case, people, group=group)


def page(client, case, given):
    row = Candidate.objects.select_related("person").get(application=case, person__given_name=given)
    client.force_login(row.person)
    return client.get(f"/nettverk/soknad/kandidat/{row.pk}/").content.decode()


def may_get(purpose, message):
    recipient = message.recipients.get()
    waiting = Waiting(message.key, recipient.recipient_key, recipient.address)
    return waiting in sender_of(purpose).check([waiting], now()).may


class TestApproved:
    def test_each_appointed_is_told_for_what_and_for_how_long(self, people):
        case = approved(ready(people), people)

        letters = sent_to(APPOINTED)
        assert set(letters) == {"Leda", "Meda"}
        text = letters["Leda"].text
        assert "Styret har oppnevnt deg til å lede styringsgruppa i Fagnettverk for klima." in text
        assert "Styret har oppnevnt deg til styringsgruppa i Fagnettverk for klima." in letters["Meda"].text
        assert f"{(people.today + timedelta(days=300)).year}." in text
        assert "skrive til dem som er med" in text
        assert letters["Leda"].action_url.endswith(f"/nettverk/{case.network.unit.slug}/")
        assert letters["Leda"].subject == "Du er oppnevnt i styringsgruppa: Fagnettverk for klima"

    def test_who_said_yes_and_is_not_chosen_is_thanked_and_welcome(self, people, client):
        case = ready(people)
        candidate(case, given="Vilja")
        candidate(case, "no", given="Nei")
        case = approved_without(case, people, "Vilja")

        letters = sent_to(OUTCOME)
        assert set(letters) == {"Vilja"}
        assert "Du er velkommen i nettverket" in letters["Vilja"].text
        assert "Vilja" not in sent_to(APPOINTED)
        shown = page(client, case, "Vilja")
        assert "oppnevnte andre til styringsgruppa denne gangen" in shown
        assert f"/nettverk/{case.network.unit.slug}/" in shown

    def test_the_page_of_one_appointed_says_the_term(self, people, client):
        case = approved(ready(people), people)
        shown = page(client, case, "Meda")
        assert "har oppnevnt deg i styringsgruppa fra og med" in shown
        assert "Vil du sitte i styringsgruppa" not in shown
        assert "Du er velkommen til å bli med" in page(client, case, "Stille")

    def test_a_letter_waits_in_vain_for_who_sits_no_more(self, people):
        approved(ready(people), people)
        letters = sent_to(APPOINTED)
        Term.objects.filter(person__given_name="Meda").update(
            from_on=people.today - timedelta(days=9), until_on=people.today - timedelta(days=1)
        )
        assert (may_get(APPOINTED, letters["Leda"]), may_get(APPOINTED, letters["Meda"])) == (True, False)


def test_who_is_appointed_to_a_seat_later_is_told(people):
    given = steered(people)
    office = given.network.unit.offices.get(title="board_member")
    services.change_steering_group(
        network=given.network, changes=[Change(office, 2, member("Nina"))], from_on=people.today,
        until_on=people.today + timedelta(days=180), decision=decision(people), by=people["secretary"], at=now(),
    )  # fmt: skip
    assert set(sent_to(APPOINTED)) == {"Nina"}


def test_when_it_is_declined_all_who_said_yes_are_told(people, client):
    case = ready(people)
    decline_application(application=case, decision=minuted(people), by=people["secretary"], at=now())

    letters = sent_to(OUTCOME)
    assert set(letters) == {"Leda", "Meda"}
    assert "Styret sa nei til søknaden denne gangen" in letters["Leda"].text
    assert "Mange har spurt." not in letters["Leda"].text, "the reason is the applicant's"
    assert "Styret sa nei til søknaden i møtet" in page(client, case, "Leda")


class TestWithdrawn:
    def test_all_who_said_yes_are_told_and_their_page_says_so(self, people, client):
        case = ready(people)
        services.withdraw_application(application=case, by=people["member"], at=now())

        letters = sent_to(OUTCOME)
        assert set(letters) == {"Leda", "Meda"}
        assert "Søknaden er trukket" in letters["Meda"].text
        assert "Søknaden er trukket" in page(client, case, "Meda")
        assert set(case.candidates.values_list("answer", flat=True)) == {"yes"}

    def test_their_names_go_with_time(self, people):
        case = ready(people)
        services.withdraw_application(application=case, by=people["member"], at=now())
        kept = Period(months=6)
        assert forget_candidates(at=now() + timedelta(days=150), kept=kept) == 0
        assert forget_candidates(at=now() + timedelta(days=200), kept=kept) == 2

    def test_a_draft_that_is_deleted_tells_them_too(self, people):
        found = ideas_stage.draft(people["member"])
        liv = ideas_stage.member("Liv", "Dale")
        row = ideas_stage.candidate(found, liv)
        services.answer_candidacy(candidate=row, says_yes=True, by=liv, at=now())
        services.stand_oneself(application=found, by=people["member"], at=now())

        services.withdraw_application(application=found, by=people["member"], at=now())

        letters = sent_to(OUTCOME)
        assert set(letters) == {"Liv"}
        assert may_get(OUTCOME, letters["Liv"])
        ideas_stage.end_membership(liv, people)
        assert not may_get(OUTCOME, letters["Liv"])

    def test_an_applicant_who_leaves_the_party_withdraws_it_for_them(self, people):
        case = ready(people)
        ideas_stage.end_membership(people["member"], people)
        let_former_go(at=now())
        case.refresh_from_db()
        assert case.stage == Stage.WITHDRAWN
        assert set(sent_to(OUTCOME)) == {"Leda", "Meda"}
