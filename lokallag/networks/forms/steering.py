"""The form in which the board appoints a steering group: one decision for all, and a name for each seat."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.networks.services import Decision
from lokallag.organisation.queries.handover import SeatNow, changes_of
from lokallag.organisation.queries.offices import find_persons
from lokallag.people.domain.names import clean_name
from lokallag.people.models import Person
from lokallag.ui.fields import LONG, DayField
from lokallag.ui.seats import SeatNames


class SteeringForm(SeatNames):
    """Who sits where, from which day to which, and the board's decision that says so."""

    later_labels: ClassVar[Mapping[str, str | Promise]] = {}
    says_optional = False  # an empty seat is the usual: the page says so once
    comes_as = _("Oppnevnt som %(office)s")
    is_both = _("Skriv enten hvem som er ny, eller at plassen blir ledig.")

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
        self.seats, self.today = tuple(seats), today
        super().__init__(
            *args,
            seats=seats,
            clean=clean_name,
            find=lambda name: find_persons(name, on=today).rows,
            **kwargs,
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

    @property
    def decision(self) -> Decision:
        """The board's decision, from a valid form."""
        return Decision(self.cleaned_data["meeting_on"], self.cleaned_data["case_number"].strip(), "")

    def changes(self) -> list[tuple[SeatNow, Person | None]]:
        """Return what a valid form changes: who comes to which seat, ``None`` where it falls vacant."""
        return changes_of(self.seats, self.chosen, self.vacated)
