"""What somebody wants to get: the page behind the way out, and the list on Min side."""

from dataclasses import dataclass

from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.models import KINDS


@dataclass(frozen=True, slots=True)
class WayOutPage:
    """All that ``mailing/way_out.html`` shows. It names nobody: whoever has the mail may be somebody else."""

    kind: str
    is_left: bool
    is_back: bool


def way_out_page(kind: Kind, *, is_left: bool, is_back: bool) -> WayOutPage:
    """Return the page before or after the press."""
    return WayOutPage(str(KINDS[kind]), is_left, is_back)
