"""Invents members. Pure chance from a seed: names by frequency, postal codes by population, all else by rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from lokallag.demo import facts

SEED = 3201


@dataclass(frozen=True, slots=True)
class Invented:
    """A member who does not exist."""

    given_name: str
    family_name: str
    gender: str
    birth_year: int
    email: str
    street_address: str
    postal_code: str
    joined_on: date
    is_protected: bool


def invent_members(count: int, *, today: date, seed: int = SEED) -> Iterator[Invented]:
    """Yield ``count`` invented members, the same ones for the same seed and day.

    About two of three have an e-mail address of their own, one in a hundred a protected address. The addresses are
    under ``example``, which no mail reaches; nobody has a telephone number, since any we made up might be somebody's.
    """
    chance = Random(seed)
    names = facts.first_names()
    weights = [name.bearers for name in names]
    codes = facts.population()
    streets = facts.streets()
    for number in range(1, count + 1):
        first = chance.choices(names, weights)[0]
        family = chance.choice(facts.surnames())
        code = chance.choices(list(codes), list(codes.values()))[0]
        has_email = chance.random() < 0.68
        yield Invented(
            given_name=first.name,
            family_name=family,
            gender=first.gender,
            birth_year=today.year - min(92, max(16, round(chance.gauss(52, 17)))),
            email=f"medlem{number}@baerum.example" if has_email else "",
            street_address=f"{chance.choice(streets.get(code, ('Storgata',)))} {chance.randrange(1, 90)}",
            postal_code=code,
            joined_on=today - timedelta(days=round(chance.expovariate(1 / 2600)) + 12),
            is_protected=chance.random() < 0.01,
        )
