"""Forms of the evaluation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.networks.domain import survey as domain
from lokallag.networks.domain.evaluating import Word
from lokallag.networks.models import WORDS
from lokallag.networks.services import Decided, Decision
from lokallag.ui.fields import LONG, DayField

CASE = _("Saksnummer")
NUMBER = {"required": _("Skriv et tall."), "invalid": _("Skriv et helt tall."), "min_value": _("Skriv et tall fra 0.")}


class SeenForm(forms.Form):
    """A form that carries the fingerprint of what its writer saw."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_seen(self) -> str | None:
        """Return the fingerprint of what the writer saw, or ``None``."""
        return self.cleaned_data["seen"] or None


class AssessmentForm(SeenForm):
    """The board's assessment."""

    field_order = ("text", "seen")
    text = forms.CharField(
        label=_("Styrets vurdering"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Hva har virket, hva har ikke, og hva foreslår styret? En tom linje gir et nytt avsnitt."),
        error_messages={**LONG, "required": _("Skriv styrets vurdering.")},
    )


class OwnViewForm(SeenForm):
    """What the steering group says."""

    field_order = ("text", "seen")
    text = forms.CharField(
        label=_("Styringsgruppas syn"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Hva har dere fått til, hva har vært vanskelig, og hva vil dere videre? Skriv ikke navn."),
        error_messages={**LONG, "required": _("Skriv hva styringsgruppa mener.")},
    )


class BaselineForm(forms.Form):
    """A year from before meetings were counted here, and whether the network is a trial."""

    year = forms.IntegerField(
        label=_("År"), min_value=2000, max_value=2199, error_messages={**NUMBER, "min_value": _("Skriv et årstall.")}
    )
    meetings = forms.IntegerField(label=_("Antall møter"), min_value=0, max_value=999, error_messages=NUMBER)
    attendance = forms.IntegerField(
        label=_("Oppmøte til sammen"),
        min_value=0,
        max_value=99_999,
        help_text=_("Legg sammen hvor mange som kom på hvert møte."),
        error_messages=NUMBER,
    )
    source = forms.CharField(
        label=_("Hvor kommer tallene fra?"),
        max_length=200,
        help_text=_("For eksempel «Årsmeldingen 2025»."),
        error_messages={**LONG, "required": _("Skriv hvor tallene kommer fra.")},
    )


class VerdictForm(forms.Form):
    """What the meeting decided."""

    word = forms.ChoiceField(
        label=_("Hva bestemte møtet?"),
        choices=[(word.value, words) for word, words in WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva møtet bestemte.")},
    )
    text = forms.CharField(
        label=_("Hva skal endres, eller annet møtet sa"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=LONG,
    )
    meeting_on = DayField(label=_("Møtet ble holdt"))
    case_number = forms.CharField(
        label=CASE,
        max_length=40,
        help_text=_("For eksempel 7/27."),
        error_messages={**LONG, "required": _("Skriv saksnummeret, for eksempel 7/27.")},
    )
    correction = forms.CharField(
        label=_("Hva var feil med det som står her fra før?"),
        max_length=400,
        required=False,
        error_messages=LONG,
    )

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["correction"]

    def decided(self) -> Decided:
        """Return what a valid form says."""
        given = self.cleaned_data
        return Decided(
            word=Word(given["word"]),
            meeting_on=given["meeting_on"],
            case_number=given["case_number"],
            text=given["text"],
            correction=given.get("correction", ""),
        )


class EndForm(forms.Form):
    """End a network, by a decision."""

    meeting_on = DayField(label=_("Møtet som bestemte det, ble holdt"))
    case_number = forms.CharField(
        label=CASE,
        max_length=40,
        help_text=_("For eksempel 7/27."),
        error_messages={**LONG, "required": _("Skriv saksnummeret, for eksempel 7/27.")},
    )
    reason = forms.CharField(
        label=_("Begrunnelse"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={**LONG, "required": _("Skriv begrunnelsen i klare ord.")},
    )

    def decision(self) -> Decision:
        """Return what a valid form says."""
        given = self.cleaned_data
        return Decision(given["meeting_on"], given["case_number"], given["reason"])


class AskForm(forms.Form):
    """Which questions are asked, and until when."""

    questions = forms.MultipleChoiceField(
        label=_("Spørsmål"),
        choices=[(question.key, question.words) for question in domain.QUESTIONS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Velg minst ett spørsmål.")},
    )
    closes_on = DayField(label=_("Siste dag å svare"))


class AnswerForm(forms.Form):
    """One answer: each question may be passed over."""

    says_optional = False  # all may be passed over: the page says so once

    def __init__(self, *args: Any, questions: tuple[domain.Question, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            field: forms.Field
            if question.kind is domain.Kind.TEXT:
                field = forms.CharField(
                    max_length=domain.MOST_TEXT,
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 3}),
                    help_text=_(
                        "Skriv ikke navn, heller ikke ditt eget. Styret leser dette når minst fem har skrevet noe."
                    ),
                    error_messages=LONG,
                )
            else:
                choices = domain.AGREE if question.kind is domain.Kind.SCALE else domain.WANTED
                field = forms.ChoiceField(choices=choices, required=False, widget=forms.RadioSelect)
            field.label = str(question.words)
            self.fields[question.key] = field
