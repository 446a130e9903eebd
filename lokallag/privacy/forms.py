"""The shape of what is written in this room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.membership.entering import SaidForm
from lokallag.ui.fields import LONG


class ExpulsionForm(forms.Form):
    """Who expelled somebody, and what came of an appeal."""

    body = forms.CharField(
        label=_("Hvem som vedtok det"),
        max_length=200,
        help_text=_("Organ og dato, for eksempel «Landsstyret 4. mai 2027»."),
        error_messages={**LONG, "required": _("Skriv hvilket organ som vedtok det.")},
    )
    appeal = forms.CharField(
        label=_("Klage"),
        max_length=300,
        required=False,
        help_text=_("Når den kom, og hva svaret ble. La feltet stå tomt hvis det ikke er klaget."),
        error_messages=LONG,
    )


class LeaveForMemberForm(SaidForm):
    """How and on which day a member said that they leave, and that the officer means it."""

    is_sure = forms.BooleanField(
        label=_("Medlemmet vet at alt blir slettet med en gang"),
        error_messages={"required": _("Spør medlemmet, og kryss av.")},
    )
    last = ()  # what it asks after how and when is whether they are sure
