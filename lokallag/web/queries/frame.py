"""The page about accessibility, and whether the database works."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from lokallag.organisation.queries import main_unit


@dataclass(frozen=True, slots=True)
class AccessibilityPage:
    """All that ``web/accessibility.html`` shows: whom to tell when something shuts a reader out."""

    email: str


def accessibility_page(today: date) -> AccessibilityPage:
    """Return the page about accessibility, with the organisation's public address if it has one."""
    unit = main_unit(today)
    return AccessibilityPage(email=unit.public_email if unit is not None else "")


def database_answers() -> bool:
    """Tell whether the database answers a question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))
