"""What the program's own log never shows: secrets that stand in addresses (security.md row 14).

An address may hold a secret where nothing else can carry it: a calendar's own, an answer to an invitation. The line
about a request names the address, so whatever is long enough to be a secret is left out of every line.
"""

import logging
import re

SECRET = re.compile(r"[A-Za-z0-9_\-]{32,}")
MASK = "…"


def masked(text: str) -> str:
    """Return the text without what may be a secret: 32 signs or more in a row of those that secrets are made of."""
    return SECRET.sub(MASK, text)


class MaskSecrets(logging.Filter):
    """Takes secrets out of a line before it is written. Lets every line through."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Put the masked line in the place of the line."""
        message = record.getMessage()
        if SECRET.search(message):
            record.msg, record.args = masked(message), ()
        return True
