"""The shape of what people write when they sign up, at the door and afterwards."""

from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lokallag.events.domain import reporting
from lokallag.events.models import Event
from lokallag.events.models.signup import MOST_GUESTS
from lokallag.ui.fields import LONG


def guest_choices(event: Event | None) -> list[tuple[str, str]]:
    """Return what one can answer to whether one brings somebody, as many as the event and the room take."""
    if event is None:
        return [(str(n), str(n)) for n in range(MOST_GUESTS + 1)]
    most = event.most_guests if event.capacity is None else min(event.most_guests, event.capacity - 1)
    brought = [(str(n), ngettext("Ja, %(n)d til", "Ja, %(n)d til", n) % {"n": n}) for n in range(1, most + 1)]
    return [("0", str(_("Nei, bare meg"))), *brought]


class GuestsForm(forms.Form):
    """How many one brings along. Where nobody can be brought, nothing is asked.

    Without an event any number is read that some event takes: the service decides.
    """

    guests = forms.TypedChoiceField(
        label=_("Tar du med noen?"),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Så mange kan du ikke ha med. Velg et tall i lista.")},
    )

    says_optional: ClassVar[bool] = False

    def __init__(self, *args: Any, event: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = guest_choices(event)
        if len(choices) > 1:
            cast(forms.ChoiceField, self.fields["guests"]).choices = choices
        else:
            del self.fields["guests"]

    @property
    def brought(self) -> int:
        """How many were chosen."""
        return int(self.cleaned_data.get("guests") or 0)


class NameField(forms.CharField):
    """A name, on one line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=120,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={**LONG, "required": _("Skriv navnet ditt, så vet verten hvem som kommer.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        """Return the name without line ends or other signs that nobody sees."""
        return " ".join(
            "".join(letter if letter.isprintable() else " " for letter in str(super().to_python(value) or "")).split()
        )


class EmailForm(forms.Form):
    """One e-mail address."""

    email = forms.EmailField(
        label=_("E-postadresse"),
        max_length=254,
        error_messages={
            "required": _("Skriv e-postadressen din, for eksempel kari@eksempel.no."),
            "invalid": _("Dette ser ikke ut som en e-postadresse. Skriv den som kari@eksempel.no."),
            "max_length": _("Adressen er for lang. Sjekk at du bare har skrevet én adresse."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}),
    )

    says_optional: ClassVar[bool] = False


class SignUpForm(GuestsForm, EmailForm):
    """Signing up without an account."""

    name = NameField(label=_("Navn"))
    field_order = ("name", "email", "guests")


class EnterForm(GuestsForm):
    """Writing down somebody who has said that they come."""

    name = NameField(label=_("Navn"))
    field_order = ("name", "guests")


class DoorForm(EmailForm):
    """The address that one signed up with, at the door."""


class DoorNameForm(forms.Form):
    """The name of somebody at the door who has not signed up, if they wish to give it."""

    name = NameField(
        label=_("Navn"),
        required=False,
        help_text=_("Du kan la det stå tomt. Navnet vises bare for dem som holder arrangementet."),
    )

    says_optional: ClassVar[bool] = False


class _NumberField(forms.IntegerField):
    """How many there were of something, if anybody counted."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = _("Skriv et tall, eller la feltet stå tomt.")
        super().__init__(
            required=False,
            min_value=0,
            max_value=reporting.MOST_ATTENDED,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "size": 6}),
            error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
            **kwargs,
        )


class ReportForm(forms.Form):
    """How it went: three fields, the cost if wished, and what the kind asks for."""

    attended = forms.IntegerField(
        label=_("Hvor mange kom?"),
        required=False,
        min_value=0,
        max_value=reporting.MOST_ATTENDED,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "size": 6}),
        error_messages={
            "invalid": _("Skriv hvor mange som kom, med et tall."),
            "min_value": _("Skriv hvor mange som kom, med et tall."),
            "max_value": _("Det var mange. Sjekk tallet."),
        },
    )
    how = forms.CharField(
        label=_("Hvordan gikk det?"),
        max_length=reporting.MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={**LONG, "required": _("Skriv med noen ord hvordan det gikk.")},
    )
    tip = forms.CharField(
        label=_("Et tips til neste gang"),
        help_text=_("Det går til dem som skriver dreieboka, og til den som gjør det neste gang."),
        required=False,
        max_length=reporting.MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=LONG,
    )
    cost = forms.IntegerField(
        label=_("Hva kostet det, i kroner?"),
        required=False,
        min_value=0,
        max_value=reporting.MOST_KRONER,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "size": 8}),
        error_messages={
            "invalid": _("Skriv beløpet i hele kroner, for eksempel 450."),
            "min_value": _("Skriv beløpet i hele kroner, for eksempel 450."),
            "max_value": _("Det var mye. Sjekk beløpet."),
        },
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.further_names = reporting.further_fields(event.report)
        for name in self.further_names:
            label = reporting.label_of(name)
            self.fields[f"further_{name}"] = (
                _NumberField(label=label)
                if name in reporting.FURTHER
                else forms.CharField(
                    label=label, required=False, max_length=reporting.MOST_FURTHER, error_messages=LONG
                )
            )

    @property
    def further(self) -> dict[str, str]:
        """What was written in the kind's own fields."""
        said = {name: self.cleaned_data.get(f"further_{name}") for name in self.further_names}
        return {name: str(value) for name, value in said.items() if value is not None}
