"""What is unclear to the branches, and what was agreed: as lines beside a duty, and as a page where it is settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core.assurance import Factor, is_enough
from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import board_contact_of, seats_of, way_to_reach
from lokallag.organisation.queries.offices import Reach
from lokallag.playbook.domain.duties import Side, Verdict
from lokallag.playbook.models import SIDES, VERDICTS, DutyAnswer, UnclearDuty

State = UnclearDuty.State
TAGS = {Verdict.CLEAR: "ok", Verdict.UNCLEAR: "warning", Verdict.HELP: "danger"}
GONE = gettext_noop("En som ikke er her lenger")


@dataclass(frozen=True, slots=True)
class StandingLine:
    """How a duty is in a branch: unclear, or what was agreed. ``is_open`` waits for the two to agree."""

    key: str
    duty: str
    unit: str
    url: str
    state: str
    tag: str
    words: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What one side answered of a duty: who, when, what, and the word beside it. ``verdict`` is empty for no answer."""

    side: str
    verdict: str
    tag: str
    words: str
    who: str


@dataclass(frozen=True, slots=True)
class UnclearPage:
    """All that ``playbook/unclear.html`` shows. Forms are ``None`` for who may not use them."""

    title: str
    lead: str
    crumbs: tuple[tuple[str, str | None], ...]
    unit: str
    state: str
    tag: str
    duty_url: str
    review_url: str
    answers: tuple[Said, ...]
    proposal: str
    proposed: str
    agreed: str
    contact: Reach | None
    contact_is_missing: bool
    agree_form: forms.Form | None
    agree_url: str
    propose_form: forms.Form | None
    propose_url: str
    is_stale: bool


def visible_to(person: Asker, today: date) -> QuerySet[UnclearDuty]:
    """Return what is or was unclear that the person may see: those for which ``playbook.see_review`` holds."""
    if not person.is_authenticated or not is_enough(Factor.HELD):
        return UnclearDuty.objects.none()
    if may(person, "playbook.see_duty_overview"):
        return UnclearDuty.objects.all()
    return UnclearDuty.objects.filter(unit__in={seat.unit_id for seat in seats_of(person, today)})


def standing_lines(viewer: Asker, today: date, *, key: str = "") -> list[StandingLine]:
    """Return how duties are in the branches that concern the reader: the newest of each, what is open first.

    :param key: of one duty, and then in all branches that the reader may see; else in the reader's own branches
    """
    from lokallag.organisation.queries import branches_of_contact

    found = visible_to(viewer, today).exclude(state=State.DROPPED)
    if key:
        found = found.filter(key=key)
    else:
        if not viewer.is_authenticated:
            return []
        own = {seat.unit_id for seat in seats_of(viewer, today)} | branches_of_contact(viewer, today)
        found = found.filter(unit__in=own)
    newest: dict[tuple[int, str], UnclearDuty] = {}
    for unclear in found.order_by("pk"):
        newest[unclear.unit_id, unclear.key] = unclear
    units = Unit.objects.named(today).in_bulk({unit_id for unit_id, _key in newest})
    lines = [line_of(unclear, units[unclear.unit_id].name, today) for unclear in newest.values()]
    return sorted(lines, key=lambda line: (not line.is_open, line.unit, line.duty))


def line_of(unclear: UnclearDuty, unit: str, today: date) -> StandingLine:
    """Return one of them as a line."""
    state, tag = state_words(unclear)
    closed = unclear.closed_at
    return StandingLine(
        key=unclear.key,
        duty=unclear.name,
        unit=unit,
        url=reverse("playbook:unclear", args=[unclear.pk]),
        state=state,
        tag=tag,
        words=_("Avtalt %(day)s: %(words)s") % {"day": in_words(local_date(closed), today), "words": unclear.proposal}
        if unclear.state == State.SETTLED and closed is not None
        else "",
        is_open=unclear.is_open,
    )


def state_words(unclear: UnclearDuty) -> tuple[str, str]:
    """Return in a word how it stands, and the colour of the word."""
    if unclear.state == State.OPEN:
        return str(VERDICTS[Verdict(unclear.verdict)]), TAGS[Verdict(unclear.verdict)]
    if unclear.state == State.PROPOSED:
        side = Side(unclear.proposed_side)
        return (_("Venter på avdelingen") if side is Side.BOARD else _("Venter på styret")), "info"
    return str(State(unclear.state).label), "ok" if unclear.state == State.SETTLED else ""


def said_of(answers: Iterable[DutyAnswer], today: date) -> tuple[Said, ...]:
    """Return what the two sides said of one duty, side by side: the branch first. One that said nothing says so."""
    by_side = {Side(answer.side): answer for answer in answers}
    return tuple(_said(side, by_side.get(side), today) for side in Side)


def _said(side: Side, answer: DutyAnswer | None, today: date) -> Said:
    if answer is None:
        return Said(str(SIDES[side]), "", "", "", "")
    who = answer.answered_by.name if answer.answered_by is not None else _(GONE)
    verdict = Verdict(answer.verdict)
    return Said(
        side=str(SIDES[side]),
        verdict=str(VERDICTS[verdict]),
        tag=TAGS[verdict],
        words=answer.words,
        who=f"{who}, {in_words(local_date(answer.answered_at), today)}",
    )


def unclear_page(
    unclear: UnclearDuty,
    *,
    viewer: Asker,
    sides: tuple[Side, ...],
    today: date,
    agree_form: forms.Form | None,
    propose_form: forms.Form | None,
    is_stale: bool = False,
) -> UnclearPage:
    """Return the page where a branch and its contact on the board settle a duty.

    :param sides: for whom the reader can speak
    """
    unit = Unit.objects.named(today).get(pk=unclear.unit_id)
    answers = DutyAnswer.objects.filter(review=unclear.review_id, duty__key=unclear.key).select_related("answered_by")
    state, tag = state_words(unclear)
    shows_contact = may(viewer, "organisation.see_contact", unit)
    contact = board_contact_of(unit, today) if shows_contact else None
    return UnclearPage(
        title=unclear.name,
        lead=_lead(unclear, unit, sides),
        crumbs=((_("Arbeidsdeling"), reverse("playbook:duties")), (unclear.name, None)),
        unit=unit.name,
        state=state,
        tag=tag,
        duty_url=reverse("playbook:duty", args=[unclear.key]),
        review_url=reverse("playbook:review", args=[unit.slug, unclear.review.year]),
        answers=said_of(answers, today),
        proposal=unclear.proposal,
        proposed=_signed(unclear, unit),
        agreed=_agreed(unclear, today),
        contact=None if contact is None else way_to_reach(contact.person),
        contact_is_missing=shows_contact and contact is None,
        agree_form=agree_form,
        agree_url=reverse("playbook:agree_settlement", args=[unclear.pk]),
        propose_form=propose_form,
        propose_url=reverse("playbook:propose_settlement", args=[unclear.pk]),
        is_stale=is_stale,
    )


def _lead(unclear: UnclearDuty, unit: Unit, sides: tuple[Side, ...]) -> str:
    if unclear.state == State.SETTLED:
        return _("Slik er det i %(unit)s. Neste gjennomgang kan ta det opp igjen.") % {"unit": unit.name}
    if unclear.state == State.DROPPED:
        return _("Svaret ble endret, så det er ikke noe å avklare.")
    if unclear.state == State.PROPOSED:
        if any(side != unclear.proposed_side for side in sides):
            return _("Det ligger et forslag her. Si ja til det, eller skriv et annet.")
        return _("Forslaget venter på svar fra den andre.")
    return _("Skriv hvordan dere vil ha det. Når avdelingen og styret er enige, er oppgaven avklart.")


def _signed(unclear: UnclearDuty, unit: Unit) -> str:
    if not unclear.proposal:
        return ""
    who = unclear.proposed_by.name if unclear.proposed_by is not None else _(GONE)
    where = unit.name if unclear.proposed_side == Side.BRANCH else _("styret")
    return f"{who}, {where}"


def _agreed(unclear: UnclearDuty, today: date) -> str:
    if unclear.state != State.SETTLED or unclear.closed_at is None:
        return ""
    who = unclear.agreed_by.name if unclear.agreed_by is not None else _(GONE)
    return _("%(name)s sa ja %(day)s.") % {"name": who, "day": in_words(local_date(unclear.closed_at), today)}
