"""What makes a second factor good. Pure: no Django, no clock.

Source: RFC 6238 (codes of an app), OWASP ASVS 5.0: 6.5.1 (each code once), 6.6.3 (few tries).
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

STEP_SECONDS = 30
APP_DIGITS = 6
MOST_TRIES = 5  # wrong ones in a window, per person
WINDOW = timedelta(minutes=15)
RECOVERY_CODES = 10
CODE_LENGTH = 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no signs that look like others
SETUP_GOOD_FOR = timedelta(minutes=30)
PENDING_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong codes that somebody has given: how many since when."""

    failed: int
    since: datetime | None

    def left(self, *, at: datetime) -> int:
        """Return how many tries remain."""
        if self.since is None or at >= self.since + WINDOW:
            return MOST_TRIES
        return max(0, MOST_TRIES - self.failed)


def after_failure(tries: Tries, *, at: datetime) -> Tries:
    """Return what is counted after one more wrong code; the window opens with its first."""
    if tries.since is None or at >= tries.since + WINDOW:
        return Tries(1, at)
    return Tries(tries.failed + 1, tries.since)


def new_secret() -> str:
    """Return a new secret for an app: 160 random bits in base 32 (RFC 4226 §4)."""
    return pyotp.random_base32(32)


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def app_code(secret: str, *, at: datetime, after: int = -1) -> str:
    """Return the code that would be accepted next: the app's own now, or the one after it if that is used already.

    Returns "" where both are used: half a minute later there is a new one.

    :param after: the step of the last code used
    """
    step = max(_step(at), after + 1)
    return pyotp.TOTP(secret).generate_otp(step) if step <= _step(at) + 1 else ""


def accepted_step(secret: str, written: str, *, at: datetime, after: int) -> int | None:
    """Return the step of a right code, at most one step from now and later than any used before; else ``None``."""
    app, found = pyotp.TOTP(secret), None
    for step in range(_step(at) - 1, _step(at) + 2):
        if hmac.compare_digest(app.generate_otp(step), written) and step > after:
            found = step
    return found


def clean(written: str) -> str:
    """Return a code as it was made, from how people write it: "AB3CD-efg45" is ab3cdefg45."""
    return "".join(letter for letter in written.casefold() if not letter.isspace() and letter not in "-–.")


def is_app_code(cleaned: str) -> bool:
    """Tell whether this can be a code from an app."""
    return len(cleaned) == APP_DIGITS and cleaned.isascii() and cleaned.isdigit()


def is_paper_code(cleaned: str) -> bool:
    """Tell whether this can be a recovery code or a printed one."""
    return len(cleaned) == CODE_LENGTH and set(cleaned) <= set(ALPHABET)


def new_codes(count: int = RECOVERY_CODES) -> tuple[str, ...]:
    """Return codes for paper, each of 49 random bits, no two alike."""
    made: set[str] = set()
    while len(made) < count:
        made.add("".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)))
    return tuple(sorted(made))


def spaced(code: str) -> str:
    """Return a code for paper as one reads it: "ab3cd-efg45"."""
    return f"{code[:5]}-{code[5:]}"
