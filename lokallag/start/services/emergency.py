"""Break glass: offices filled by the server's own hand when too few are left who could do it in the web."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.organisation.models import Kind, Office, Term, Title, Unit
from lokallag.organisation.queries import APPROVERS_NEEDED, able_approvers, board_members
from lokallag.organisation.services import end_term
from lokallag.people.models import Language, Person
from lokallag.start.domain.founding import Minutes, NewOfficer, check_minutes, check_two_persons
from lokallag.start.models import BreakGlass
from lokallag.start.services.founding import live_terms, person_of, seat, stand_in_line
from lokallag.start.services.letters import send_first_sign_in, tell_board_of_emergency

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Broken:
    """What was done: the new terms, those that were ended, how many on the board were written to, and who can approve.

    ``approvers`` are persons, sorted by name; fewer than two means that it takes one more time.
    """

    record: BreakGlass
    seated: tuple[Term, ...]
    ended: tuple[Term, ...]
    told: int
    approvers: tuple[Person, ...]


@transaction.atomic
def break_glass(
    *,
    leader: NewOfficer | None,
    secretary: NewOfficer | None,
    minutes: Minutes,
    reason: str,
    ends: Collection[Title] = (),
    may_share_address: bool = False,
    language: Language = Language.BOKMAAL,
    at: datetime,
) -> Broken:
    """Fill the offices of leader and secretary, or one of them, while fewer than two able approvers are left.

    The new terms begin today, so that the past stays as it was. No term that is live ends unless its office stands in
    ``ends``. Who stands in the register by name and address already is that person; all others are registered. The
    whole board, as it was and as it becomes, is told.

    :param reason: why the board cannot do it, for the board to read
    :raises RuleViolation: two are able to approve, nobody is to be seated, no reason, a seat is taken, an office is to
        end without a new holder, or the minutes do not hold
    """
    stand_in_line()
    today = local_date(at)
    unit = Unit.objects.filter(kind=Kind.MUNICIPAL).named(today).first()
    if unit is None:
        raise RuleViolation(_("Organisasjonen er ikke satt opp. Kjør «lokallag start» uten --break-glass."))
    able = able_approvers(today)
    if len(able) >= APPROVERS_NEEDED:
        raise RuleViolation(
            _("%(names)s kan godkjenne for hverandre i dag. Be dem føre inn vervene på nettsiden under Organisasjonen.")
            % {"names": _(" og ").join(person.name for person in able)}
        )
    if not reason.strip():
        raise RuleViolation(_("Skriv hvorfor styret ikke kan føre inn vervene selv."), field="reason")
    wanted = {title: new for title, new in ((Title.LEADER, leader), (Title.SECRETARY, secretary)) if new is not None}
    if not wanted:
        raise RuleViolation(_("Skriv hvem som er ny leder, ny sekretær eller begge deler."), field="leader_given")
    if leader is not None and secretary is not None:
        check_two_persons(leader, secretary, may_share_address=may_share_address)
    minutes = replace(minutes, from_on=today)
    check_minutes(minutes, today=today)
    before = board_members(today)
    ended = _make_room(unit, wanted, ends, minutes, at=at)
    seated = tuple(
        seat(unit, title, person_of(new, language=language, at=at), minutes, at=at) for title, new in wanted.items()
    )
    with speaking():
        record = BreakGlass.objects.create(
            at=at,
            reason=" ".join(reason.split()),
            meeting=minutes.meeting.strip(),
            held_on=minutes.held_on,
            reference=minutes.reference.strip(),
        )
    audit.record(
        "start.break_glass",
        actor=None,
        target=record,
        at=at,
        details={f"seated_{term.office.title}": term.person_id for term in seated}
        | {f"ended_{term.office.title}": term.person_id for term in ended},
    )
    for term in seated:
        send_first_sign_in(term, unit, at=at)
    board = {person.pk: person for person in (*before, *board_members(today))}
    told = tell_board_of_emergency(record, unit, seated, ended, board.values(), at=at)
    return Broken(record, seated, ended, told, tuple(able_approvers(today)))


def _make_room(
    unit: Unit, wanted: dict[Title, NewOfficer], ends: Collection[Title], minutes: Minutes, *, at: datetime
) -> tuple[Term, ...]:
    """End the terms that are named, and refuse where a seat is taken by a term that is not."""
    today = local_date(at)
    ended: list[Term] = []
    for title in (Title.LEADER, Title.SECRETARY):
        office = Office.objects.filter(unit=unit, title=title).order_by("pk").first()
        sitting = live_terms(unit, title, today)
        words = {"office": str(title.label).lower(), "title": str(title)}
        if title in ends and title not in wanted:
            raise RuleViolation(
                _("Skriv hvem som er ny %(office)s. Et verv avsluttes ikke uten at noen overtar.") % words, field="end"
            )
        if title in ends and not sitting:
            raise RuleViolation(_("Ingen sitter som %(office)s i dag. Ta bort --end %(title)s.") % words, field="end")
        if title in wanted and office is None:
            raise RuleViolation(_("Partiet har ikke vervet %(office)s.") % words, field="end")
        if title in ends:
            ended += [end_term(term=term, last_day=minutes.from_on - ONE_DAY, by=None, at=at) for term in sitting]
        elif title in wanted and office is not None and len(sitting) >= office.seats:
            raise RuleViolation(
                _("%(name)s sitter som %(office)s. Skal det vervet avsluttes, så legg til --end %(title)s.")
                % {"name": sitting[0].holder_name, **words},
                field="end",
            )
    return tuple(ended)
