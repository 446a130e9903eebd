"""What is said about an event."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import time, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.events.domain.audience import Audience
from lokallag.events.domain.series import Every
from lokallag.events.domain.usual import Proposed
from lokallag.events.forms.span import SeenForm, SpanForm, span_of
from lokallag.events.models import AUDIENCES, Event, Kind
from lokallag.events.services import Facts, Proposal, facts_of
from lokallag.organisation.models import Title
from lokallag.ui.fields import LONG, DayField

EVERY = [
    ("", gettext_lazy("Nei, bare denne dagen")),
    (Every.WEEK.value, gettext_lazy("Hver uke")),
    (Every.OTHER_WEEK.value, gettext_lazy("Annenhver uke")),
    (Every.MONTH.value, gettext_lazy("Hver måned, på samme ukedag i måneden")),
]
WHEN = ("title", "kind", "day", "starts", "starts_which", "ends", "ends_which")
# Heading, fields, and what is asked for less often: under a word of its own, folded until it is used.
GROUPS: tuple[tuple[Promise, tuple[str, ...], Promise | str, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Hva og når"),
        WHEN,
        gettext_lazy("Flere dager, eller flere ganger"),
        ("last_day", "repeats", "until"),
    ),
    (
        gettext_lazy("Hvor"),
        ("place_name", "street_address", "postal_code"),
        gettext_lazy("På nett, og det praktiske"),
        ("online_link", "practical"),
    ),
    (gettext_lazy("Innbydelsen"), ("description",), "", ()),
    (
        gettext_lazy("For hvem"),
        ("audience",),
        gettext_lazy("Alder eller verv"),
        ("age_from", "age_until", "office_title"),
    ),
    (
        gettext_lazy("Påmelding"),
        ("has_signup",),
        gettext_lazy("Frist, plasser og gjester"),
        ("signup_until", "capacity", "most_guests"),
    ),
)
EVENING = (time(18, 30), time(20, 30))
NUMBER = {"invalid": gettext_lazy("Skriv et helt tall."), "min_value": gettext_lazy("Tallet er for lite.")}


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a heading. ``more`` are folded, unless one of them is used or wrong."""

    label: str
    fields: tuple[BoundField, ...]
    more_label: str
    more: tuple[BoundField, ...]
    is_open: bool


class EventForm(SeenForm, SpanForm):
    """All that is written about an event. Of one that is announced the time is left out: it is moved instead."""

    field_order = (*(name for _label, names, _more, more in GROUPS for name in (*names, *more)), "and_later", "seen")

    title = forms.CharField(
        label=gettext_lazy("Hva heter det?"),
        max_length=120,
        error_messages={**LONG, "required": gettext_lazy("Skriv hva arrangementet heter.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Slag"), choices=Kind.choices)
    repeats = forms.ChoiceField(label=gettext_lazy("Gjentar det seg?"), choices=EVERY, required=False)
    until = DayField(
        label=gettext_lazy("Siste dag det kan gjenta seg"),
        required=False,
        help_text=gettext_lazy("Hver gang blir et arrangement for seg, som dere kan endre hver for seg."),
    )
    place_name = forms.CharField(
        label=gettext_lazy("Sted"),
        required=False,
        max_length=120,
        error_messages=LONG,
        help_text=gettext_lazy("For eksempel Haslum menighetshus."),
    )
    street_address = forms.CharField(
        label=gettext_lazy("Gateadresse"), required=False, max_length=200, error_messages=LONG
    )
    postal_code = forms.RegexField(
        r"^[0-9]{4}$",
        label=gettext_lazy("Postnummer"),
        required=False,
        max_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        error_messages={
            "invalid": gettext_lazy("Et postnummer har fire sifre, for eksempel 1344."),
            "max_length": gettext_lazy("Et postnummer har fire sifre, for eksempel 1344."),
        },
    )
    online_link = forms.URLField(
        label=gettext_lazy("Lenke til møtet på nett"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Vises bare for dem som er påmeldt."),
        error_messages={**LONG, "invalid": gettext_lazy("Lim inn hele lenken, med https:// foran.")},
    )
    practical = forms.CharField(
        label=gettext_lazy("Praktisk"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Trinnfri inngang, teleslynge, buss, mat, hva det koster."),
        error_messages=LONG,
    )
    description = forms.CharField(
        label=gettext_lazy("Hva skjer, og hvorfor skal man komme?"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Det første avsnittet står stort øverst på siden."),
        error_messages=LONG,
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Hvem er det for?"),
        choices=[(key.value, words) for key, words in AUDIENCES.items()],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Bare de det er for, ser arrangementet."),
    )
    age_from = forms.IntegerField(
        label=gettext_lazy("Fra og med alder"), required=False, min_value=0, max_value=120, error_messages=NUMBER
    )
    age_until = forms.IntegerField(
        label=gettext_lazy("Til og med alder"), required=False, min_value=0, max_value=120, error_messages=NUMBER
    )
    office_title = forms.ChoiceField(
        label=gettext_lazy("Verv"),
        required=False,
        choices=[("", gettext_lazy("Velg verv")), *Title.choices],
        help_text=gettext_lazy("Bare når arrangementet er for dem som har et bestemt verv."),
    )
    has_signup = forms.BooleanField(label=gettext_lazy("Folk skal melde seg på"), required=False)
    signup_until = DayField(
        label=gettext_lazy("Siste dag for påmelding"),
        required=False,
        help_text=gettext_lazy("Står det tomt, kan man melde seg på til det begynner."),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Plasser"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy("Står det tomt, er det plass til alle."),
        error_messages=NUMBER,
    )
    most_guests = forms.IntegerField(
        label=gettext_lazy("Gjester hver kan ha med"),
        required=False,
        min_value=0,
        max_value=9,
        error_messages={**NUMBER, "max_value": gettext_lazy("Hver kan ha med seg høyst 9 gjester.")},
    )
    and_later = forms.BooleanField(label=gettext_lazy("Endre de senere i serien også"), required=False)

    def __init__(self, *args: Any, event: Event | None = None, later: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_timed = event is None or event.state == "draft"
        if event is not None:
            for name in ("repeats", "until"):
                del self.fields[name]
        if not later:
            del self.fields["and_later"]
        if not self.is_timed:
            for name in SpanForm.base_fields:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for what the audience and the repetition need."""
        given = super().clean()
        if given.get("repeats") and not given.get("until") and "until" not in self.errors:
            self.add_error("until", _("Skriv den siste dagen det kan gjenta seg."))
        audience = given.get("audience")
        if audience == Audience.AGE_GROUP and given.get("age_from") is None and given.get("age_until") is None:
            self.add_error("age_from", _("Skriv hvor gammel man skal være: fra, til, eller begge deler."))
        if audience == Audience.OFFICE and not given.get("office_title"):
            self.add_error("office_title", _("Velg hvilket verv arrangementet er for."))
        return given

    @property
    def facts(self) -> Facts:
        """What a valid form says, the time left out."""
        given = self.cleaned_data
        return Facts(
            title=given["title"],
            kind=Kind(given["kind"]),
            audience=Audience(given["audience"]),
            age_from=given["age_from"],
            age_until=given["age_until"],
            office_title=Title(given["office_title"]) if given["office_title"] else None,
            place_name=given["place_name"],
            street_address=given["street_address"],
            postal_code=given["postal_code"],
            online_link=given["online_link"],
            practical=given["practical"],
            description=given["description"],
            has_signup=given["has_signup"],
            signup_last_on=given["signup_until"],
            capacity=given["capacity"],
            most_guests=given["most_guests"] or 0,
        )

    @property
    def every(self) -> Every | None:
        """How often it comes again, ``None`` for once."""
        found = self.cleaned_data.get("repeats")
        return Every(found) if found else None

    @property
    def groups(self) -> Iterator[Group]:
        """The fields in groups, each under its heading."""
        for label, names, more_label, more_names in GROUPS:
            fields, more = self._shown(names), self._shown(more_names)
            is_open = any(field.errors or field.value() not in (None, "", 0, "0") for field in more)
            if fields or more:
                yield Group(str(label), fields, str(more_label), more, is_open)

    def _shown(self, names: Iterable[str]) -> tuple[BoundField, ...]:
        return tuple(self[name] for name in names if name in self.fields and not self[name].is_hidden)

    @property
    def hidden(self) -> Iterable[BoundField]:
        """The fields that nobody sees."""
        return self.hidden_fields()

    @property
    def later_field(self) -> BoundField | None:
        """Whether the later ones of the series are changed too, where there are any."""
        return self["and_later"] if "and_later" in self.fields else None


def said_of(facts: Facts) -> dict[str, object]:
    """Return how facts stand in a form."""
    return {
        "title": facts.title,
        "kind": facts.kind,
        "audience": facts.audience.value,
        "age_from": facts.age_from,
        "age_until": facts.age_until,
        "office_title": facts.office_title or "",
        "place_name": facts.place_name,
        "street_address": facts.street_address,
        "postal_code": facts.postal_code,
        "online_link": facts.online_link,
        "practical": facts.practical,
        "description": facts.description,
        "has_signup": facts.has_signup,
        "signup_until": facts.signup_last_on,
        "capacity": facts.capacity,
        "most_guests": facts.most_guests,
    }


def form_of(event: Event) -> dict[str, object]:
    """Return how an event stands in a form."""
    return {**said_of(facts_of(event)), **span_of(event), "seen": event.fingerprint}


def plain_start(usual: Proposed | None = None) -> dict[str, object]:
    """Return how the form of a new event stands before anything is written: an open evening with sign-up.

    :param usual: when the unit would meet next by its usual hours
    """
    start = {"starts": EVENING[0], "ends": EVENING[1], "audience": "open", "has_signup": True, "most_guests": 0}
    return start if usual is None else start | asdict(usual)


def start_of(proposal: Proposal, usual: Proposed | None = None) -> dict[str, object]:
    """Return how the form stands that is filled in from something else. What is not proposed is left out.

    :param usual: when the unit would meet next by its usual hours; the day that is proposed goes before it
    """
    said = {name: value for name, value in said_of(proposal.facts).items() if value not in ("", None)}
    times = {"day": proposal.day, "starts": proposal.starts, "ends": proposal.ends}
    given = {name: value for name, value in times.items() if value is not None}
    if proposal.starts is not None or proposal.ends is not None:
        usual = None
    if usual is not None and proposal.day is not None:
        last_day = None if usual.last_day is None else proposal.day + timedelta(days=1)
        usual = replace(usual, day=proposal.day, last_day=last_day)
    return {**plain_start(usual), **said, **given}
