"""The one door to rights. An act is ``room.verb_noun``; each room's ``rules.py`` says who may do which (ADR 0002).

Nothing is cached past the request: a predicate looks at the terms that are live on the day it is asked. Here, too, and
nowhere else, it is asked whether the sign-in has shown a second factor (ADR 0009): every act needs one unless it is
done to one's own, so that whoever can see another person's data has given one before they see it.
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

from lokallag.core.assurance import Factor, Reach, is_enough

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
    """One thing that somebody may do: its name, who may, and the words said to those who may not.

    ``factor`` is asked of the sign-in, except of those for whom ``own`` holds: the target is their own.
    """

    name: str
    predicate: Predicate
    denied: str | Promise
    factor: Factor = Factor.HELD
    own: Predicate = always_deny


_acts: dict[str, Act] = {}
_reaches: dict[Reach, Predicate] = {}


def allow(
    act: str,
    who: Predicate,
    *,
    denied: str | Promise = DEFAULT_DENIAL,
    factor: Factor = Factor.HELD,
    own: Predicate = always_deny,
) -> None:
    """Let those for whom ``who`` holds do ``act``.

    :param factor: ``FRESH`` for exports, mailings and grants: a second factor within the last ten minutes
    :param own: those who need no second factor, since the target is their own

    :raises ValueError: the act is named twice, or not ``room.verb_noun``
    """
    if act in _acts:
        raise ValueError(f"the act {act} is granted in two places")
    if act.count(".") != 1 or "_" not in act:
        raise ValueError(f"an act is named room.verb_noun, not {act}")
    _acts[act] = Act(act, who, denied, factor, own)


def widen(reach: Reach, who: Predicate) -> None:
    """Say for whom sight goes as far as ``reach``: what limits their sign-in, and that they need a second factor.

    :raises ValueError: it is said twice
    """
    if reach in _reaches:
        raise ValueError(f"who has the reach {reach} is said in two places")
    _reaches[reach] = who


def reach_of(person: Asker) -> Reach:
    """Return how far the person's sight goes today, by offices."""
    for reach in (Reach.REGISTER, Reach.OTHERS):
        if reach in _reaches and _reaches[reach].test(person):
            return reach
    return Reach.OWN


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

    An act that needs a second factor just now may be named and shown with one given earlier: ``missing_factor`` asks
    for the fresh one when it comes to doing it.

    :raises UnknownAct: no room grants it
    """
    found = find_act(act)
    if not found.predicate.test(person, target):
        return False
    return is_enough(min(found.factor, Factor.HELD)) or bool(found.own.test(person, target))


def missing_factor(person: Asker, act: str, target: Any = None) -> Factor | None:
    """Return what is missing where ``person`` might do ``act`` if the sign-in were surer; else ``None``.

    :raises UnknownAct: no room grants it
    """
    found = find_act(act)
    if is_enough(found.factor) or not found.predicate.test(person, target) or found.own.test(person, target):
        return None
    return Factor.FRESH if is_enough(Factor.HELD) else Factor.HELD


def denial(act: str) -> str:
    """Return the sentence said to those who may not do ``act``."""
    return str(find_act(act).denied)


def known_acts() -> dict[str, Act]:
    """Return all acts by name, in the order of the alphabet."""
    return dict(sorted(_acts.items()))
