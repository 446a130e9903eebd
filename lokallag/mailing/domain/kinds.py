"""What mailings are about. One may leave each kind but what the statutes ask for. Pure: no Django, no clock."""

from enum import StrEnum


class Kind(StrEnum):
    """What a mailing is about. Its value stands in the mail's head (``mailing.news``), so it tells of nobody."""

    NEWS = "news"
    INVITATION = "invitation"
    HELP = "help"
    STATUTORY = "statutory"

    @property
    def purpose(self) -> str:
        """The name under which the outbox asks who may get it."""
        return f"mailing.{self.value}"

    @property
    def code(self) -> str:
        """Its letter in a token."""
        return CODES[self]


CODES = {Kind.NEWS: "n", Kind.INVITATION: "i", Kind.HELP: "h", Kind.STATUTORY: "s"}
LEAVABLE = (Kind.NEWS, Kind.INVITATION, Kind.HELP)


def kind_of(code: str) -> Kind | None:
    """Return the kind of a letter, or ``None``."""
    return next((kind for kind, letter in CODES.items() if letter == code), None)
