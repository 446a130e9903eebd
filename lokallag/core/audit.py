"""The two logs: changes (who did which act to what, and when) and looks (who saw which persons, and how).

Rows are only ever added (ADR 0002, security.md A20–A21). They hold ids, codes and dates, never names, addresses or
texts: what a person wrote is found where it was written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from lokallag.core.models import Change, Look
from lokallag.core.permissions import find_act

Detail = str | int | bool | None


def record(
    act: str,
    *,
    actor: AbstractBaseUser | None,
    target: models.Model | None,
    at: datetime,
    details: Mapping[str, Detail] | None = None,
) -> None:
    """Add one row to the log of changes, in the transaction of the change itself.

    :param actor: who did it; ``None`` is a command on the server or a job
    :param target: the object that changed; ``None`` for a whole register
    :param details: ids, codes and dates only
    :raises UnknownAct: the act is in no room's ``rules.py``
    """
    find_act(act)
    Change.objects.create(
        act=act,
        actor_id=None if actor is None else actor.pk,
        target_kind="" if target is None else target._meta.label_lower,
        target_id="" if target is None else str(target.pk),
        at=at,
        details=dict(details or {}),
    )


class How(StrEnum):
    """How persons were seen: one on a page, many in a list, in an export, or in a letter or print."""

    PAGE = "page"
    LIST = "list"
    EXPORT = "export"
    PRINT = "print"


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a person: which act let whom see, when, how, in which unit, for which purpose, among how many."""

    act: str
    actor_id: int | None
    at: datetime
    how: str
    unit_id: int | None
    purpose: str
    among: int


def record_look(
    act: str,
    *,
    actor: AbstractBaseUser | None,
    persons: Iterable[int],
    at: datetime,
    how: How,
    unit_id: int | None = None,
    purpose: str = "",
) -> None:
    """Add one row to the log of looks: a list page is one row with the ids shown, an export one with all its ids.

    A look at oneself is none, and nobody shown is none.

    :param persons: ids of the persons shown
    :param purpose: what the one who looked said it was for (exports)
    :raises UnknownAct: the act is in no room's ``rules.py``
    """
    find_act(act)
    others = sorted(set(persons) - {None if actor is None else actor.pk})
    if others:
        Look.objects.create(
            act=act,
            actor_id=None if actor is None else actor.pk,
            how=how,
            unit_id=unit_id,
            purpose=purpose,
            person_ids=others,
            at=at,
        )


def looks_at(person_id: int, *, since: datetime, most: int = 200) -> list[Seen]:
    """Return the looks at a person from ``since`` on, newest first, at most ``most``."""
    rows = Look.objects.filter(person_ids__contains=[person_id], at__gte=since).order_by("-at", "-pk")[:most]
    return [Seen(row.act, row.actor_id, row.at, row.how, row.unit_id, row.purpose, len(row.person_ids)) for row in rows]


def erase_person(person_id: int, *, by: AbstractBaseUser | None, at: datetime) -> None:
    """Take a person's id out of both logs. Merge: the branch of the logs does it through the owner's functions."""
    del person_id, by, at  # the app's role can change neither log
