"""The form about a network's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.ui.fields import LONG

EVERYBODY, MEMBERS = "alle", "medlemmer"


class NetworkPageForm(forms.Form):
    """What a network says of itself, and who may see it."""

    purpose = forms.CharField(
        label=_("Hva nettverket gjør"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Noen få setninger. Skriv til den som vurderer å bli med."),
        error_messages={**LONG, "required": _("Skriv hva nettverket skal gjøre.")},
    )
    usual_hours = forms.CharField(
        label=_("Når dere møtes"),
        required=False,
        max_length=120,
        help_text=_("For eksempel «Første tirsdag i måneden kl. 18»."),
        error_messages=LONG,
    )
    public_email = forms.EmailField(
        label=_("E-postadresse som alle kan se"),
        required=False,
        help_text=_("Bruk helst nettverkets egen adresse, ikke en privat."),
        error_messages={**LONG, "invalid": _("Skriv e-postadressen slik: navn@eksempel.no.")},
    )
    readers = forms.ChoiceField(
        label=_("Hvem ser siden?"),
        choices=((EVERYBODY, _("Alle")), (MEMBERS, _("Bare medlemmer"))),
        widget=forms.RadioSelect,
        help_text=_("Skriv bare inn det styret har bestemt."),
        error_messages={"required": _("Velg hvem som ser siden.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def leave_readers(self) -> None:
        """Take away the question of who may see the network: the board decides that."""
        del self.fields["readers"]

    def facts(self) -> dict[str, Any]:
        """Return what was written, as the service takes it."""
        given = dict(self.cleaned_data)
        readers = given.pop("readers", None)
        return {**given, "is_public": None if readers is None else readers == EVERYBODY}
