"""The steering group: appointed by the board, for a term."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from lokallag.networks.models import Network
from lokallag.networks.services.founding import Decision
from lokallag.organisation.models import Term, Title
from lokallag.organisation.services import appoint
from lokallag.people.models import Person


@transaction.atomic
def appoint_steering_group(
    *,
    network: Network,
    leader: Person,
    members: Sequence[Person],
    from_on: date,
    until_on: date,
    decision: Decision,
    by: Person | None,
    at: datetime,
) -> tuple[Term, ...]:
    """Seat the leader and the others of a steering group, both days included, and wake the network.

    :raises RuleViolation: all that ``organisation.services.appoint`` refuses
    """
    offices = {office.title: office for office in network.unit.offices.all()}
    seated = [(offices[Title.LEADER], leader), *((offices[Title.BOARD_MEMBER], person) for person in members)]
    return tuple(
        appoint(
            office=office,
            person=person,
            from_on=from_on,
            until_on=until_on,
            elected_by=decision.words,
            elected_on=decision.meeting_on,
            minuted_in=decision.words,
            by=by,
            at=at,
        )
        for office, person in seated
    )
