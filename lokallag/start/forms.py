"""The shape of what is written on the first page. The command asks the same fields."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lokallag.core.errors import RuleViolation
from lokallag.start import queries
from lokallag.start.domain.founding import Minutes, NewOfficer, check_minutes, check_two_persons
from lokallag.start.domain.municipalities import Unclear
from lokallag.ui.domain.colour import check, parse
from lokallag.ui.fields import LONG, DayField

RED = "#b3212b"
OFF = {"autocomplete": "off"}


def _text(label: Any, required: Any, *, longest: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        help_text=hint,
        widget=forms.TextInput(attrs=OFF),
        error_messages={**LONG, "required": required},
    )


def _email(label: Any, hint: Any = "") -> forms.EmailField:
    return forms.EmailField(
        label=label,
        max_length=254,
        help_text=hint,
        widget=forms.EmailInput(attrs={**OFF, "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={
            **LONG,
            "required": _("Skriv e-postadressen. Uten den kan ingen logge inn."),
            "invalid": _("Dette ser ikke ut som en e-postadresse. Skriv den som kari@eksempel.no."),
        },
    )


class MinutesForm(forms.Form):
    """What offices rest on: the meeting, its day, its minutes, and from when to when."""

    meeting = _text(
        _("Møtet som valgte"),
        _("Skriv hvilket møte som valgte, for eksempel «Årsmøtet 2027»."),
        longest=120,
        hint=_("For eksempel «Årsmøtet 2027»."),
    )
    held_on = DayField(label=_("Dagen møtet ble holdt"))
    reference = _text(
        _("Hvor det står i protokollen"),
        _("Skriv hvor valget står, for eksempel «Protokoll 11. mars 2027, sak 9»."),
        longest=150,
        hint=_("For eksempel «Protokoll 11. mars 2027, sak 9»."),
    )
    from_on = DayField(
        label=_("Første dag i vervene"), required=False, help_text=_("Tomt betyr dagen møtet ble holdt.")
    )
    until_on = DayField(label=_("Siste dag i vervene"), required=False, help_text=_("Tomt betyr inntil videre."))
    shared_email = forms.BooleanField(label=_("De to deler e-postadresse"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def minutes(self) -> Minutes | None:
        """Return the minutes, or ``None`` while some of it cannot be read."""
        given = self.cleaned_data
        if not {"meeting", "held_on", "reference", "from_on", "until_on"} & self.fields.keys() <= given.keys():
            return None
        from_on = (given["from_on"] or given["held_on"]) if "from_on" in self.fields else self.today
        return Minutes(given["meeting"], given["held_on"], given["reference"], from_on, given["until_on"])

    def officer(self, which: str) -> NewOfficer | None:
        """Return the officer of the fields ``which``, or ``None`` while some of it is missing."""
        parts = [self.cleaned_data.get(f"{which}_{part}", "") for part in ("given", "family", "email")]
        return NewOfficer(*parts) if all(parts) else None

    @property
    def asks_about_address(self) -> bool:
        """Whether the two were written with one address, so that the form must ask whether they share it."""
        emails = [str(self.data.get(f"{which}_email", "")).strip().casefold() for which in ("leader", "secretary")]
        return self.is_bound and bool(emails[0]) and emails[0] == emails[1]

    def clean(self) -> dict[str, Any]:
        """Say at its field what does not hold between the fields."""
        super().clean()
        minutes, leader, secretary = self.minutes(), self.officer("leader"), self.officer("secretary")
        if minutes is not None:
            with _at_its_field(self):
                check_minutes(minutes, today=self.today)
        if leader is not None and secretary is not None:
            with _at_its_field(self):
                check_two_persons(leader, secretary, may_share_address=self.cleaned_data["shared_email"])
        return self.cleaned_data


@contextmanager
def _at_its_field(form: forms.Form) -> Iterator[None]:
    """Put a broken rule at the form's field that it belongs to."""
    try:
        yield
    except RuleViolation as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))


class FoundForm(MinutesForm):
    """The organisation and its two first officers."""

    organisation = _text(
        _("Organisasjonens navn"),
        _("Skriv navnet på organisasjonen, for eksempel «Bærum Arbeiderparti»."),
        longest=120,
        hint=_("For eksempel «Bærum Arbeiderparti»."),
    )
    municipality = _text(
        _("Kommune"),
        _("Skriv kommunen med nummer eller navn, for eksempel 3201 eller Bærum."),
        longest=60,
        hint=_("Nummer eller navn, for eksempel 3201 eller Bærum."),
    )
    colour = forms.CharField(
        label=_("Farge"),
        max_length=20,
        required=False,
        initial=RED,
        help_text=_("# og seks tegn. Hvit skrift må kunne leses på den. Tomt gir rødt."),
        widget=forms.TextInput(attrs={**OFF, "spellcheck": "false"}),
        error_messages=LONG,
    )
    leader_given = _text(_("Lederens fornavn"), _("Skriv fornavnet til lederen."), longest=100)
    leader_family = _text(_("Lederens etternavn"), _("Skriv etternavnet til lederen."), longest=100)
    leader_email = _email(_("Lederens e-postadresse"))
    secretary_given = _text(_("Sekretærens fornavn"), _("Skriv fornavnet til sekretæren."), longest=100)
    secretary_family = _text(_("Sekretærens etternavn"), _("Skriv etternavnet til sekretæren."), longest=100)
    secretary_email = _email(_("Sekretærens e-postadresse"))

    def clean_municipality(self) -> str:
        """Return the number of the municipality that is meant."""
        try:
            return queries.municipality_meant(self.cleaned_data["municipality"]).number
        except Unclear as error:
            raise ValidationError(str(error), code="unclear") from error

    def clean_colour(self) -> str:
        """Return the colour as ``#`` and six signs, if white words on it can be read; the house's red where empty."""
        try:
            return str(check(parse(self.cleaned_data["colour"] or RED)))
        except ValueError as error:
            raise ValidationError(str(error), code="contrast") from error


class StartForm(FoundForm):
    """The same on the page, with the code that shows that one has the server."""

    code = forms.CharField(
        label=_("Oppsettskode"),
        max_length=60,
        help_text=_("Den står i vinduet der siden ble startet. «lokallag start --code» på serveren viser den igjen."),
        widget=forms.TextInput(attrs={**OFF, "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={**LONG, "required": _("Skriv oppsettskoden. Den som drifter serveren, har den.")},
    )

    field_order = (
        "code",
        *("organisation", "municipality", "colour"),
        *("leader_given", "leader_family", "leader_email"),
        *("secretary_given", "secretary_family", "secretary_email", "shared_email"),
    )

    def clean_code(self) -> str:
        """Return the code, if it is the right one."""
        written: str = self.cleaned_data["code"]
        if not queries.is_set_up_code(written):
            raise ValidationError(
                _("Koden stemmer ikke. Kjør «lokallag start --code» på serveren, og skriv koden av derfra."),
                code="wrong",
            )
        return written


class BreakGlassForm(MinutesForm):
    """New officers in an emergency: one or both, and why."""

    reason = _text(_("Grunnen"), _("Skriv hvorfor styret ikke kan føre inn vervene selv."), longest=300)
    leader_given = _text(_("Lederens fornavn"), _("Skriv fornavnet til lederen."), longest=100)
    leader_family = _text(_("Lederens etternavn"), _("Skriv etternavnet til lederen."), longest=100)
    leader_email = _email(_("Lederens e-postadresse"))
    secretary_given = _text(_("Sekretærens fornavn"), _("Skriv fornavnet til sekretæren."), longest=100)
    secretary_family = _text(_("Sekretærens etternavn"), _("Skriv etternavnet til sekretæren."), longest=100)
    secretary_email = _email(_("Sekretærens e-postadresse"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["from_on"]  # the offices begin today: what was held until now is not rewritten
        for which in ("leader", "secretary"):
            names = [f"{which}_{part}" for part in ("given", "family", "email")]
            is_named = any(self.data.get(name) for name in names)
            for name in names:
                self.fields[name].required = is_named
