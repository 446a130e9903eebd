"""Where a person lives, as those may see it who see members' addresses. Each page that shows one asks here.

A protected address is nobody's to see in lists, files, letters, searches or counts. The one who is named to see it is
known to membership (``membership.queries.address``), which is the only other place to ask.
"""

from dataclasses import dataclass

from lokallag.people.models import Person


@dataclass(frozen=True, slots=True)
class Address:
    """A street and a postal code; both empty where there is none to see."""

    street: str = ""
    postal_code: str = ""


HIDDEN = Address()


def open_address(person: Person) -> Address:
    """Return the address as anybody sees it who may see members' addresses: a protected one is empty."""
    return HIDDEN if person.is_protected else own_address(person)


def own_address(person: Person) -> Address:
    """Return the address as the person sees it themselves."""
    return Address(person.street_address, person.postal_code)
