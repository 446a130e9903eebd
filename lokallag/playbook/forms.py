"""The shape of what is written about plans and days."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.playbook.domain.reports import NUMBERS
from lokallag.playbook.models import Ring
from lokallag.ui.fields import LONG, DayField

STEPS = (("days", _("dager")), ("weeks", _("uker")), ("months", _("måneder")))
NUMBER = {
    "invalid": _("Skriv et helt tall."),
    "min_value": _("Skriv 0 eller mer."),
    "max_value": _("Tallet er for stort."),
}


class _Seen(forms.Form):
    """A form that carries what its writer saw."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_seen(self) -> str | None:
        """Return the fingerprint of what the writer saw, or ``None``."""
        return self.cleaned_data["seen"] or None


class ConfirmForm(_Seen):
    """It will be held."""


class MoveForm(_Seen):
    """Another day; empty gives the rule's own back."""

    day = DayField(
        label=_("Dag"), required=False, help_text=_("For eksempel 16.06.2027. Tomt felt gir dagen etter regelen.")
    )


class SkipForm(_Seen):
    """Not this year, and why."""

    reason = forms.CharField(
        label=_("Hvorfor hopper dere over den?"),
        max_length=400,
        error_messages={**LONG, "required": _("Skriv hvorfor dere hopper over den.")},
    )


def _number(label: Any, **other: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=10_000_000, error_messages=NUMBER, **other
    )


class ReportForm(_Seen):
    """How it went, with the numbers that such a thing asks for."""

    attended = _number(_("Hvor mange kom?"))
    how = forms.CharField(
        label=_("Hvordan gikk det?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={**LONG, "required": _("Skriv en setning om hvordan det gikk.")},
    )
    new_members = _number(_("Hvor mange nye medlemmer fikk dere?"))
    contacts = _number(_("Hvor mange nye kontakter fikk dere?"))
    leaflets = _number(_("Hvor mange løpesedler delte dere ut?"))
    cost = _number(_("Hva kostet det?"), help_text=_("I hele kroner."))
    tip = forms.CharField(
        label=_("Et tips til dem som gjør det neste gang"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Tipset går til dem som skriver dreieboka, og du får svar. Skriv ikke om enkeltpersoner."),
        error_messages=LONG,
    )

    def __init__(self, *args: Any, asks: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NUMBERS:
            if name not in asks:
                del self.fields[name]

    def numbers(self) -> dict[str, int | None]:
        """Return all numbers of a report, ``None`` for those that are not asked for or not given."""
        return {name: self.cleaned_data.get(name) for name in NUMBERS}


class AnswerTipForm(_Seen):
    """What becomes of a tip, with a word to who gave it."""

    state = forms.ChoiceField(
        label=_("Hva blir det til?"),
        choices=(("taken_in", _("Det er tatt inn i dreieboka")), ("set_aside", _("Det legges til side"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva tipset blir til.")},
    )
    answer = forms.CharField(
        label=_("Et ord til den som ga det"),
        max_length=2000,
        initial=_("Takk for at du delte det du lærte!"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Det står ved rapporten, og sendes på e-post hvis vi har adressen."),
        error_messages={**LONG, "required": _("Skriv et ord til den som ga tipset.")},
    )
    version = forms.IntegerField(
        label=_("Hvilken versjon av kapittelet tok det inn?"),
        required=False,
        min_value=1,
        max_value=30_000,
        error_messages=NUMBER,
    )


class AddForm(forms.Form):
    """An activity of the unit's own: on a day, or so long before or after something."""

    title = forms.CharField(
        label=_("Hva skal dere gjøre?"),
        max_length=120,
        error_messages={**LONG, "required": _("Skriv hva aktiviteten heter, for eksempel «Sommerfest i parken».")},
    )
    ring = forms.ChoiceField(label=_("Hva slags er det?"), choices=Ring.choices, initial=Ring.MEETING)
    day = DayField(label=_("Dag"), required=False)
    amount = forms.IntegerField(
        label=_("Eller så lenge"), required=False, min_value=0, max_value=365, error_messages=NUMBER
    )
    step = forms.ChoiceField(label=_("Regnet i"), choices=STEPS, required=False, initial="days")
    direction = forms.ChoiceField(
        label=_("Før eller etter"), choices=(("before", _("før")), ("after", _("etter"))), required=False
    )
    event = forms.ChoiceField(label=_("Hva det regnes fra"), required=False)

    def __init__(self, *args: Any, events: Sequence[tuple[str, str | Promise]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["event"]).choices = [("", _("Ikke fra noe")), *events]

    def clean(self) -> dict[str, Any]:
        """Ask for a day or for what it is counted from."""
        data = super().clean() or {}
        if not self.errors and data.get("day") is None and not data.get("event"):
            self.add_error("day", _("Velg en dag, eller hva dagen regnes fra."))
        return data

    def rule(self) -> dict[str, Any] | None:
        """Return the rule as it is stored, ``None`` where only a day is chosen."""
        data = self.cleaned_data
        if not data["event"]:
            return None
        amount = data["amount"] or 0
        return {
            "event": data["event"],
            "amount": amount if data["direction"] == "after" else -amount,
            "step": data["step"] or "days",
        }


class DayForm(_Seen):
    """A day that others are counted from."""

    day = DayField(label=_("Dag"))
    is_confirmed = forms.BooleanField(label=_("Dagen er bekreftet"), required=False)
    note = forms.CharField(
        label=_("Merknad"),
        required=False,
        max_length=200,
        help_text=_("For eksempel hvem som har bestemt den, eller hvor det er."),
        error_messages=LONG,
    )
