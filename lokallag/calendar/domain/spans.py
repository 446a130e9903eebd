"""Spans of local days: from the first to the last, both included; no last day means until further notice. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lokallag.calendar.domain.local import midnight_after, midnight_before


@dataclass(frozen=True, slots=True)
class Span:
    """The days from ``first`` to ``last``, both included. ``last=None``: no end is known.

    :raises ValueError: the last day comes before the first
    """

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"a span cannot end before it begins: {self.first}–{self.last}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    @property
    def days(self) -> int | None:
        """How many days it has, at least 1; ``None`` when no end is known."""
        return None if self.last is None else (self.last - self.first).days + 1

    @property
    def begins_at(self) -> datetime:
        """The first instant (UTC) of the first day."""
        return midnight_before(self.first)

    @property
    def ends_at(self) -> datetime | None:
        """The first instant (UTC) after the last day; ``None`` when no end is known."""
        return None if self.last is None else midnight_after(self.last)


def overlap(one: Span, other: Span) -> Span | None:
    """Return the days that both spans have, or ``None`` when they share none."""
    first = max(one.first, other.first)
    ends = [span.last for span in (one, other) if span.last is not None]
    last = min(ends, default=None)
    return None if last is not None and last < first else Span(first, last)


def up_to(day: date, *, days: int) -> Span:
    """Return the span of ``days`` days whose last day is ``day``.

    :raises ValueError: ``days`` is less than 1
    """
    if days < 1:
        raise ValueError(f"a span has at least one day, not {days}")
    return Span(day - timedelta(days=days - 1), day)
