"""Who may see the pages that put several rooms together."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.permissions import allow
from lokallag.organisation.rules import holds_office, is_board_member, is_board_officer

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

allow(
    "web.see_log",
    holds_office,
    denied=_("Loggen er for dem som har verv. Hvem som har sett på deg, står på Min side."),
)
# What everybody has done and seen is for those who answer for the register (security.md B2, "Access log").
allow("web.see_whole_log", is_board_officer)
