"""Which numbers a report asks for, and what they come to. Pure."""

from collections.abc import Iterable, Mapping, Sequence

NUMBERS = ("attended", "new_members", "contacts", "leaflets", "cost")  # in the order of the form
ALWAYS = ("how", "tip")
OWN = {"campaign": NUMBERS, "deadline": ()}
GATHERING = ("attended", "new_members", "contacts")


def asked_of(asks: Sequence[str] | None, ring: str) -> tuple[str, ...]:
    """Return the numbers that a report asks for: those its kind names; without a kind what fits such a thing."""
    if asks is None:
        return OWN.get(ring, GATHERING)
    return tuple(name for name in NUMBERS if name in asks)


def summed(reports: Iterable[Mapping[str, int | None]]) -> dict[str, int]:
    """Return the sums of the numbers over reports, in the order of the form, without those that come to nothing."""
    found: dict[str, int] = {}
    for report in reports:
        for name in NUMBERS:
            if value := report.get(name):
                found[name] = found.get(name, 0) + value
    return {name: found[name] for name in NUMBERS if name in found}
