"""The shape of what is written on this room's pages."""

from typing import Self

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.membership.domain.file_columns import USUAL
from lokallag.membership.models import MemberFile
from lokallag.membership.queries.files import COLUMNS


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


class AskFileForm(forms.Form):
    """A file with members: what kind, and what for."""

    file_format = forms.ChoiceField(
        label=_("Format"), choices=MemberFile.Format.choices, initial=MemberFile.Format.XLSX, widget=forms.RadioSelect
    )
    purpose = forms.CharField(
        label=_("Hva skal filen brukes til?"),
        max_length=200,
        help_text=_("For eksempel «Ringe medlemmer om årsmøtet». Medlemmene kan lese det."),
        error_messages={"required": _("Skriv hva du skal bruke filen til.")},
    )
    columns = forms.MultipleChoiceField(
        label=_("Hva skal stå i filen?"),
        choices=COLUMNS,
        initial=USUAL,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Medlemsnummer og navn er alltid med. Ta bare med det du trenger."),
    )
    filters = forms.CharField(required=False, max_length=350, widget=forms.HiddenInput)

    def clean_columns(self) -> list[str]:
        """Return the columns chosen; where none is ticked, the usual ones."""
        return list(self.cleaned_data["columns"]) or list(USUAL)


class DuesFileForm(forms.Form):
    """The treasurer's file: what kind, and what for."""

    file_format = forms.ChoiceField(
        label=_("Format"), choices=MemberFile.Format.choices, initial=MemberFile.Format.XLSX, widget=forms.RadioSelect
    )
    purpose = forms.CharField(
        label=_("Hva skal filen brukes til?"),
        max_length=200,
        help_text=_("For eksempel «Sende ut kontingent». Medlemmene kan lese det."),
        error_messages={"required": _("Skriv hva du skal bruke filen til.")},
    )


class LookForm(forms.Form):
    """What one needs an address for."""

    purpose = forms.CharField(
        label=_("Hva skal du bruke adressen til?"),
        max_length=200,
        help_text=_("Medlemmet kan lese det."),
        error_messages={"required": _("Skriv hva du skal bruke adressen til.")},
    )


class GuardianForm(forms.Form):
    """Who answers for a member under 18."""

    name = forms.CharField(label=_("Navn"), max_length=200, error_messages={"required": _("Skriv navnet.")})
    phone = forms.CharField(
        label=_("Telefon"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.EmailField(
        label=_("E-post"),
        required=False,
        error_messages={"invalid": _("Skriv en hel e-postadresse, for eksempel kari@example.org.")},
    )


class ProtectForm(forms.Form):
    """Whether a member's address is protected."""

    is_protected = forms.BooleanField(label=_("Adressen er beskyttet"), required=False)


class KeeperForm(forms.Form):
    """Who is to see protected addresses."""

    person = forms.ChoiceField(
        label=_("Hvem skal se dem?"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Lederen eller sekretæren i kommunepartiet. Du kan ikke utpeke deg selv."),
        error_messages={"invalid_choice": _("Velg lederen eller sekretæren i kommunepartiet.")},
    )

    def offering(self, persons: list[tuple[str, str]]) -> Self:
        """Set the persons to choose from, as key and name, and return the form."""
        field = self.fields["person"]
        if isinstance(field, forms.ChoiceField):
            field.choices = persons
        return self
