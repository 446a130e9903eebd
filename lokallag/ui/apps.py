"""The design system: components, base pages, CSS, icons, the gallery. No models."""

from typing import Any

from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Django's own words for a field that is empty or cannot be read, in our voice: what to write, never "invalid".
PLAIN_WORDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Fyll ut dette feltet.")},
    forms.EmailField: {"invalid": _("Skriv hele adressen, for eksempel navn@eksempel.no.")},
    forms.DateField: {"invalid": _("Skriv datoen som dag.måned.år, for eksempel 31.03.2027.")},
    forms.IntegerField: {"invalid": _("Skriv et helt tall.")},
    forms.ChoiceField: {"invalid_choice": _("Velg ett av alternativene.")},
    forms.FileField: {
        "required": _("Velg en fil."),
        "missing": _("Velg en fil."),
        "empty": _("Filen er tom. Lagre den på nytt, og velg den igjen."),
    },
}


class UiConfig(AppConfig):
    """Registers the room with Django, so that its templates and built files are found."""

    name = "lokallag.ui"
    label = "ui"

    def ready(self) -> None:
        """Give Django's form fields our own words."""
        for field, words in PLAIN_WORDS.items():
            field.default_error_messages = {**field.default_error_messages, **words}
