"""The shape of what is written on the way in."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.people.domain.contact import clean_phone
from lokallag.people.domain.signin import DIGITS
from lokallag.people.services.contact import NOT_A_PHONE


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


class ContactForm(EmailForm):
    """A person's own e-mail address and telephone number. What is a number is decided by the domain.

    Both are looked at before either is told of, so that all that is wrong is said at once.
    """

    phone = forms.CharField(
        label=_("Telefon"),
        required=False,
        max_length=30,
        error_messages={"max_length": _("Nummeret er for langt. Skriv bare ett nummer.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "size": 16}),
    )

    says_optional: ClassVar[bool] = True

    def clean_phone(self) -> str:
        """Return the number as written, if it can be one."""
        written = str(self.cleaned_data["phone"])
        if clean_phone(written) is None:
            raise forms.ValidationError(NOT_A_PHONE)
        return written


class FactorForm(forms.Form):
    """One code from an app or from paper. What can be a code is decided by the domain, which also counts tries."""

    kode = forms.CharField(
        label=_("Kode"),
        max_length=40,
        error_messages={
            "required": _("Skriv koden fra appen, eller en kode du har på papir."),
            "max_length": _("Koden er for lang. Skriv bare én kode."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "size": 12}
        ),
    )

    says_optional: ClassVar[bool] = False


class AppForm(FactorForm):
    """The first code from a new app, with the offer it answers."""

    tilbud = forms.CharField(widget=forms.HiddenInput, max_length=500)
    kode = forms.CharField(
        label=_("Koden appen viser"),
        help_text=_("Seks sifre. De skifter hvert halve minutt."),
        max_length=40,
        error_messages={
            "required": _("Skriv de seks sifrene som appen viser nå."),
            "max_length": _("Koden har seks sifre. Skriv den på nytt."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "size": 8}
        ),
    )


class CodeForm(forms.Form):
    """One code. What can be a code is decided by the domain, which also counts tries."""

    kode = forms.CharField(
        label=_("Kode"),
        help_text=_("Åtte sifre. Mellomrom gjør ingenting."),
        max_length=40,
        error_messages={
            "required": _("Skriv koden på åtte sifre fra e-posten."),
            "max_length": _("Koden har bare åtte sifre. Skriv den på nytt."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "size": DIGITS + 2}
        ),
    )

    says_optional: ClassVar[bool] = False
