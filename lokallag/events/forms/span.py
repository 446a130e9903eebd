"""When something begins and ends, as people write it. On the night the clock is set, it is asked which is meant."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import in_oslo
from lokallag.calendar.domain.words import in_words
from lokallag.events.domain.times import HourMissing, HourTwice, Which, coming, wall
from lokallag.events.models import Event
from lokallag.ui.fields import ClockField, DayField

WHICH = [
    (Which.FIRST.value, gettext_lazy("Første gang, før klokka stilles (sommertid)")),
    (Which.SECOND.value, gettext_lazy("Andre gang, etter at klokka er stilt (vintertid)")),
]


class SeenForm(forms.Form):
    """A form that carries the fingerprint of what its writer saw."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_seen(self) -> str | None:
        """Return the fingerprint of what the writer saw, or ``None``."""
        return self.cleaned_data["seen"] or None


class SpanForm(forms.Form):
    """A day with a beginning and an end. ``span`` are the two instants of a valid form."""

    day = DayField(label=gettext_lazy("Dag"))
    starts = ClockField(label=gettext_lazy("Begynner klokka"))
    starts_which = forms.ChoiceField(
        label=gettext_lazy("Hvilken gang begynner det?"), choices=WHICH, required=False, widget=forms.HiddenInput
    )
    ends = ClockField(label=gettext_lazy("Slutter klokka"))
    ends_which = forms.ChoiceField(
        label=gettext_lazy("Hvilken gang slutter det?"), choices=WHICH, required=False, widget=forms.HiddenInput
    )
    last_day = DayField(
        label=gettext_lazy("Slutter en annen dag"),
        required=False,
        help_text=gettext_lazy("Bare hvis det varer over midnatt eller flere dager."),
    )

    def clean(self) -> dict[str, Any]:
        """Find the two instants, and ask where the clock shows a time twice."""
        given = super().clean() or self.cleaned_data
        day: date | None = given.get("day")
        if day is None:
            return given
        last = given.get("last_day") or day
        starts_at, ends_at = self._instant("starts", day), self._instant("ends", last)
        if starts_at is not None and ends_at is not None:
            if ends_at <= starts_at:
                self.add_error("ends" if last >= day else "last_day", _before_it_starts(crosses=last == day))
            else:
                given["span"] = (starts_at, ends_at)
        return given

    def _instant(self, name: str, day: date) -> datetime | None:
        at: time | None = self.cleaned_data.get(name)
        which = self.cleaned_data.get(f"{name}_which")
        if at is None:
            return None
        try:
            found = wall(day, at, Which(which) if which else None)
        except HourMissing as error:
            words = {"time": _shown(at), "day": in_words(day)}
            words |= {"before": _shown(error.before), "after": _shown(error.after)}
            self.add_error(
                name,
                _(
                    "Klokka %(time)s finnes ikke natt til %(day)s, for da stilles klokka fram. Velg %(before)s eller"
                    " før, eller %(after)s eller senere."
                )
                % words,
            )
            return None
        except HourTwice:
            self._ask(name)
            self.add_error(
                f"{name}_which",
                _("Klokka %(time)s kommer to ganger natt til %(day)s, for da stilles klokka tilbake. Velg hvilken.")
                % {"time": _shown(at), "day": in_words(day)},
            )
            return None
        if coming(found) is not None:
            self._ask(name)
        return found

    def _ask(self, name: str) -> None:
        """Show the choice of which, that is hidden on all other nights."""
        field = self.fields[f"{name}_which"]
        assert isinstance(field, forms.ChoiceField)
        field.widget = forms.RadioSelect()
        field.choices = WHICH


class MoveForm(SeenForm, SpanForm):
    """Another time for an event that is announced."""

    field_order = ("day", "starts", "starts_which", "ends", "ends_which", "last_day", "and_later", "seen")
    and_later = forms.BooleanField(label=gettext_lazy("Flytt de senere i serien like mange dager"), required=False)

    def __init__(self, *args: Any, later: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not later:
            del self.fields["and_later"]


def span_of(event: Event) -> dict[str, object]:
    """Return how the time of an event stands in a form."""
    start, end = in_oslo(event.starts_at), in_oslo(event.ends_at)
    return {
        "day": start.date(),
        "starts": start.time(),
        "starts_which": coming(event.starts_at),
        "ends": end.time(),
        "ends_which": coming(event.ends_at),
        "last_day": None if end.date() == start.date() else end.date(),
    }


def _shown(at: time) -> str:
    return f"{at.hour:02d}.{at.minute:02d}"


def _before_it_starts(*, crosses: bool) -> str:
    if not crosses:
        return _("Arrangementet slutter før det begynner. Sjekk de to dagene.")
    return _(
        "Arrangementet slutter før det begynner. Varer det over midnatt, skriver du dagen det slutter under «Slutter en"
        " annen dag»."
    )
