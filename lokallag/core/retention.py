"""How long the house itself keeps what it holds."""

from django.utils.translation import gettext_lazy as _

from lokallag.core import services
from lokallag.core.keeping import Period, Retention, coming_by_age, keep
from lokallag.core.models import SentForm

keep(
    Retention(
        key="core.sent_forms",
        what=_("Nøkler til skjemaer som er sendt"),
        why=_("De hindrer at et skjema som sendes to ganger, blir utført to ganger."),
        source=_("Lagres ikke lenger enn nødvendig (GDPR artikkel 5 nr. 1 bokstav e)"),
        period=Period(days=2),
        coming=coming_by_age(SentForm.objects.all, "sent_at"),
        remove=lambda at, _period, most: services.forget_sent_forms(at=at, most=most),
        order=90,
    )
)
