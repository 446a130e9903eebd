"""Whom to tell of a weakness: the page about it, and security.txt (RFC 9116)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language

from lokallag.organisation.queries import main_unit
from lokallag.ui.chrome import Language

GOOD_FOR = timedelta(days=180)  # RFC 9116 advises less than a year
LANGUAGES = "nb, nn, en"
IN_ITSELF = (Language("nb", "Bokmål"), Language("en", "English"))  # each in itself, so not translated


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """All that ``web/security.html`` shows. ``contact`` may be empty: then one writes to the board.

    ``contact_url`` is what it leads to: a mailto: or an https address. ``others`` are the languages it can be read in
    too.
    """

    organisation: str
    contact: str
    contact_url: str
    notice_url: str
    others: tuple[Language, ...]


def security_contact(today: date) -> str:
    """Return whom to tell: the setting, else the organisation's public address, else nothing."""
    unit = main_unit(today)
    given: str = settings.SECURITY_CONTACT.removeprefix("mailto:")
    return given or (unit.public_email if unit is not None else "")


def security_page(today: date) -> SecurityPage:
    """Return the policy for those who find a weakness."""
    unit, contact = main_unit(today), security_contact(today)
    return SecurityPage(
        organisation=unit.name if unit is not None else "Lokallag",
        contact=contact,
        contact_url=_address(contact),
        notice_url=reverse("privacy:notice"),
        others=tuple(each for each in IN_ITSELF if each.code != get_language()),
    )


def security_txt(at: datetime) -> str:
    """Return security.txt. It is good for half a year from the day on which it is read."""
    contact, site = security_contact(localdate(at)), settings.SITE_URL
    policy = f"{site}{reverse('web:security')}"
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {_address(contact) or policy}",
        f"Expires: {(midnight + GOOD_FOR).strftime('%Y-%m-%dT%H:%M:%SZ')}",
        f"Preferred-Languages: {LANGUAGES}",
        f"Canonical: {site}{reverse('web:security_txt')}",
        f"Policy: {policy}",
        f"Policy: {policy}?sprak=en",
    ]
    return "\n".join(lines) + "\n"


def _address(contact: str) -> str:
    if not contact or contact.startswith("https://"):
        return contact
    return f"mailto:{contact}"
