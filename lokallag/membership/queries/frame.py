"""What every page of a list needs once: the branches with their names, and the ages that the party divides by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Subquery

from lokallag.core.scope import once_per_request
from lokallag.membership.domain.ages import Band, bands
from lokallag.organisation.domain.rulebook import BY_KEY
from lokallag.organisation.models import Rule, RuleSet, Unit
from lokallag.organisation.queries import main_unit
from lokallag.organisation.queries.units import sort_word


@dataclass(frozen=True, slots=True)
class Frame:
    """The branches of the day by id, name and slug, in the order of the names; and the age bands."""

    names: Mapping[int, str]
    slugs: Mapping[int, str]
    bands: tuple[Band, ...]


def frame(on: date) -> Frame:
    """Return the branches and the bands. One query, and the party's own, once in a request."""
    return once_per_request(("membership.frame", on), lambda: _frame(on))


def _frame(on: date) -> Frame:
    party = main_unit(on)
    newest = RuleSet.objects.filter(unit=party, valid_from__lte=on).order_by("-valid_from", "-version").values("pk")[:1]

    def rule(key: str) -> Subquery:
        return Subquery(Rule.objects.filter(rule_set=Subquery(newest), key=key).values("value")[:1])

    units = Unit.objects.open(on).filter(kind__in=["branch", "municipal"]).named(on)
    rows = list(
        units.annotate(young=rule("young_age"), senior=rule("senior_age")).values_list(
            "pk", "kind", "slug", "name", "young", "senior"
        )
    )
    branches = sorted((row for row in rows if row[1] == "branch"), key=lambda row: (sort_word(row[3]), row[0]))
    young, senior = next(((row[4], row[5]) for row in rows), (None, None))
    return Frame(
        names={row[0]: row[3] for row in branches},
        slugs={row[0]: row[2] for row in branches},
        bands=bands(
            young_age=int(young or BY_KEY["young_age"].default), senior_age=int(senior or BY_KEY["senior_age"].default)
        ),
    )
