"""A page that somebody had open while somebody else saved. Pure.

A form carries the fingerprint of what its writer saw. Where the stored values have another one by now, nothing is
written: the writer reads what came in between, and sends the form once more.
"""

from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from lokallag.core.errors import RuleViolation


class StalePage(RuleViolation):
    """What is stored changed after the page was opened. Nothing was saved."""


def fingerprint(*values: object) -> str:
    """Return 24 signs that differ where any value differs; the same values in the same order give the same signs."""
    return sha256("\x1f".join(repr(value) for value in values).encode()).hexdigest()[:24]


def check_fresh(seen: str | None, present: str) -> None:
    """Do nothing if ``seen`` is the fingerprint of what is stored, or is ``None`` (nobody looked at a page).

    :raises StalePage: it is another one
    """
    if seen is not None and seen != present:
        raise StalePage(
            _("Noen andre endret dette mens du skrev. Se hva som står der nå, og lagre en gang til hvis du vil.")
        )
