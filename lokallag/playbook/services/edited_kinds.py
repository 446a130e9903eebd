"""What the organisation makes of the library: kinds changed, added, hidden. Plans that use them follow."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.organisation.queries import main_unit
from lokallag.people.models import Person
from lokallag.playbook.domain.catalogue import rule_from
from lokallag.playbook.domain.lifecycle import State
from lokallag.playbook.models import ActivityKind, PlannedActivity
from lokallag.playbook.queries.reckoning import reckoner_for
from lokallag.playbook.services import tasks
from lokallag.playbook.services.activities import check_no_cycle, with_own_rules

FIELDS = {"activity_kind_has_a_name": "name", "activity_kind_must_has_a_source": "source"}
OWN = "eget-"  # so that a kind of one's own never has the key of one that a later library brings
_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A"})


@dataclass(frozen=True, slots=True)
class KindText:
    """All that the organisation says of a kind. ``rule`` and ``tasks`` are as they are stored."""

    name: str
    units: list[str]
    ring: str
    weight: str
    source: str
    purpose: str
    chapter: str
    what: str
    why: str
    rule: dict[str, Any]
    tasks: list[dict[str, Any]]
    invitation: str
    materials: list[str]
    report: list[str]


@transaction.atomic
def add_kind(*, text: KindText, by: Person, at: datetime) -> ActivityKind:
    """Add a kind of the organisation's own, last in the library.

    :raises RuleViolation: it must be done and nobody says where that stands, or its rule cannot be
    """
    _check_rule(text)
    last = ActivityKind.objects.select_for_update().order_by("-position").first()
    with speaking(FIELDS):
        kind = ActivityKind.objects.create(
            key=_free_key(text.name),
            position=0 if last is None else min(last.position + 1, 32_767),
            edited_at=at,
            **asdict(text),
        )
    audit.record("playbook.edit_kinds", actor=by, target=kind, at=at, details={"kind": kind.key, "added": True})
    return kind


@transaction.atomic
def edit_kind(*, kind: ActivityKind, text: KindText, by: Person, at: datetime, seen: str | None = None) -> ActivityKind:
    """Change a kind. Days in all plans are found by the new rule, and the tasks of confirmed activities follow.

    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it must be done and nobody says where that stands, or its rule cannot be, or leads in a ring
    """
    kind = ActivityKind.objects.select_for_update().get(pk=kind.pk)
    check_fresh(seen, kind.fingerprint)
    _check_rule(text)
    values = asdict(text)
    if kind.rule.get("expected"):
        values["rule"] = {**values["rule"], "expected": True}
    before = {task_id for task_id, _task in tasks.numbered(kind.tasks)}
    has_moved, has_other_tasks = values["rule"] != kind.rule, values["tasks"] != kind.tasks
    for name, value in values.items():
        setattr(kind, name, value)
    kind.edited_at = at
    with speaking(FIELDS):
        kind.save(update_fields=[*values, "edited_at"])
    if has_moved:
        for year in _years_of(at):
            check_no_cycle(year=year, at=at)
    if has_moved or has_other_tasks:
        gone = before - {task_id for task_id, _task in tasks.numbered(kind.tasks)}
        _let_tasks_follow(kind, gone, hands_over=has_other_tasks, by=by, at=at)
    audit.record("playbook.edit_kinds", actor=by, target=kind, at=at, details={"kind": kind.key})
    return kind


@transaction.atomic
def hide_kind(*, kind: ActivityKind, by: Person, at: datetime) -> ActivityKind:
    """Suggest a kind to nobody any more. Plans that have it keep it. Doing it again changes nothing."""
    return _show(kind, at, by=by, at=at)


@transaction.atomic
def show_kind(*, kind: ActivityKind, by: Person, at: datetime) -> ActivityKind:
    """Suggest a hidden kind again. Doing it again changes nothing."""
    return _show(kind, None, by=by, at=at)


def _show(kind: ActivityKind, hidden_at: datetime | None, *, by: Person, at: datetime) -> ActivityKind:
    kind = ActivityKind.objects.select_for_update().get(pk=kind.pk)
    if kind.is_hidden != (hidden_at is not None):
        kind.hidden_at = hidden_at
        kind.save(update_fields=["hidden_at"])
        details: dict[str, audit.Detail] = {"kind": kind.key, "hidden": kind.is_hidden}
        audit.record("playbook.edit_kinds", actor=by, target=kind, at=at, details=details)
    return kind


def _check_rule(text: KindText) -> None:
    try:
        rule_from(text.rule)
    except (ValueError, KeyError, TypeError) as error:
        raise RuleViolation(_("Dagen kan ikke regnes ut slik. Se over tallene."), field="base") from error


def _years_of(at: datetime) -> range:
    """Return the years in the middle of those whose plans may have activities that lean on the rule."""
    this = local_date(at).year
    return range(this, this + 3, 2)


def _let_tasks_follow(kind: ActivityKind, gone: set[str], *, hands_over: bool, by: Person, at: datetime) -> None:
    """Give the tasks of confirmed activities their new days; those that are gone are closed, new ones handed over.

    Others may lean on the kind's day, so all that is confirmed from this year on is reckoned anew.
    """
    today = local_date(at)
    party = main_unit(today)
    if party is None:
        return
    confirmed = PlannedActivity.objects.filter(state=State.CONFIRMED, plan__year__gte=today.year - 1)
    found = list(confirmed.select_related("plan__unit", "kind").order_by("pk"))
    why = str(_("Oppgaven er tatt ut av dreieboka."))
    for year in sorted({activity.plan.year for activity in found}):
        those = [activity for activity in found if activity.plan.year == year]
        reckoner = reckoner_for(party, year=year, today=today, own=with_own_rules(year))
        for dated in reckoner.dated(those):
            activity = dated.activity
            is_its = activity.kind_id == kind.pk
            if is_its:
                tasks.drop_some(activity, gone, why, by=by, at=at)
            if dated.day is None:
                continue
            tasks.move(activity, dated.day, by=by, at=at)
            if is_its and hands_over and dated.day >= today:
                tasks.hand_over(activity, dated.day, unit=activity.plan.unit, by=by, at=at)


def _free_key(name: str) -> str:
    base = OWN + (slugify(name.translate(_NORWEGIAN))[:45].strip("-") or "aktivitet")
    taken = set(ActivityKind.objects.filter(key__startswith=base).values_list("key", flat=True))
    number, key = 1, base
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key
