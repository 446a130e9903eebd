"""What the rooms above say of their units: which not everybody may know of, and where their own pages are."""

from collections.abc import Callable, Iterable
from datetime import date

from django.urls import reverse

from lokallag.core.permissions import Asker
from lokallag.core.scope import once_per_request
from lokallag.organisation.models import Kind, Unit

Hides = Callable[[Asker, date], frozenset[int]]
Page = Callable[[str], str]
_hides: list[Hides] = []
_pages: dict[str, Page] = {}
HIDDEN_KINDS = frozenset({Kind.NETWORK})  # of no other kind is there a unit that is hidden


def hide_units(hides: Hides) -> None:
    """Let ``hides`` say which units a reader does not see on a day: called from the ``apps.py`` of a room above."""
    _hides[:] = [hides]


def shown_units(units: Iterable[Unit], viewer: Asker, on: date) -> list[Unit]:
    """Return those of the units that the reader may know of, in the same order.

    Where any of them is of a kind that may be hidden, what is hidden is asked once in a request.
    """
    found = list(units)
    if not _hides or not any(unit.kind in HIDDEN_KINDS for unit in found):
        return found
    hidden = once_per_request(("organisation.hidden", viewer.pk, on), lambda: _hides[0](viewer, on))
    return [unit for unit in found if unit.pk not in hidden]


def say_page_of(kind: Kind, page: Page) -> None:
    """Let units of a kind have their page where ``page`` says, by their slug: called from the ``apps.py`` of a room."""
    _pages[kind] = page


def page_of(unit: Unit) -> str:
    """Return the address of a unit's page for anybody: that of the room whose unit it is, else the organisation's."""
    found = _pages.get(unit.kind)
    return found(unit.slug) if found is not None else reverse("organisation:unit", args=[unit.slug])
