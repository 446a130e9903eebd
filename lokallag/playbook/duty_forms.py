"""The shape of what is written about the division of labour and its yearly review."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.playbook.domain.duties import DutySpec, Verdict, in_order
from lokallag.playbook.models import PARTIES, VERDICTS, Duty
from lokallag.playbook.queries.chapter_links import chapters_for
from lokallag.playbook.services.reviews import Given
from lokallag.ui.fields import LONG, DayField

PARTY_CHOICES = [(party.value, words) for party, words in PARTIES.items()]


class SeenForm(forms.Form):
    """A form that carries what its writer saw."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_seen(self) -> str | None:
        """Return the fingerprint of what the writer saw, or ``None``."""
        return self.cleaned_data["seen"] or None


class DutyForm(SeenForm):
    """One duty: what it is, and who does, decides and is told."""

    name = forms.CharField(
        label=_("Hva skal gjøres?"),
        max_length=120,
        error_messages={**LONG, "required": _("Skriv hva oppgaven heter, for eksempel «Ringe nye medlemmer».")},
    )
    area = forms.CharField(
        label=_("Område"),
        max_length=80,
        help_text=_("Oppgaver med samme område står sammen."),
        widget=forms.TextInput(attrs={"list": "omrader", "autocomplete": "off"}),
        error_messages={**LONG, "required": _("Skriv hvilket område oppgaven hører til.")},
    )
    does = forms.MultipleChoiceField(
        label=_("Hvem gjør det?"),
        choices=PARTY_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Velg minst én som gjør oppgaven.")},
    )
    decides = forms.MultipleChoiceField(
        label=_("Hvem bestemmer?"),
        choices=PARTY_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Velg minst én som bestemmer.")},
    )
    told = forms.MultipleChoiceField(
        label=_("Hvem får vite?"), choices=PARTY_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    why = forms.CharField(
        label=_("Hvorfor er det slik?"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=LONG,
    )
    chapter = forms.ChoiceField(label=_("Kapittel i dreieboka"), required=False)

    def __init__(self, *args: Any, kept: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chapters = self.fields["chapter"]
        assert isinstance(chapters, forms.ChoiceField)
        chapters.choices = [("", _("Ingen")), *chapters_for(kept)]

    @classmethod
    def of(cls, duty: Duty) -> "DutyForm":
        """Return the form with what stands in a duty."""
        names = ("name", "area", "does", "decides", "told", "why", "chapter")
        start = {**{name: getattr(duty, name) for name in names}, "seen": duty.fingerprint}
        return cls(initial=start, kept=duty.chapter)

    def values(self, key: str = "") -> DutySpec:
        """Return what was written, as a duty."""
        data = self.cleaned_data
        return DutySpec(
            key,
            data["name"],
            data["area"],
            in_order(data["does"]),
            in_order(data["decides"]),
            in_order(data["told"]),
            data["why"],
            data["chapter"],
        )


class PublishForm(SeenForm):
    """When and where it was adopted, and when it is gone through next."""

    adopted_on = DayField(label=_("Vedtatt"))
    adopted_by = forms.CharField(
        label=_("Møte og sak"),
        max_length=200,
        help_text=_("Slik det står i protokollen, for eksempel «Styremøtet, sak 12»."),
        error_messages={**LONG, "required": _("Skriv hvilket møte som vedtok den.")},
    )
    review_on = DayField(
        label=_("Neste gjennomgang"), help_text=_("Dagen kommer i årshjulet. For eksempel 16.11.2027.")
    )
    note = forms.CharField(
        label=_("Hva er nytt?"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=LONG,
    )


class ReviewForm(forms.Form):
    """What one side says of a handful of duties. Those that are left open are left as they are."""

    def __init__(self, *args: Any, duties: Sequence[Duty], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duties = tuple(duties)
        for duty in self.duties:
            self.fields[f"verdict-{duty.key}"] = forms.ChoiceField(
                label=duty.name,
                required=False,
                choices=[(each.value, words) for each, words in VERDICTS.items()],
                widget=forms.RadioSelect,
            )
            self.fields[f"words-{duty.key}"] = forms.CharField(
                label=_("Et ord om dette"),
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages=LONG,
            )
            self.fields[f"seen-{duty.key}"] = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for an answer where only words are written."""
        data = super().clean() or {}
        for duty in self.duties:
            if data.get(f"words-{duty.key}") and not data.get(f"verdict-{duty.key}"):
                self.add_error(f"verdict-{duty.key}", _("Velg også et svar, så teller det du skrev."))
        return data

    def answers(self) -> dict[str, Given]:
        """Return what was answered, by the duty's key."""
        data = self.cleaned_data
        return {
            duty.key: Given(Verdict(data[f"verdict-{duty.key}"]), data[f"words-{duty.key}"], data[f"seen-{duty.key}"])
            for duty in self.duties
            if data[f"verdict-{duty.key}"]
        }


class ProposeForm(SeenForm):
    """How a duty is to be from now on."""

    words = forms.CharField(
        label=_("Slik vil vi ha det"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={**LONG, "required": _("Skriv hva dere mener dere kan bli enige om.")},
    )


class AgreeForm(SeenForm):
    """Yes to what the other side wrote."""
