"""A form with a name for each seat: who comes to it, or that it falls vacant. Whoever knows says who is meant."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.ui.fields import LONG

LONGEST = 100


class Seat(Protocol):
    """A seat that somebody may come to; ``holder`` is who has it now, empty where nobody does."""

    @property
    def key(self) -> str:
        """What tells it from the others."""

    @property
    def label(self) -> str:
        """What it is called."""

    @property
    def holder(self) -> str:
        """Who has it."""


class Hit(Protocol):
    """Somebody whom a name leads to."""

    @property
    def key(self) -> str:
        """What tells them from others of the name."""

    @property
    def name(self) -> str:
        """What they are called."""

    @property
    def branch(self) -> str:
        """Their branch, empty where there is none."""

    @property
    def person_id(self) -> int:
        """Their row."""


Find = Callable[[str], Sequence[Hit]]


class SeatNames(forms.Form):
    """Fields ``who_``, ``vacant_`` and ``pick_`` of each seat. ``chosen``, of a valid form, is seat → key of a hit."""

    comes_as: str | Promise = _("Valgt til %(office)s")
    is_both: str | Promise = _("Skriv enten hvem som er valgt, eller at plassen blir ledig.")
    is_nobody: str | Promise = _(
        "Ingen i registeret heter dette. Skriv fornavn og etternavn, og sjekk at personen er ført inn."
    )

    def __init__(
        self, *args: Any, seats: Sequence[Seat], clean: Callable[[str], str], find: Find, **kwargs: Any
    ) -> None:
        """Make the form.

        :param clean: returns a name that was written without what nobody can see in it
        :param find: returns those whom a clean name leads to
        """
        super().__init__(*args, **kwargs)
        self.hits: dict[str, Sequence[Hit]] = {}
        self.chosen: dict[str, str] = {}
        self._asked = tuple(seats)
        for seat in self._asked:
            self.fields[f"who_{seat.key}"] = forms.CharField(
                label=self.comes_as % {"office": seat.label.lower()},
                required=False,
                max_length=LONGEST,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                error_messages=LONG,
            )
            if seat.holder:
                self.fields[f"vacant_{seat.key}"] = forms.BooleanField(
                    label=_("%(name)s slutter, og plassen blir ledig") % {"name": seat.holder}, required=False
                )
            self._look_up(seat, clean, find)

    def _look_up(self, seat: Seat, clean: Callable[[str], str], find: Find) -> None:
        """Find who is meant by a name that was written, and let the writer choose where several are."""
        wish = clean(str(self.data.get(f"who_{seat.key}", "")))[:LONGEST] if self.is_bound else ""
        if not wish:
            return
        hits = self.hits[seat.key] = tuple(find(wish))
        if len(hits) > 1:
            self.fields[f"pick_{seat.key}"] = forms.ChoiceField(
                label=_("Hvem er «%(name)s»?") % {"name": wish},
                choices=[(hit.key, f"{hit.name}, {hit.branch}" if hit.branch else hit.name) for hit in hits],
                required=False,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        """Find one for each name, or say at the seat what is missing."""
        cleaned: dict[str, Any] = super().clean() or {}
        for seat in self._asked:
            if not cleaned.get(f"who_{seat.key}"):
                continue
            if cleaned.get(f"vacant_{seat.key}"):
                self.add_error(f"who_{seat.key}", str(self.is_both))
                continue
            self._choose(seat, str(cleaned.get(f"pick_{seat.key}", "")))
        return cleaned

    def _choose(self, seat: Seat, pick: str) -> None:
        keys = [hit.key for hit in self.hits.get(seat.key, ())]
        if pick in keys:
            self.chosen[seat.key] = pick
        elif len(keys) == 1:
            self.chosen[seat.key] = keys[0]
        elif not keys:
            self.add_error(f"who_{seat.key}", str(self.is_nobody))
        else:
            self.add_error(f"pick_{seat.key}", _("Flere har et slikt navn. Velg hvem, eller skriv mer av navnet."))

    @property
    def found_ids(self) -> frozenset[int]:
        """The rows of all whom the names that were written led to."""
        return frozenset(hit.person_id for hits in self.hits.values() for hit in hits)

    @property
    def vacated(self) -> frozenset[str]:
        """The keys of the seats that fall vacant, of a valid form."""
        return frozenset(seat.key for seat in self._asked if self.cleaned_data.get(f"vacant_{seat.key}"))
