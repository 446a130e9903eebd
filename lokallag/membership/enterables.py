"""What can be entered for a member: one row each. Rooms above this one add theirs in their ``apps.py``.

A vote is never among them, nor what is a person's way in: ``never_for_others`` says so, and is not to be got round.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.membership.models import Entry

Words = str | Promise
Told = Callable[[Entry, bool], str]


def _nothing_more(_entry: Entry, _in_full: bool) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Enterable:
    """One thing that an officer can enter for a member.

    ``name`` is kept with each entry, ``act`` is what the officer must be allowed to do to the membership, and ``page``
    the name of an address that takes a list's slug and the membership's id. ``covers`` are the acts of the member's
    own that this stands for. ``told`` returns what was entered as a sentence to the member, in the language of the
    moment; only ``in_full`` may it say what was written (a letter or mail to the member).
    """

    name: str
    act: str
    title: Words
    hint: Words
    page: str
    covers: tuple[str, ...] = ()
    told: Told = _nothing_more
    order: int = 50


_enterables: dict[str, Enterable] = {}
_personal: dict[str, Words] = {
    "people.add_factor": _("Ekstra sikring er det personen selv har. Styret kan skrive ut engangskoder."),
    "people.remove_factor": _("Ekstra sikring fjernes bare av den som kan bruke den."),
    "people.use_factor": _("Ingen logger inn for andre."),
    "people.end_sign_in": _("Innlogginger avsluttes av personen selv."),
}


def register_enterable(enterable: Enterable) -> None:
    """Let this be entered for members.

    :raises ValueError: the name is taken, or it stands for an act that is never done for others
    """
    if enterable.name in _enterables:
        raise ValueError(f"what can be entered as {enterable.name} is registered twice")
    refused = sorted({enterable.name, *enterable.covers} & set(_personal))
    if refused:
        raise ValueError(f"never entered for others: {', '.join(refused)}")
    _enterables[enterable.name] = enterable


def never_for_others(act: str, why: Words) -> None:
    """Say that an act (a vote, a way in) is each person's own, whatever they would like others to enter.

    :raises ValueError: it can be entered already
    """
    if any(act == one.name or act in one.covers for one in _enterables.values()):
        raise ValueError(f"{act} can be entered for others already")
    _personal[act] = why


def personal_only() -> Mapping[str, Words]:
    """Return the acts that are never entered for others, with the reason in words."""
    return dict(_personal)


def enterables() -> tuple[Enterable, ...]:
    """Return all that can be entered, in the order of the page."""
    return tuple(sorted(_enterables.values(), key=lambda one: (one.order, one.name)))


def enterable_of(name: str) -> Enterable | None:
    """Return what can be entered under this name; ``None`` for one that an earlier version knew."""
    return _enterables.get(name)
