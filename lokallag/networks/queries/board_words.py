"""How the board reads where an application stands."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import in_words
from lokallag.networks.domain.applying import Stage
from lokallag.networks.domain.deciding import days_left


def standing_in_words(stage: Stage) -> str:
    """Return in a sentence where an application stands."""
    return {
        Stage.DRAFT: _("Søknaden er ikke sendt."),
        Stage.SUBMITTED: _("Søknaden venter på styret."),
        Stage.RETURNED: _("Søknaden ligger hos søkeren, som skal svare først."),
        Stage.APPROVED: _("Søknaden er godkjent."),
        Stage.DECLINED: _("Søknaden er avslått."),
        Stage.WITHDRAWN: _("Søkeren har trukket søknaden."),
    }[stage]


def time_left(answer_by: date, today: date) -> tuple[str, str]:
    """Return how long the board has left in words, and the kind of tag it is shown as."""
    left = days_left(answer_by, today)
    if left < 0:
        return ngettext("%(n)d dag over fristen", "%(n)d dager over fristen", -left) % {"n": -left}, "danger"
    if left == 0:
        return _("Fristen er i dag"), "danger"
    words = ngettext("%(n)d dag igjen", "%(n)d dager igjen", left) % {"n": left}
    return words, "warning" if left <= 7 else ""


def answer_within(answer_by: date | None, today: date) -> str:
    """Return by when the applicant has been told that the board answers."""
    return "" if answer_by is None else _("Svar innen %(day)s") % {"day": in_words(answer_by, today)}
