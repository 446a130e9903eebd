"""What somebody searches for in a member list: words of a name, a number, an address. Pure: no Django, no clock."""

import re
import unicodedata
from dataclasses import dataclass

from lokallag.people.domain.contact import clean_phone

MOST_WORDS = 5
LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*")


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look for: ``words`` of a name, and what it is exactly if it is a number, an e-mail or a telephone."""

    words: tuple[str, ...]
    number: str = ""
    email: str = ""
    phone: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.words or self.number or self.email or self.phone)


def read_wish(written: str) -> Wish:
    """Return what somebody who wrote this looks for. Never fails; what is no sign of a name is left out."""
    text = unicodedata.normalize("NFC", " ".join(written.replace("\x00", " ").split()))[:200]
    if "@" in text:
        return Wish((), email=text)
    words = tuple(word[:LONGEST_WORD] for word in _WORD.findall(text))[:MOST_WORDS]
    if not any(sign.isdigit() for sign in text):
        return Wish(words)
    return Wish(
        words=() if text.replace(" ", "").lstrip("+").isdigit() else words,
        number=text if _NUMBER.fullmatch(text) and len(text) <= 20 else "",
        phone=clean_phone(text) or "",
    )
