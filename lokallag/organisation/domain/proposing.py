"""What a unit does in its own name where things are decided, and whether it may. Pure; of Django only gettext.

The database holds it, too: a network with a right to propose cannot be stored (``unit_network_cannot_propose``).
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Deed(StrEnum):
    """Something that a unit may do in its own name before something is decided."""

    PROPOSE = "propose"
    AMEND = "amend"
    SUPPORT = "support"
    SUGGEST_CANDIDATES = "suggest_candidates"
    ANSWER = "answer"


NETWORK: dict[Deed, str | Promise] = {
    Deed.PROPOSE: _("Et fagnettverk kan ikke fremme forslag. Medlemmene fremmer dem i egen partiavdeling."),
    Deed.AMEND: _("Et fagnettverk kan ikke foreslå endringer. Medlemmene foreslår dem i egen partiavdeling."),
    Deed.SUPPORT: _("Et fagnettverk kan ikke støtte et forslag. Medlemmene støtter det i egen partiavdeling."),
    Deed.SUGGEST_CANDIDATES: _(
        "Et fagnettverk kan ikke foreslå kandidater. Medlemmene foreslår dem i egen partiavdeling."
    ),
    Deed.ANSWER: _("Et fagnettverk kan ikke svare på en høring. Medlemmene svarer i egen partiavdeling."),
}
NO_RIGHT = _("Enheten har ikke forslagsrett. Medlemmene fremmer forslag i egen partiavdeling.")
CLOSED = _("Enheten er lagt ned, og gjør ikke noe i eget navn.")


def refusal(kind: str, deed: Deed, *, has_right: bool, is_open: bool) -> str:
    """Return why a unit may not do ``deed`` in its own name, in words a member understands; empty where it may.

    :param has_right: whether the unit has the right to propose by its own row and the rule set; a network has none
    """
    if not is_open:
        return str(CLOSED)
    if kind == "network":
        return str(NETWORK[deed])
    return "" if has_right else str(NO_RIGHT)
