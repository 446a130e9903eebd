"""The list of who has signed up, on paper: A4, set by typst with our own fonts, with a box for each who comes."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import moment_in_words
from lokallag.core.typesetting import READ_ALOUD, fonts_in
from lokallag.core.typesetting import set_in_type as typeset
from lokallag.events.models import Event
from lokallag.events.queries.attendees import attendees
from lokallag.organisation.queries import profile

LAYOUT = Path(__file__).resolve().parents[1] / "data" / "attendees.typ"


def attendee_sheet(event: Event, *, at: datetime) -> bytes:
    """Return the sheet as PDF. First-timers are marked; a field at the end is for those who come without a name."""
    return set_in_type(said_on_sheet(event, at=at))


def said_on_sheet(event: Event, *, at: datetime) -> Mapping[str, object]:
    """Return all that stands on the sheet: each row is name, party, mark, and whether they have come."""
    rows = attendees(event)
    facts = profile()
    return {
        "title": event.title,
        "when": moment_in_words(event.starts_at, weekday=True),
        "where": ", ".join(part for part in (event.place_name, event.street_address) if part),
        "colour": facts.colour if facts is not None else "#b3212b",
        "lang": get_language() or "nb",
        "lead": ngettext("%(n)d navn", "%(n)d navn", len(rows)) % {"n": len(rows)},
        "columns": [_("Her"), _("Navn"), _("Følge"), _("Merknad")],
        "first": _("Første gang: ønsk velkommen"),
        "rows": [
            [row.name, row.party, _("Første gang") if row.is_first else "", row.arrived]
            for row in rows
            if not row.waits
        ],
        "waiting_title": _("På venteliste"),
        "waiting": [
            [row.name, row.party, _("Første gang") if row.is_first else "", row.arrived] for row in rows if row.waits
        ],
        "drop_ins": _("Kom uten påmelding: sett en strek for hver, uten navn"),
        "empty": _("Ingen er påmeldt ennå."),
        "foot": _("Skrevet ut %(moment)s. Navnene er for vertene. Makuler arket når oppmøtet er ført inn.")
        % {"moment": moment_in_words(at)},
        "page": _("Side"),
    }


def set_in_type(said: Mapping[str, object]) -> bytes:
    """Return the sheet as PDF."""
    return typeset(LAYOUT.read_bytes(), said, fonts=fonts_in(settings.PRINT_FONTS), standard=READ_ALOUD)
