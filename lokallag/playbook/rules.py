"""Who may do what with the year: plans are kept by those who lead the unit, the wheel is published by the board."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.permissions import allow
from lokallag.organisation.rules import (
    holds_office,
    holds_office_in_unit,
    is_board_member,
    is_board_officer,
    leads_unit,
)

OWN_PLAN = _("Planen endres av dem som leder enheten.")
SEEN_BY = _("Utkastet vises for dem som har verv i enheten, og for styret.")

allow("playbook.see_plan", is_board_member | holds_office_in_unit, denied=SEEN_BY)
allow("playbook.edit_plan", leads_unit, denied=OWN_PLAN)
allow(
    "playbook.publish_wheel",
    is_board_officer,
    denied=_("Årshjulet publiseres av lederen eller sekretæren i kommunepartiet."),
)
allow("playbook.see_overview", is_board_member, denied=_("Oversikten vises for styret i kommunepartiet."))
allow("playbook.see_days", holds_office, denied=_("De faste dagene vises for dem som har verv."))
allow(
    "playbook.edit_kinds",
    is_board_officer,
    denied=_("Aktivitetene i dreieboka endres av lederen eller sekretæren i kommunepartiet."),
)
TIPS = _("Tipsene leses og besvares av lederen eller sekretæren i kommunepartiet.")
allow("playbook.see_tips", is_board_officer, denied=TIPS)
allow("playbook.answer_tip", is_board_officer, denied=TIPS)
