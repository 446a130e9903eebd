"""How long what two persons decided together is kept. That it was decided stands in the log of changes for longer."""

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lokallag.core.keeping import Period, Retention, coming_by_age, keep
from lokallag.organisation.models import Approval
from lokallag.organisation.services import approvals


def _ended() -> QuerySet[Approval]:
    return Approval.objects.annotate(ended_at=Coalesce("decided_at", "expires_at"))


keep(
    Retention(
        key="organisation.approvals",
        what=_("Forslag som to måtte si ja til, og som er avgjort eller utløpt"),
        why=_("De viser hvem som foreslo og godkjente det som gir makt over medlemslisten."),
        source=_("Organisasjonens regel, høyst to år"),
        period=Period(months=24),
        coming=coming_by_age(_ended, "ended_at"),
        remove=lambda at, period, most: approvals.forget_ended(at=at, kept=period, most=most),
        rule="keep_approvals_months",
        order=50,
    )
)
