"""Reads about postal codes as such."""

from lokallag.organisation.queries import profile
from lokallag.territory.domain.postal_register import RegisterRow
from lokallag.territory.models import Municipality, PostalCode


def register() -> dict[str, RegisterRow]:
    """Return the codes in use, by code, as the register has them: about 5,100 for the country."""
    rows = PostalCode.objects.in_use().values_list("code", "place", "municipality_id", "municipality__name", "category")
    return {row[0]: RegisterRow(*row) for row in rows}


def municipality_rows(number: str) -> dict[str, RegisterRow]:
    """Return the codes in use of one municipality, by code."""
    rows = PostalCode.objects.in_use().filter(municipality=number)
    return {
        row[0]: RegisterRow(*row)
        for row in rows.values_list("code", "place", "municipality_id", "municipality__name", "category")
    }


def own_municipality() -> Municipality | None:
    """Return the organisation's municipality, or ``None`` before profile and register are there."""
    facts = profile()
    if facts is None or not facts.municipality_code:
        return None
    return Municipality.objects.filter(number=facts.municipality_code).first()


def known_place(code: str) -> str:
    """Return the place of a postal code as people write it, or an empty string for a code not in use."""
    found = PostalCode.objects.in_use().filter(code=code).first()
    return found.display_place if found else ""


def gone_codes() -> frozenset[str]:
    """Return the codes that the register once had."""
    return frozenset(PostalCode.objects.filter(gone_on__isnull=False).values_list("code", flat=True))
