"""Fields that every room asks in the same way."""

from datetime import date
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
