"""Who may do what with the imports of the member register."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.assurance import Factor
from lokallag.core.permissions import allow
from lokallag.organisation.rules import is_board_officer

allow(
    "register.import_members",
    is_board_officer,
    denied=_("Medlemsregisteret hentes inn av lederen eller sekretæren i kommunepartiet."),
    factor=Factor.FRESH,
)
