"""Writes about offices, who sits in them, and the branch's contact on the board."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core import audit, scope
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.organisation.models import Approval, BoardContact, Kind, Office, Term, Title, Unit
from lokallag.organisation.queries.approvers import day_short_without, gives_register
from lokallag.organisation.queries.offices import sits_on_board
from lokallag.people.domain.names import clean_name
from lokallag.people.models import Person

ONE_DAY = timedelta(days=1)
_may_sit: dict[Kind, Callable[[Person, date], None]] = {}


def say_who_may_sit(kind: Kind, check: Callable[[Person, date], None]) -> None:
    """Let a room above refuse who is seated in units of a kind: called from its ``apps.py``.

    :param check: gets the person and today's date, and raises ``RuleViolation`` with words for whoever seats them
    """
    _may_sit[kind] = check


def first_offices(kind: Kind) -> Mapping[Title, int]:
    """Return the offices that a unit of this kind begins with: title → seats. More are added on its page."""
    if kind == Kind.MUNICIPAL:
        return {
            Title.LEADER: 1,
            Title.DEPUTY_LEADER: 1,
            Title.SECRETARY: 1,
            Title.TREASURER: 1,
            Title.TRAINING_OFFICER: 1,
            Title.CAMPAIGN_MANAGER: 1,
            Title.BOARD_MEMBER: 4,
            Title.DEPUTY_MEMBER: 3,
        }
    if kind == Kind.BRANCH:
        return {Title.LEADER: 1, Title.DEPUTY_LEADER: 1, Title.SECRETARY: 1, Title.BOARD_MEMBER: 2}
    if kind == Kind.NETWORK:
        return {Title.LEADER: 1}
    return {Title.LEADER: 1, Title.SECRETARY: 1}


@transaction.atomic
def set_office(*, unit: Unit, title: Title, seats: int, called: str = "", by: Person | None, at: datetime) -> Office:
    """Give a unit an office with this many seats, or change how many an office of the same name has.

    :raises RuleViolation: fewer than 1 or more than 60 seats, or a seat that goes is taken
    """
    with speaking({"office_has_seats": "seats"}):
        office, _new = Office.objects.get_or_create(
            unit=unit, title=title, called=clean_name(called), defaults={"seats": seats}
        )
    return change_office(office=office, called=called, seats=seats, by=by, at=at)


@transaction.atomic
def add_office(*, unit: Unit, title: Title, seats: int, called: str = "", by: Person | None, at: datetime) -> Office:
    """Give a unit one more office.

    :raises RuleViolation: fewer than 1 or more than 60 seats, the unit has an office called so already, or is closed
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.closed_on is not None:
        raise RuleViolation(_("Enheten er lagt ned, og får ingen nye verv."))
    with speaking({"office_has_seats": "seats", "office_once_per_unit": "title"}):
        office = Office.objects.create(unit=unit, title=title, called=clean_name(called), seats=seats)
    audit.record(
        "organisation.manage_units", actor=by, target=unit, at=at, details={"office": office.pk, "seats": seats}
    )
    return office


@transaction.atomic
def change_office(
    *, office: Office, called: str, seats: int, by: Person | None, at: datetime, seen: str | None = None
) -> Office:
    """Change what an office is called and how many seats it has.

    :param called: empty uses the title's own word
    :param seen: the ``fingerprint`` of the office that the writer saw; ``None`` checks nothing
    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: fewer than 1 or more than 60 seats, a seat that goes is taken, or the unit has an office
        called so already
    """
    office = Office.objects.select_for_update().get(pk=office.pk)
    check_fresh(seen, office.fingerprint)
    lost = office.terms.filter(seat__gt=seats).exclude(until_on__lt=local_date(at))
    if lost.exists():
        raise RuleViolation(_("Noen sitter i en plass som blir borte. Avslutt vervet deres først."), field="seats")
    office.called, office.seats = clean_name(called), seats
    with speaking({"office_has_seats": "seats", "office_once_per_unit": "called"}):
        office.save(update_fields=["called", "seats"])
    audit.record(
        "organisation.manage_units",
        actor=by,
        target=office.unit,
        at=at,
        details={"office": office.pk, "seats": seats},
    )
    return office


@transaction.atomic
def appoint(
    *,
    office: Office,
    person: Person,
    from_on: date,
    until_on: date | None,
    elected_by: str,
    by: Person | None,
    at: datetime,
    seat: int | None = None,
    elected_on: date | None = None,
    minuted_in: str = "",
) -> Term:
    """Seat a person in an office between two local dates, both included. The holder's name is kept as it is now.

    :param seat: which seat; ``None`` takes the first that is free in the whole period
    :param until_on: the last day; ``None`` until further notice
    :param elected_by: the meeting that elected, as it is minuted
    :raises RuleViolation: one's own office, no electing meeting, dates the wrong way round, no free seat, the person
        holds the office already, the unit is closed in the period, or a room above says that this person may not sit
        in units of its kind (``say_who_may_sit``); and where two must want it (``propose_grant``),
        unless it is done on the server
    """
    if by is not None and gives_register(office):
        raise RuleViolation(
            _("Leder og sekretær i kommunepartiet kan ikke føres inn av én alene. En annen må godkjenne."),
            field="office",
        )
    return write_term(
        office=office,
        person=person,
        from_on=from_on,
        until_on=until_on,
        elected_by=elected_by,
        by=by,
        at=at,
        seat=seat,
        elected_on=elected_on,
        minuted_in=minuted_in,
    )


def write_term(
    *,
    office: Office,
    person: Person,
    from_on: date,
    until_on: date | None,
    elected_by: str,
    by: Person | None,
    at: datetime,
    seat: int | None,
    elected_on: date | None,
    minuted_in: str,
    approval: Approval | None = None,
) -> Term:
    """Seat a person as ``appoint`` does, once it is settled that it may be done. Runs in its caller's transaction.

    :param approval: what another approved, and this carries out
    :raises RuleViolation: as ``appoint``
    """
    if by is not None and by.pk == person.pk:
        raise RuleViolation(
            _("Du kan ikke gi deg selv et verv. Be en annen i styret om å føre det inn."), field="person"
        )
    if not elected_by.strip():
        raise RuleViolation(_("Skriv hvilket møte som valgte, for eksempel «Årsmøtet 2026»."), field="elected_by")
    if until_on is not None and until_on < from_on:
        raise RuleViolation(_("Vervet kan ikke slutte før det begynner. Sjekk de to datoene."), field="until_on")
    unit = Unit.objects.select_for_update().get(pk=office.unit_id)  # the unit first, as when it closes
    closed_on = unit.closed_on
    may_sit = _may_sit.get(Kind(unit.kind))
    if may_sit is not None:
        may_sit(person, local_date(at))
    office = Office.objects.select_for_update().get(pk=office.pk)
    if closed_on is not None and (until_on is None or until_on > closed_on):
        raise RuleViolation(
            _("Enheten er lagt ned fra %(day)s. Vervet kan ikke vare lenger enn det.") % {"day": in_words(closed_on)},
            field="until_on",
        )
    taken = _overlapping(office, from_on, until_on)
    if any(person_id == person.pk for _seat, person_id in taken):
        raise RuleViolation(
            _("%(name)s har allerede dette vervet i perioden.") % {"name": person.name}, field="from_on"
        )
    if seat is None:
        seat = _first_free_seat(office, {number for number, _person in taken})
    elif not 1 <= seat <= office.seats:
        raise RuleViolation(_("Vervet har ikke så mange plasser."), field="seat")
    with speaking({"term_no_overlap_on_seat": "from_on", "term_ends_after_it_begins": "until_on"}):
        term = Term.objects.create(
            office=office,
            seat=seat,
            person=person,
            holder_name=person.name,
            from_on=from_on,
            until_on=until_on,
            elected_by=elected_by.strip(),
            elected_on=elected_on,
            minuted_in=minuted_in.strip(),
        )
    audit.record(
        "organisation.appoint_officer",
        actor=by,
        target=term,
        at=at,
        details={
            "office": office.pk,
            "person": person.pk,
            "from_on": from_on.isoformat(),
            "approval": approval.pk if approval is not None else None,
        },
    )
    scope.forget()
    return term


def _overlapping(office: Office, from_on: date, until_on: date | None) -> list[tuple[int, int | None]]:
    """Return seat and person of each term of the office that shares a day with the period."""
    terms = office.terms.exclude(until_on__lt=from_on)
    if until_on is not None:
        terms = terms.filter(from_on__lte=until_on)
    return list(terms.values_list("seat", "person_id"))


def _first_free_seat(office: Office, taken: set[int]) -> int:
    for seat in range(1, office.seats + 1):
        if seat not in taken:
            return seat
    if office.seats == 1:
        raise RuleViolation(
            _("Plassen er allerede besatt i denne perioden. Avslutt den som sitter, eller velg en senere dato."),
            field="from_on",
        )
    raise RuleViolation(
        _("Alle %(seats)d plassene er besatt i denne perioden. Avslutt et verv, eller gi vervet flere plasser.")
        % {"seats": office.seats},
        field="from_on",
    )


@transaction.atomic
def end_term(*, term: Term, last_day: date, by: Person | None, at: datetime, seen: str | None = None) -> Term:
    """Set the last day of a term. What the office allows is gone at midnight after it, Oslo time.

    A term can be shortened, or given its first last day. It is never prolonged: that takes a new election. A term that
    is over stays as it was.

    :param seen: the ``fingerprint`` of the term that the writer saw; ``None`` checks nothing
    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it would end before it began or later than it was elected for, it is over already, it
        would outlive its unit, or too few would be left who can approve (on the server they may be)
    """
    closed_on = (
        Unit.objects.select_for_update().get(pk=term.office.unit_id).closed_on
    )  # the unit first, as when it closes
    term = Term.objects.select_for_update().get(pk=term.pk)
    check_fresh(seen, term.fingerprint)
    if term.until_on is not None and term.until_on < local_date(at):
        raise RuleViolation(
            _("Vervet ble avsluttet %(day)s. Skal personen sitte igjen, så velg på nytt.")
            % {"day": in_words(term.until_on)},
            field="last_day",
        )
    if term.until_on is not None and last_day > term.until_on:
        raise RuleViolation(
            _("Vervet varer til og med %(day)s. Skal det vare lenger, må møtet velge på nytt.")
            % {"day": in_words(term.until_on)},
            field="last_day",
        )
    if closed_on is not None and last_day > closed_on:
        raise RuleViolation(
            _("Enheten er lagt ned fra %(day)s. Vervet kan ikke vare lenger enn det.") % {"day": in_words(closed_on)},
            field="last_day",
        )
    if by is not None:
        _must_leave_two(term, last_day + ONE_DAY, field="last_day")
    term.until_on = last_day
    with speaking({"term_ends_after_it_begins": "last_day", "term_no_overlap_on_seat": "last_day"}):
        term.save(update_fields=["until_on"])
    audit.record(
        "organisation.appoint_officer", actor=by, target=term, at=at, details={"until_on": last_day.isoformat()}
    )
    scope.forget()
    return term


def _must_leave_two(term: Term, on: date, *, field: str) -> None:
    """Refuse that a term ends where it leaves fewer than two who can approve for each other. The unit is locked."""
    if not gives_register(term.office):
        return
    short = day_short_without([term], on)
    if short is not None:
        raise RuleViolation(
            _(
                "Fra %(day)s kan færre enn to godkjenne for hverandre, og da stopper alt som krever to. "
                "Før inn hvem som overtar på siden for overlevering, så slutter dette vervet dagen før."
            )
            % {"day": in_words(short)},
            field=field,
        )


@transaction.atomic
def withdraw_term(*, term: Term, by: Person | None, at: datetime) -> None:
    """Take back a term that has not begun, as if it had not been written down. The log of changes keeps that it was.

    :raises RuleViolation: it has begun: then it is ended, not taken back; or too few would be left who can approve
    """
    Unit.objects.select_for_update().get(pk=term.office.unit_id)
    term = Term.objects.select_for_update(of=("self",)).get(pk=term.pk)
    if term.from_on <= local_date(at):
        raise RuleViolation(_("Vervet har begynt. Sett en siste dag i stedet."), field="last_day")
    if by is not None:
        _must_leave_two(term, term.from_on, field="last_day")
    details = {"withdrawn": True, "office": term.office_id, "person": term.person_id}
    audit.record("organisation.appoint_officer", actor=by, target=term, at=at, details=details)
    term.delete()
    scope.forget()


@transaction.atomic
def name_board_contact(*, branch: Unit, person: Person, from_on: date, by: Person | None, at: datetime) -> BoardContact:
    """Name the board member whom a branch can turn to from a day on; the one before ends the day before.

    :raises RuleViolation: the unit is no branch or is closed, the person has no seat on the board that day, or a
        later contact is already named
    """
    branch = Unit.objects.select_for_update().get(pk=branch.pk)
    if branch.kind != Kind.BRANCH:
        raise RuleViolation(_("Bare partiavdelinger har en kontakt i styret."))
    if branch.closed_on is not None:
        raise RuleViolation(_("Avdelingen er lagt ned, og trenger ingen kontakt."))
    if not sits_on_board(person, from_on):
        raise RuleViolation(_("Kontakten må sitte i styret den dagen. Velg en av styrets medlemmer."), field="person")
    before = branch.board_contacts.filter(until_on__isnull=True).first()
    if before is not None and before.from_on < from_on:
        before.until_on = from_on - ONE_DAY
        before.save(update_fields=["until_on"])
    elif before is not None and before.from_on == from_on:
        before.delete()
    with speaking({"board_contact_one_per_branch": "from_on", "board_contact_ends_after_it_begins": "from_on"}):
        contact = BoardContact.objects.create(branch=branch, person=person, from_on=from_on)
    audit.record("organisation.name_contact", actor=by, target=branch, at=at, details={"person": person.pk})
    scope.forget()
    return contact
