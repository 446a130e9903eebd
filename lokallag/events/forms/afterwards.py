"""The summary of an event, and the usual hours of a unit."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.words import WEEKDAYS
from lokallag.events.forms.span import SeenForm
from lokallag.events.models import MOST_SUMMARY, UsualHours
from lokallag.ui.fields import LONG, ClockField

DAY = 24 * 60  # minutes


class SummaryForm(SeenForm):
    """The text of a summary; for a correction also what is corrected."""

    text = forms.CharField(
        label=_("Oppsummering"),
        max_length=MOST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Det første avsnittet vises på siden til arrangementet. Ikke skriv hvem som sa hva uten å spørre."),
        error_messages={**LONG, "required": _("Skriv noen ord om det som ble sagt.")},
    )
    why = forms.CharField(
        label=_("Hva er rettet?"),
        max_length=300,
        help_text=_("Dette står på siden, sammen med dagen."),
        error_messages={**LONG, "required": _("Skriv hva som er rettet. Det står på siden.")},
    )

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["why"]


class HoursForm(forms.Form):
    """When a unit usually meets. Nothing in any field: it has no usual hours."""

    weekday = forms.TypedChoiceField(
        label=_("Ukedag"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Ingen faste tider")), *((str(number), name) for number, name in enumerate(WEEKDAYS))],
    )
    starts = ClockField(label=_("Begynner klokka"), required=False)
    ends = ClockField(label=_("Slutter klokka"), required=False)

    says_optional = False

    def clean(self) -> dict[str, Any]:
        """Ask for both times where there is a day."""
        given = super().clean() or self.cleaned_data
        if given.get("weekday") is None:
            return given
        for name in ("starts", "ends"):
            if given.get(name) is None and name not in self.errors:
                self.add_error(name, _("Skriv et klokkeslett, for eksempel 18.30."))
        return given

    @property
    def hours(self) -> tuple[int, time, int] | None:
        """Day of the week, beginning and length in minutes of a valid form; ``None`` for no usual hours."""
        given = self.cleaned_data
        if given["weekday"] is None:
            return None
        return given["weekday"], given["starts"], (_minute(given["ends"]) - _minute(given["starts"])) % DAY


def hours_in_form(hours: UsualHours | None) -> dict[str, object]:
    """Return how usual hours stand in a form."""
    if hours is None:
        return {}
    ends = (_minute(hours.starts) + hours.minutes) % DAY
    return {"weekday": hours.weekday, "starts": hours.starts, "ends": time(ends // 60, ends % 60)}


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
