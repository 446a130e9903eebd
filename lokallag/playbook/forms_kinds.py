"""The form on which the organisation says what a kind of activity is: its words, its day, its tasks, its report."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import time
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.explain import ORDINALS, YEAR_KINDS
from lokallag.calendar.domain.words import MONTHS, WEEKDAYS
from lokallag.organisation.models import Kind
from lokallag.playbook.domain import rule_fields
from lokallag.playbook.domain.reports import ALWAYS, NUMBERS
from lokallag.playbook.domain.rule_fields import AFTER, BEFORE, EASTER, EVENT, FIXED, NTH
from lokallag.playbook.domain.words import NUMBER_LABELS
from lokallag.playbook.forms import NUMBER, STEPS
from lokallag.playbook.models import ActivityKind, Ring, Weight
from lokallag.playbook.services.edited_kinds import KindText
from lokallag.playbook.services.tasks import numbered
from lokallag.ui.fields import LONG

Choices = Sequence[tuple[str, Any]]
MOST_ROWS = 30
DAY_IN_MONTH = {**NUMBER, "min_value": _("Skriv en dag fra 1 til 31."), "max_value": _("Skriv en dag fra 1 til 31.")}
BASES = (
    (FIXED, _("En fast dato, for eksempel 8. mars")),
    (NTH, _("En ukedag i en måned, for eksempel andre tirsdag i september")),
    (EVENT, _("Så lenge før eller etter noe annet, for eksempel årsmøtet")),
    (EASTER, _("Så lenge før eller etter påske")),
)
SIDES = ((BEFORE, _("før")), (AFTER, _("etter")))
ROLLS = (
    ("stay", _("Dagen blir stående")),
    ("next", _("Flytt til neste virkedag")),
    ("previous", _("Flytt til virkedagen før")),
)
SHIFTS = (("0", _("det samme året")), ("1", _("året etter")), ("-1", _("året før")))
DEADLINES = (
    ("", _("Slik det står over")),
    ("notice_days", _("Så mange dager før som vedtektene sier om innkallingen")),
    ("proposal_days", _("Så mange dager før som vedtektene sier om forslag")),
    ("papers_days", _("Så mange dager før som vedtektene sier om sakspapirene")),
    ("extraordinary_notice_days", _("Så mange dager før som vedtektene sier om ekstraordinært årsmøte")),
)
PURPOSES = (
    ("", _("Ikke bundet til noe")),
    ("budget", _("Budsjettet")),
    ("programme", _("Programmet")),
    ("nomination", _("Nominasjonen")),
    ("annual_meeting", _("Årsmøtet")),
)
INVITATION = _("Teksten kan kopieres rett inn i en e-post. Kan stå tomt.")
UNITS = [(kind.value, kind.label) for kind in (Kind.MUNICIPAL, Kind.BRANCH, Kind.NETWORK, Kind.COUNCIL_GROUP)]
NEEDED: Mapping[str, tuple[tuple[str, str | Promise], ...]] = {
    FIXED: (("day", _("Skriv hvilken dag i måneden det er.")), ("month", _("Velg en måned."))),
    NTH: (("nth_month", _("Velg en måned.")),),
    EVENT: (("event", _("Velg hva dagen regnes fra.")),),
    EASTER: (("easter_days", _("Skriv hvor mange dager det er.")),),
}


def _text(label: Any, rows: int, *, needed: Any = "", most: int = 4000, hint: Any = "") -> Any:
    return forms.CharField(
        label=label,
        required=bool(needed),
        max_length=most,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={**LONG, "required": needed},
    )


class KindForm(forms.Form):
    """All of a kind but its lists of tasks and materials, which are rows of their own."""

    says_optional = False  # most have a choice already; the others say it themselves
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Hva heter aktiviteten?"),
        max_length=120,
        error_messages={**LONG, "required": _("Skriv hva aktiviteten heter.")},
    )
    what = _text(_("Hva går det ut på?"), 3, needed=_("Skriv en setning om hva dere gjør."))
    why = _text(_("Hvorfor gjør dere det?"), 3, needed=_("Skriv en setning om hvorfor det er verdt å gjøre."))
    units = forms.MultipleChoiceField(
        label=_("Hvem er den for?"),
        choices=UNITS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Velg minst én.")},
    )
    ring = forms.ChoiceField(label=_("Hva slags er det?"), choices=Ring.choices, initial=Ring.MEETING)
    weight = forms.ChoiceField(
        label=_("Må, bør eller kan den gjøres?"), choices=Weight.choices, initial=Weight.MAY, widget=forms.RadioSelect
    )
    source = forms.CharField(
        label=_("Hvor står det?"),
        required=False,
        max_length=200,
        help_text=_("Må fylles ut for «må», for eksempel «Vedtektene § 5»."),
        error_messages=LONG,
    )
    purpose = forms.ChoiceField(label=_("Er møtet bundet til et formål?"), choices=PURPOSES, required=False)
    chapter = forms.ChoiceField(label=_("Kapittel i dreieboka"), required=False)

    base = forms.ChoiceField(
        label=_("Hvordan finnes dagen?"),
        choices=BASES,
        initial=NTH,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvordan dagen finnes.")},
    )
    day = forms.IntegerField(label=_("Dag"), required=False, min_value=1, max_value=31, error_messages=DAY_IN_MONTH)
    month = forms.ChoiceField(label=_("Måned"), required=False)
    nth = forms.ChoiceField(
        label=_("Hvilken i måneden"), required=False, choices=[(str(n), words) for n, words in ORDINALS.items()]
    )
    weekday = forms.ChoiceField(
        label=_("Ukedag"), required=False, choices=[(str(n), words) for n, words in enumerate(WEEKDAYS)]
    )
    nth_month = forms.ChoiceField(label=_("Måned"), required=False)
    amount = forms.IntegerField(label=_("Så lenge"), required=False, min_value=0, max_value=365, error_messages=NUMBER)
    step = forms.ChoiceField(label=_("Regnet i"), choices=STEPS, required=False, initial="days")
    direction = forms.ChoiceField(label=_("Før eller etter"), choices=SIDES, required=False)
    event = forms.ChoiceField(label=_("Hva det regnes fra"), required=False)
    shift = forms.ChoiceField(label=_("Hvilket år det regnes fra"), choices=SHIFTS, required=False)
    amount_rule = forms.ChoiceField(label=_("Har vedtektene en frist for dette?"), choices=DEADLINES, required=False)
    easter_days = forms.IntegerField(
        label=_("Så mange dager"), required=False, min_value=0, max_value=90, error_messages=NUMBER
    )
    easter_direction = forms.ChoiceField(
        label=_("Før eller etter første påskedag"), choices=SIDES, required=False, initial=AFTER
    )
    years = forms.MultipleChoiceField(
        label=_("I hvilke år?"),
        choices=[(kind.value, words) for kind, words in YEAR_KINDS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Velg minst ett slags år.")},
    )
    days = forms.IntegerField(
        label=_("Hvor mange dager varer det?"),
        min_value=1,
        max_value=366,
        initial=1,
        error_messages={
            **NUMBER,
            "required": _("Skriv 1 hvis det varer én dag."),
            "min_value": _("Skriv 1 eller mer."),
        },
    )
    at = forms.TimeField(
        label=_("Klokkeslett"),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TimeInput(format="%H:%M", attrs={"autocomplete": "off"}),
        help_text=_("For eksempel 18:30. Kan stå tomt."),
        error_messages={"invalid": _("Skriv klokkeslettet som 18:30.")},
    )
    roll = forms.ChoiceField(label=_("Hvis dagen ikke er en virkedag"), choices=ROLLS, required=False)

    invitation = _text(_("Innbydelse enhetene kan bruke"), 5, hint=INVITATION)
    report = forms.MultipleChoiceField(
        label=_("Hvilke tall spør rapporten om?"),
        required=False,
        choices=list(NUMBER_LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hvordan det gikk, og et tips til neste gang, spør den alltid om. Tallene er frivillige."),
    )

    def __init__(self, *args: Any, events: Choices, chapters: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [("", _("Velg måned")), *((str(n), words) for n, words in enumerate(MONTHS, start=1))]
        for name, choices in (
            ("month", months),
            ("nth_month", months),
            ("event", [("", _("Velg hva dagen regnes fra")), *events]),
            ("chapter", [("", _("Ikke i noe kapittel")), *chapters]),
        ):
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen kind of rule needs, and for a source where it must be done."""
        data = super().clean() or {}
        for name, words in NEEDED.get(data.get("base", ""), ()):
            if name not in self.errors and data.get(name) in (None, ""):
                self.add_error(name, str(words))
        has_deadline = data.get("base") == EVENT and data.get("amount_rule")
        if data.get("weight") == Weight.MUST and not data.get("source") and not has_deadline:
            self.add_error(
                "source", str(_("«Må» står bare der en lov eller vedtektene sier det. Skriv hvor det står."))
            )
        return data

    def rule(self) -> dict[str, Any]:
        """Return the rule as it is stored, of a form that is valid.

        :raises ValueError: a field that it needs is empty
        """
        data = self.cleaned_data
        at = data.get("at")
        fields = {**data, "at": f"{at:%H:%M}" if isinstance(at, time) else ""}
        return rule_fields.rule_of(fields, source=data.get("source") or "")

    def text(self, tasks: "Rows", materials: "Rows") -> KindText:
        """Return all that is said of the kind, of a form and rows that are valid."""
        data = self.cleaned_data
        return KindText(
            **{name: data[name] for name in ("name", "ring", "weight", "source", "purpose", "chapter", "what", "why")},
            units=sorted(data["units"]),
            rule=self.rule(),
            tasks=[form.stored() for form in tasks if form.is_filled],
            invitation=data["invitation"],
            materials=[form.stored() for form in materials if form.is_filled],
            report=[*(name for name in NUMBERS if name in data["report"]), *ALWAYS],
        )


class Row(forms.Form):
    """One row of a list; one that is empty is left out. Each kind of row says how it is ``stored``."""

    says_optional = False
    needed: tuple[tuple[str, Any], ...] = ()

    def clean(self) -> dict[str, Any]:
        """Ask for the rest of a row that is begun."""
        data = super().clean() or {}
        if any(data.get(name) for name, _words in self.needed):
            for name, words in self.needed:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, str(words))
        return data

    @property
    def is_filled(self) -> bool:
        """Something is written in it."""
        return any(self.cleaned_data.get(name) for name, _words in self.needed)


class TaskForm(Row):
    """A task counted back from the day."""

    needed = (("name", _("Skriv hva som skal gjøres.")), ("who", _("Skriv hvem som gjør det.")))
    id = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Hva skal gjøres?"), required=False, max_length=200, error_messages=LONG)
    who = forms.CharField(
        label=_("Hvem gjør det?"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "verv", "autocomplete": "off"}),
        error_messages=LONG,
    )
    before = forms.IntegerField(
        label=_("Antall dager"), required=False, min_value=0, max_value=730, initial=0, error_messages=NUMBER
    )
    direction = forms.ChoiceField(label=_("Før eller etter dagen"), choices=SIDES, required=False)

    def stored(self) -> dict[str, Any]:
        """Return the task as it is stored: known by the id it has, or by a new one."""
        data = self.cleaned_data
        days = data["before"] or 0
        return {
            "id": data["id"] or secrets.token_hex(4),
            "name": data["name"],
            "before": -days if data["direction"] == AFTER else days,
            "who": data["who"],
        }


class MaterialForm(Row):
    """One thing to have at hand."""

    needed = (("what", _("Skriv hva dere trenger.")),)
    what = forms.CharField(label=_("Hva"), required=False, max_length=200, error_messages=LONG)

    def stored(self) -> str:
        """Return the thing as it is stored."""
        return str(self.cleaned_data["what"])


Rows = Any  # a formset of Row


if TYPE_CHECKING:
    _BaseRows = forms.BaseFormSet[Row]
else:
    _BaseRows = forms.BaseFormSet


class _RowSet(_BaseRows):
    """Rows of a list, so many and no more."""

    default_error_messages = {
        "missing_management_form": _("Noe av skjemaet kom ikke fram. Åpne siden på nytt."),
        "too_many_forms": _("Det er for mange rader. Bruk høyst 30."),
        "too_few_forms": _("Det er for få rader."),
    }


LIMITS: dict[str, Any] = {
    "formset": _RowSet,
    "extra": 0,
    "max_num": MOST_ROWS,
    "absolute_max": MOST_ROWS + 5,
    "validate_max": True,
}
TaskRows = forms.formset_factory(TaskForm, **LIMITS)
MaterialRows = forms.formset_factory(MaterialForm, **LIMITS)
TASKS, MATERIALS = "oppgave", "utstyr"


def initial_of(kind: ActivityKind) -> dict[str, Any]:
    """Return what the form shows of a kind at first."""
    plain = ("name", "units", "ring", "weight", "source", "purpose", "chapter", "what", "why", "invitation")
    return {
        **{name: getattr(kind, name) for name in plain},
        **rule_fields.fields_of(kind.rule),
        "report": [name for name in NUMBERS if name in kind.report],
        "seen": kind.fingerprint,
    }


def rows_of_kind(kind: ActivityKind | None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of tasks and materials of a kind; one empty row each where there are none."""
    if kind is None:
        return [{}], [{}]
    tasks = [
        {
            "id": task_id,
            "name": task["name"],
            "who": task["who"],
            "before": abs(task["before"]),
            "direction": AFTER if task["before"] < 0 else BEFORE,
        }
        for task_id, task in numbered(kind.tasks)
    ]
    return tasks or [{}], [{"what": what} for what in kind.materials] or [{}]


def written_in(form: forms.Form, data: QueryDict) -> dict[str, Any]:
    """Return what somebody has written in a form so far, to show it again as it is, without a word of what is wrong."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }


def rows_in(form: type[Row], prefix: str, data: QueryDict) -> list[dict[str, Any]]:
    """Return the rows that are written so far, at most so many as there may be."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "0")
    count = min(int(total), MOST_ROWS) if total.isascii() and total.isdigit() else 0
    return [written_in(form(prefix=f"{prefix}-{number}"), data) for number in range(count)]
