"""Writes about rule sets."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit, scope
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.organisation.domain.rulebook import BY_KEY, RULEBOOK, BadRule, check_majorities, clean_value
from lokallag.organisation.models import Rule, RuleSet, Unit
from lokallag.people.models import Person


@transaction.atomic
def adopt_rules(
    *,
    unit: Unit,
    values: Mapping[str, tuple[str, str]],
    valid_from: date,
    decision: str,
    after_version: int,
    by: Person | None,
    at: datetime,
) -> RuleSet:
    """Write a new version of a unit's rules, valid from a day. Older versions stay as they are.

    :param values: key → (value, source) for every rule that is set
    :param after_version: the version that the writer saw; another one meanwhile is refused
    :param decision: the decision that the version rests on
    :raises StalePage: another version came between
    :raises RuleViolation: a value cannot be read (``field`` is its key), changing the statutes would take less than
        the ordinary majority, or no decision is given
    """
    if not decision.strip():
        raise RuleViolation(
            _("Skriv hvilket vedtak reglene bygger på, for eksempel «Årsmøtet 2026, sak 5»."), field="decision"
        )
    Unit.objects.select_for_update().get(pk=unit.pk)
    newest = unit.rule_sets.order_by("-version").first()
    present = newest.version if newest is not None else 0
    if present != after_version:
        raise StalePage(_("Noen andre lagret nye regler mens du skrev. Se over dem, og lagre dine en gang til."))
    cleaned = {}
    for key, (value, source) in values.items():
        try:
            cleaned[key] = (clean_value(BY_KEY[key], value), source.strip())
        except BadRule as error:
            raise RuleViolation(str(error), field=key) from error
    try:
        check_majorities({spec.key: cleaned.get(spec.key, (spec.default, ""))[0] for spec in RULEBOOK})
    except BadRule as error:
        raise RuleViolation(str(error), field="statute_majority") from error
    with speaking():
        rule_set = RuleSet.objects.create(
            unit=unit, version=present + 1, valid_from=valid_from, decision=decision.strip(), written_at=at
        )
        Rule.objects.bulk_create(
            Rule(rule_set=rule_set, key=key, value=value, source=source) for key, (value, source) in cleaned.items()
        )
    audit.record("organisation.edit_rules", actor=by, target=rule_set, at=at, details={"version": rule_set.version})
    scope.forget()
    return rule_set
