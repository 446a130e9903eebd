"""The one door to rights. An act is ``room.verb_noun``; each room's ``rules.py`` says who may do which (ADR 0002).

Nothing is cached past the request: a predicate looks at the terms that are live on the day it is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rules import predicates
from rules.predicates import Predicate

always_allow: Predicate = predicates.always_allow
always_deny: Predicate = predicates.always_deny

Asker = AbstractBaseUser | AnonymousUser
DEFAULT_DENIAL = _("Dette kan bare den gjøre som har et verv med ansvar for det.")


def predicate(function: Callable[..., bool]) -> Predicate:
    """Make a predicate of a function that takes the person asking and, if it wants, the target: joined by & | ~."""
    made = Predicate(function, function.__name__)
    update_wrapper(made, function)
    return made


class UnknownAct(LookupError):
    """The act is in no room's ``rules.py``."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody may do: its name, who may, and the words said to those who may not."""

    name: str
    predicate: Predicate
    denied: str | Promise


_acts: dict[str, Act] = {}


def allow(act: str, who: Predicate, *, denied: str | Promise = DEFAULT_DENIAL) -> None:
    """Let those for whom ``who`` holds do ``act``.

    :raises ValueError: the act is named twice, or not ``room.verb_noun``
    """
    if act in _acts:
        raise ValueError(f"the act {act} is granted in two places")
    if act.count(".") != 1 or "_" not in act:
        raise ValueError(f"an act is named room.verb_noun, not {act}")
    _acts[act] = Act(act, who, denied)


def find_act(act: str) -> Act:
    """Return the act of this name.

    :raises UnknownAct: no room grants it
    """
    try:
        return _acts[act]
    except KeyError as error:
        raise UnknownAct(act) from error


def may(person: Asker, act: str, target: Any = None) -> bool:
    """Tell whether ``person`` may do ``act`` to ``target`` right now. Superusers get no short cut.

    :raises UnknownAct: no room grants it
    """
    return bool(find_act(act).predicate.test(person, target))


def denial(act: str) -> str:
    """Return the sentence said to those who may not do ``act``."""
    return str(find_act(act).denied)


def known_acts() -> dict[str, Act]:
    """Return all acts by name, in the order of the alphabet."""
    return dict(sorted(_acts.items()))
