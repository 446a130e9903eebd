"""Pages of this room: one's own data, who sees it, leaving."""

from lokallag.privacy.views.behalf import leave_for_member
from lokallag.privacy.views.leaving import confirm_leave, leave, left
from lokallag.privacy.views.mine import consents, download, looked, own_data, protection, sight

__all__ = [
    "confirm_leave",
    "consents",
    "download",
    "leave",
    "leave_for_member",
    "left",
    "looked",
    "own_data",
    "protection",
    "sight",
]
