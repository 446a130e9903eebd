"""What a unit is called on a day, as an expression of a query: most pages ask it, so it is quick to write as SQL."""

from datetime import date
from typing import Any

from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler


class NameOn(Func):
    """The name that is valid on the day, else the newest one known, else nothing.

    :param unit: the column that says which unit; the query's own key where none is named
    """

    template = (
        "COALESCE((SELECT dated.name FROM organisation_unitname AS dated WHERE dated.unit_id = %(unit)s"
        " ORDER BY dated.valid_from <= %(on)s AND (dated.valid_until IS NULL OR dated.valid_until >= %(on)s) DESC,"
        " dated.valid_from DESC LIMIT 1), '')"
    )

    def __init__(self, on: date, unit: str = "pk") -> None:
        super().__init__(unit, output_field=CharField())
        self.on = on

    def as_sql(  # type: ignore[override]  # values are given to the database's driver, which writes dates too
        self, compiler: SQLCompiler, connection: Any, *_args: Any, **_more: Any
    ) -> tuple[str, list[Any]]:
        """Return the subquery and its values."""
        del connection
        unit, values = compiler.compile(self.source_expressions[0])
        return self.written(unit), [*values, self.on, self.on]

    @classmethod
    def written(cls, unit: str) -> str:
        """Return it for a query that is written by hand: the day is given twice, where ``%s`` stands."""
        return cls.template % {"unit": unit, "on": "%s"}
