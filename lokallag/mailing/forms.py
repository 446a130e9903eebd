"""The shape of what is written about mailings."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.mailing.domain.kinds import LEAVABLE, Kind
from lokallag.mailing.domain.segments import OLDEST, Segment, Who
from lokallag.mailing.domain.words import Words
from lokallag.mailing.models import KINDS, Mailing
from lokallag.organisation.models import Kind as UnitKind
from lokallag.organisation.models import Title, Unit
from lokallag.people.models import Language
from lokallag.ui.fields import LONG

MEMBERS, OFFICERS, LEADERS, BELONGING = "members", "officers", "leaders", "belonging"
NETWORK = "network:"  # followed by the id of a network that the party writes to


def _age(label: Any) -> forms.IntegerField:
    wrong = _("Skriv en alder fra 0 til 120.")
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=OLDEST,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


def _text(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Tekst"),
        required=required,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Vanlig tekst. La en linje stå tom mellom avsnittene. Lenker skrives rett inn."),
        error_messages={**LONG, "required": _("Skriv teksten.")},
    )


def _subject(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Emne"),
        required=required,
        max_length=150,
        error_messages={**LONG, "required": _("Skriv hva det gjelder, for eksempel «Medlemsmøte torsdag 14. mai».")},
    )


class WriteForm(forms.Form):
    """A mailing: what about, to whom, and its words in one language or two."""

    kind = forms.ChoiceField(
        label=_("Hva den gjelder"),
        widget=forms.RadioSelect,
        choices=[(kind.value, KINDS[kind]) for kind in LEAVABLE],
        help_text=_("Hver kan melde seg av ett slag og fortsatt få de andre."),
        error_messages={"required": _("Velg hva utsendingen gjelder.")},
    )
    to = forms.ChoiceField(
        label=_("Hvem som skal få den"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvem som skal få den.")},
    )
    low = _age(_("Fra og med alder"))
    high = _age(_("Til og med alder"))
    subject = _subject(required=True)
    text = _text(required=True)
    language = forms.ChoiceField(label=_("Språket teksten er på"), choices=Language.choices, initial="nb")
    subject_2 = _subject(required=False)
    text_2 = _text(required=False)
    language_2 = forms.ChoiceField(
        label=_("Språket den andre teksten er på"), choices=Language.choices, initial="nn", required=False
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, unit: Unit, networks: Sequence[Unit] = (), **kwargs: Any) -> None:
        """Make the form.

        :param networks: the networks that the unit may write to, beside its own, each with its name
        """
        super().__init__(*args, **kwargs)
        self.unit = unit
        cast(forms.ChoiceField, self.fields["to"]).choices = choices_for(unit, networks)
        self.fields["text_2"].help_text = _("Hver får teksten på sitt eget språk. De andre får den første.")

    def clean_seen(self) -> str | None:
        """Return the fingerprint of what the writer saw, or ``None``."""
        return self.cleaned_data["seen"] or None

    def clean(self) -> dict[str, Any]:
        """Hold ages and languages against each other."""
        cleaned = super().clean() or {}
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("high", _("Den høyeste alderen må være minst like høy som den laveste."))
        if bool(cleaned.get("subject_2")) != bool(cleaned.get("text_2")):
            missing = "text_2" if cleaned.get("subject_2") else "subject_2"
            self.add_error(missing, _("Den andre teksten trenger både emne og tekst."))
        elif cleaned.get("text_2") and cleaned.get("language_2") == cleaned.get("language"):
            self.add_error("language_2", _("De to tekstene må være på hvert sitt språk."))
        return cleaned

    @property
    def segment(self) -> Segment:
        """Who it is for, from a valid form."""
        to, low, high = (self.cleaned_data[name] for name in ("to", "low", "high"))
        if to == BELONGING or to.startswith(NETWORK):
            network = self.unit.pk if to == BELONGING else int(to.removeprefix(NETWORK))
            return Segment(who=Who.BELONGING, units=(network,), low=low, high=high)
        units = () if self.unit.kind == UnitKind.MUNICIPAL and to != OFFICERS else (self.unit.pk,)
        if to == MEMBERS:
            return Segment(units=units, low=low, high=high)
        titles = (Title.LEADER.value,) if to == LEADERS else ()
        return Segment(who=Who.OFFICERS, units=units, titles=titles, low=low, high=high)

    @property
    def about(self) -> Kind:
        """What it is about, from a valid form."""
        return Kind(self.cleaned_data["kind"])

    @property
    def texts(self) -> Mapping[str, Words]:
        """Its words by language, from a valid form."""
        data = self.cleaned_data
        found = {data["language"]: Words(data["subject"], data["text"])}
        if data.get("text_2"):
            found[data["language_2"]] = Words(data["subject_2"], data["text_2"])
        return found


def choices_for(unit: Unit, networks: Sequence[Unit] = ()) -> list[tuple[str, Any]]:
    """Return whom a unit can write to. Only branches and the party have members; one belongs to a network."""
    if unit.kind == UnitKind.NETWORK:
        return [
            (BELONGING, _("De som er med eller følger, og har valgt e-post")),
            (OFFICERS, _("De som sitter i styringsgruppa")),
        ]
    if unit.kind == UnitKind.MUNICIPAL:
        return [
            (MEMBERS, _("Alle medlemmer i partiet")),
            (LEADERS, _("Lederne av alle enhetene")),
            (OFFICERS, _("De som har verv i styret")),
            *(
                (
                    f"{NETWORK}{network.pk}",
                    _("De som er med i eller følger %(network)s, og har valgt e-post") % {"network": network.name},
                )
                for network in networks
            ),
        ]
    officers = (OFFICERS, _("De som har verv her"))
    return [(MEMBERS, _("Alle medlemmer her")), officers] if unit.kind == UnitKind.BRANCH else [officers]


def initial_of(mailing: Mailing) -> dict[str, Any]:
    """Return a draft as the form shows it."""
    segment, words = mailing.to, list(mailing.words.items())
    if segment.who is Who.BELONGING:
        to = BELONGING if segment.units == (mailing.unit_id,) else f"{NETWORK}{segment.units[0]}"
    else:
        to = MEMBERS if segment.who is Who.MEMBERS else LEADERS if segment.titles else OFFICERS
    found: dict[str, Any] = {"kind": mailing.kind, "to": to, "low": segment.low, "high": segment.high}
    for suffix, (language, each) in zip(("", "_2"), words, strict=False):
        found |= {f"subject{suffix}": each.subject, f"text{suffix}": each.text, f"language{suffix}": language}
    return {**found, "seen": mailing.fingerprint}


class SendForm(forms.Form):
    """One press: what was read is what is sent."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class AgainForm(forms.Form):
    """Which uncertain letters are sent once more."""

    letters = forms.TypedMultipleChoiceField(
        label=_("Brev"), coerce=int, error_messages={"required": _("Velg minst ett brev.")}, choices=()
    )

    def __init__(self, *args: Any, offered: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.TypedMultipleChoiceField, self.fields["letters"]).choices = [(pk, str(pk)) for pk in offered]
