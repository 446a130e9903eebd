"""Forms about units, offices and rules."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.words import in_words
from lokallag.organisation.domain.rulebook import (
    MAY_BE_EMPTY,
    RULEBOOK,
    BadRule,
    RuleKind,
    check_majorities,
    clean_value,
    hint_of,
)
from lokallag.organisation.models import Kind, Office, Title, Unit
from lokallag.people.models import Person
from lokallag.ui.choices import offer
from lokallag.ui.domain.colour import check, parse
from lokallag.ui.fields import LONG, DayField

ONE_DAY = timedelta(days=1)
YES_NO = (("ja", _("Ja")), ("nei", _("Nei")))


class DayForm(forms.Form):
    """A form that knows what day it is today."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def not_before(self, field: str, earliest: date) -> date | None:
        """Return the day in ``field``.

        :raises ValidationError: it lies before ``earliest``
        """
        day: date | None = self.cleaned_data[field]
        if day is not None and day < earliest:
            raise forms.ValidationError(
                _("Datoen er passert. Velg %(day)s eller senere.") % {"day": in_words(earliest)}, code="past"
            )
        return day


def _name(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=120, error_messages={**LONG, "required": _("Skriv navnet på enheten.")}
    )


def _decision() -> forms.CharField:
    return forms.CharField(
        label=_("Vedtak"),
        max_length=300,
        help_text=_("Hvilket møte og hvilken sak, for eksempel «Årsmøtet 2026, sak 7»."),
        error_messages={**LONG, "required": _("Skriv hvilket vedtak dette bygger på.")},
    )


class CreateUnitForm(forms.Form):
    """A new unit: what it is, its first name, what it lies under, since when, and by which decision."""

    kind = forms.ChoiceField(label=_("Hva er det?"), error_messages={"required": _("Velg hva det er.")})
    name = _name(_("Navn"))
    parent = forms.ChoiceField(label=_("Hører under"), required=False)
    opened_on = DayField(label=_("Opprettet"))
    decision = _decision()

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        has_main = any(unit.kind == Kind.MUNICIPAL for unit in units)
        left_out = {Kind.NETWORK, *([Kind.MUNICIPAL] if has_main else [])}  # the board founds networks after a case
        kinds = [(kind.value, kind.label) for kind in Kind if kind not in left_out]
        offer(self, "kind", kinds)
        self.fields["parent"].choices = [  # type: ignore[attr-defined]
            ("", _("Ingen")),
            *((str(unit.pk), unit.name) for unit in units),
        ]
        self.units = {str(unit.pk): unit for unit in units}

    def clean_parent(self) -> Unit | None:
        """Return the unit above, or ``None``."""
        return self.units.get(self.cleaned_data["parent"])


class RenameForm(DayForm):
    """A new name, from when, and by which decision."""

    name = _name(_("Nytt navn"))
    valid_from = DayField(label=_("Gjelder fra"))
    decision = _decision()

    def clean_valid_from(self) -> date | None:
        """Return the first day of the name: today or later, for what a unit was called is not changed afterwards."""
        return self.not_before("valid_from", self.today)


class EditUnitForm(forms.Form):
    """What a unit says about itself, for everyone to read."""

    public_email = forms.EmailField(
        label=_("E-postadresse som alle kan se"),
        required=False,
        help_text=_("Bruk helst avdelingens egen adresse, ikke en privat."),
        error_messages={**LONG, "invalid": _("Skriv e-postadressen slik: navn@eksempel.no.")},
    )
    meets = forms.CharField(
        label=_("Når dere møtes"),
        required=False,
        max_length=120,
        help_text=_("For eksempel «Andre tirsdag i måneden»."),
        error_messages=LONG,
    )
    about = forms.CharField(
        label=_("Om dere"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Noen få setninger. Skriv til den som vurderer å bli med."),
        error_messages=LONG,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class CloseForm(DayForm):
    """The last day of a unit."""

    last_day = DayField(label=_("Siste dag"))

    def clean_last_day(self) -> date | None:
        """Return the last day: today or later."""
        return self.not_before("last_day", self.today)


class OfficeForm(forms.Form):
    """An office: its title, what the unit calls it, and how many seats it has."""

    title = forms.ChoiceField(
        label=_("Verv"),
        choices=[("", _("Velg verv")), *Title.choices],
        help_text=_("Rettighetene følger av dette."),
        error_messages={"required": _("Velg hvilket verv det er.")},
    )
    called = forms.CharField(
        label=_("Kalles"),
        required=False,
        max_length=60,
        help_text=_("Fyll ut bare hvis dere bruker et annet ord, for eksempel «Valgkampleder»."),
        error_messages=LONG,
    )
    seats = forms.IntegerField(
        label=_("Antall plasser"),
        min_value=1,
        max_value=60,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Skriv hvor mange plasser vervet har."),
            "invalid": _("Skriv bare tallet, for eksempel 4."),
            "min_value": _("Et verv har minst 1 plass."),
            "max_value": _("Et verv har høyst 60 plasser."),
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, editing: Office | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editing is not None:
            del self.fields["title"]


class PrintCodesForm(forms.Form):
    """How one saw who somebody is, before they get codes on paper."""

    seen = forms.ChoiceField(
        label=_("Hvordan så du hvem det er?"),
        choices=[("papers", _("Personen viste legitimasjon")), ("known", _("Jeg kjenner personen og møtte dem"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvordan du så hvem det er. På telefon eller e-post er ikke nok.")},
    )
    person = forms.CharField(widget=forms.HiddenInput)


class AppointForm(DayForm):
    """Which office, from when to when, and which meeting elected."""

    office = forms.ChoiceField(label=_("Verv"), error_messages={"required": _("Velg hvilket verv det gjelder.")})
    from_on = DayField(label=_("Første dag"))
    until_on = DayField(
        label=_("Siste dag"), required=False, help_text=_("For eksempel 31.03.2028. Tomt betyr inntil videre.")
    )
    elected_by = forms.CharField(
        label=_("Valgt av"),
        max_length=200,
        help_text=_("Møtet som valgte, for eksempel «Årsmøtet 2027»."),
        error_messages={**LONG, "required": _("Skriv hvilket møte som valgte.")},
    )
    elected_on = DayField(label=_("Valgt den"), required=False)
    minuted_in = forms.CharField(
        label=_("Står i protokollen"),
        required=False,
        max_length=200,
        help_text=_("For eksempel «Protokoll 11. mars 2027, sak 9»."),
        error_messages=LONG,
    )
    person = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            ("", _("Velg verv")),
            *((key, office.label) for key, office in self.offices.items()),
        ]

    def clean_office(self) -> Office:
        """Return the office."""
        return self.offices[self.cleaned_data["office"]]

    def clean_until_on(self) -> date | None:
        """Return the last day, which is today or later: a term already over gives no rights.

        :raises ValidationError: it is past, or lies before the first day
        """
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data["until_on"]
        if first is not None and last is not None and last < first:
            raise forms.ValidationError(
                _("Vervet kan ikke slutte før det begynner. Sjekk de to datoene."), code="reversed"
            )
        return self.not_before("until_on", self.today)

    def clean_elected_on(self) -> date | None:
        """Return the day of the election, which lies behind us."""
        day: date | None = self.cleaned_data["elected_on"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("Valget må ha skjedd. Skriv dagen møtet ble holdt."), code="future")
        return day


class EndTermForm(DayForm):
    """The last day of a term."""

    last_day = DayField(label=_("Siste dag"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean_last_day(self) -> date | None:
        """Return the last day: yesterday (the rights are gone at once) or later. What was done in office stays so."""
        return self.not_before("last_day", self.today - ONE_DAY)


class ContactForm(DayForm):
    """Who on the board a branch can turn to, and from when."""

    person = forms.ChoiceField(label=_("Styremedlem"), error_messages={"required": _("Velg en i styret.")})
    from_on = DayField(label=_("Fra"))

    def __init__(self, *args: Any, board: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.board = {str(person.key): person for person in board}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", _("Velg en i styret")),
            *((key, person.name) for key, person in self.board.items()),
        ]

    def clean_person(self) -> Person:
        """Return the board member."""
        return self.board[self.cleaned_data["person"]]

    def clean_from_on(self) -> date | None:
        """Return the first day: today or later."""
        return self.not_before("from_on", self.today)


class ProfileForm(forms.Form):
    """The organisation's colour and municipality."""

    colour = forms.CharField(
        label=_("Farge"),
        max_length=20,
        help_text=_("# og seks tegn, for eksempel #b3212b. Hvit skrift må kunne leses på den."),
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
        error_messages={**LONG, "required": _("Skriv en farge, for eksempel #b3212b.")},
    )
    municipality_code = forms.RegexField(
        r"^[0-9]{4}$",
        label=_("Kommunenummer"),
        help_text=_("Fire sifre, for eksempel 3201 for Bærum."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Skriv kommunenummeret med fire sifre, for eksempel 3201."),
            "invalid": _("Et kommunenummer har fire sifre, for eksempel 3201."),
        },
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean_colour(self) -> str:
        """Return the colour as ``#`` and six signs, if white words on it can be read."""
        try:
            return str(check(parse(self.cleaned_data["colour"])))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="contrast") from error


class RulesForm(DayForm):
    """A whole version of the rules: a value and a source for each rule of the rulebook."""

    later_labels: ClassVar[Mapping[str, str | Promise]] = {
        **{f"value_{spec.key}": spec.label for spec in RULEBOOK},
        **{f"source_{spec.key}": _("Kilde") for spec in RULEBOOK},
    }
    says_optional = False  # nearly half of the fields may be left empty: the page says so once

    valid_from = DayField(label=_("Gjelder fra"))
    decision = _decision()
    after_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for spec in RULEBOOK:
            hint = hint_of(spec)
            value: forms.Field
            if spec.kind is RuleKind.YES_NO:
                value = forms.ChoiceField(choices=YES_NO)
            else:
                value = forms.CharField(
                    max_length=200,
                    required=spec.kind not in MAY_BE_EMPTY,
                    error_messages={**LONG, "required": _("Skriv en verdi. %(hint)s") % {"hint": hint}},
                )
            value.label, value.help_text = str(spec.label), hint
            self.fields[f"value_{spec.key}"] = value
            self.fields[f"source_{spec.key}"] = forms.CharField(
                label=_("Kilde"),
                required=False,
                max_length=200,
                help_text=_("Paragraf eller vedtak."),
                error_messages=LONG,
            )

    def clean_valid_from(self) -> date | None:
        """Return the first day: today or later, for what was the rule is not changed afterwards."""
        return self.not_before("valid_from", self.today)

    def clean(self) -> dict[str, Any]:
        """Read each value as its rule's kind, and say at each field what cannot be read."""
        cleaned: dict[str, Any] = super().clean() or {}
        for spec in RULEBOOK:
            name = f"value_{spec.key}"
            if name in cleaned:
                try:
                    cleaned[name] = clean_value(spec, cleaned[name])
                except BadRule as error:
                    self.add_error(name, str(error))
        try:
            check_majorities(
                {name.removeprefix("value_"): text for name, text in cleaned.items() if name not in self.errors}
            )
        except BadRule as error:
            self.add_error("value_statute_majority", str(error))
        return cleaned

    def values(self) -> dict[str, tuple[str, str]]:
        """Return key → (value, source) of a valid form."""
        return {
            spec.key: (self.cleaned_data[f"value_{spec.key}"], self.cleaned_data[f"source_{spec.key}"])
            for spec in RULEBOOK
        }
