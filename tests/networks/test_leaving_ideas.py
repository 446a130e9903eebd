"""What becomes of ideas and applications when somebody leaves, and with time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.keeping import Period
from lokallag.core.models import Change
from lokallag.networks import services
from lokallag.networks.models import Application, Candidate, Companion, Idea, UnknownCandidate
from lokallag.networks.services import forgetting, let_former_go
from lokallag.privacy.models import Why
from lokallag.privacy.services import erase_person
from tests.cast import cast
from tests.networks.ideas_stage import (
    WHOLE,
    candidate,
    draft,
    end_membership,
    idea,
    join,
    member,
    ready,
    returned,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def erase(person):
    erase_person(person=person, by=None, at=now(), why=Why.LEFT)


class TestTheApplicantLeaves:
    @pytest.mark.parametrize("how", ["erased", "ended"])
    def test_the_application_is_withdrawn_by_itself_and_the_name_goes(self, people, how):
        kari = member()
        found = returned(kari)
        found.questions.update(answer="Ring Kari Nes", answered_at=now())
        if how == "erased":
            erase(kari)
        else:
            end_membership(kari, people)
            assert let_former_go(at=now()) == 1
            assert let_former_go(at=now()) == 0

        found.refresh_from_db()
        assert (found.stage, found.applicant, found.purpose, found.plan) == ("withdrawn", None, "", "")
        assert found.questions.get().answer == ""
        assert not Candidate.objects.exists()
        assert not UnknownCandidate.objects.exists()
        assert Change.objects.filter(act="networks.edit_application", target_id=str(found.pk)).exists()

    def test_a_draft_is_deleted(self, people):
        kari = member()
        draft(kari)
        erase(kari)
        assert not Application.objects.exists()

    def test_what_is_decided_stands_without_the_name(self, people):
        kari = member()
        found = sent(kari)
        Application.objects.update(
            stage="declined", decided_at=now(), meeting_on=people.today, case_number="3/26", reason="Nei"
        )
        erase(kari)
        found.refresh_from_db()
        assert (found.stage, found.applicant, found.purpose) == ("declined", None, WHOLE.purpose)

    def test_a_member_keeps_theirs(self, people):
        found = sent(people["member"])
        assert let_former_go(at=now()) == 0
        found.refresh_from_db()
        assert (found.stage, found.applicant) == ("submitted", people["member"])

    def test_who_is_no_member_reads_their_own_and_does_nothing_to_it(self, people, client):
        found = sent(people["member"])
        end_membership(people["member"], people)
        people.sign_in(client, "member")
        assert client.get(f"/nettverk/soknad/{found.pk}/").status_code == 200
        assert client.post(f"/nettverk/soknad/{found.pk}/trekk/").status_code == 403
        assert client.get("/nettverk/ideer/").status_code == 403


class TestACandidateLeaves:
    @pytest.mark.parametrize("how", ["erased", "ended"])
    def test_they_are_taken_off_what_is_under_way(self, people, how):
        liv = member("Liv", "Dale")
        found = ready(people["member"])
        candidate(found, liv)
        if how == "erased":
            erase(liv)
        else:
            end_membership(liv, people)
            assert let_former_go(at=now()) == 1
        assert list(found.candidates.values_list("person", flat=True)) == [people["member"].pk]


@pytest.mark.parametrize("how", ["erased", "ended"])
def test_ideas_and_companions_go_with_the_person(people, how):
    kari, own = member(), idea(people["member"])
    join(own, kari)
    join(idea(kari), people["member"])
    if how == "erased":
        erase(kari)
    else:
        end_membership(kari, people)
        let_former_go(at=now())
    assert list(Idea.objects.all()) == [own]
    assert not Companion.objects.exists()


class TestTime:
    def test_drafts_left_lying_go(self, people):
        old, fresh = draft(people["member"]), draft(people["member"], replace(WHOLE, topic="Klima"))
        Application.objects.filter(pk=old.pk).update(updated_at=now() - timedelta(days=366))
        assert forgetting.forget_drafts(at=now(), kept=Period(months=12)) == 1
        assert list(Application.objects.all()) == [fresh]

    def test_what_came_to_nothing_goes_and_what_is_with_the_board_stays(self, people):
        over, stays = sent(people["member"]), sent(member(), replace(WHOLE, topic="Klima"))
        services.withdraw_application(application=over, by=people["member"], at=now())
        Application.objects.update(updated_at=now() - timedelta(days=800))
        assert forgetting.forget_over(at=now(), kept=Period(months=24)) == 1
        assert list(Application.objects.all()) == [stays]

    def test_names_go_half_a_year_after_the_decision(self, people):
        sent(people["member"])
        Application.objects.update(
            stage="approved",
            decided_at=now() - timedelta(days=200),
            meeting_on=people.today,
            case_number="3/26",
            reason="Ja",
        )
        assert forgetting.forget_candidates(at=now(), kept=Period(months=6)) == 2
        assert not Candidate.objects.exists()
        assert not UnknownCandidate.objects.exists()
