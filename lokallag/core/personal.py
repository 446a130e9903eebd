"""The base of managers of personal data: in a request their queries raise unless a scope is open (ADR 0012).

The query itself is held, not only the list made of it: also as part of another query, as a count, an update, a
deletion or raw SQL. It is asked when the query is run, not when it is put together. Rows that are added (``create``)
are not held: they show nothing.

What is *not* held is what Django reads through ``_base_manager``: from a row that one has, along a foreign key to its
person (``term.person``), from a person to its one membership, ``refresh_from_db``, ``save``; and joins
(``select_related("person")``, ``filter(person__email=…)``) in a query of a model that is not personal. So a public row
may lead to a person, and its page answers for what it shows. Threads that a view starts are outside the request.
"""

from typing import Any, TypeVar

from django.db import models
from django.db.models.sql import Query

from lokallag.core import scope

M = TypeVar("M", bound=models.Model)


class PersonalQuery(Query):
    """A query that is run only where a scope is open."""

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        """Return what makes the SQL.

        :raises Unscoped: no scope is open in this request
        """
        scope.require(self.model._meta.label if self.model is not None else "Personal data")
        return super().get_compiler(*args, **kwargs)


class PersonalQuerySet(models.QuerySet[M]):
    """Rows that say something of persons."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query or PersonalQuery(model), using, hints)

    def update(self, **kwargs: Any) -> int:
        """Change the rows.

        :raises Unscoped: no scope is open in this request
        """
        self._require()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows.

        :raises Unscoped: no scope is open in this request
        """
        self._require()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]
    update.alters_data = True  # type: ignore[attr-defined]

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        """Return rows by SQL.

        :raises Unscoped: no scope is open in this request
        """
        self._require()
        return super().raw(*args, **kwargs)

    def _require(self) -> None:
        scope.require(self.model._meta.label)


class PersonalManager(models.Manager[M]):
    """Finds rows that say something of persons."""

    def get_queryset(self) -> models.QuerySet[M]:
        """Return all, to be read in a scope."""
        return PersonalQuerySet(self.model, using=self._db)
