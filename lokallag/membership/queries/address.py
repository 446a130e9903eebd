"""Who sees a protected address: one named person, as long as they hold the office it was given with, or nobody."""

from datetime import date

from lokallag.core.permissions import Asker
from lokallag.membership.models import AddressKeeper
from lokallag.membership.rules import Sees, sight
from lokallag.organisation.models import Kind
from lokallag.organisation.queries import REGISTER_TITLES, seats_of
from lokallag.people.models import Person
from lokallag.people.queries.address import HIDDEN, Address, open_address, own_address


def keeper(on: date) -> AddressKeeper | None:
    """Return who is named to see protected addresses and still is leader or secretary of the party; else ``None``."""
    named = AddressKeeper.objects.live().select_related("person").first()
    return named if named is not None and holds_register(named.person, on) else None


def holds_register(person: Asker, on: date) -> bool:
    """Tell whether the person is leader or secretary of the party that day: an office that the whole register is in."""
    return any(seat.unit_kind == Kind.MUNICIPAL and seat.title in REGISTER_TITLES for seat in seats_of(person, on))


def is_keeper(viewer: Asker, on: date) -> bool:
    """Tell whether the viewer is the one who sees protected addresses today."""
    found = keeper(on)
    return found is not None and found.person_id == viewer.pk


def is_hidden_from(viewer: Asker, person: Person, on: date) -> bool:
    """Tell whether the person's address is protected, and not the viewer's to see."""
    return person.is_protected and viewer.pk != person.pk and not is_keeper(viewer, on)


def address_for(viewer: Asker, person: Person, on: date) -> Address:
    """Return the address as the viewer may see it: their own, a member's by office, a protected one as its keeper."""
    if viewer.is_authenticated and viewer.pk == person.pk:
        return own_address(person)
    membership = getattr(person, "membership", None)
    if Sees.ADDRESS not in sight(viewer, membership, on):
        return HIDDEN
    if person.is_protected and is_keeper(viewer, on):
        return own_address(person)
    return open_address(person)
