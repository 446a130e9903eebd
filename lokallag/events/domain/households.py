"""Who shares a letter: those who live at one address. Pure.

A household is the same street address and postal code (issue 5). Who has a protected address always has one alone,
also where the others at that address are known.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is to have a letter. ``key`` tells them apart."""

    key: str
    name: str
    street: str
    postal_code: str
    is_protected: bool = False

    @property
    def has_address(self) -> bool:
        """Whether a letter can reach them."""
        return bool(self.street.strip() and self.postal_code.strip())


@dataclass(frozen=True, slots=True)
class Household:
    """One letter: who it is to, by name, and where."""

    members: tuple[Addressee, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The lines of names: each once, in the order of the alphabet."""
        return tuple(dict.fromkeys(sorted(member.name for member in self.members)))

    @property
    def street(self) -> str:
        """The street as the first of them has written it."""
        return self.members[0].street.strip()

    @property
    def postal_code(self) -> str:
        """The postal code."""
        return self.members[0].postal_code.strip()


def street_key(street: str) -> str:
    """Return a street address so that case, signs and spaces make no difference."""
    plain = re.sub(r"[^0-9a-zæøå]+", " ", street.casefold()).strip()
    return re.sub(r"(?<=\d) (?=[a-zæøå]\b)", "", plain)  # 12 B is 12B


def households(people: Iterable[Addressee]) -> tuple[Household, ...]:
    """Return the letters for these people, in the order of postal code and street. Who has no address is left out."""
    found: dict[tuple[str, ...], list[Addressee]] = {}
    for person in people:
        if not person.has_address:
            continue
        place = (person.postal_code.strip(), street_key(person.street))
        found.setdefault((*place, person.key) if person.is_protected else place, []).append(person)
    return tuple(
        Household(tuple(sorted(members, key=lambda member: (member.name, member.key))))
        for _place, members in sorted(found.items())
    )
