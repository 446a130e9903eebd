"""What a second officer is told of an import."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.organisation.models import Approval
from lokallag.organisation.services.approvals import Proposed


def describe(approval: Approval, _on: date) -> Proposed:
    """Return in words what a file would end; the list of names is on its own page."""
    count = int(approval.payload["count"])
    headline = ngettext(
        "%(count)s medlemskap avsluttes, fordi medlemmet ikke lenger står i medlemsregisteret",
        "%(count)s medlemskap avsluttes, fordi medlemmene ikke lenger står i medlemsregisteret",
        count,
    ) % {"count": count}
    return Proposed(
        headline=headline,
        lines=(_("Se over listen med navn før du godkjenner. Resten av fila føres inn samtidig."),),
        link=ngettext("Se det ene navnet", "Se de %(count)s navnene", count) % {"count": count},
        before=_("Se over navnene først. Medlemskapene avsluttes med en gang du godkjenner."),
        done=_("Godkjent. Filen føres inn nå. Den som la den inn, får beskjed."),
        url=reverse("register:rows", args=[approval.payload["import"], "gar-ut"]),
    )
