"""What the room of offices holds of a person, and what is left when they are erased."""

import pytest
from django.utils.timezone import now

from lokallag.core.privacy import holdings
from lokallag.organisation import services
from lokallag.organisation.models import Approval, BoardContact, Term, Title
from lokallag.organisation.services.handover import Change, Election
from tests.organisation.test_approvals import grant

OURS = (Approval, BoardContact, Term)


def erase(person):
    for holding in holdings():
        if holding.model in OURS:
            holding.erase(person, now())


def held(person):
    return {holding.model: len(list(holding.rows(person))) for holding in holdings() if holding.model in OURS}


def test_every_table_of_the_room_says_what_it_holds(people):
    assert set(held(people["member"])) == set(OURS)


def test_offices_held_stay_with_name_office_and_days(people):
    services.name_board_contact(
        branch=people.haslum, person=people["board member"], from_on=people.today, by=None, at=now()
    )
    term = people["board member"].terms.get()
    before = held(people["board member"])

    erase(people["board member"])

    kept = Term.objects.get(pk=term.pk)
    assert (before[Term], before[BoardContact]) == (1, 1)
    assert (kept.person, kept.holder_name, kept.from_on, kept.until_on) == (
        None,
        "Bilal Khan",
        term.from_on,
        people.today,
    )
    assert BoardContact.objects.count() == 0


@pytest.mark.parametrize("who", ["secretary", "member"])
def test_a_proposal_that_waits_falls_with_its_proposer_and_with_whom_it_is_for(people, who):
    grant(people)

    erase(people[who])

    approval = Approval.objects.get()
    assert approval.state == "withdrawn"
    assert people[who].pk not in {approval.proposer_id, approval.beneficiary_id}


def test_who_is_erased_leaves_what_was_decided_for_several(client, people):
    elected = [people["member"], people["stranger"]]
    offices = [
        people.party.offices.select_related("unit").get(title=title) for title in (Title.LEADER, Title.SECRETARY)
    ]
    approval = services.hand_over(
        unit=people.party,
        changes=[Change(office, 1, person) for office, person in zip(offices, elected, strict=True)],
        election=Election(people.today, None, "Årsmøtet", people.today, "Sak 9"),
        by=people["secretary"],
        at=now(),
    )
    services.approve(approval=approval, by=people["board member"], at=now())
    before = held(people["member"])[Approval]

    erase(people["member"])

    row = Approval.objects.get()
    assert (before, row.state, row.also_for, row.payload) == (1, "approved", [people["stranger"].pk], {})
    page = people.sign_in(client, "board member").get(f"/godkjenninger/{row.pk}/")
    assert page.context["page"].title == "Et skifte av styre, der noen ikke står i registeret lenger"
