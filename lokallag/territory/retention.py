"""How long files that wait for a yes are kept."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.keeping import Period, Retention, coming_by_age, keep
from lokallag.territory.models import PendingFile
from lokallag.territory.services import forget_pending

keep(
    Retention(
        key="territory.pending_files",
        what=_("Filer med postnumre og områder som venter på et ja"),
        why=_("De vises fram før de tas i bruk."),
        source=_("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)"),
        period=Period(hours=24),
        coming=coming_by_age(PendingFile.objects.defer("data").all, "sent_at"),
        remove=lambda at, _period, most: forget_pending(at=at, most=most),
        is_hourly=True,
        order=80,
    )
)
