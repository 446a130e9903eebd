"""The form in which the board appoints a steering group: one decision for all, and a name for each seat."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.networks.services import Decision
from lokallag.organisation.queries.handover import SeatNow
from lokallag.organisation.queries.offices import Hits, find_persons
from lokallag.people.domain.names import clean_name
from lokallag.people.models import Person
from lokallag.ui.fields import LONG, DayField

NOBODY = Hits((), more=False)


class SteeringForm(forms.Form):
    """Who sits where, from which day to which, and the board's decision that says so."""

    later_labels: ClassVar[Mapping[str, str | Promise]] = {}
    says_optional = False  # an empty seat is the usual: the page says so once

    meeting_on = DayField(label=_("Styremøtet ble holdt"), help_text=_("For eksempel 12.11.2026."))
    case_number = forms.CharField(
        label=_("Saksnummer"),
        max_length=40,
        help_text=_("For eksempel 14/26."),
        error_messages={**LONG, "required": _("Skriv saksnummeret, for eksempel 14/26.")},
    )
    from_on = DayField(label=_("Sitter fra og med"), help_text=_("De som slutter, har dagen før som siste dag."))
    until_on = DayField(label=_("Sitter til og med"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, seats: Sequence[SeatNow], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats, self.today = tuple(seats), today
        self.hits: dict[str, Hits] = {}
        for seat in self.seats:
            self.fields[f"who_{seat.key}"] = forms.CharField(
                label=_("Ny på plassen"),
                required=False,
                max_length=100,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                error_messages=LONG,
            )
            if seat.holder:
                self.fields[f"vacant_{seat.key}"] = forms.BooleanField(
                    label=_("%(name)s slutter, og plassen blir ledig") % {"name": seat.holder}, required=False
                )
            self._look_up(seat)

    def _look_up(self, seat: SeatNow) -> None:
        """Find who is meant by a name that was written, and let the writer choose where several are."""
        wish = clean_name(str(self.data.get(f"who_{seat.key}", "")))[:100] if self.is_bound else ""
        if not wish:
            return
        hits = self.hits[seat.key] = find_persons(wish, on=self.today)
        if len(hits.rows) > 1:
            choices = [(hit.key, f"{hit.name}, {hit.branch}" if hit.branch else hit.name) for hit in hits.rows]
            self.fields[f"pick_{seat.key}"] = forms.ChoiceField(
                label=_("Hvem er «%(name)s»?") % {"name": wish},
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
            )

    def clean_until_on(self) -> date:
        """Return the last day.

        :raises ValidationError: it lies before the first, or is over
        """
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data["until_on"]
        if first is not None and last < first:
            raise forms.ValidationError(
                _("Perioden kan ikke slutte før den begynner. Sjekk de to datoene."), code="reversed"
            )
        if last < self.today:
            raise forms.ValidationError(_("Den dagen er passert. Velg en senere dag."), code="past")
        found: date = last
        return found

    def clean(self) -> dict[str, Any]:
        """Find one person for each name, or say at the seat what is missing."""
        cleaned: dict[str, Any] = super().clean() or {}
        self.chosen: dict[str, str] = {}
        for seat in self.seats:
            if not cleaned.get(f"who_{seat.key}"):
                continue
            if cleaned.get(f"vacant_{seat.key}"):
                self.add_error(f"who_{seat.key}", _("Skriv enten hvem som er ny, eller at plassen blir ledig."))
                continue
            self._choose(seat, str(cleaned.get(f"pick_{seat.key}", "")))
        return cleaned

    def _choose(self, seat: SeatNow, pick: str) -> None:
        keys = [hit.key for hit in self.hits.get(seat.key, NOBODY).rows]
        if pick in keys:
            self.chosen[seat.key] = pick
        elif len(keys) == 1:
            self.chosen[seat.key] = keys[0]
        elif not keys:
            self.add_error(
                f"who_{seat.key}",
                _("Ingen i registeret heter dette. Skriv fornavn og etternavn, og sjekk at personen er ført inn."),
            )
        else:
            self.add_error(f"pick_{seat.key}", _("Flere har et slikt navn. Velg hvem, eller skriv mer av navnet."))

    @property
    def found_ids(self) -> frozenset[int]:
        """The ids of all whom the names that were written led to."""
        return frozenset(hit.person_id for hits in self.hits.values() for hit in hits.rows)

    @property
    def decision(self) -> Decision:
        """The board's decision, from a valid form."""
        return Decision(self.cleaned_data["meeting_on"], self.cleaned_data["case_number"].strip(), "")

    def changes(self) -> list[tuple[SeatNow, Person | None]]:
        """Return what a valid form changes: who comes to which seat, ``None`` where it falls vacant."""
        persons = {str(person.key): person for person in Person.objects.filter(key__in=self.chosen.values())}
        found: list[tuple[SeatNow, Person | None]] = []
        for seat in self.seats:
            if seat.key in self.chosen:
                found.append((seat, persons[self.chosen[seat.key]]))
            elif self.cleaned_data.get(f"vacant_{seat.key}"):
                found.append((seat, None))
        return found
