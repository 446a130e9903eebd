"""Who may do what with commitments. A unit's own officers see its list; the board sees all; one sees one's own."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.permissions import Asker, allow, predicate
from lokallag.followup.models import Commitment
from lokallag.organisation.rules import holds_office_in_unit, is_board_member, is_board_officer, leads_unit


@predicate
def is_responsible(person: Asker, target: Commitment | None = None) -> bool:
    """Tell whether the person answers for the commitment."""
    return person.is_authenticated and isinstance(target, Commitment) and person.pk == target.responsible_id


allow(
    "followup.see_list",
    is_board_member | holds_office_in_unit,
    denied=_("Oppgavene vises for dem som har verv i enheten, og for styret."),
)
allow(
    "followup.see_all",
    is_board_member,
    denied=_("Alle oppgavene vises for styret. Enhetens egne finner du på enhetens side."),
)
allow(
    "followup.see_commitment",
    is_board_member | holds_office_in_unit | is_responsible,
    denied=_("Oppgaven vises for dem som har verv i enheten, for styret og for den som har ansvaret."),
)
allow(
    "followup.take_on",
    leads_unit | is_board_officer,
    denied=_("Nye oppgaver føres opp av dem som leder enheten, og av styrets leder og sekretær."),
)
allow(
    "followup.assign_commitment",
    leads_unit | is_board_officer,
    denied=_("Oppgaver fordeles av dem som leder enheten, og av styrets leder og sekretær."),
)
allow(
    "followup.answer_commitment",
    is_responsible | leads_unit | is_board_officer,
    denied=_("Den som har ansvaret, melder fra her. Det kan også de gjøre som leder enheten."),
)
allow(
    "followup.write_note",
    is_board_member | holds_office_in_unit | is_responsible,
    denied=_("Notater skrives av dem som har verv i enheten, av styret og av den som har ansvaret."),
)
