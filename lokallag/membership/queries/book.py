"""What those who fill offices may know of members: whom they see, and which branch each belongs to."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from lokallag.core.permissions import Asker
from lokallag.membership.models import BranchChoice
from lokallag.membership.rules import visible_to
from lokallag.organisation.models import Unit
from lokallag.organisation.queries.member_book import MemberBook


def _seen_by(viewer: Asker, on: date) -> Iterable[int]:
    return visible_to(viewer, on).values_list("person_id", flat=True)


def _branch_names(person_ids: Collection[int], on: date) -> Mapping[int, str]:
    live = BranchChoice.objects.live(on).filter(membership__person_id__in=person_ids)
    chosen = dict(live.values_list("membership__person_id", "unit_id"))
    names = {unit.pk: unit.name for unit in Unit.objects.named(on).filter(pk__in=set(chosen.values()))}
    return {person: names[unit] for person, unit in chosen.items() if unit in names}


BOOK = MemberBook(_seen_by, _branch_names)
