"""Addresses of many things of one sort: Django's resolver is asked once for the pattern, not once for each row."""

from collections.abc import Callable

from django.urls import reverse

PLACE = "7071067811"  # both a number and a slug, and in no address of ours


def addresses(name: str) -> Callable[[int | str], str]:
    """Return what gives the address of a thing by its number or slug, for an address that has one such part."""
    before, after = reverse(name, args=[PLACE]).split(PLACE)
    return lambda part: f"{before}{part}{after}"
