"""Pages of this room: one's own data, who sees it, leaving."""

from lokallag.privacy.views.leaving import confirm_leave, leave, left
from lokallag.privacy.views.mine import consents, download, looked, own_data, protection, sight

__all__ = ["confirm_leave", "consents", "download", "leave", "left", "looked", "own_data", "protection", "sight"]
