"""Who may see the pages that put several rooms together."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.permissions import allow
from lokallag.organisation.rules import is_board_member, is_board_officer

allow(
    "web.see_overview",
    is_board_member,
    denied=_("Oversikten er for styret i kommunepartiet. Partiavdelingens egne sider finner du under Min side."),
)
allow(
    "web.see_first_steps",
    is_board_officer,
    denied=_("Kom i gang er for lederen og sekretæren i kommunepartiet. Spør dem hvis noe mangler."),
)
# Small counts can point to a person; only those who have the register anyway see them (security.md B2, "a").
allow("web.see_small_counts", is_board_officer)
