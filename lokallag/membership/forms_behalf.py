"""The shape of what an officer enters for a member: the thing itself, then how and when the member said it."""

from collections.abc import Iterable
from typing import Self

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.membership.entering import SaidForm
from lokallag.membership.forms import AddressForm
from lokallag.people.domain.consents import Purpose
from lokallag.people.models import Language

CONSENT_PREFIX = "samtykke_"


class EnterBranchForm(SaidForm):
    """The branch that the member chose."""

    unit = forms.ChoiceField(
        label=_("Avdeling"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Velg en avdeling."),
            "invalid_choice": _("Denne avdelingen kan ikke velges lenger. Velg en annen."),
        },
    )

    def offering(self, branches: list[tuple[str, str]]) -> Self:
        """Set the branches to choose from, as slug and name, and return the form."""
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = branches
        return self


class EnterAddressForm(SaidForm, AddressForm):
    """The member's address."""

    postal_code = forms.CharField(
        label=_("Postnummer"),
        max_length=60,
        help_text=_("Fire siffer, for eksempel 1344."),
        error_messages={"required": _("Skriv postnummeret, for eksempel 1344.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "short"}),
    )
    street_address = forms.CharField(
        label=_("Gateadresse"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class EnterPhoneForm(SaidForm):
    """The member's telephone number. What is a number is decided by the domain of people."""

    phone = forms.CharField(
        label=_("Telefon"),
        required=False,
        max_length=30,
        error_messages={"max_length": _("Nummeret er for langt. Skriv bare ett nummer.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "size": 16}),
    )


class EnterEmailForm(SaidForm):
    """The member's e-mail address."""

    email = forms.EmailField(
        label=_("Ny e-postadresse"),
        max_length=254,
        help_text=_("Les den opp igjen bokstav for bokstav."),
        error_messages={
            "required": _("Skriv e-postadressen, for eksempel kari@eksempel.no."),
            "invalid": _("Dette ser ikke ut som en e-postadresse. Skriv den som kari@eksempel.no."),
            "max_length": _("Adressen er for lang. Sjekk at du bare har skrevet én adresse."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    is_shared = forms.BooleanField(label=_("To medlemmer deler denne adressen"), required=False)


class EnterLanguageForm(SaidForm):
    """The language of messages to the member."""

    language = forms.ChoiceField(
        label=_("Språk i beskjeder"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg et språk."), "invalid_choice": _("Velg et av språkene.")},
    )


class EnterConsentsForm(SaidForm):
    """One box per purpose, with the text that the officer reads to the member."""

    def asking(self, purposes: Iterable[Purpose]) -> Self:
        """Set the purposes, and return the form."""
        for purpose in purposes:
            self.fields[f"{CONSENT_PREFIX}{purpose.name}"] = forms.BooleanField(
                label=str(purpose.title), help_text=str(purpose.text), required=False
            )
        self.order_fields([name for name in self.fields if name not in self.last])
        return self

    @property
    def given(self) -> frozenset[str]:
        """The purposes that are ticked, from a valid form."""
        return frozenset(
            name.removeprefix(CONSENT_PREFIX)
            for name, ticked in self.cleaned_data.items()
            if name.startswith(CONSENT_PREFIX) and ticked
        )


class ProtectionForm(SaidForm):
    """Nothing but how and when: the page says what it does."""


class LetterForm(forms.Form):
    """The ids of the entries that a printed letter told of, joined by commas."""

    shown = forms.RegexField(r"^[0-9]{1,18}(,[0-9]{1,18}){0,499}$", widget=forms.HiddenInput)

    @property
    def ids(self) -> frozenset[int]:
        """The ids, from a valid form."""
        return frozenset(int(part) for part in self.cleaned_data["shown"].split(","))
