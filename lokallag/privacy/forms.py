"""The shape of what is written in this room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.membership.domain.behalf import How, Said
from lokallag.membership.models import HOWS
from lokallag.ui.fields import LONG, DayField


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


class LeaveForMemberForm(forms.Form):
    """How and on which day a member said that they leave, and that the officer means it."""

    how = forms.ChoiceField(
        label=_("Hvordan sa medlemmet det?"),
        choices=[(how.value, words) for how, words in HOWS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Velg hvordan medlemmet sa det."),
            "invalid_choice": _("Velg hvordan medlemmet sa det."),
        },
    )
    said_on = DayField(label=_("Hvilken dag?"))
    is_sure = forms.BooleanField(
        label=_("Medlemmet vet at alt blir slettet med en gang"),
        error_messages={"required": _("Spør medlemmet, og kryss av.")},
    )

    @property
    def said(self) -> Said:
        """How and when, from a valid form."""
        return Said(How(self.cleaned_data["how"]), self.cleaned_data["said_on"])
