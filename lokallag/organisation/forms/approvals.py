"""The form of a no."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.ui.fields import LONG


class DeclineForm(forms.Form):
    """Why one says no to what another proposed. Who takes back an own proposal gives no reason."""

    answer = forms.CharField(
        label=_("Hvorfor ikke?"),
        required=False,
        max_length=300,
        help_text=_("Den som foreslo det, og de andre som kunne godkjenne, får lese det."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=LONG,
    )
    says_optional = False  # the service asks for it of all but the proposer
