"""The shape of what the board writes: a question, a decision, a network of its own."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.networks.models import Application, Candidate
from lokallag.networks.services.deciding import Group
from lokallag.networks.services.founding import Decision, NetworkFacts
from lokallag.people.models import Person
from lokallag.ui.choices import offer
from lokallag.ui.fields import LONG, DayField

CHANGED = _("En du valgte, har ikke lenger sagt ja. Se hvem som står her nå, og velg på nytt.")
AGE = {
    "invalid": _("Skriv bare tallet, for eksempel 40."),
    "min_value": _("En alder er fra 0 til 120 år."),
    "max_value": _("En alder er fra 0 til 120 år."),
}


def _text(label: Any, most: int, missing: Any, *, hint: Any = "", rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    messages = {**LONG, "required": missing}
    return forms.CharField(label=label, max_length=most, help_text=hint, widget=widget, error_messages=messages)


def _age(label: Any, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=120,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        error_messages=AGE,
    )


class SeenForm(forms.Form):
    """A press on something that was read: what it looked like then."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class AskForm(forms.Form):
    """Something that the board asks the applicant."""

    text = _text(
        _("Spør søkeren"),
        1000,
        _("Skriv hva styret lurer på."),
        hint=_("Søkeren får det på e-post. Søknaden venter på svaret."),
        rows=3,
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """What the board decided: the day of the meeting, the number of the case, and why."""

    meeting_on = DayField(label=_("Styremøtet ble holdt"))
    case_number = _text(
        _("Saksnummer"), 40, _("Skriv saksnummeret, for eksempel 14/26."), hint=_("For eksempel 14/26.")
    )
    reason = _text(
        _("Begrunnelse"),
        2000,
        _("Skriv begrunnelsen i klare ord. Den som søkte, skal forstå den."),
        hint=_("I klare ord. Søkeren leser akkurat dette."),
        rows=5,
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def decision(self) -> Decision:
        """Return what was decided."""
        data = self.cleaned_data
        return Decision(data["meeting_on"], data["case_number"], data["reason"])


class ReturnForm(DecisionForm):
    """What the board wants changed before it decides."""

    reason = _text(
        _("Hva må endres?"),
        1000,
        _("Skriv hva søkeren skal endre, og hvorfor."),
        hint=_("I klare ord. Søkeren leser akkurat dette."),
        rows=5,
    )


class FactsForm(DecisionForm):
    """A decision that founds a network: what it is called, what it is about, for whom and when."""

    name = _text(_("Navn"), 120, _("Skriv hva nettverket skal hete."))
    topic = _text(_("Tema"), 80, _("Skriv hvilket tema nettverket har."), hint=_("Noen få ord, for eksempel «Klima»."))
    usual_hours = forms.CharField(
        label=_("Vanlig møtetid"),
        required=False,
        max_length=120,
        help_text=_("For eksempel «Tirsdager kl. 18»."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages=LONG,
    )
    age_from = _age(_("Fra alder"), _("Alderen en fyller i kalenderåret. Tomt betyr ingen grense."))
    age_until = _age(_("Til og med alder"))
    is_public = forms.BooleanField(label=_("Alle kan lese nettverkets side"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """Hold the two ages against each other."""
        data = super().clean() or {}
        low, high = data.get("age_from"), data.get("age_until")
        if low is not None and high is not None and low > high:
            self.add_error("age_until", _("Den laveste alderen kan ikke være over den høyeste."))
        return data

    def facts(self, *, purpose: str = "") -> NetworkFacts:
        """Return what the network is to be."""
        data = self.cleaned_data
        return NetworkFacts(
            name=data["name"],
            topic=data["topic"],
            purpose=data.get("purpose", purpose),
            is_public=data["is_public"],
            is_trial=data.get("is_trial", False),
            age_from=data["age_from"],
            age_until=data["age_until"],
            usual_hours=data["usual_hours"],
        )


class ApproveForm(FactsForm):
    """Approving an application: the decision, the network, and who is to lead it and until when."""

    field_order = (
        *("meeting_on", "case_number", "reason", "leader", "members", "from_on", "until_on"),
        *("name", "topic", "usual_hours", "age_from", "age_until", "is_public"),
    )
    optional_words: ClassVar[Mapping[str, Promise]] = {"members": _("(flere enn lederen)")}
    leader = forms.ChoiceField(
        label=_("Leder av styringsgruppa"),
        error_messages={"required": _("Velg hvem som skal lede styringsgruppa."), "invalid_choice": CHANGED},
    )
    members = forms.MultipleChoiceField(
        label=_("Hvem sitter i styringsgruppa?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Bare de som har sagt ja selv, står her."),
        error_messages={"invalid_choice": CHANGED},
    )
    from_on = DayField(label=_("Styringsgruppa sitter fra"))
    until_on = DayField(label=_("Til og med"), help_text=_("Rettighetene slutter ved midnatt etter denne dagen."))

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persons = {str(row.pk): row.person for row in candidates}
        choices = [(str(row.pk), row.person.name) for row in candidates]
        offer(self, "members", choices)
        first = [] if candidates and candidates[0].is_leader else [("", _("Velg leder"))]
        offer(self, "leader", [*first, *choices])

    @staticmethod
    def start(case: Application, candidates: Sequence[Candidate], *, today: date, until_on: date) -> dict[str, Any]:
        """Return what stands in the form at first: what was applied for, and all who have said yes."""
        return {
            "leader": str(candidates[0].pk) if candidates and candidates[0].is_leader else "",
            "members": [str(row.pk) for row in candidates],
            "from_on": today,
            "until_on": until_on,
            "name": case.name,
            "topic": case.topic,
            "usual_hours": case.wished_hours,
            "age_from": case.age_from,
            "age_until": case.age_until,
            "is_public": True,
            "seen": case.fingerprint,
        }

    def chosen(self) -> list[Person]:
        """Return those who stand in the form as it is shown: the leader and all who are ticked, each once."""
        values = [self["leader"].value(), *(self["members"].value() or [])]
        return [person for key, person in self.persons.items() if key in values]

    def group(self) -> Group:
        """Return the steering group. The leader may be ticked among the others, too."""
        data = self.cleaned_data
        others = [self.persons[key] for key in data["members"] if key != data["leader"]]
        return Group(self.persons[data["leader"]], others, data["from_on"], data["until_on"])


class StartForm(FactsForm):
    """A network or an offer that the board starts itself."""

    field_order = (
        *("name", "topic", "purpose", "usual_hours", "age_from", "age_until", "is_trial", "is_public"),
        *("meeting_on", "case_number", "reason"),
    )
    purpose = _text(
        _("Formål"), 2000, _("Skriv hva nettverket skal gjøre."), hint=_("Hva nettverket skal gjøre."), rows=3
    )
    is_trial = forms.BooleanField(
        label=_("Dette er et forsøk"), required=False, help_text=_("Evalueres av årsmøtet som resten av ordningen.")
    )
    reason = _text(
        _("Begrunnelse"),
        2000,
        _("Skriv begrunnelsen i klare ord, så medlemmene forstår den."),
        hint=_("I klare ord. Medlemmene kan lese den."),
        rows=4,
    )
