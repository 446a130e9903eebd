"""Fields that every room asks in the same way."""

import re
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONG = {"max_length": _("Skriv høyst %(limit_value)d tegn. Nå er det %(show_value)d.")}


class DayField(forms.DateField):
    """A day as people write it: 16.06.2027, 16.6.27 or 2027-06-16."""

    default_error_messages = {
        "required": _("Skriv en dato, for eksempel 16.06.2027."),
        "invalid": _("Skriv datoen som dag, måned og år, for eksempel 16.06.2027."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For eksempel 16.06.2027."))
        super().__init__(
            input_formats=["%d.%m.%Y", "%d.%m.%y", "%d. %m. %Y", "%Y-%m-%d"],
            widget=forms.DateInput(format="%d.%m.%Y", attrs={"autocomplete": "off"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> date | None:
        """Return the day.

        :raises ValidationError: it cannot be read, or the year is not one we know anything about
        """
        day = super().to_python(value)
        if day is not None and not 1850 <= day.year <= 2199:
            raise forms.ValidationError(_("Skriv årstallet med fire siffer, for eksempel 2027."), code="year")
        return day


class ClockField(forms.TimeField):
    """A time on the wall as people write it: 18.30, 18:30, 1830 or 18."""

    default_error_messages = {
        "required": _("Skriv et klokkeslett, for eksempel 18.30."),
        "invalid": _("Skriv klokkeslettet med timer og minutter, for eksempel 18.30."),
    }
    _WRITTEN = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:\s*[.:]\s*(\d{2})|(\d{2}))?", re.IGNORECASE)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TimeInput(
                format="%H.%M", attrs={"autocomplete": "off", "inputmode": "decimal", "class": "short"}
            ),
            **kwargs,
        )

    def to_python(self, value: Any) -> time | None:
        """Return the time.

        :raises ValidationError: it cannot be read
        """
        if value in self.empty_values or isinstance(value, time):
            return super().to_python(value)
        found = self._WRITTEN.fullmatch(str(value).strip())
        if found is None or int(found[1]) > 23 or int(found[2] or found[3] or 0) > 59:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return time(int(found[1]), int(found[2] or found[3] or 0))
