"""The one place where this room hands SQL of its own to a query: what the columns of lists and search need."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Field
from django.db.models.expressions import RawSQL


def own_sql(text: str, values: Sequence[object], field: "Field[Any, Any]") -> RawSQL:
    """Return a column of a query in SQL. What anybody wrote comes in ``values``, never in ``text``."""
    return RawSQL(text, list(values), output_field=field)  # noqa: S611 texts of our own, values apart
