"""What goes wrong in the house's own words."""

from django.utils.functional import Promise


class RuleViolation(Exception):
    """A rule of the house was broken. The text is for a member to read and says what to do.

    :param message: bokmål source text, may be lazy
    :param field: the form field that the message belongs to, if any
    """

    def __init__(self, message: str | Promise, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)
