"""What a second officer is told of an import."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.organisation.models import Approval
from lokallag.organisation.services.approvals import Proposed
from lokallag.register.models import RegisterImport
from lokallag.register.queries.rows import officers_who_go


def describe(approval: Approval, on: date) -> Proposed:
    """Return in words what a file would end; the list of names is on its own page."""
    count = int(approval.payload["count"])
    headline = ngettext(
        "%(count)s medlemskap avsluttes, fordi medlemmet ikke lenger står i medlemsregisteret",
        "%(count)s medlemskap avsluttes, fordi medlemmene ikke lenger står i medlemsregisteret",
        count,
    ) % {"count": count}
    of = RegisterImport.objects.filter(pk=str(approval.payload["import"])).first()
    lines = [_("Se over listen med navn før du godkjenner. Resten av filen føres inn samtidig.")]
    if of is not None and (officers := officers_who_go(of, on)):
        words = ngettext("%(count)s av dem som går ut, har verv.", "%(count)s av dem som går ut, har verv.", officers)
        lines.insert(0, words % {"count": officers})
    return Proposed(
        headline=headline,
        lines=tuple(lines),
        link=ngettext("Se det ene navnet", "Se de %(count)s navnene", count) % {"count": count},
        before=_("Se over navnene først. Medlemskapene avsluttes med en gang du godkjenner."),
        done=_("Godkjent. Filen føres inn nå. Den som la den inn, får beskjed."),
        url=reverse("register:rows", args=[approval.payload["import"], "gar-ut"]),
    )
