"""Who may do what with postal codes and areas."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.permissions import allow
from lokallag.organisation.rules import is_board_member, is_board_officer, leads_some_branch

ONLY_BOARD = _("Inndelingen føres av lederen eller sekretæren i kommunepartiet. Si fra til styret om noe bør endres.")

allow(
    "territory.see_areas",
    is_board_member | leads_some_branch,
    denied=_("Områdesiden er for styret og for dem som leder en avdeling. Kartet under Avdelinger er åpent for alle."),
)
allow("territory.manage_areas", is_board_officer, denied=ONLY_BOARD)
allow("territory.import_register", is_board_officer, denied=ONLY_BOARD)
allow("territory.decide_division", is_board_officer, denied=ONLY_BOARD)
allow(
    "territory.comment_on_draft",
    is_board_member | leads_some_branch,
    denied=_("Utkast kommenteres av styret og av dem som leder en avdeling. Si fra til lederen i din avdeling."),
)
