"""From nothing to the first board: the organisation, its two first officers, and what their offices rest on."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.organisation.models import Kind, Office, Term, Title, Unit
from lokallag.organisation.services import appoint, create_unit, set_profile
from lokallag.people.models import Language, Person
from lokallag.people.services import register_person
from lokallag.playbook.services import load_chapters, load_library
from lokallag.playbook.services.duties import load_duties
from lokallag.start.domain.founding import Minutes, NewOfficer, check_minutes, check_two_persons, same_words
from lokallag.start.services.letters import send_first_sign_in


class AlreadyStarted(RuleViolation):
    """Somebody else set the organisation up first."""


@dataclass(frozen=True, slots=True)
class Founded:
    """What was made: the municipal party with its name, and the terms of its leader and its secretary."""

    unit: Unit
    leader: Term
    secretary: Term


def stand_in_line() -> None:
    """Let those who fill the first offices come one after another, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('lokallag.start', 0))")


@transaction.atomic
def found_organisation(
    *,
    organisation: str,
    municipality: str,
    colour: str,
    leader: NewOfficer,
    secretary: NewOfficer,
    minutes: Minutes,
    may_share_address: bool = False,
    language: Language = Language.BOKMAAL,
    on_server: bool = False,
    at: datetime,
) -> Founded:
    """Make the municipal party with profile and offices, seat leader and secretary, and write to both how to sign in.

    What the year, the run book and the division of labour begin with is written down, too: suggestions, nothing
    adopted. All of it, or nothing. Branches that were brought in before hang under the party from now on.

    :param municipality: its number, four digits
    :param language: of the two persons, until they choose another
    :param on_server: whoever asks has the server, so that persons who were brought in first do not stand in the way
    :raises AlreadyStarted: the database holds a person or the municipal party already
    :raises RuleViolation: the two are not two, a date is the wrong way round, or a text is missing
    """
    stand_in_line()
    has_party = Unit.objects.filter(kind=Kind.MUNICIPAL).exists()
    if Person.objects.exists() and (has_party or not on_server):
        raise AlreadyStarted(
            _(
                "Noen andre ble ferdige med å sette opp organisasjonen. "
                "Er du leder eller sekretær, så se etter en e-post og logg inn."
            )
        )
    if has_party:
        raise AlreadyStarted(
            _("Partiet finnes fra før, men ingen personer. Kjør «lokallag start --break-glass» på serveren.")
        )
    if not re.fullmatch(r"[0-9]{4}", municipality):
        raise RuleViolation(_("Et kommunenummer har fire siffer, for eksempel 3201."), field="municipality")
    check_two_persons(leader, secretary, may_share_address=may_share_address)
    check_minutes(minutes, today=local_date(at))
    unit = create_unit(
        kind=Kind.MUNICIPAL,
        name=organisation,
        parent=None,
        opened_on=minutes.held_on,
        decision=f"{minutes.meeting.strip()}, {minutes.reference.strip()}",
        by=None,
        at=at,
    )
    set_profile(main_unit=unit, colour=colour, municipality_code=municipality, by=None, at=at)
    load_library(by=None, at=at)
    load_duties(by=None, at=at)
    persons = [person_of(officer, language=language, at=at) for officer in (leader, secretary)]
    terms = [
        seat(unit, title, person, minutes, at=at)
        for title, person in zip((Title.LEADER, Title.SECRETARY), persons, strict=True)
    ]
    load_chapters(by=None, at=at)
    audit.record(
        "start.found_organisation",
        actor=None,
        target=unit,
        at=at,
        details={"leader": persons[0].pk, "secretary": persons[1].pk},
    )
    for term in terms:
        send_first_sign_in(term, unit, at=at)
    return Founded(unit, *terms)


def person_of(officer: NewOfficer, *, language: Language, at: datetime) -> Person:
    """Return the one person of that name and address, registered now where there is none."""
    found = [person for person in Person.objects.with_email(officer.email) if same_words(person.name, officer.name)]
    if len(found) == 1:
        return found[0]
    return register_person(
        given_name=officer.given_name,
        family_name=officer.family_name,
        email=officer.email,
        language=language,
        by=None,
        at=at,
    )


def seat(unit: Unit, title: Title, person: Person, minutes: Minutes, *, at: datetime) -> Term:
    """Seat a person in an office of the unit by the minutes."""
    return appoint(
        office=Office.objects.filter(unit=unit, title=title).order_by("pk")[0],
        person=person,
        from_on=minutes.from_on,
        until_on=minutes.until_on,
        elected_by=minutes.meeting,
        elected_on=minutes.held_on,
        minuted_in=minutes.reference,
        by=None,
        at=at,
    )


def live_terms(unit: Unit, title: Title, on: date) -> list[Term]:
    """Return the terms of an office of the unit that hold on the day."""
    terms = Term.objects.live(on).filter(office__unit=unit, office__title=title)
    return list(terms.select_related("office", "person").order_by("seat"))
