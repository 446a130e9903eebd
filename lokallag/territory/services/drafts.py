"""Divisions that the branches comment on before the board decides."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.organisation.models import Unit
from lokallag.people.models import Person
from lokallag.territory.domain import draft_lifecycle
from lokallag.territory.domain.branch_sheet import Sheet
from lokallag.territory.domain.draft_lifecycle import State
from lokallag.territory.models import Division, DivisionComment, DivisionLine, DivisionName
from lokallag.territory.queries.divisions import preview_sheet, sheet_of_draft
from lokallag.territory.services.divisions import apply_sheet


def _locked(draft: Division) -> Division:
    return Division.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=draft.pk)


@transaction.atomic
def save_draft(
    *,
    title: str,
    sheet: Sheet,
    municipality: str,
    valid_from: date,
    note: str = "",
    decisions: Mapping[str, str] | None = None,
    renames: Mapping[str, str] | None = None,
    draft: Division | None = None,
    by: Person | None,
    at: datetime,
) -> Division:
    """Save a sheet as a draft, or give ``draft`` the sheet's lines. A code that two branches claim stays in dispute.

    :raises RuleViolation: no title, no code that can be divided, or the draft is decided or put away
    """
    if not title.strip():
        raise RuleViolation(_("Gi utkastet et navn, for eksempel «Forslag til årsmøtet 2027»."), field="title")
    if draft is not None:
        draft = _locked(draft)
        if not draft_lifecycle.takes_changes(draft.lifecycle_state):
            raise RuleViolation(_("Utkastet er avsluttet og kan ikke endres. Lag et nytt."))
    preview = preview_sheet(
        sheet, municipality=municipality, on=valid_from, decisions=decisions, renames=renames
    ).preview
    claims = {(code, name) for code, name in preview.division.items()}
    claims |= {(each.code, name) for each in preview.undecided for name in each.claimants}
    if not claims:
        raise RuleViolation(_("Arket gir ingen postnumre til noen avdeling ennå. Legg til minst ett."), field="text")
    units = {unit.name: unit for unit in Unit.objects.branches(valid_from)}
    by_new_name = {(renames or {}).get(name, name): unit for name, unit in units.items()}
    with speaking():
        if draft is None:
            draft = Division(made_by=by, made_at=at)
        draft.title, draft.valid_from, draft.note = title.strip()[:120], valid_from, note.strip()
        draft.municipality_id = municipality
        draft.save()
        draft.lines.all().delete()
        draft.names.all().delete()
        DivisionLine.objects.bulk_create(
            DivisionLine(
                division=draft,
                code_id=code,
                unit=by_new_name.get(name),
                name="" if name in by_new_name else name[:120],
            )
            for code, name in sorted(claims)
        )
        DivisionName.objects.bulk_create(
            DivisionName(division=draft, unit=units[change.was], name=change.name)
            for change in preview.changes
            if change.was
        )
    audit.record("territory.manage_areas", actor=by, target=draft, at=at, details={"lines": len(claims)})
    return draft


@transaction.atomic
def comment_on_draft(*, draft: Division, unit: Unit, text: str, by: Person, at: datetime) -> DivisionComment:
    """Say something about a draft on behalf of a unit. The author's name is kept as it is now.

    :raises RuleViolation: no text, or the draft takes no more comments
    """
    draft = _locked(draft)
    if not draft_lifecycle.takes_comments(draft.lifecycle_state):
        raise RuleViolation(_("Utkastet er avsluttet og tar ikke imot flere kommentarer."))
    if not text.strip():
        raise RuleViolation(_("Skriv kommentaren før du sender den."), field="text")
    with speaking():
        comment = DivisionComment.objects.create(
            division=draft, unit=unit, author=by, author_name=by.name, text=text.strip()[:5000], written_at=at
        )
    audit.record("territory.comment_on_draft", actor=by, target=draft, at=at, details={"unit": unit.pk})
    return comment


@transaction.atomic
def decide_draft(
    *,
    draft: Division,
    decision: str,
    decided_on: date | None,
    valid_from: date,
    decisions: Mapping[str, str] | None = None,
    renames: Mapping[str, str] | None = None,
    fresh: Collection[str] = (),
    accept_gaps: bool = False,
    by: Person | None,
    at: datetime,
) -> Division:
    """Put a draft into force from a day, with the decision it rests on. Codes in dispute need a choice.

    :param decisions: branch per code in dispute; :param renames: new names beside those that the draft gives
    :param fresh: names of branches that are new; :param accept_gaps: codes that lose their branch are meant to
    :raises RuleViolation: it is closed, no decision is given, or its division cannot be put into force
    """
    draft = _locked(draft)
    if not draft_lifecycle.may_move(draft.lifecycle_state, State.DECIDED):
        raise RuleViolation(_("Utkastet er allerede avsluttet."))
    if not decision.strip():
        raise RuleViolation(
            _("Skriv hvilket vedtak inndelingen bygger på, for eksempel «Årsmøtet 2027, sak 6»."), field="decision"
        )
    sheet, given = sheet_of_draft(draft, valid_from)
    apply_sheet(
        sheet=sheet,
        municipality=draft.municipality_id,
        valid_from=valid_from,
        decision=decision,
        decided_on=decided_on,
        decisions=decisions,
        renames={**given, **(renames or {})},
        fresh=fresh,
        accept_gaps=accept_gaps,
        by=by,
        at=at,
    )
    draft.state, draft.decision, draft.decided_on = State.DECIDED, decision.strip()[:300], decided_on
    draft.valid_from, draft.closed_at = valid_from, at
    with speaking():
        draft.save(update_fields=["state", "decision", "decided_on", "valid_from", "closed_at"])
    audit.record("territory.decide_division", actor=by, target=draft, at=at)
    return draft


@transaction.atomic
def drop_draft(*, draft: Division, by: Person | None, at: datetime) -> Division:
    """Put a draft away. Its lines and comments stay to be read.

    :raises RuleViolation: it is decided or put away already
    """
    draft = _locked(draft)
    if not draft_lifecycle.may_move(draft.lifecycle_state, State.DROPPED):
        raise RuleViolation(_("Utkastet er allerede avsluttet."))
    draft.state, draft.closed_at = State.DROPPED, at
    draft.save(update_fields=["state", "closed_at"])
    audit.record("territory.manage_areas", actor=by, target=draft, at=at, details={"state": State.DROPPED})
    return draft
