"""The log of changes: who did which act to what, and when. Rows are only ever added (ADR 0002, security.md A20–A21).

It holds ids, codes and dates, never names, addresses or texts: what a person wrote is found where it was written.
Sealing into a chain comes on top of this table; nothing here has to change for it.
"""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from lokallag.core.models import Change
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
