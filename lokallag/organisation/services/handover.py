"""A whole board changes on one day, after one meeting: who comes, who goes, and what each gains and loses (ADR 0011).

Everything is written in one transaction. Where somebody becomes leader or secretary of the municipal party, the whole
hand-over waits until another has approved it, and is then valid from the day that was chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.spans import Span
from lokallag.calendar.domain.words import in_words, span_in_words
from lokallag.core import audit, scope
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import may
from lokallag.core.stale import StalePage, fingerprint
from lokallag.organisation.domain.lockout import Stay, first_day_short
from lokallag.organisation.models import Approval, Kind, Office, Term, Title, Unit
from lokallag.organisation.queries.approvers import gives_register, register_stays
from lokallag.organisation.queries.effects import Effect, effects_of, powers_on
from lokallag.organisation.services.approvals import ApprovalKind, deciders, propose
from lokallag.organisation.services.grants import check_minuted, day_of, tried_out
from lokallag.organisation.services.handover_words import again, changes_in, describe
from lokallag.organisation.services.offices import write_term
from lokallag.people.models import Person

ONE_DAY = timedelta(days=1)
BACK, AHEAD = timedelta(days=31), timedelta(days=366)
LASTS_AT_LEAST = timedelta(days=60)  # as early as the overview tells the board that terms run out
HAND_OVERS = HAND_OVER, BRANCH_HAND_OVER = "organisation.hand_over", "organisation.branch_hand_over"


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one seat: ``person`` is elected to it, ``None`` leaves it vacant. Others are not named."""

    office: Office
    seat: int
    person: Person | None

    @property
    def field(self) -> str:
        """The name of the form's field for this seat."""
        return f"who_{self.office.pk}_{self.seat}"


@dataclass(frozen=True, slots=True)
class Election:
    """What all changes of one hand-over share: the days of the new terms (the last may be open) and the meeting."""

    from_on: date
    until_on: date | None
    elected_by: str
    elected_on: date | None
    minuted_in: str


@dataclass(frozen=True, slots=True)
class SeatChange:
    """What happens to one seat, in words: who sat there and who will (empty: nobody), and the days of the new term."""

    seat: str
    old: str
    new: str
    span: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a hand-over does: seat by seat, and to whom.

    Beside that what is worth a thought before, and whether another must approve it.
    """

    seats: tuple[SeatChange, ...]
    effects: tuple[Effect, ...]
    warnings: tuple[str, ...]
    needs_approval: bool
    written: int


def seen_of(unit: Unit) -> str:
    """Return the fingerprint of who sits in the unit, for a form to carry along."""
    terms = Term.objects.filter(office__unit=unit).order_by("pk")
    return fingerprint(*terms.values_list("pk", "person_id", "from_on", "until_on"))


def preview_hand_over(
    *, unit: Unit, changes: Sequence[Change], election: Election, by: Person, at: datetime
) -> HandOver:
    """Return what the hand-over would do, without doing it.

    :raises RuleViolation: as ``hand_over``
    """
    return tried_out(lambda: _prepare(unit, changes, election, by=by, at=at))


@transaction.atomic
def hand_over(
    *, unit: Unit, changes: Sequence[Change], election: Election, by: Person, at: datetime, seen: str | None = None
) -> Approval | None:
    """Change who sits in a unit from one day on: each seat that is named is handed over, or falls vacant.

    Who sat there has the day before as the last. Returns the approval that it waits for, or ``None`` where it is done.

    :param seen: ``seen_of`` the unit as the writer saw it; ``None`` checks nothing
    :raises StalePage: somebody else changed the offices meanwhile
    :raises RuleViolation: nothing changes, the election is not minuted, the days do not hold, one's own office, a seat
        that is taken later, or fewer than two would be left who can approve for each other
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if seen is not None and seen != seen_of(unit):
        raise StalePage(_("Noen andre endret vervene mens du skrev. Se over hvem som sitter nå, og send en gang til."))
    if not _needs_approval(unit, changes, by):
        _write(unit, changes, election, by=by, at=at)
        return None
    tried_out(lambda: _write(unit, changes, election, by=by, at=at))  # what stands in the way is told now
    sitting = _sitting(changes, election.from_on)
    return propose(
        kind=_kind(unit),
        payload={
            "from_on": election.from_on.isoformat(),
            "until_on": election.until_on.isoformat() if election.until_on is not None else None,
            "elected_by": election.elected_by.strip(),
            "elected_on": election.elected_on.isoformat() if election.elected_on is not None else None,
            "minuted_in": election.minuted_in.strip(),
            "seats": [
                f"{change.office.pk}:{change.seat}:{change.person.pk if change.person is not None else 0}"
                f":{sitting[change.field].pk if change.field in sitting else 0}"
                for change in changes
            ],
        },
        unit=unit,
        also_for=_gains(unit, changes),
        by=by,
        at=at,
    )


def would_decide(*, unit: Unit, changes: Sequence[Change], by: Person, on: date) -> list[Person]:
    """Return those who could approve such a hand-over, sorted by name; none where it needs no approval."""
    if not _needs_approval(unit, changes, by):
        return []
    draft = Approval(kind=_kind(unit), unit=unit, proposer=by, also_for=_gains(unit, changes))
    return deciders(draft, on)


def _kind(unit: Unit) -> str:
    return HAND_OVER if unit.kind == Kind.MUNICIPAL else BRANCH_HAND_OVER


def _gains(unit: Unit, changes: Sequence[Change]) -> list[int]:
    """Return the ids of those who may not approve it: who comes to power over the register, or over a branch's list."""
    return [
        change.person.pk
        for change in changes
        if change.person is not None and (gives_register(change.office) or unit.kind != Kind.MUNICIPAL)
    ]


def _needs_approval(unit: Unit, changes: Sequence[Change], by: Person) -> bool:
    if not may(by, "organisation.appoint_officer", unit):
        return True  # who leads a branch proposes, the municipal party's board decides
    return any(change.person is not None and gives_register(change.office) for change in changes)


def _prepare(unit: Unit, changes: Sequence[Change], election: Election, *, by: Person, at: datetime) -> HandOver:
    """Write the hand-over and look at what it did: for a trial that is taken back."""
    today = local_date(at)
    day = max(election.from_on, today)
    elected = [change.person for change in changes if change.person is not None]
    sitting = _sitting(changes, election.from_on)
    leaving = [term.person for term in sitting.values() if term.person is not None]
    names = {person.pk: person.name for person in (*elected, *leaving)}
    before = powers_on(names, day)
    _write(unit, changes, election, by=by, at=at)
    span = span_in_words(Span(election.from_on, election.until_on))
    return HandOver(
        seats=tuple(
            SeatChange(
                seat=change.office.seat_label(change.seat),
                old=sitting[change.field].holder_name if change.field in sitting else "",
                new=change.person.name if change.person is not None else "",
                span=span if change.person is not None else "",
            )
            for change in changes
        ),
        effects=effects_of(names, before, powers_on(names, day), day=day),
        warnings=(*_vacancies(unit, changes, day), *_double_seats(unit, elected, day)),
        needs_approval=_needs_approval(unit, changes, by),
        written=len(changes),
    )


def _vacancies(unit: Unit, changes: Sequence[Change], day: date) -> tuple[str, ...]:
    """Return what is worth a thought: nobody leads from the day on."""
    if not any(change.office.title == Title.LEADER for change in changes):
        return ()
    if Term.objects.live(day).filter(office__unit=unit, office__title=Title.LEADER).exists():
        return ()
    name = Unit.objects.named(day).get(pk=unit.pk).name
    return (_("%(unit)s har ingen leder fra %(day)s.") % {"unit": name, "day": in_words(day)},)


def _double_seats(unit: Unit, elected: Sequence[Person], day: date) -> tuple[str, ...]:
    """Return what is worth a thought: one who is elected sits in more than one seat of the unit from the day on."""
    rows = Term.objects.live(day).filter(office__unit=unit, person__in=elected).select_related("office", "person")
    seats: dict[str, list[str]] = {}
    for term in rows.order_by("office_id", "seat"):
        seats.setdefault(term.holder_name, []).append(term.office.seat_label(term.seat).lower())
    return tuple(
        _("%(name)s står på flere plasser: %(seats)s. Er det meningen?") % {"name": name, "seats": ", ".join(labels)}
        for name, labels in seats.items()
        if len(labels) > 1
    )


def _check(unit: Unit, changes: Sequence[Change], election: Election, *, by: Person, at: datetime) -> None:
    today = local_date(at)
    check_minuted(election.elected_by, election.elected_on, election.minuted_in)
    if not changes:
        raise RuleViolation(_("Ingenting er endret. Skriv hvem som er valgt, eller hvilke plasser som blir ledige."))
    if election.elected_on is not None and election.elected_on > today:
        raise RuleViolation(_("Valget må ha skjedd. Skriv dagen møtet ble holdt."), field="elected_on")
    if election.elected_on is not None and election.from_on < election.elected_on:
        raise RuleViolation(
            _("Det nye styret kan ikke begynne før det er valgt. Møtet var %(day)s.")
            % {"day": in_words(election.elected_on)},
            field="from_on",
        )
    if not today - BACK <= election.from_on <= today + AHEAD:
        raise RuleViolation(
            _("Velg en dag mellom %(first)s og %(last)s.")
            % {"first": in_words(today - BACK), "last": in_words(today + AHEAD)},
            field="from_on",
        )
    if any(change.office.unit_id != unit.pk for change in changes):
        raise RuleViolation(_("Et av vervene hører til en annen enhet. Åpne siden på nytt."))
    for change in changes:
        if change.person is not None and change.person.pk == by.pk:
            raise RuleViolation(
                _(
                    "Du kan ikke føre inn ditt eget verv, heller ikke et gjenvalg. "
                    "La plassen stå tom her, så fører en annen i styret den inn."
                ),
                field=change.field,
            )
        if change.person is not None and gives_register(change.office) and not change.person.email:
            raise RuleViolation(
                _("%(name)s har ingen e-postadresse, og kan ikke logge inn. Før inn adressen først.")
                % {"name": change.person.name},
                field=change.field,
            )


def _sitting(changes: Sequence[Change], from_on: date) -> dict[str, Term]:
    """Return who would hold each seat on the day if nothing were done, by the seat's field."""
    offices = {change.office.pk for change in changes}
    terms = Term.objects.live(from_on).filter(office_id__in=offices).select_related("person")
    by_seat = {(term.office_id, term.seat): term for term in terms}
    return {
        change.field: by_seat[(change.office.pk, change.seat)]
        for change in changes
        if (change.office.pk, change.seat) in by_seat
    }


def _write(
    unit: Unit,
    changes: Sequence[Change],
    election: Election,
    *,
    by: Person,
    at: datetime,
    approval: Approval | None = None,
) -> None:
    """Carry the hand-over out. First all seats are emptied, then filled: two may change places."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if approval is None:
        _check(unit, changes, election, by=by, at=at)
    today = local_date(at)
    register_before = list(register_stays(today).values())
    sitting = _sitting(changes, election.from_on)
    for change in changes:
        if change.field in sitting:
            _end(sitting[change.field], change, election, by=by, at=at, approval=approval)
    for change in changes:
        if change.person is None:
            continue
        try:
            write_term(
                office=change.office,
                person=change.person,
                seat=change.seat,
                from_on=election.from_on,
                until_on=election.until_on,
                elected_by=election.elected_by,
                elected_on=election.elected_on,
                minuted_in=election.minuted_in,
                by=by,
                at=at,
                approval=approval,
            )
        except RuleViolation as fault:
            shared = fault.field == "until_on"
            raise RuleViolation(fault.message, field=fault.field if shared else change.field) from fault
    _must_leave_two(register_before, election, today)
    scope.forget()


def _end(
    term: Term, change: Change, election: Election, *, by: Person, at: datetime, approval: Approval | None
) -> None:
    """Let the one who sits have the day before as the last."""
    last_day = election.from_on - ONE_DAY
    if term.from_on > last_day:
        raise RuleViolation(
            _("%(name)s er ført inn her fra %(day)s. Trekk det valget tilbake først, eller velg en senere dag.")
            % {"name": term.holder_name, "day": in_words(term.from_on)},
            field=change.field,
        )
    term.until_on = last_day
    with speaking():
        term.save(update_fields=["until_on"])
    audit.record(
        "organisation.appoint_officer",
        actor=by,
        target=term,
        at=at,
        details={"until_on": last_day.isoformat(), "approval": approval.pk if approval is not None else None},
    )


def _must_leave_two(before: list[Stay], election: Election, today: date) -> None:
    """Refuse a hand-over that locks everybody out. That the new terms run out as they were elected is no such thing."""
    horizon = None if election.until_on is None else max(election.until_on, today + LASTS_AT_LEAST)
    after = list(register_stays(today).values())
    short = first_day_short(before, after, since=today, until=horizon)
    if short is not None:
        raise RuleViolation(
            _(
                "Fra %(day)s kan færre enn to godkjenne for hverandre, og da kommer ingen videre. "
                "Kommunepartiet må ha både leder og sekretær: to personer, hver med en e-postadresse. "
                "Skriv hvem som overtar, eller la den som sitter, fortsette."
            )
            % {"day": in_words(short)}
        )


def _carry_out(approval: Approval, _by: Person, at: datetime) -> None:
    """Write the hand-over as the proposer wrote it, if the same persons sit there as then."""
    rows = changes_in(approval)
    payload, proposer, unit = approval.payload, approval.proposer, approval.unit
    first = day_of(payload.get("from_on"))
    if first is None or proposer is None or unit is None:
        raise RuleViolation(_("Forslaget kan ikke leses. Si nei, og foreslå det på nytt."))
    changes = [Change(office, seat, person) for office, seat, person, _term in rows]
    sitting = _sitting(changes, first)
    for change, (_office, _seat, _person, term_id) in zip(changes, rows, strict=True):
        if (sitting[change.field].pk if change.field in sitting else 0) != term_id:
            raise RuleViolation(_("Noe annet er ført inn siden forslaget. Si nei, og foreslå det på nytt."))
    election = Election(
        from_on=first,
        until_on=day_of(payload["until_on"]),
        elected_by=payload["elected_by"],
        elected_on=day_of(payload["elected_on"]),
        minuted_in=payload["minuted_in"],
    )
    _write(unit, changes, election, by=proposer, at=at, approval=approval)


HAND_OVER_KIND = ApprovalKind(
    name=HAND_OVER,
    title=gettext_lazy("Skifte av styre i kommunepartiet"),
    act="organisation.appoint_officer",
    approve_act="organisation.approve_grant",
    describe=describe,
    again=again,
    carry_out=_carry_out,
)
BRANCH_HAND_OVER_KIND = ApprovalKind(
    name=BRANCH_HAND_OVER,
    title=gettext_lazy("Skifte av styre i en avdeling"),
    act="organisation.hand_over",
    approve_act="organisation.appoint_officer",
    describe=describe,
    again=again,
    carry_out=_carry_out,
)
