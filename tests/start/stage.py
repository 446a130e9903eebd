"""What the tests of the first page and its command send."""

from datetime import UTC, date, datetime, timedelta

from django.utils.timezone import localdate

from lokallag.start.domain.founding import Minutes, NewOfficer
from lokallag.start.queries import set_up_code

AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
AMINA = NewOfficer("Amina", "Farah", "amina@example.org")
SINDRE = NewOfficer("Sindre", "Vik", "sindre@example.org")


def yesterday() -> date:
    """Return the day before today, on which the meeting was held."""
    return localdate() - timedelta(days=1)


def minutes() -> Minutes:
    """Return minutes of a meeting yesterday."""
    return Minutes("Årsmøtet", yesterday(), "Protokollen, sak 9", yesterday(), None)


def written(**changes: str) -> dict[str, str]:
    """Return what one sends from the first page, some of it changed."""
    return {
        "code": set_up_code(),
        "organisation": "Bærum Arbeiderparti",
        "municipality": "Bærum",
        "colour": "",
        "leader_given": "Amina",
        "leader_family": "Farah",
        "leader_email": "amina@example.org",
        "secretary_given": "Sindre",
        "secretary_family": "Vik",
        "secretary_email": "sindre@example.org",
        "meeting": "Årsmøtet",
        "held_on": yesterday().strftime("%d.%m.%Y"),
        "reference": "Protokollen, sak 9",
        "from_on": "",
        "until_on": "",
        **changes,
    }
