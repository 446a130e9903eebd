"""Who has an interest of their own in an application: who applies, and who has said yes to leading the network."""

import pytest
from django.utils.timezone import now

from lokallag.core.permissions import may
from lokallag.followup.models import Commitment
from lokallag.networks.models import Candidate
from lokallag.networks.services.board_watch import watch_applications
from tests.cast import cast
from tests.networks.board_stage import apply, candidate

pytestmark = pytest.mark.django_db
OFFICERS = ("board leader", "secretary")
STUCK = "Ingen kan føre inn vedtaket slik saken står"


@pytest.fixture
def people():
    return cast()


def page(people, client, case, who):
    return people.sign_in(client, who).get(f"/nettverk/styret/{case.pk}/").content.decode()


def test_who_is_only_proposed_can_still_record_it(people, client):
    case = apply(people)
    for who in OFFICERS:
        candidate(case, "asked", person=people[who])
    watch_applications(at=now())

    for who in OFFICERS:
        assert may(people[who], "networks.decline_application", case)
        assert "Du fører ikke inn dette vedtaket" not in page(people, client, case, who)
    assert Commitment.objects.get().responsible == people["board leader"]


def test_one_who_said_yes_leaves_it_to_the_other(people, client):
    case = apply(people)
    candidate(case, person=people["board leader"])
    candidate(case, "asked", person=people["secretary"])

    shown = page(people, client, case, "board leader")
    assert "Du har sagt ja til å sitte i styringsgruppa. Da fører den andre av leder og sekretær" in shown
    assert "/godkjenn/" in page(people, client, case, "secretary")


def test_when_both_said_yes_each_is_told_to_take_it_back_and_can(people, client):
    case = apply(people)
    for who in OFFICERS:
        candidate(case, person=people[who])

    shown = page(people, client, case, "secretary")
    assert STUCK in shown
    assert "Tar du tilbake ditt ja til å sitte i styringsgruppa, kan du føre det inn." in shown
    own = Candidate.objects.get(person=people["secretary"])
    path = f"/nettverk/soknad/kandidat/{own.pk}/"
    assert path in shown

    own.answer = "no"
    own.save()
    assert "/godkjenn/" in page(people, client, case, "secretary")


def test_where_one_applies_and_the_other_said_yes_the_one_to_take_it_back_is_named(people, client):
    case = apply(people, applicant=people["board leader"])
    candidate(case, person=people["secretary"])

    shown = page(people, client, case, "board leader")
    assert STUCK in shown
    assert f"Tar {people['secretary'].name} tilbake sitt ja" in shown
    assert "Tar du tilbake ditt ja" in page(people, client, case, "secretary")
