"""Putting a division into force."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.organisation.models import Kind, Unit
from lokallag.organisation.services import create_unit, rename_unit
from lokallag.people.models import Person
from lokallag.territory.domain.branch_sheet import Sheet
from lokallag.territory.domain.division import Preview
from lokallag.territory.models import Municipality, Responsibility, holding
from lokallag.territory.queries.divisions import check_day, preview_sheet
from lokallag.territory.services.versions import bump

ONE_DAY = timedelta(days=1)


@transaction.atomic
def apply_sheet(
    *,
    sheet: Sheet,
    municipality: str,
    valid_from: date,
    decision: str,
    decided_on: date | None = None,
    decisions: Mapping[str, str] | None = None,
    renames: Mapping[str, str] | None = None,
    fresh: Collection[str] = (),
    accept_gaps: bool = False,
    seen: str = "",
    by: Person | None,
    at: datetime,
) -> Preview:
    """Put a sheet's division into force from a day: all of it, or nothing.

    Branches that are new are created, those renamed get their new name from that day, and who answered before does so
    to the day before. A code whose branch stays the same is not touched. What already begins on the very day is
    replaced. A sheet that changes nothing writes nothing.

    :param municipality: number of the municipality that the sheet divides
    :param decision: the decision that the division rests on
    :param decisions: branch per code that several claim; :param renames: new name per branch of today
    :param fresh: names of branches that are new, and not one of today under another name
    :param accept_gaps: codes that lose their branch are meant to
    :param seen: the mark of the preview that the person saw; another now is refused
    :raises RuleViolation: it begins before what is in force, no decision or one of a day to come, a code claimed twice
        without a choice, a name that may be a branch of today or is in use, a code that loses its branch without a
        yes, something came between, or a later division is already decided
    """
    list(Municipality.objects.select_for_update().filter(number=municipality))
    today = local_date(at)
    check_day(sheet, municipality=municipality, on=valid_from, today=today)
    found = preview_sheet(
        sheet,
        municipality=municipality,
        on=valid_from,
        decisions=decisions,
        renames=renames,
        fresh=fresh,
        accept_gaps=accept_gaps,
    )
    if seen and seen != found.mark:
        raise RuleViolation(
            _("Noen har endret inndelingen mens du så på den. Se over forhåndsvisningen og lagre en gang til.")
        )
    preview = found.preview
    for problem in preview.problems:
        if problem.blocks:
            raise RuleViolation(problem.message)
    if preview.changes_nothing:
        return preview
    if not decision.strip():
        raise RuleViolation(
            _("Skriv hvilket vedtak inndelingen bygger på, for eksempel «Årsmøtet 2027, sak 6»."), field="decision"
        )
    if decided_on is not None and decided_on > today:
        raise RuleViolation(_("Vedtaket må være gjort i dag eller tidligere."), field="decided_on")
    ids = _bring_about(preview, renames or {}, valid_from, decision, by, at)
    moved = _move_codes(preview, ids, valid_from, decision.strip(), decided_on)
    bump()
    audit.record(
        "territory.manage_areas",
        actor=by,
        target=Municipality(number=municipality),
        at=at,
        details={"valid_from": valid_from.isoformat(), "codes": moved},
    )
    return preview


def _bring_about(
    preview: Preview, renames: Mapping[str, str], valid_from: date, decision: str, by: Person | None, at: datetime
) -> dict[str, int]:
    """Rename and create branches, and return the id of each branch by the name it will have."""
    units = {unit.name: unit for unit in Unit.objects.branches(valid_from)}
    ids = {renames.get(name, name): unit.pk for name, unit in units.items()}
    waiting = [change for change in preview.changes if change.was]
    while waiting:
        in_use = {change.was for change in waiting}
        change = next((each for each in waiting if each.name not in in_use), waiting[0])
        waiting.remove(change)
        rename_unit(unit=units[change.was], name=change.name, valid_from=valid_from, decision=decision, by=by, at=at)
    main = Unit.objects.filter(kind=Kind.MUNICIPAL).first()
    for change in preview.changes:
        if change.is_new:
            unit = create_unit(
                kind=Kind.BRANCH,
                name=change.name,
                parent=main,
                opened_on=valid_from,
                decision=decision,
                by=by,
                at=at,
            )
            ids[change.name] = unit.pk
    return ids


def _move_codes(
    preview: Preview, ids: Mapping[str, int], valid_from: date, decision: str, decided_on: date | None
) -> int:
    """Give each code that changes hands to its new unit, and return how many there were."""
    taken = {code: ids[change.name] for change in preview.changes for code in change.adds}
    moved = sorted(taken.keys() | {code for change in preview.changes for code in change.loses})
    rows = Responsibility.objects.filter(code__in=moved)
    later = rows.filter(valid_from__gt=valid_from).order_by("code_id", "valid_from").first()
    if later is not None:
        raise RuleViolation(
            _("%(code)s har allerede en inndeling som gjelder fra %(day)s. Velg den dagen eller en senere.")
            % {"code": later.code_id, "day": in_words(later.valid_from, valid_from)},
            field="valid_from",
        )
    with speaking():
        rows.filter(valid_from=valid_from).delete()
        rows.filter(holding(valid_from)).update(valid_until=valid_from - ONE_DAY)
        Responsibility.objects.bulk_create(
            Responsibility(
                code_id=code,
                unit_id=unit_id,
                valid_from=valid_from,
                decision=decision[:300],
                decided_on=decided_on,
            )
            for code, unit_id in taken.items()
        )
    return len(moved)
