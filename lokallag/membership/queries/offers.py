"""To whom another branch is offered today. Nothing of it is stored: it follows from the choices and the areas."""

from datetime import date

from lokallag.membership.domain.choices import offered
from lokallag.membership.models import BranchChoice
from lokallag.membership.queries.areas import suggested_for
from lokallag.organisation.models import Unit


def is_open(unit: Unit, on: date) -> bool:
    """Tell whether the branch exists on the day."""
    return unit.closed_on is None or on <= unit.closed_on


def offer_of(choice: BranchChoice, suggested: Unit | None, on: date) -> Unit | None:
    """Return the branch to offer the member who made this choice, ``suggested`` being the one that answers today."""
    found = offered(
        chosen=choice.unit_id,
        chosen_is_open=is_open(choice.unit, on),
        suggested_then=choice.suggested_id,
        suggested_now=None if suggested is None else suggested.pk,
    )
    return None if found is None else suggested


def open_offers(on: date) -> list[tuple[BranchChoice, Unit]]:
    """Return all offers that are open on the day: a member's present choice, and the branch offered instead.

    One row per member, each with ``membership.person`` at hand; both units have their names. Members with an address
    outside all areas have none.
    """
    choices = list(
        BranchChoice.objects.live(on)
        .filter(membership__ended_on__isnull=True)
        .exclude(membership__person__postal_code="")
        .select_related("membership__person")
        .order_by("pk")
    )
    units = Unit.objects.named(on).in_bulk({choice.unit_id for choice in choices})
    suggested = suggested_for({choice.membership.person.postal_code for choice in choices}, on)
    found = []
    for choice in choices:
        choice.unit = units[choice.unit_id]
        unit = offer_of(choice, suggested.get(choice.membership.person.postal_code), on)
        if unit is not None:
            found.append((choice, unit))
    return found
