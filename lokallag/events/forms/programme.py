"""The points of a programme, one row each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.events.forms.span import SeenForm
from lokallag.events.models import Event
from lokallag.events.services.editing import MOST_POINTS
from lokallag.events.services.facts import Point
from lokallag.ui.fields import LONG

SPARE = 3
LABELS = {
    "title": gettext_lazy("Hva"),
    "minutes": gettext_lazy("Minutter"),
    "speaker": gettext_lazy("Hvem"),
    "is_opening": gettext_lazy("Innledning"),
    "questions": gettext_lazy("Spørsmål til samtalen"),
}
ONE_A_LINE = gettext_lazy("Ett spørsmål på hver linje, i den rekkefølgen dere vil snakke om dem.")


@dataclass(frozen=True, slots=True)
class PointFields:
    """The fields of one point, and what the row is called. Questions are folded until there is one."""

    label: str
    title: BoundField
    minutes: BoundField
    speaker: BoundField
    is_opening: BoundField
    questions: BoundField
    has_questions: bool


class ProgrammeForm(SeenForm):
    """A programme: a row for each point and some to spare, then questions to the whole event.

    Rows without a title count for nothing. Questions stand one a line.
    """

    questions = forms.CharField(
        label=gettext_lazy("Spørsmål til hele møtet"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=ONE_A_LINE,
        error_messages=LONG,
    )

    later_labels: ClassVar[Mapping[str, Any]] = {
        f"{name}_{number}": label for number in range(1, MOST_POINTS + 1) for name, label in LABELS.items()
    }

    def __init__(self, *args: Any, known: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = sum(f"title_{number}" in self.data for number in range(1, MOST_POINTS + 1)) if self.is_bound else 0
        self.count = min(MOST_POINTS, max(sent, known + SPARE))
        for number in range(1, self.count + 1):
            self.fields[f"title_{number}"] = forms.CharField(
                label=LABELS["title"], required=False, max_length=160, error_messages=LONG
            )
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label=LABELS["minutes"],
                required=False,
                min_value=1,
                max_value=999,
                error_messages={
                    "invalid": _("Skriv minuttene som et helt tall."),
                    "min_value": _("Skriv minst ett minutt."),
                    "max_value": _("Skriv høyst %(limit_value)s minutter."),
                },
            )
            self.fields[f"speaker_{number}"] = forms.CharField(
                label=LABELS["speaker"], required=False, max_length=160, error_messages=LONG
            )
            self.fields[f"is_opening_{number}"] = forms.BooleanField(label=LABELS["is_opening"], required=False)
            self.fields[f"questions_{number}"] = forms.CharField(
                label=LABELS["questions"],
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=ONE_A_LINE,
                error_messages=LONG,
            )

    says_optional = False

    def clean(self) -> dict[str, Any]:
        """Ask for a title where something else was written in the row."""
        given = super().clean() or self.cleaned_data
        for number in range(1, self.count + 1):
            wrote = any(given.get(f"{name}_{number}") for name in ("minutes", "speaker", "questions"))
            if wrote and not given.get(f"title_{number}") and f"title_{number}" not in self.errors:
                self.add_error(f"title_{number}", _("Skriv hva som skjer på dette punktet."))
        return given

    @property
    def points(self) -> list[Point]:
        """The points of a valid form, in their order."""
        given = self.cleaned_data
        return [
            Point(
                title=given[f"title_{number}"],
                minutes=given[f"minutes_{number}"],
                speaker=given[f"speaker_{number}"],
                is_opening=given[f"is_opening_{number}"],
                questions=tuple(given[f"questions_{number}"].splitlines()),
            )
            for number in range(1, self.count + 1)
            if given[f"title_{number}"]
        ]

    @property
    def whole(self) -> list[str]:
        """The questions to the whole event of a valid form, in their order."""
        return str(self.cleaned_data["questions"]).splitlines()

    @property
    def rows(self) -> Iterator[PointFields]:
        """The rows as they are drawn."""
        for number in range(1, self.count + 1):
            yield PointFields(
                _("Punkt %(n)d") % {"n": number},
                self[f"title_{number}"],
                self[f"minutes_{number}"],
                self[f"speaker_{number}"],
                self[f"is_opening_{number}"],
                self[f"questions_{number}"],
                bool(self[f"questions_{number}"].value() or self[f"questions_{number}"].errors),
            )


def programme_of(event: Event) -> dict[str, object]:
    """Return how the programme of an event stands in a form."""
    start: dict[str, object] = {"seen": event.fingerprint, "questions": "\n".join(event.questions)}
    for number, item in enumerate(event.programme.order_by("position"), start=1):
        start |= {
            f"title_{number}": item.title,
            f"minutes_{number}": item.minutes,
            f"speaker_{number}": item.speaker,
            f"is_opening_{number}": item.is_opening,
            f"questions_{number}": "\n".join(item.questions),
        }
    return start
