"""The shape of what is written in this room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.membership.domain.behalf import How, Said
from lokallag.membership.models import HOWS
from lokallag.ui.fields import DayField


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
