"""Applications that have come to the board, for the named people."""

from datetime import date, datetime, timedelta

from django.utils.timezone import now

from lokallag.membership.models import Membership
from lokallag.networks.domain.applying import Stage
from lokallag.networks.models import Application, Candidate
from lokallag.organisation.services import adopt_rules
from lokallag.people.models import Person
from tests.cast import Cast
from tests.factories import MembershipFactory, PersonFactory

SENT_DAYS_AGO = 10
MANDATE = ("Styret kan starte fagnettverk.", "Årsmøtet 2026, sak 8")


def apply(people: Cast, name: str = "Fagnettverk for klima", *, days_left: int = 20, **fields: object) -> Application:
    """Make an application that Mona Dahl sent ten days ago; the board answers within ``days_left``."""
    sent = now() - timedelta(days=SENT_DAYS_AGO)
    values = {
        "applicant": people["member"],
        "topic": "Klima",
        "purpose": "Samle dem som er opptatt av klima.",
        "for_whom": "Alle medlemmer.",
        "plan": "Byvandring i april. Møte om overvann i juni.",
        "wished_hours": "Tirsdager kl. 18",
        "stage": Stage.SUBMITTED,
        "made_at": sent,
        "updated_at": sent,
        "submitted_at": sent,
        "answer_by": people.today + timedelta(days=days_left),
        **fields,
    }
    return Application.objects.create(name=name, **values)


def candidate(
    application: Application,
    answer: str = "yes",
    *,
    person: Person | None = None,
    is_leader: bool = False,
    is_member: bool = True,
    given: str = "Kari",
) -> Candidate:
    """Add somebody who is proposed for the steering group, a member unless said otherwise."""
    if person is None:
        person = PersonFactory(given_name=given)
    if is_member and not Membership.objects.filter(person=person).exists():
        MembershipFactory(person=person)
    at: datetime = now() - timedelta(days=SENT_DAYS_AGO)
    return application.candidates.create(
        person=person,
        answer=answer,
        is_leader=is_leader,
        asked_at=at,
        answered_at=None if answer == "asked" else at,
    )


def ready(people: Cast, **fields: object) -> Application:
    """Make an application with a leader and one more who have said yes, and one who never answered."""
    application = apply(people, **fields)
    candidate(application, given="Leda", is_leader=True)
    candidate(application, given="Meda")
    candidate(application, "asked", given="Stille")
    return application


def set_mandate(people: Cast, until: date | None, *, text: str = MANDATE[0], version: int = 0) -> None:
    """Write the board's mandate into the rules, from the day the terms began."""
    last = "" if until is None else f"{until:%d.%m.%Y}"
    adopt_rules(
        unit=people.party,
        values={"network_mandate": (text, MANDATE[1]), "network_mandate_until": (last, "")},
        valid_from=people.today - timedelta(days=365),
        decision="Årsmøtet 2026, sak 8",
        after_version=version,
        by=None,
        at=now(),
    )


def written(people: Cast, **changes: str) -> dict[str, str]:
    """Return what an officer writes about a decision of yesterday's meeting."""
    day = people.today - timedelta(days=1)
    return {
        "meeting_on": f"{day:%d.%m.%Y}",
        "case_number": "14/26",
        "reason": "Temaet engasjerer mange, og ingen andre dekker det.",
        **changes,
    }


def approval(people: Cast, application: Application, **changes: object) -> dict[str, object]:
    """Return what an officer sends to approve an application: all who have said yes sit for a year."""
    said_yes = list(application.candidates.filter(answer=Candidate.Answer.YES).order_by("-is_leader", "pk"))
    until = people.today + timedelta(days=365)
    return {
        **written(people),
        "leader": str(said_yes[0].pk),
        "members": [str(row.pk) for row in said_yes],
        "from_on": f"{people.today:%d.%m.%Y}",
        "until_on": f"{until:%d.%m.%Y}",
        "name": application.name,
        "topic": application.topic,
        "is_public": "on",
        "seen": application.fingerprint,
        **changes,
    }
