"""Who may do what with mailings: those who lead a unit write to their own, the board's officers to all."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.assurance import Factor
from lokallag.core.permissions import allow
from lokallag.organisation.rules import is_board_officer, leads_unit
from lokallag.people.rules import is_own

WRITERS = _("Utsendinger skrives av dem som leder enheten, og av styrets leder og sekretær.")
BOARD = _("Dette gjør lederen eller sekretæren i kommunepartiet. Spør styret hvis noe bør endres.")

allow("mailing.see_mailings", leads_unit | is_board_officer, denied=WRITERS)
allow("mailing.write_mailing", leads_unit | is_board_officer, denied=WRITERS)
allow("mailing.send_mailing", leads_unit | is_board_officer, denied=WRITERS, factor=Factor.FRESH)
allow("mailing.see_doubts", is_board_officer, denied=BOARD)
allow("mailing.send_again", is_board_officer, denied=BOARD, factor=Factor.FRESH)
allow("mailing.change_wishes", is_own, own=is_own)
