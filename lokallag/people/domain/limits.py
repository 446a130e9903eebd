"""How long a sign-in lasts. Pure: no Django, no clock.

Source: OWASP ASVS 5.0 7.3.1 and 7.3.2 (idle and absolute limits), by how much a lost sign-in would show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from lokallag.core.assurance import Reach


@dataclass(frozen=True, slots=True)
class Limit:
    """After how long without use a sign-in ends, and after how long in all."""

    idle: timedelta
    absolute: timedelta


LIMITS: Mapping[Reach, Limit] = MappingProxyType(
    {
        Reach.REGISTER: Limit(timedelta(hours=1), timedelta(hours=12)),
        Reach.OTHERS: Limit(timedelta(hours=8), timedelta(hours=24)),
        Reach.OWN: Limit(timedelta(days=14), timedelta(days=90)),
    }
)
SEEN_EVERY = timedelta(minutes=1)  # the last activity is written at most so often
RECENT = timedelta(hours=1)  # how long a first factor may take to set up after the code from the mailbox


def is_over(reach: Reach, *, started_at: datetime, seen_at: datetime, at: datetime) -> bool:
    """Tell whether a sign-in has ended by time."""
    limit = LIMITS[reach]
    return at >= started_at + limit.absolute or at >= seen_at + limit.idle
