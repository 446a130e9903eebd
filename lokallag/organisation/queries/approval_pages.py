"""The pages about what takes two: what waits, what was decided, and one proposal in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.permissions import Asker, missing_factor
from lokallag.core.views import confirm_url
from lokallag.organisation.domain.lockout import APPROVERS_NEEDED
from lokallag.organisation.models import Approval, Kind, Unit
from lokallag.organisation.queries.approvers import able_approvers, grant_approvers
from lokallag.organisation.queries.pages import Crumbs, Fact
from lokallag.organisation.services.approval_kinds import deciders, has_right_to_decide, kind_of
from lokallag.organisation.services.approvals import own_hand
from lokallag.people.models import Person

SHOWN_FOR = timedelta(days=30)
MOST = 200
State = Approval.State
TAGS = {
    State.APPROVED: "ok",
    State.DECLINED: "danger",
    State.EXPIRED: "warning",
    State.WITHDRAWN: "",
    State.WAITING: "info",
}
EXPIRED = gettext_lazy("Utløpt")
OVERTAKEN = gettext_lazy("Falt bort")


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One proposal in a list: what it is, whom or what it is about, who proposed and when.

    ``state`` is empty where it waits.
    """

    title: str
    about: str
    line: str
    state: str
    tag: str
    url: str


@dataclass(frozen=True, slots=True)
class ApprovalsPage:
    """All that ``organisation/approval_list.html`` shows: what one can decide, what one proposed, what was decided.

    ``few`` says what to do where too few are left who can approve.
    """

    title: str
    lead: str
    few: str
    waiting: tuple[ApprovalRow, ...]
    own: tuple[ApprovalRow, ...]
    decided: tuple[ApprovalRow, ...]
    crumbs: Crumbs


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    """All that ``organisation/approval_detail.html`` shows.

    ``more`` is what the link to the page with more says, ``before`` what to look at before one approves, ``again_url``
    where the proposer corrects what came to nothing.
    ``why_not`` says why the reader cannot approve what waits. ``confirm_url`` is where a second factor is given first;
    empty where none is missing. ``decline`` is the form of a no, ``None`` where one has no say.
    """

    title: str
    kind: str
    state: str
    tag: str
    lead: str
    lines: tuple[str, ...]
    more_url: str
    more: str
    before: str
    again_url: str
    facts: tuple[Fact, ...]
    may_approve: bool
    may_withdraw: bool
    why_not: str
    problem: str
    few: str
    confirm_url: str
    decline: forms.Form | None
    approve_url: str
    decline_url: str
    back_url: str
    crumbs: Crumbs


def waiting_for(person: Person, *, at: datetime) -> list[Approval]:
    """Return what waits for the person to decide, what expires first first."""
    waiting = Approval.objects.filter(state=State.WAITING, expires_at__gt=at).exclude(proposer=person)
    found = waiting.select_related("unit", "proposer", "beneficiary").order_by("expires_at", "pk")
    return [one for one in found if has_right_to_decide(person, one) and not own_hand(one, person)]


def too_few(at: datetime) -> str:
    """Return what to do where fewer than two are left who can approve; empty where there are enough."""
    today = local_date(at)
    if len(able_approvers(today)) >= APPROVERS_NEEDED:
        return ""
    if able_approvers(today) and len(grant_approvers(today)) >= APPROVERS_NEEDED:
        return _(
            "Bare én av leder og sekretær er igjen. Eksport og store importer må vente. Den ene kan foreslå hvem som "
            "overtar det andre vervet, og en annen i styret kan godkjenne. Går ikke det, må den som drifter serveren, "
            "kjøre «lokallag start --break-glass»."
        )
    return _(
        "For få i styret kan godkjenne. Den som drifter serveren, må kjøre «lokallag start --break-glass» og føre inn "
        "vervene etter protokollen. Hele styret får beskjed når det skjer."
    )


def approvals_page(viewer: Person, *, at: datetime) -> ApprovalsPage:
    """Return what takes two, as the viewer may see it."""
    recent = Q(state=State.WAITING) | Q(decided_at__gte=at - SHOWN_FOR)
    found = Approval.objects.filter(recent).select_related("unit", "proposer", "beneficiary")
    shown = [
        one
        for one in found.order_by("-proposed_at", "-pk")[:MOST]
        if one.proposer_id == viewer.pk or has_right_to_decide(viewer, one)
    ]
    live = [one for one in shown if is_waiting(one, at)]
    mine = [one for one in live if one.proposer_id == viewer.pk]
    waiting = sorted((one for one in live if one.proposer_id != viewer.pk), key=lambda one: one.expires_at)
    units = Unit.objects.named(local_date(at)).filter(pk__in={one.unit_id for one in shown if one.unit_id})
    names = {unit.pk: unit.name for unit in units}
    decidable = sum(viewer.pk not in one.gains for one in waiting)
    title = (
        ngettext("Én ting venter på at du godkjenner", "%(count)d ting venter på at du godkjenner", decidable)
        % {"count": decidable}
        if decidable
        else _("Ingenting venter på at du godkjenner")
    )
    return ApprovalsPage(
        title=title,
        lead=_(
            "Det som gir makt over hele registeret, må to ville: én foreslår, og en annen godkjenner innen sju dager."
        ),
        few=too_few(at),
        waiting=tuple(_row(one, at, names) for one in waiting),
        own=tuple(_row(one, at, names) for one in mine),
        decided=tuple(
            _row(one, at, names)
            for one in sorted(shown, key=lambda one: one.decided_at or one.expires_at, reverse=True)
            if not is_waiting(one, at)
        ),
        crumbs=((_("Organisasjonen"), reverse("organisation:units")), (_("Godkjenninger"), None)),
    )


def is_waiting(approval: Approval, at: datetime) -> bool:
    """Tell whether it can still be approved."""
    return approval.state == State.WAITING and at < approval.expires_at


def is_overtaken(approval: Approval) -> bool:
    """Tell whether it ended because it could no longer be carried out, and nobody took it back."""
    return approval.state == State.WITHDRAWN and approval.decided_by_id is None and approval.proposer_id is not None


def _state(approval: Approval, at: datetime) -> tuple[str, str]:
    state = State(approval.state)
    if state is State.WAITING and not is_waiting(approval, at):
        return str(EXPIRED), TAGS[State.EXPIRED]
    if is_overtaken(approval):
        return str(OVERTAKEN), TAGS[State.EXPIRED]
    return str(state.label), TAGS[state]


def _about(approval: Approval, names: Mapping[int, str]) -> str:
    """Return whom or what it is about: the one who gains by it, or the branch."""
    if approval.beneficiary is not None:
        return approval.beneficiary.name
    if approval.unit is None or approval.unit.kind == Kind.MUNICIPAL:
        return ""
    return names.get(approval.unit.pk, "")


def _row(approval: Approval, at: datetime, names: Mapping[int, str]) -> ApprovalRow:
    today = local_date(at)
    label, tag = _state(approval, at)
    proposer = approval.proposer.name if approval.proposer is not None else _("en som har sluttet")
    words = {"name": proposer, "day": in_words(local_date(approval.proposed_at), today)}
    line = _("Foreslått av %(name)s %(day)s.") % words
    if is_waiting(approval, at):
        until = moment_in_words(approval.expires_at, today)
        line = _("%(line)s Utløper %(until)s.") % {"line": line, "until": until}
    return ApprovalRow(
        title=str(kind_of(approval).title),
        about=_about(approval, names),
        line=line,
        state="" if is_waiting(approval, at) else label,
        tag=tag,
        url=reverse("organisation:approval", args=[approval.pk]),
    )


def approval_page(
    approval: Approval, *, viewer: Person, at: datetime, decline: forms.Form, problem: str = ""
) -> ApprovalPage:
    """Return one proposal in plain words, with what the viewer can do about it.

    :param problem: why what was just tried was refused
    """
    today = local_date(at)
    kind = kind_of(approval)
    proposed = kind.describe(approval, today)
    label, tag = _state(approval, at)
    waits = is_waiting(approval, at)
    is_own = approval.proposer_id == viewer.pk
    has_right = has_right_to_decide(viewer, approval)
    others = [] if not waits else deciders(approval, today)
    path = reverse("organisation:approval", args=[approval.pk])
    missing = missing_factor(viewer, "organisation.decide_approval", approval)
    return ApprovalPage(
        title=proposed.headline,
        kind=str(kind.title),
        state=label,
        tag=tag,
        lead=_lead(approval, at),
        lines=proposed.lines,
        more_url=proposed.url,
        more=str(proposed.link) or _("Se mer"),
        before=str(proposed.before) or _("Det skjer med en gang du godkjenner."),
        again_url=_again(approval, at) if is_own else "",
        facts=tuple(_facts(approval, at, [person.name for person in others])),
        may_approve=waits and has_right and not own_hand(approval, viewer),
        may_withdraw=waits and is_own,
        why_not=str(own_hand(approval, viewer)) if waits else "",
        problem=problem,
        few=too_few(at) if waits and not others else "",
        confirm_url=confirm_url(path, missing) if waits and missing is not None else "",
        decline=decline if waits and not is_own and has_right else None,
        approve_url=reverse("organisation:approve", args=[approval.pk]),
        decline_url=reverse("organisation:decline", args=[approval.pk]),
        back_url=reverse("organisation:approvals"),
        crumbs=(
            (_("Organisasjonen"), reverse("organisation:units")),
            (_("Godkjenninger"), reverse("organisation:approvals")),
            (str(kind.title), None),
        ),
    )


def _again(approval: Approval, at: datetime) -> str:
    """Return where the proposer corrects it and proposes it anew; empty while it waits, and where it is done."""
    again = kind_of(approval).again
    if again is None or is_waiting(approval, at) or approval.state == State.APPROVED:
        return ""
    return again(approval)


def done_in_words(approval: Approval, on: date) -> str:
    """Return what the approver is told after it is carried out."""
    return str(kind_of(approval).describe(approval, on).done) or _("Godkjent. Alle det gjelder, får beskjed.")


def waiting_in(unit: Unit, viewer: Asker, *, at: datetime) -> tuple[tuple[str, str], ...]:
    """Return what waits in one unit, as far as the viewer may see it: what it is and its address."""
    rows = Approval.objects.filter(unit=unit, state=State.WAITING, expires_at__gt=at).order_by("proposed_at", "pk")
    return tuple(
        (str(kind_of(one).title), reverse("organisation:approval", args=[one.pk]))
        for one in rows
        if one.proposer_id == viewer.pk or has_right_to_decide(viewer, one)
    )


def _lead(approval: Approval, at: datetime) -> str:
    """Return where it stands, in a sentence."""
    today = local_date(at)
    decider = approval.decided_by.name if approval.decided_by is not None else ""
    words = {"name": decider, "when": moment_in_words(approval.decided_at or approval.expires_at, today)}
    if approval.state == State.APPROVED:
        return _("Godkjent av %(name)s %(when)s. Det er ført inn.") % words
    if approval.state == State.DECLINED:
        return _("%(name)s sa nei %(when)s. Ingenting er endret.") % words
    if is_overtaken(approval):
        return _("Falt bort %(when)s, fordi det ikke lenger kunne gjennomføres. Ingenting er endret.") % words
    if approval.state == State.WITHDRAWN:
        return _("Trukket %(when)s av den som foreslo det. Ingenting er endret.") % words
    if not is_waiting(approval, at):
        return _("Ingen godkjente dette innen sju dager. Det kan foreslås på nytt.")
    return _("Ingenting skjer før en annen i styret har godkjent.")


def _facts(approval: Approval, at: datetime, deciding: list[str]) -> list[Fact]:
    today = local_date(at)
    proposer = approval.proposer.name if approval.proposer is not None else _("En som har sluttet")
    facts = [
        Fact(_("Foreslått av"), proposer),
        Fact(_("Foreslått"), moment_in_words(approval.proposed_at, today)),
    ]
    if approval.reason:
        facts.append(Fact(_("Begrunnelse"), approval.reason))
    if approval.beneficiary is not None:
        facts.append(Fact(_("Gjelder"), approval.beneficiary.name))
    if is_waiting(approval, at):
        facts.append(Fact(_("Utløper"), moment_in_words(approval.expires_at, today, weekday=True)))
        facts.append(Fact(_("Kan godkjennes av"), ", ".join(deciding) or _("Ingen akkurat nå")))
    if approval.answer:
        facts.append(Fact(_("Hvorfor") if is_overtaken(approval) else _("Hvorfor nei"), approval.answer))
    return facts
