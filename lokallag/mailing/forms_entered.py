"""The shape of what an officer enters of a member's wishes."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.mailing.domain.kinds import LEAVABLE, Kind
from lokallag.mailing.models import KINDS
from lokallag.membership.domain.behalf import How, Said
from lokallag.membership.models import HOWS
from lokallag.ui.fields import DayField

ASK_HOW = _("Velg hvordan medlemmet sa det.")


class EnterWishesForm(forms.Form):
    """One box per kind of mailing, and how and on which day the member said it."""

    def __init__(self, *args: Any, left: Collection[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in LEAVABLE:
            self.fields[kind.value] = forms.BooleanField(label=KINDS[kind], required=False, initial=kind not in left)
        self.fields["how"] = forms.ChoiceField(
            label=_("Hvordan sa medlemmet det?"),
            choices=[(how.value, words) for how, words in HOWS.items()],
            widget=forms.RadioSelect,
            error_messages={"required": ASK_HOW, "invalid_choice": ASK_HOW},
        )
        self.fields["said_on"] = DayField(label=_("Hvilken dag?"))

    @property
    def wanted(self) -> tuple[Kind, ...]:
        """The kinds that are ticked, from a valid form."""
        return tuple(kind for kind in LEAVABLE if self.cleaned_data[kind.value])

    @property
    def said(self) -> Said:
        """How and when, from a valid form."""
        return Said(How(self.cleaned_data["how"]), self.cleaned_data["said_on"])
