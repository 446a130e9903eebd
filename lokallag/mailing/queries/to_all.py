"""What the second officer reads before a mailing goes to all members."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.models import Mailing
from lokallag.mailing.queries.audience import audience
from lokallag.organisation.models import Approval
from lokallag.organisation.services.approval_kinds import Proposed


def describe(approval: Approval, on: date) -> Proposed:
    """Return in words what is proposed: how many it reaches, the subject, and where to read it."""
    mailing = Mailing.objects.filter(pk=int(str(approval.payload["mailing"]))).first()
    lines = [_("Utkastet er kastet.")]
    if mailing is not None:
        gets = audience(mailing.to, Kind(mailing.kind), on).gets
        lines = [ngettext("Til %(count)s mottaker", "Til %(count)s mottakere", gets) % {"count": gets}]
        lines += [_("Emne: %(subject)s") % {"subject": words.subject} for words in mailing.words.values()]
    return Proposed(
        headline=_("Send en utsending til alle medlemmer"),
        lines=tuple(lines),
        url="" if mailing is None else reverse("mailing:mailing", args=[mailing.pk]),
        link=_("Les utsendingen"),
        before=_("Les den først. Den sendes med en gang du godkjenner, og kan ikke hentes tilbake."),
        done=_("Godkjent. Utsendingen er på vei."),
    )


def write_again(approval: Approval) -> str:
    """Return the address at which the draft is changed and proposed anew."""
    pk = int(str(approval.payload["mailing"]))
    return reverse("mailing:mailing", args=[pk]) if Mailing.objects.filter(pk=pk, sent_at=None).exists() else ""
