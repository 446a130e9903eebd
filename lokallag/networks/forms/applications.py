"""The shape of what is written in an application."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.networks.domain.completeness import Part
from lokallag.networks.models import Application
from lokallag.networks.services import ApplicationText
from lokallag.ui.fields import LONG

AGE = {
    "invalid": _("Skriv alderen som et tall, for eksempel 40."),
    "min_value": _("Skriv en alder fra 0 til 120."),
    "max_value": _("Skriv en alder fra 0 til 120."),
}
NEEDED_TO_SEND = tuple(part.value for part in Part if part not in {Part.CANDIDATES, Part.QUESTIONS})
GROUPS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (_("Hva det er"), ("name", "topic", "purpose")),
    (_("Hvem det er for"), ("for_whom", "age_from", "age_until")),
    (_("Det første halvåret"), ("plan", "wished_hours")),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a heading."""

    label: str
    fields: tuple[BoundField, ...]


def _long(label: Any, hint: Any, *, most: int, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=hint,
        error_messages=LONG,
    )


class StartForm(forms.Form):
    """What an application begins with: what it shall be called, and the topic."""

    optional_words: ClassVar[Mapping[str, Promise]] = dict.fromkeys(NEEDED_TO_SEND, _("(trengs før du sender)"))

    name = forms.CharField(
        label=_("Hva skal nettverket hete?"),
        max_length=120,
        help_text=_("For eksempel «Fagnettverk for skole». Du kan endre det siden."),
        error_messages={**LONG, "required": _("Skriv hva nettverket skal hete. Du kan endre det siden.")},
    )
    topic = forms.CharField(
        label=_("Hva handler det om?"),
        required=False,
        max_length=80,
        help_text=_("Ett eller to ord, for eksempel «Skole»."),
        error_messages=LONG,
    )


class ApplicationForm(StartForm):
    """The whole text. All but the name can wait: a draft is kept with its holes."""

    purpose = _long(
        _("Hva skal nettverket gjøre?"),
        _("Hva vil dere snakke om eller finne ut, og hva skal medlemmene få igjen for det?"),
        most=2000,
        rows=5,
    )
    for_whom = _long(
        _("Hvem er det for?"), _("For eksempel alle medlemmer, lærere, eller dem med barn i skolen."), most=500, rows=2
    )
    age_from = forms.IntegerField(
        label=_("Fra og med alder"),
        required=False,
        min_value=0,
        max_value=120,
        help_text=_("Bare hvis det er for en bestemt alder."),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages=AGE,
    )
    age_until = forms.IntegerField(
        label=_("Til og med alder"),
        required=False,
        min_value=0,
        max_value=120,
        help_text=_("Alderen man fyller i løpet av kalenderåret."),
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages=AGE,
    )
    plan = _long(
        _("Plan for det første halvåret"),
        _("To eller tre møter er nok: hva handler de om, og hvem kan innlede?"),
        most=3000,
        rows=6,
    )
    wished_hours = forms.CharField(
        label=_("Når vil dere helst møtes?"),
        required=False,
        max_length=120,
        help_text=_("For eksempel «tirsdager kl. 18 på Haslum» eller «på dagtid»."),
        error_messages=LONG,
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_seen(self) -> str | None:
        """Return the fingerprint of what the writer saw, or ``None``."""
        return self.cleaned_data["seen"] or None

    @property
    def groups(self) -> Iterator[Group]:
        """The fields, under their headings."""
        return (Group(str(label), tuple(self[name] for name in names)) for label, names in GROUPS)

    @property
    def text(self) -> ApplicationText:
        """What is written."""
        return ApplicationText(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})


def written_in(application: Application) -> dict[str, Any]:
    """Return what an application says, to begin its form with."""
    names = [name for name in ApplicationForm.base_fields if name != "seen"]
    return {**{name: getattr(application, name) for name in names}, "seen": application.fingerprint}


class CandidateForm(forms.Form):
    """Somebody to ask, by name and address."""

    called = forms.CharField(
        label=_("Navn"), max_length=120, error_messages={**LONG, "required": _("Skriv hva personen heter.")}
    )
    address = forms.EmailField(
        label=_("E-post"),
        max_length=254,
        help_text=_("Er det en medlemmene våre har oppgitt, får personen spørsmålet. Du ser det når de har svart."),
        error_messages={
            **LONG,
            "required": _("Skriv e-postadressen, for eksempel kari@example.org."),
            "invalid": _("Skriv hele e-postadressen, for eksempel kari@example.org."),
        },
    )


class SendForm(forms.Form):
    """Sending it. Where something else has the same topic, one says that one has seen it."""

    knows_same = forms.BooleanField(label=_("Jeg har sett det, og vil søke likevel"), required=False)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, has_same: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_same:
            del self.fields["knows_same"]

    def clean_seen(self) -> str | None:
        """Return the fingerprint of what the writer saw, or ``None``."""
        return self.cleaned_data["seen"] or None


class AnswerForm(forms.Form):
    """The answer to what the board asks."""

    answer = forms.CharField(
        label=_("Svaret ditt"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={**LONG, "required": _("Skriv svaret.")},
    )
