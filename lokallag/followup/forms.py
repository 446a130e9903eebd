"""The shape of what is written about commitments."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.followup.domain.lifecycle import State
from lokallag.people.models import Person
from lokallag.ui.fields import LONG, DayField

LATER = _("Ingen ennå")


def _person_field(*, required: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Hvem har ansvaret?"),
        required=required,
        error_messages={
            "required": _("Velg hvem som har ansvaret."),
            "invalid_choice": _("Denne personen har ikke verv her lenger. Velg en annen."),
        },
    )


class _WithPersons(forms.Form):
    """A form that offers those who may answer for the unit's commitments."""

    def __init__(self, *args: Any, persons: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persons = {str(person.key): person for person in persons}
        names = [(key, person.name) for key, person in self.persons.items()]
        self.fields["responsible"].choices = (  # type: ignore[attr-defined]
            names if self.fields["responsible"].required else [("", LATER), *names]
        )

    def clean_responsible(self) -> Person | None:
        """Return the person, or ``None`` where nobody is chosen."""
        return self.persons.get(self.cleaned_data["responsible"])


class TakeOnForm(_WithPersons):
    """A new commitment."""

    title = forms.CharField(
        label=_("Hva skal gjøres?"),
        max_length=200,
        error_messages={**LONG, "required": _("Skriv hva som skal gjøres, for eksempel «Bestille lokale».")},
    )
    details = forms.CharField(
        label=_("Mer om det"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=LONG,
    )
    responsible = _person_field(required=False)
    due_on = DayField(label=_("Frist"), required=False)


class AssignForm(_WithPersons):
    """Who answers for it, and by when."""

    responsible = _person_field(required=True)
    due_on = DayField(label=_("Frist"), required=False)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_seen(self) -> str | None:
        """Return the fingerprint of what the writer saw, or ``None``."""
        return self.cleaned_data["seen"] or None


class AnswerForm(forms.Form):
    """How it goes. What may be chosen depends on where it stands."""

    state = forms.ChoiceField(
        label=_("Hvordan går det?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Velg hvordan det går."),
            "invalid_choice": _("Oppgaven kan ikke gå dit fra der den er. Se hva som står der nå."),
        },
    )
    answer = forms.CharField(
        label=_("Med dine ord"),
        required=False,
        max_length=4000,
        help_text=_(
            "Er det gjort, skriv hva som ble gjort og hvor det kan ses. Lot det seg ikke gjøre, skriv hvorfor."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=LONG,
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, moves: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = list(moves)  # type: ignore[attr-defined]

    def clean_state(self) -> State:
        """Return the state."""
        return State(self.cleaned_data["state"])

    def clean_seen(self) -> str | None:
        """Return the fingerprint of what the writer saw, or ``None``."""
        return self.cleaned_data["seen"] or None


class NoteForm(forms.Form):
    """A note."""

    text = forms.CharField(
        label=_("Nytt notat"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={**LONG, "required": _("Skriv noe i notatet.")},
    )
