"""The privacy notice, written from what is really held (``core.privacy``) and how long (``core.keeping``)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.core.permissions import Asker, may
from lokallag.core.privacy import holdings
from lokallag.organisation.models import Kind, Title
from lokallag.organisation.queries import main_unit
from lokallag.people.models import DemoPerson
from lokallag.privacy.queries.retention import KeptRow, kept_rows, present_rules
from lokallag.privacy.queries.sight import offices_that_see

AUTHORITY = "datatilsynet.no"


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One kind of data that is held of persons: what, which fields, why, on which ground, and how long."""

    what: str
    fields: str
    why: str
    ground: str
    kept: str


@dataclass(frozen=True, slots=True)
class SeenRow:
    """Somebody who sees data of others, and what they see."""

    who: str
    what: str


@dataclass(frozen=True, slots=True)
class NoticePage:
    """All that ``privacy/notice.html`` shows. ``email`` may be empty: then one writes to the board.

    ``processors`` and ``privacy_contact`` are the organisation's own words (rules), empty until it has written them.
    """

    controller: str
    email: str
    processors: str
    privacy_contact: str
    held: tuple[HeldRow, ...]
    seen: tuple[SeenRow, ...]
    kept: tuple[KeptRow, ...]
    my_page_url: str
    security_url: str
    retention_url: str
    authority: str
    authority_url: str


def _held() -> tuple[HeldRow, ...]:
    """Return what every installation holds, in the order of Min side; a demo holds which buttons lead to whom too."""
    rows = sorted(holdings(), key=lambda row: row.place)
    return tuple(
        HeldRow(str(row.title), str(row.fields), str(row.why), str(row.ground), str(row.kept))
        for row in rows
        if settings.DEMO or row.model is not DemoPerson
    )


def _seen(today: date) -> tuple[SeenRow, ...]:
    """Return who sees what, asked of the same rights that decide it (``core.privacy.sights``)."""
    offices = (SeenRow(_titles(kind, titles), _sentence(sees)) for kind, titles, sees in offices_that_see(today))
    return (
        SeenRow(_("Du selv"), _("Alt om deg. På Min side ser du også hvem som har sett på deg.")),
        *offices,
        SeenRow(
            _("Den ene som er pekt ut til det"), _("Beskyttede adresser. Er ingen pekt ut, ser ingen andre enn du dem.")
        ),
        SeenRow(_("Andre medlemmer og alle andre"), _("Bare navnet til den som har et verv som er offentlig.")),
    )


def _titles(kind: Kind, titles: Iterable[Title]) -> str:
    named = ", ".join(str(title.label) if not at else str(title.label).lower() for at, title in enumerate(titles))
    if kind == Kind.BRANCH:
        return _("I avdelingen din: %(titles)s") % {"titles": named}
    if kind == Kind.NETWORK:
        return _("I nettverk du er med i: styringsgruppa")
    return _("I kommunepartiet: %(titles)s") % {"titles": named}


def _sentence(sees: Iterable[str]) -> str:
    text = "; ".join(sees)
    return f"{text[:1].upper()}{text[1:]}."


def notice_page(viewer: Asker, *, today: date) -> NoticePage:
    """Return the notice: who answers for the data, what is held and why, who sees it, how long, and one's rights."""
    unit, rules = main_unit(today), present_rules(today)
    return NoticePage(
        controller=unit.name if unit is not None else "Lokallag",
        email=unit.public_email if unit is not None else "",
        processors=rules.text("processors"),
        privacy_contact=rules.text("privacy_contact"),
        held=_held(),
        seen=_seen(today),
        kept=kept_rows(rules),
        my_page_url=reverse("web:my_page"),
        security_url=reverse("web:security"),
        retention_url=reverse("privacy:retention") if may(viewer, "privacy.see_retention") else "",
        authority=AUTHORITY,
        authority_url=f"https://www.{AUTHORITY}/",
    )
