"""The days that other days are counted from, and that somebody sets each year. Pure: of Django only gettext.

A unit's own annual meeting is set by those who lead it; the others are shared and stand on the municipal party.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ANNUAL_MEETING = "annual_meeting"
UP = {"municipal_annual_meeting": ANNUAL_MEETING}  # what a lower unit calls the party's own annual meeting


@dataclass(frozen=True, slots=True)
class AnchorKind:
    """One kind of day: what it is called in a list, and in the middle of a sentence."""

    key: str
    label: str | Promise
    named: str | Promise
    is_shared: bool = True


ANCHOR_KINDS = (
    AnchorKind(ANNUAL_MEETING, _("Årsmøtet"), _("årsmøtet"), is_shared=False),
    AnchorKind("nomination_meeting", _("Nominasjonsmøtet"), _("nominasjonsmøtet")),
    AnchorKind("county_annual_meeting", _("Fylkesårsmøtet"), _("fylkesårsmøtet")),
    AnchorKind("national_congress", _("Landsmøtet"), _("landsmøtet")),
    AnchorKind("election_day", _("Valgdagen"), _("valgdagen")),
    AnchorKind(
        "council_last_meeting_before_summer",
        _("Kommunestyrets siste møte før sommeren"),
        _("kommunestyrets siste møte før sommeren"),
    ),
    AnchorKind("council_budget_meeting", _("Kommunestyrets budsjettmøte"), _("kommunestyrets budsjettmøte")),
    AnchorKind("duties_review", _("Neste gjennomgang av arbeidsdelingen"), _("neste gjennomgang av arbeidsdelingen")),
)
BY_KEY = {kind.key: kind for kind in ANCHOR_KINDS}
SHARED = frozenset(kind.key for kind in ANCHOR_KINDS if kind.is_shared)
EVENTS = frozenset(BY_KEY) | frozenset(UP)


def event_named(event: object) -> str:
    """Return what a day is called in the middle of a sentence; the key itself where nobody knows it."""
    if event in UP:
        return str(_("kommunepartiets årsmøte"))
    kind = BY_KEY.get(str(event))
    return str(kind.named) if kind is not None else str(event)
