"""Writes about postal codes, areas and divisions. The only way to change them."""

from lokallag.territory.services.areas import import_areas
from lokallag.territory.services.divisions import apply_sheet
from lokallag.territory.services.drafts import comment_on_draft, decide_draft, drop_draft, save_draft
from lokallag.territory.services.pending import drop_pending, forget_pending, hold_file
from lokallag.territory.services.register import import_register, set_weights
from lokallag.territory.services.versions import keep_map

__all__ = [
    "apply_sheet",
    "comment_on_draft",
    "decide_draft",
    "drop_draft",
    "drop_pending",
    "forget_pending",
    "hold_file",
    "import_areas",
    "import_register",
    "keep_map",
    "save_draft",
    "set_weights",
]
