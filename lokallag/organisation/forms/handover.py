"""The form in which a whole board changes: one meeting for all, and a name for each seat that is handed over."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.organisation.forms.units import DayForm
from lokallag.organisation.queries.handover import SeatNow, changes_of
from lokallag.organisation.queries.offices import find_persons
from lokallag.people.domain.names import clean_name
from lokallag.people.models import Person
from lokallag.ui.fields import LONG, DayField
from lokallag.ui.seats import SeatNames


class HandOverForm(SeatNames, DayForm):
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
        self, *args: Any, today: date, seats: Sequence[SeatNow], among: QuerySet[Person] | None = None, **kwargs: Any
    ) -> None:
        """Make the form.

        :param among: whom a name may lead to; ``None`` is everybody
        """
        self.seats = tuple(seats)
        if among is not None:
            self.is_nobody = _(
                "Ingen i avdelingen heter dette. Er den valgte med i en annen avdeling, fører styret i "
                "kommunepartiet inn skiftet."
            )
        super().__init__(
            *args,
            today=today,
            seats=seats,
            clean=clean_name,
            find=lambda name: find_persons(name, on=today, among=among).rows,
            **kwargs,
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

    def changes(self) -> list[tuple[SeatNow, Person | None]]:
        """Return what a valid form changes: who is elected to which seat, ``None`` where it falls vacant."""
        return changes_of(self.seats, self.chosen, self.vacated)
