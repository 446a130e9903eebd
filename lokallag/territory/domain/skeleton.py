"""A finished page with slots for what differs from one reader to the next. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Texts in UTF-8 between slots, and the names of the slots: ``texts`` has one more than ``slots``."""

    texts: tuple[bytes, ...]
    slots: tuple[str, ...]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """Return the whole in UTF-8. ``values`` are put in as they are, by name of slot; one without a value stays."""
        filled = [self.texts[0]]
        for name, text in zip(self.slots, self.texts[1:], strict=True):
            filled += (values.get(name, slot(name)).encode(), text)
        return b"".join(filled)


def slot(name: str) -> str:
    """Return the mark that stands for a slot in a text that is to be cut. Escaping and quoting leave it as it is."""
    return f"slot-{name}-tols"


def cut(text: str) -> Skeleton:
    """Return ``text`` cut at the marks of its slots."""
    pieces = re.split(r"slot-(\w+)-tols", text)
    return Skeleton(tuple(piece.encode() for piece in pieces[::2]), tuple(pieces[1::2]))
