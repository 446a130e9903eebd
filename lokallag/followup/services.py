"""Writes about commitments. Rooms above hand work over by ``take_on``."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.followup import notices
from lokallag.followup.domain import lifecycle
from lokallag.followup.domain.lifecycle import State
from lokallag.followup.models import Commitment, Note
from lokallag.organisation.models import Kind, Term, Unit
from lokallag.organisation.queries import BOARD_TITLES
from lokallag.people.models import Person

MOST_TEXT = 4000
FIELDS = {"commitment_has_a_title": "title", "commitment_closed_has_an_answer": "answer"}


@transaction.atomic
def take_on(
    *,
    unit: Unit,
    title: str,
    by: Person | None,
    at: datetime,
    details: str = "",
    due_on: date | None = None,
    responsible: Person | None = None,
    source_label: str = "",
    source_url: str = "",
    source_key: str = "",
    tell: bool = True,
) -> Commitment:
    """Write down something that a unit has taken on. The same source key again gives back what is there.

    :param unit: whose commitment it is
    :param responsible: who answers for it; must hold an office of the unit or sit on the board that day
    :param source_label: what it comes from, as one reads it; ``source_url`` a page of ours
    :param tell: whether the responsible one gets a letter now; without, only the reminders before the last day
    :raises RuleViolation: no title, too long a text, or the person has no office there
    """
    if source_key:
        known = Commitment.objects.select_for_update().filter(source_key=source_key).first()
        if known is not None:
            return known
    on = local_date(at)
    if responsible is not None:
        _check_can_answer(unit, responsible, on)
    with speaking(FIELDS):
        commitment = Commitment.objects.create(
            unit=unit,
            title=_short(title, 200, "title"),
            details=_short(details, MOST_TEXT, "details"),
            source_label=source_label[:200],
            source_url=source_url,
            source_key=source_key,
            responsible=responsible,
            due_on=due_on,
            state=State.NEW if responsible is None else State.ASSIGNED,
            made_by=by,
            made_at=at,
        )
    audit.record("followup.take_on", actor=by, target=commitment, at=at, details={"unit": unit.pk})
    if tell and responsible is not None and responsible != by:
        notices.tell_of_assignment(commitment, at=at)
    return commitment


@transaction.atomic
def assign_commitment(
    *,
    commitment: Commitment,
    responsible: Person,
    due_on: date | None,
    by: Person,
    at: datetime,
    seen: str | None = None,
) -> Commitment:
    """Give a commitment to somebody, with a last day. One that was closed is taken up again by this.

    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it is replaced by another, or the person has no office there
    """
    commitment = _locked(commitment)
    check_fresh(seen, commitment.fingerprint)
    state = State(commitment.state)
    _check_can_answer(commitment.unit, responsible, local_date(at))
    if state not in lifecycle.OPEN:
        if not lifecycle.may_move(state, State.ASSIGNED):
            raise RuleViolation(_("Oppgaven er erstattet av en annen. Før opp en ny."))
        commitment.notes.create(author=by, text=commitment.answer, written_at=at)
        commitment.answer, commitment.closed_at = "", None
    is_new = commitment.responsible_id != responsible.pk
    commitment.responsible, commitment.due_on = responsible, due_on
    commitment.state = State.IN_PROGRESS if state is State.IN_PROGRESS and not is_new else State.ASSIGNED
    commitment.save(update_fields=["responsible", "due_on", "state", "answer", "closed_at"])
    audit.record(
        "followup.assign_commitment",
        actor=by,
        target=commitment,
        at=at,
        details={"person": responsible.pk, "due_on": due_on.isoformat() if due_on else None},
    )
    if is_new and responsible != by:
        notices.tell_of_assignment(commitment, at=at)
    return commitment


@transaction.atomic
def answer_commitment(
    *, commitment: Commitment, state: State, answer: str, by: Person, at: datetime, seen: str | None = None
) -> Commitment:
    """Say how a commitment goes: in progress, done with evidence, impossible with a reason, or replaced by something.

    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it cannot go there from where it is, or the words are missing
    """
    commitment = _locked(commitment)
    check_fresh(seen, commitment.fingerprint)
    if not lifecycle.may_move(State(commitment.state), state) or state is State.ASSIGNED:
        raise RuleViolation(_("Oppgaven kan ikke gå dit fra der den er. Se hva som står der nå."), field="state")
    words = _short(answer, MOST_TEXT, "answer")
    if state in lifecycle.NEEDS_WORDS and not words:
        raise RuleViolation(_("Skriv hva som ble gjort, eller hvorfor det ikke lot seg gjøre."), field="answer")
    if state in lifecycle.NEEDS_WORDS:
        commitment.answer, commitment.closed_at = words, at
    elif words:
        commitment.notes.create(author=by, text=words, written_at=at)
    commitment.state = state
    with speaking(FIELDS):
        commitment.save(update_fields=["state", "answer", "closed_at"])
    audit.record("followup.answer_commitment", actor=by, target=commitment, at=at, details={"state": state.value})
    return commitment


@transaction.atomic
def write_note(*, commitment: Commitment, text: str, by: Person, at: datetime) -> Note:
    """Add a note. Notes are never changed.

    :raises RuleViolation: it is empty or too long
    """
    words = _short(text, MOST_TEXT, "text")
    with speaking({"commitment_note_is_not_empty": "text"}):
        note = Note.objects.create(commitment=commitment, author=by, text=words, written_at=at)
    audit.record("followup.write_note", actor=by, target=commitment, at=at)
    return note


@transaction.atomic
def supersede_source(*, source_key: str, why: str, by: Person | None, at: datetime) -> Commitment | None:
    """Close the open commitment of a source that is no longer, and return it; ``None`` where there is no open one."""
    commitment = Commitment.objects.select_for_update(of=("self",)).open().filter(source_key=source_key).first()
    if commitment is None:
        return None
    commitment.state, commitment.answer, commitment.closed_at = State.SUPERSEDED, why, at
    with speaking(FIELDS):
        commitment.save(update_fields=["state", "answer", "closed_at"])
    audit.record(
        "followup.answer_commitment", actor=by, target=commitment, at=at, details={"state": State.SUPERSEDED.value}
    )
    return commitment


@transaction.atomic
def finish_source(
    *, source_key: str, evidence: str, responsible: Person | None, by: Person | None, at: datetime
) -> Commitment | None:
    """Close the open commitment of a source as done, and return it; ``None`` where there is no open one.

    :param evidence: what was done, in words
    :param responsible: who answers for it from now on, where nobody did yet
    """
    commitment = Commitment.objects.select_for_update(of=("self",)).open().filter(source_key=source_key).first()
    if commitment is None:
        return None
    if commitment.responsible_id is None:
        commitment.responsible = responsible
    commitment.state, commitment.answer, commitment.closed_at = State.DONE, evidence, at
    with speaking(FIELDS):
        commitment.save(update_fields=["responsible", "state", "answer", "closed_at"])
    audit.record("followup.answer_commitment", actor=by, target=commitment, at=at, details={"state": State.DONE.value})
    return commitment


@transaction.atomic
def move_source(*, source_key: str, due_on: date, by: Person | None, at: datetime) -> Commitment | None:
    """Give the open commitment of a source another last day, and return it; ``None`` where there is no open one."""
    commitment = Commitment.objects.select_for_update(of=("self",)).open().filter(source_key=source_key).first()
    if commitment is None or commitment.due_on == due_on:
        return commitment
    commitment.due_on = due_on
    commitment.save(update_fields=["due_on"])
    audit.record("followup.assign_commitment", actor=by, target=commitment, at=at, details={"due_on": str(due_on)})
    return commitment


def remind(*, at: datetime) -> int:
    """Write to those who answer for what is due in a week, or was due yesterday. Returns how many were written to.

    Said once for each commitment and day, however often it is asked.
    """
    on = local_date(at)
    found = Commitment.objects.open().filter(due_on__isnull=False, responsible__isnull=False)
    told = 0
    for commitment in found.select_related("responsible", "unit"):
        which = lifecycle.reminder(State(commitment.state), commitment.due_on, today=on)
        if which:
            told += notices.remind(commitment, which, at=at)
    return told


def can_answer(unit: Unit, on: date) -> set[int]:
    """Return the ids of those who may be given the unit's commitments: its officers, and the board's members."""
    terms = Term.objects.live(on).filter(person__isnull=False)
    board = Q(office__unit__kind=Kind.MUNICIPAL, office__title__in=BOARD_TITLES)
    return set(terms.filter(Q(office__unit=unit) | board).values_list("person_id", flat=True))


def _check_can_answer(unit: Unit, person: Person, on: date) -> None:
    if person.pk not in can_answer(unit, on):
        raise RuleViolation(
            _("%(name)s har ikke verv i enheten nå. Velg en som har det, eller en i styret.") % {"name": person.name},
            field="responsible",
        )


def _locked(commitment: Commitment) -> Commitment:
    return (
        Commitment.objects.select_for_update(of=("self",)).select_related("unit", "responsible").get(pk=commitment.pk)
    )


def _short(text: str, most: int, field: str) -> str:
    words = text.strip()
    if len(words) > most:
        raise RuleViolation(
            _("Skriv høyst %(most)d tegn. Nå er det %(now)d.") % {"most": most, "now": len(words)}, field=field
        )
    return words
