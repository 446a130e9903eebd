"""The small forms beside an event: announce, call off, ask a unit, put up a task, copy."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.events.forms.span import SeenForm
from lokallag.people.models import Person
from lokallag.ui.fields import LONG, DayField


def offer(field: forms.Field, choices: Sequence[tuple[str, Any]]) -> None:
    """Let these be chosen in the field."""
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class PublishForm(SeenForm):
    """Announce it."""

    and_later = forms.BooleanField(label=_("Kunngjør de senere i serien også"), required=False)

    def __init__(self, *args: Any, later: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not later:
            del self.fields["and_later"]


class CancelForm(SeenForm):
    """Call it off, with a reason."""

    field_order = ("reason", "and_later", "seen")
    reason = forms.CharField(
        label=_("Hvorfor?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("De som er påmeldt, får lese dette."),
        error_messages={**LONG, "required": _("Skriv hvorfor arrangementet er avlyst.")},
    )
    and_later = forms.BooleanField(label=_("Avlys de senere i serien også"), required=False)

    def __init__(self, *args: Any, later: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not later:
            del self.fields["and_later"]


class InviteForm(forms.Form):
    """Ask a unit to hold it too."""

    unit = forms.ChoiceField(
        label=_("Spør noen om å holde det sammen med dere"),
        error_messages={
            "required": _("Velg hvem dere vil spørre."),
            "invalid_choice": _("Denne er spurt allerede, eller finnes ikke lenger. Velg en annen."),
        },
    )

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["unit"], [("", _("Velg")), *units])


class TaskForm(forms.Form):
    """Something to be done for the event."""

    title = forms.CharField(
        label=_("Hva skal gjøres?"),
        max_length=200,
        error_messages={**LONG, "required": _("Skriv hva som skal gjøres, for eksempel «Bestille lokale».")},
    )
    before = forms.IntegerField(
        label=_("Hvor mange dager før?"),
        min_value=-60,
        max_value=365,
        initial=7,
        help_text=_("0 er samme dag. Flyttes arrangementet, flytter fristen med."),
        error_messages={"required": _("Skriv et antall dager."), "invalid": _("Skriv et helt tall.")},
    )
    responsible = forms.ChoiceField(
        label=_("Hvem har ansvaret?"),
        required=False,
        error_messages={"invalid_choice": _("Denne personen har ikke verv her lenger. Velg en annen.")},
    )

    def __init__(self, *args: Any, persons: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persons = {str(person.key): person for person in persons}
        names = [(key, person.name) for key, person in self.persons.items()]
        offer(self.fields["responsible"], [("", _("Ingen ennå")), *names])

    def clean_responsible(self) -> Person | None:
        """Return the person, or ``None`` where nobody is chosen."""
        return self.persons.get(self.cleaned_data["responsible"])


class CopyForm(forms.Form):
    """The same once more, on another day."""

    day = DayField(label=_("Ny dag"))


class NothingForm(forms.Form):
    """A press that asks for nothing: it only has to come from our own page."""
