"""The form in which a whole board changes: one meeting for all, and a name for each seat that is handed over."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.organisation.forms.units import DayForm
from lokallag.organisation.queries.handover import SeatNow
from lokallag.organisation.queries.offices import Hits, find_persons
from lokallag.people.domain.names import clean_name
from lokallag.people.models import Person
from lokallag.ui.fields import LONG, DayField


class HandOverForm(DayForm):
    """A hand-over: the meeting, the days, and for each seat who is elected, or that it falls vacant."""

    later_labels: ClassVar[Mapping[str, str | Promise]] = {}
    says_optional = False  # an empty seat is the usual: the page says so once

    elected_by = forms.CharField(
        label=_("Møtet som valgte"),
        max_length=200,
        help_text=_("For eksempel «Årsmøtet 2027»."),
        error_messages={**LONG, "required": _("Skriv hvilket møte som valgte.")},
    )
    elected_on = DayField(label=_("Møtet ble holdt"))
    minuted_in = forms.CharField(
        label=_("Står i protokollen"),
        max_length=200,
        help_text=_("For eksempel «Protokoll 11. mars 2027, sak 9»."),
        error_messages={**LONG, "required": _("Skriv hvor valget står i protokollen.")},
    )
    from_on = DayField(
        label=_("Nytt styre fra og med"),
        help_text=_("For eksempel 12.03.2027. De som slutter, har dagen før som siste dag."),
    )
    until_on = DayField(
        label=_("Valgt til og med"), required=False, help_text=_("For eksempel 31.03.2029. Tomt betyr inntil videre.")
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, *args: Any, seats: Sequence[SeatNow], among: QuerySet[Person] | None = None, **kwargs: Any
    ) -> None:
        """Make the form.

        :param among: whom a name may lead to; ``None`` is everybody
        """
        super().__init__(*args, **kwargs)
        self.seats, self.among = tuple(seats), among
        self.hits: dict[str, Hits] = {}
        for seat in self.seats:
            self.fields[f"who_{seat.key}"] = forms.CharField(
                label=_("Valgt til %(office)s") % {"office": seat.label.lower()},
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
        hits = self.hits[seat.key] = find_persons(wish, on=self.today, among=self.among)
        if len(hits.rows) > 1:
            choices = [(hit.key, f"{hit.name}, {hit.branch}" if hit.branch else hit.name) for hit in hits.rows]
            self.fields[f"pick_{seat.key}"] = forms.ChoiceField(
                label=_("Hvem er «%(name)s»?") % {"name": wish},
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
            )

    def clean_until_on(self) -> date | None:
        """Return the last day.

        :raises ValidationError: it lies before the first
        """
        first, last = self.cleaned_data.get("from_on"), self.cleaned_data["until_on"]
        if first is not None and last is not None and last < first:
            raise forms.ValidationError(
                _("Vervet kan ikke slutte før det begynner. Sjekk de to datoene."), code="reversed"
            )
        return self.not_before("until_on", self.today)

    def clean(self) -> dict[str, Any]:
        """Find one person for each name, or say at the seat what is missing."""
        cleaned: dict[str, Any] = super().clean() or {}
        self.elected: dict[str, str] = {}
        for seat in self.seats:
            wish = cleaned.get(f"who_{seat.key}", "")
            if not wish:
                continue
            if cleaned.get(f"vacant_{seat.key}"):
                self.add_error(f"who_{seat.key}", _("Skriv enten hvem som er valgt, eller at plassen blir ledig."))
                continue
            self._choose(seat, str(cleaned.get(f"pick_{seat.key}", "")))
        return cleaned

    def _choose(self, seat: SeatNow, pick: str) -> None:
        hits = self.hits.get(seat.key, Hits((), more=False))
        keys = [hit.key for hit in hits.rows]
        if pick in keys:
            self.elected[seat.key] = pick
        elif len(keys) == 1:
            self.elected[seat.key] = keys[0]
        elif not keys:
            self.add_error(
                f"who_{seat.key}",
                _("Ingen i registeret heter dette. Skriv fornavn og etternavn, og sjekk at personen er ført inn.")
                if self.among is None
                else _(
                    "Ingen i avdelingen heter dette. Er den valgte med i en annen avdeling, fører styret i "
                    "kommunepartiet inn skiftet."
                ),
            )
        else:
            self.add_error(f"pick_{seat.key}", _("Flere har et slikt navn. Velg hvem, eller skriv mer av navnet."))

    @property
    def found_ids(self) -> frozenset[int]:
        """The ids of all whom the names that were written led to."""
        return frozenset(hit.person_id for hits in self.hits.values() for hit in hits.rows)

    def changes(self) -> list[tuple[SeatNow, Person | None]]:
        """Return what a valid form changes: who is elected to which seat, ``None`` where it falls vacant."""
        persons = {str(person.key): person for person in Person.objects.filter(key__in=self.elected.values())}
        found: list[tuple[SeatNow, Person | None]] = []
        for seat in self.seats:
            if seat.key in self.elected:
                found.append((seat, persons[self.elected[seat.key]]))
            elif self.cleaned_data.get(f"vacant_{seat.key}"):
                found.append((seat, None))
        return found
