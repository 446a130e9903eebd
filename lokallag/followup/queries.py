"""The lists of what units have taken on, and the page of one commitment."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.assurance import Factor, is_enough
from lokallag.core.permissions import Asker, may
from lokallag.followup.domain.lifecycle import MOVES, OPEN, State, days_left, is_overdue
from lokallag.followup.models import STATES, Commitment
from lokallag.followup.services import can_answer
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import seats_of
from lokallag.people.models import Person

Crumbs = tuple[tuple[str, str | None], ...]
MOST_CLOSED = 50
MOST_OPEN = 200
TAGS = {State.DONE: "ok", State.IMPOSSIBLE: "warning", State.SUPERSEDED: "", State.NEW: "new"}


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """One commitment in a list: what, whose, who answers, by when in words, and what is special about its state."""

    title: str
    url: str
    unit: str
    responsible: str
    due: str
    is_overdue: bool
    state: str
    tag: str


@dataclass(frozen=True, slots=True)
class CommitmentListPage:
    """All that ``followup/commitment_list.html`` shows. ``overdue`` are those of other units that climbed here."""

    title: str
    lead: str
    crumbs: Crumbs
    open: tuple[CommitmentRow, ...]
    overdue: tuple[CommitmentRow, ...]
    closed: tuple[CommitmentRow, ...]
    unit_shown: bool
    add_url: str
    lists: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note."""

    author: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    """All that ``followup/commitment_detail.html`` shows. Forms are ``None`` for who may not use them."""

    title: str
    lead: str
    crumbs: Crumbs
    state: str
    tag: str
    unit: str
    unit_url: str
    responsible: str
    due: str
    is_overdue: bool
    details: str
    answer: str
    source_label: str
    source_url: str
    made: str
    notes: tuple[NoteRow, ...]
    answer_form: forms.Form | None
    answer_url: str
    assign_form: forms.Form | None
    assign_url: str
    note_form: forms.Form | None
    note_url: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class TakeOnPage:
    """All that ``followup/commitment_form.html`` shows."""

    title: str
    lead: str
    crumbs: Crumbs
    form: forms.Form
    back_url: str


def visible_to(person: Asker, on: date) -> QuerySet[Commitment]:
    """Return the commitments that the person may see: those for which ``followup.see_commitment`` holds."""
    if not person.is_authenticated:
        return Commitment.objects.none()
    if may(person, "followup.see_all"):
        return Commitment.objects.all()
    units = {seat.unit_id for seat in seats_of(person, on)} if is_enough(Factor.HELD) else set()
    return Commitment.objects.filter(Q(responsible_id=person.pk) | Q(unit_id__in=units))


def persons_for(unit: Unit, on: date) -> list[Person]:
    """Return those who may be given the unit's commitments, by name."""
    return list(Person.objects.filter(pk__in=can_answer(unit, on)).order_by("sort_key", "pk"))


def unit_list_page(unit: Unit, *, viewer: Asker, today: date) -> CommitmentListPage:
    """Return a unit's list: what is open, the most urgent first, and the latest that was closed.

    :param unit: with its name
    """
    own = Commitment.objects.filter(unit=unit)
    rows = _rows(_open(own), today)
    closed = _rows(_closed(own), today)
    late = sum(row.is_overdue for row in rows)
    return CommitmentListPage(
        title=_("Oppgaver i %(unit)s") % {"unit": unit.name},
        lead=_lead(len(rows), late),
        crumbs=((unit.name, reverse("organisation:unit", args=[unit.slug])), (_("Oppgaver"), None)),
        open=rows,
        overdue=(),
        closed=closed,
        unit_shown=False,
        add_url=reverse("followup:take_on", args=[unit.slug]) if may(viewer, "followup.take_on", unit) else "",
    )


def board_list_page(party: Unit, *, viewer: Asker, today: date) -> CommitmentListPage:
    """Return the board's list: its own, and what is overdue in other units, with the way to each unit's list.

    :param party: the municipal party, with its name
    """
    own = Commitment.objects.filter(unit=party)
    rows = _rows(_open(own), today)
    climbed = Commitment.objects.overdue(today).exclude(unit=party).order_by("due_on", "pk")[:MOST_OPEN]
    overdue = _rows(climbed, today)
    units = Unit.objects.open(today).exclude(pk=party.pk).named(today)
    return CommitmentListPage(
        title=_("Det styret har tatt på seg"),
        lead=_lead(len(rows), sum(row.is_overdue for row in rows)),
        crumbs=((_("Oppgaver"), None),),
        open=rows,
        overdue=overdue,
        closed=_rows(_closed(own), today),
        unit_shown=True,
        add_url=reverse("followup:take_on", args=[party.slug]) if may(viewer, "followup.take_on", party) else "",
        lists=tuple(
            (unit.name, reverse("followup:unit", args=[unit.slug]))
            for unit in sorted(units, key=lambda unit: unit.name)
        ),
    )


def mine(person: Person, today: date) -> tuple[CommitmentRow, ...]:
    """Return what a person answers for and is open, the most urgent first."""
    return _rows(_open(Commitment.objects.filter(responsible=person)), today)


def take_on_page(unit: Unit, form: forms.Form) -> TakeOnPage:
    """Return the page where something new is taken on.

    :param unit: with its name
    """
    back = reverse("followup:unit", args=[unit.slug])
    return TakeOnPage(
        title=_("Ny oppgave i %(unit)s") % {"unit": unit.name},
        lead=_("Skriv hva som skal gjøres. Den som får ansvaret, får beskjed på e-post."),
        crumbs=((_("Oppgaver"), back), (_("Ny oppgave"), None)),
        form=form,
        back_url=back,
    )


def commitment_page(
    commitment: Commitment,
    *,
    viewer: Asker,
    today: date,
    answer_form: forms.Form | None,
    assign_form: forms.Form | None,
    note_form: forms.Form | None,
    is_stale: bool = False,
) -> CommitmentPage:
    """Return the page of one commitment."""
    unit = Unit.objects.named(today).get(pk=commitment.unit_id)
    state = State(commitment.state)
    pk = commitment.pk
    sees_list = may(viewer, "followup.see_list", unit)
    back = reverse("followup:unit", args=[unit.slug]) if sees_list else ""
    responsible = commitment.responsible
    return CommitmentPage(
        title=commitment.title,
        lead=_lead_of(commitment, state, today),
        crumbs=(((_("Oppgaver"), back),) if back else ()) + ((commitment.title, None),),
        state=str(STATES[state]),
        tag=TAGS.get(state, "info"),
        unit=unit.name,
        unit_url=reverse("organisation:unit", args=[unit.slug]),
        responsible="" if responsible is None else responsible.name,
        due="" if commitment.due_on is None else in_words(commitment.due_on, weekday=True),
        is_overdue=is_overdue(state, commitment.due_on, today=today),
        details=commitment.details,
        answer=commitment.answer,
        source_label=commitment.source_label,
        source_url=commitment.source_url,
        made=_made(commitment),
        notes=tuple(
            NoteRow(
                author=note.author.name if note.author is not None else _("En som ikke er her lenger"),
                when=moment_in_words(note.written_at),
                text=note.text,
            )
            for note in commitment.notes.select_related("author").order_by("written_at", "pk")
        ),
        answer_form=answer_form,
        answer_url=reverse("followup:answer", args=[pk]),
        assign_form=assign_form,
        assign_url=reverse("followup:assign", args=[pk]),
        note_form=note_form,
        note_url=reverse("followup:note", args=[pk]),
        is_stale=is_stale,
    )


def answers_for(commitment: Commitment) -> list[tuple[str, object]]:
    """Return the states one may report now, with their words."""
    moves = MOVES[State(commitment.state)] - {State.ASSIGNED}
    return [(state.value, STATES[state]) for state in State if state in moves]


def _open(found: QuerySet[Commitment]) -> QuerySet[Commitment]:
    opened = found.filter(state__in=[state.value for state in OPEN])
    return opened.order_by("due_on", "pk")[:MOST_OPEN]


def _closed(found: QuerySet[Commitment]) -> QuerySet[Commitment]:
    return found.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")[:MOST_CLOSED]


def _rows(found: QuerySet[Commitment], today: date) -> tuple[CommitmentRow, ...]:
    commitments = list(found.select_related("responsible"))
    units = Unit.objects.named(today).in_bulk({commitment.unit_id for commitment in commitments})
    return tuple(_row(commitment, units[commitment.unit_id].name, today) for commitment in commitments)


def _row(commitment: Commitment, unit: str, today: date) -> CommitmentRow:
    state = State(commitment.state)
    responsible = commitment.responsible
    return CommitmentRow(
        title=commitment.title,
        url=reverse("followup:commitment", args=[commitment.pk]),
        unit=unit,
        responsible="" if responsible is None else responsible.name,
        due=_due(commitment, state, today),
        is_overdue=is_overdue(state, commitment.due_on, today=today),
        state=str(STATES[state]) if state is not State.ASSIGNED else "",
        tag=TAGS.get(state, "info"),
    )


def _due(commitment: Commitment, state: State, today: date) -> str:
    if commitment.due_on is None:
        return ""
    if is_overdue(state, commitment.due_on, today=today):
        late = -days_left(commitment.due_on, today=today)
        return ngettext("%(n)d dag over fristen", "%(n)d dager over fristen", late) % {"n": late}
    return _("Frist %(day)s") % {"day": in_words(commitment.due_on, today)}


def _lead(open_: int, late: int) -> str:
    if not open_:
        return _("Ingenting venter.")
    words = ngettext("%(n)d oppgave er åpen.", "%(n)d oppgaver er åpne.", open_) % {"n": open_}
    if late:
        words += " " + ngettext("%(n)d er over fristen.", "%(n)d er over fristen.", late) % {"n": late}
    return words


def _lead_of(commitment: Commitment, state: State, today: date) -> str:
    if state not in OPEN:
        closed = moment_in_words(commitment.closed_at) if commitment.closed_at else ""
        return _("%(state)s, %(when)s.") % {"state": STATES[state], "when": closed}
    if commitment.responsible is None:
        return _("Ingen har fått ansvaret ennå.")
    words = _("%(name)s har ansvaret.") % {"name": commitment.responsible.name}
    due = _due(commitment, state, today)
    return f"{words} {due}." if due else words


def _made(commitment: Commitment) -> str:
    when = moment_in_words(commitment.made_at)
    if commitment.made_by is None:
        return _("Ført opp %(when)s") % {"when": when}
    return _("Ført opp %(when)s av %(name)s") % {"when": when, "name": commitment.made_by.name}
