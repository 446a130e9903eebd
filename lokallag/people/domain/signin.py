"""What makes a sign-in code good. Pure: no Django, no clock.

Source: OWASP ASVS 5.0: 6.5.1 (once), 6.5.5 (ten minutes), 6.6.2 (bound to the request), 6.6.3 (few tries).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

DIGITS = 8
GOOD_FOR = timedelta(minutes=10)
MOST_TRIES = 5
PER_ADDRESS = (
    5  # codes asked for to one address from one network in an hour, so that no stranger elsewhere uses them up
)
PER_ADDRESS_IN_ALL = 20  # codes asked for to one address in an hour, wherever from: a mailbox is not to be filled
PER_NETWORK = 60  # codes asked for from one network in an hour: a meeting hall shares one
WINDOW = timedelta(hours=1)
KEPT_FOR = timedelta(hours=24)


class Answer(StrEnum):
    """What is said to a code."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_A_CODE = "not_a_code"
    EXPIRED = "expired"
    USED = "used"
    TOO_MANY = "too_many"
    OTHER_BROWSER = "other_browser"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of one request for a code."""

    asked_at: datetime
    attempts: int
    is_used: bool


def state_of(asked: Asked, *, at: datetime) -> Answer | None:
    """Return why no code can be used for this request any more, or ``None`` while one can."""
    if asked.is_used:
        return Answer.USED
    if at >= asked.asked_at + GOOD_FOR:
        return Answer.EXPIRED
    return Answer.TOO_MANY if asked.attempts >= MOST_TRIES else None


def clean_code(written: str) -> str:
    """Return a code as it was sent, from how people write it: "4821 0937" and "4821-0937" are 48210937.

    Returns "" for what cannot be a code: that is no try.
    """
    digits = "".join(letter for letter in written if not letter.isspace() and letter not in "-–.")
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else ""


def code_from(digest: bytes) -> str:
    """Return the code that follows from a keyed digest of at least eight bytes: eight digits, zeros in front kept."""
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"


def spaced(code: str) -> str:
    """Return a code as one reads it: "4821 0937"."""
    return f"{code[:4]} {code[4:]}"


def clean_address(written: str) -> str:
    """Return an e-mail address as requests are counted by: without space round it, in small letters."""
    return written.strip().lower()


def network_of(address: str) -> str:
    """Return the network that a visitor comes from: the address itself, or the /64 of an IPv6 address.

    What is no address (a local socket) is one network.
    """
    try:
        parsed = ip_address(address.strip())
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(IPv6Network((parsed, 64), strict=False))
