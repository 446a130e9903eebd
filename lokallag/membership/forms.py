"""The shape of what is written on this room's pages."""

from typing import Self

from django import forms
from django.utils.translation import gettext_lazy as _


class ConfirmForm(forms.Form):
    """One press on a branch. ``seen`` is the id of the choice that the page showed, 0 for none."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class AddressForm(forms.Form):
    """One's own address. Whether the postal code exists is the register's to say."""

    street_address = forms.CharField(
        label=_("Gateadresse"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postal_code = forms.CharField(
        label=_("Postnummer"),
        max_length=60,
        help_text=_("Fire siffer, for eksempel 1344."),
        error_messages={"required": _("Skriv postnummeret ditt, for eksempel 1344.")},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric", "class": "short"}),
    )


class PlaceForm(forms.Form):
    """A branch for a member, and why."""

    unit = forms.ChoiceField(
        label=_("Avdeling"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Velg en avdeling."),
            "invalid_choice": _("Denne avdelingen kan ikke velges lenger. Velg en annen."),
        },
    )
    note = forms.CharField(
        label=_("Hvorfor"),
        max_length=300,
        help_text=_("For eksempel «Ba om det på telefon». Medlemmet får se det."),
        error_messages={"required": _("Skriv hvorfor. Medlemmet får se det.")},
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def offering(self, branches: list[tuple[str, str]]) -> Self:
        """Set the branches to choose from, as slug and name, and return the form."""
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = branches
        return self
