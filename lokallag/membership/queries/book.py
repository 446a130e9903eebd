"""Which branch each belongs to, for those who fill offices."""

from collections.abc import Collection, Mapping
from datetime import date

from lokallag.membership.models import BranchChoice
from lokallag.organisation.models import Unit


def names_of_branches(person_ids: Collection[int], on: date) -> Mapping[int, str]:
    """Return by person what their branch is called on the day. Two queries."""
    live = BranchChoice.objects.live(on).filter(membership__person_id__in=person_ids)
    chosen = dict(live.values_list("membership__person_id", "unit_id"))
    names = {unit.pk: unit.name for unit in Unit.objects.named(on).filter(pk__in=set(chosen.values()))}
    return {person: names[unit] for person, unit in chosen.items() if unit in names}
