"""The shape of what is written about ideas."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.people.models import Person
from lokallag.ui.choices import offer
from lokallag.ui.fields import LONG


class IdeaForm(forms.Form):
    """An idea: a topic, and three lines."""

    topic = forms.CharField(
        label=_("Hva handler den om?"),
        max_length=80,
        help_text=_("Ett eller to ord, for eksempel «Skole» eller «Trygge skoleveier»."),
        error_messages={**LONG, "required": _("Skriv hva ideen handler om, for eksempel «Skole».")},
    )
    text = forms.CharField(
        label=_("Ideen din"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Tre linjer er nok: hva vil du, og hvem skal være med?"),
        error_messages={**LONG, "required": _("Skriv ideen din. Tre linjer er nok.")},
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_seen(self) -> str | None:
        """Return the fingerprint of what the writer saw, or ``None``."""
        return self.cleaned_data["seen"] or None


class ContactForm(forms.Form):
    """Whom on the board to bring an idea to."""

    contact = forms.ChoiceField(
        label=_("Hvem i styret vil du ta den opp med?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Velg en i styret."),
            "invalid_choice": _("Denne personen sitter ikke i styret nå. Velg en annen."),
        },
    )

    def __init__(self, *args: Any, persons: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._persons = {str(person.key): person for person in persons}
        offer(self, "contact", [(key, person.name) for key, person in self._persons.items()])

    def clean_contact(self) -> Person:
        """Return the person."""
        return self._persons[self.cleaned_data["contact"]]
