"""Spans of local days in the database: from the first day to the last, both included; no last day means still so."""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db.models import Func, Q


def days(first: str, last: str) -> Func:
    """Return the range of days between two date columns, for an exclusion constraint."""
    return Func(
        first,
        last,
        RangeBoundary(inclusive_lower=True, inclusive_upper=True),
        function="daterange",
        output_field=DateRangeField(),
    )


def covers(on: date, *, first: str, last: str, prefix: str = "") -> Q:
    """Return the filter for rows whose days hold ``on``."""
    begun: dict[str, Any] = {f"{prefix}{first}__lte": on}
    open_end: dict[str, Any] = {f"{prefix}{last}__isnull": True}
    not_over: dict[str, Any] = {f"{prefix}{last}__gte": on}
    return Q(**begun) & (Q(**open_end) | Q(**not_over))
