"""How sure we are, in this request, of who is asking (docs/adr/0009).

The acts of ``core.permissions`` say how sure one must be; the middleware of people says how sure we are. Outside a
request (commands, jobs, tests of services) there is no sign-in to be sure of, and rights alone count.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

FRESH_FOR = timedelta(minutes=10)  # a step up to what is dangerous: exports, mailings, grants (ASVS 7.5.3)


class Factor(IntEnum):
    """What is asked for besides the e-mailed code: nothing, a second factor, or one given just now."""

    NONE = 0
    HELD = 1
    FRESH = 2


class Reach(StrEnum):
    """How far somebody's sight goes by the offices they hold: their own data, others', or the whole register."""

    OWN = "own"
    OTHERS = "others"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Assurance:
    """What this request's sign-in has shown, and what the time is now.

    ``factor_at`` is when a second factor was given last, ``code_at`` when a code from the person's mailbox was.
    """

    factor_at: datetime | None
    at: datetime
    code_at: datetime | None = None

    @property
    def level(self) -> Factor:
        """Return how sure we are."""
        if self.factor_at is None:
            return Factor.NONE
        return Factor.FRESH if timedelta(0) <= self.at - self.factor_at < FRESH_FOR else Factor.HELD


_now: ContextVar[Assurance | None] = ContextVar("lokallag_assurance", default=None)


def is_enough(asked: Factor) -> bool:
    """Tell whether this request is as sure as is asked for. Outside a request it is."""
    assurance = _now.get()
    return assurance is None or assurance.level >= asked


def mailbox_is_sure(*, within: timedelta = FRESH_FOR) -> bool:
    """Tell whether a code from the person's mailbox was given less than ``within`` ago. Outside a request it was."""
    assurance = _now.get()
    if assurance is None:
        return True
    return assurance.code_at is not None and timedelta(0) <= assurance.at - assurance.code_at < within


@contextmanager
def assured(assurance: Assurance) -> Iterator[None]:
    """Let what happens inside be as sure as ``assurance`` says, no more."""
    token = _now.set(assurance)
    try:
        yield
    finally:
        _now.reset(token)
