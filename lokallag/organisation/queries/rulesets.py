"""The rules in force, their versions, and what they were on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.organisation.domain.rulebook import RULEBOOK, Rules, in_plain_words, read_rules
from lokallag.organisation.models import RuleSet, Unit
from lokallag.organisation.queries.parts import RULE_ROWS
from lokallag.organisation.queries.units import main_unit


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as it is read: what it is about, what it says, and where that stands."""

    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version. ``span`` says which days it holds; ``is_shown`` marks the one on the page."""

    version: int
    span: str
    decision: str
    written_on: str
    url: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class RulesPage:
    """All that ``organisation/rules.html`` shows."""

    title: str
    lead: str
    rows: tuple[RuleRow, ...]
    versions: tuple[VersionRow, ...]
    asked: str
    problem: str
    is_default: bool
    edit_url: str
    crumbs: tuple[tuple[str, str | None], ...]


def rules_on(unit: Unit, on: date) -> Rules:
    """Return the rules that hold for ``unit`` on the day: its own, else those of the nearest unit above, else defaults.

    The newest version that is valid on the day counts.
    """
    above: int | None = unit.pk
    passed: set[int] = set()
    while above is not None and above not in passed:
        passed.add(above)
        newest = in_force(list(RuleSet.objects.filter(unit_id=above, valid_from__lte=on)), on)
        if newest is not None:
            return rules_of(newest)
        above = unit.parent_id if above == unit.pk else _parent_of(above)
    return read_rules({}, version=0)


def rules_in_one_query(unit: Unit, on: date) -> Rules:
    """Return the rules that a unit has itself on the day, defaults where it has none; those above are not asked.

    For the municipal party, of which most pages need a few rules and nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute(RULE_ROWS, {"unit": unit.pk, "on": on})
        return rules_of_rows(cursor.fetchall())


def rules_of_rows(rows: Iterable[Sequence[Any]]) -> Rules:
    """Return the rules of the version that began last, of rows as ``RULE_ROWS`` gives them: days as such or as text."""
    stored: dict[tuple[Any, int], dict[str, tuple[str, str]]] = {}
    for valid_from, version, key, value, source in rows:
        rules = stored.setdefault((valid_from, version), {})
        if key is not None:
            rules[key] = (value, source)
    if not stored:
        return read_rules({}, version=0)
    newest = max(stored)
    return read_rules(stored[newest], version=newest[1])


def _parent_of(unit_id: int) -> int | None:
    return Unit.objects.filter(pk=unit_id).values_list("parent_id", flat=True).first()


def in_force(sets: list[RuleSet], on: date) -> RuleSet | None:
    """Return the version that holds on the day: the one that began last, of two from one day the later written."""
    begun = [found for found in sets if found.valid_from <= on]
    return max(begun, key=lambda found: (found.valid_from, found.version), default=None)


def rules_of(rule_set: RuleSet | None) -> Rules:
    """Return the rules of one version, or the defaults for none."""
    if rule_set is None:
        return read_rules({}, version=0)
    return read_rules({rule.key: (rule.value, rule.source) for rule in rule_set.rules.all()}, version=rule_set.version)


def newest_version(unit: Unit) -> RuleSet | None:
    """Return the version written last, in force or not, or ``None``."""
    return unit.rule_sets.order_by("-version").first()


def rows_of(rules: Rules) -> tuple[RuleRow, ...]:
    """Return every rule of the rulebook in words, in its order."""
    return tuple(
        RuleRow(str(spec.label), in_plain_words(spec, rules.values[spec.key]), rules.source(spec.key))
        for spec in RULEBOOK
    )


def rules_page(viewer: Asker, *, asked: date | None, problem: str, wish: str, today: date) -> RulesPage:
    """Return the rules as they stand on ``asked``, else today.

    :param wish: the date as it was written, shown again
    :param problem: what was wrong with it, in words
    """
    unit, day = main_unit(today), asked or today
    sets = [] if unit is None else list(RuleSet.objects.filter(unit=unit).order_by("valid_from", "version"))
    shown = in_force(sets, day)
    if shown is None:
        title = _no_rules_title(sets, asked, today)
        lead = _("Til styret fører inn organisasjonens egne regler, brukes disse. De er et utgangspunkt, ikke lov.")
    elif asked is None:
        title = _("Disse reglene gjelder fra %(day)s") % {"day": in_words(shown.valid_from)}
        lead = _("Versjon %(version)d. Vedtak: %(decision)s.") % {
            "version": shown.version,
            "decision": shown.decision,
        }
    else:
        title = _("Slik var reglene %(day)s") if day < today else _("Slik er reglene %(day)s")
        title %= {"day": in_words(day)}
        lead = _("Versjon %(version)d, gjelder fra %(day)s. Vedtak: %(decision)s.") % {
            "version": shown.version,
            "day": in_words(shown.valid_from),
            "decision": shown.decision,
        }
    return RulesPage(
        title=title,
        lead=lead,
        rows=rows_of(rules_of(shown)),
        versions=_versions(sets, shown),
        asked=wish,
        problem=problem,
        is_default=shown is None,
        edit_url=reverse("organisation:edit_rules")
        if unit is not None and may(viewer, "organisation.edit_rules")
        else "",
        crumbs=((_("Organisasjonen"), reverse("organisation:units")), (_("Regler"), None)),
    )


def _no_rules_title(sets: list[RuleSet], asked: date | None, today: date) -> str:
    if not sets:
        return _("Ingen regler er ført inn ennå")
    return _("Ingen regler gjaldt den dagen") if asked is not None and asked < today else _("Ingen regler gjelder ennå")


def _versions(sets: list[RuleSet], shown: RuleSet | None) -> tuple[VersionRow, ...]:
    """Return the versions, newest first, each with the days on which it is the one that holds."""
    rows = []
    for found, after in pairwise([*sets, None]):
        if found is None:
            continue
        if after is None:
            span = _("fra %(day)s") % {"day": in_words(found.valid_from)}
        elif after.valid_from == found.valid_from:
            span = _("erstattet samme dag")
        else:
            span = _("fra %(day)s, til neste begynte %(next)s") % {
                "day": in_words(found.valid_from),
                "next": in_words(after.valid_from),
            }
        rows.append(
            VersionRow(
                version=found.version,
                span=span,
                decision=found.decision,
                written_on=in_words(found.written_at.date()),
                url=f"{reverse('organisation:rules')}?dato={found.valid_from:%d.%m.%Y}",
                is_shown=found == shown,
            )
        )
    return tuple(reversed(rows))
