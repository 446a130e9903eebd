"""How long mailings and drafts are kept."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.keeping import Retention, coming_by_age, keep
from lokallag.mailing.models import Mailing
from lokallag.mailing.services.forgetting import KEPT_FOR, forget_mailings

keep(
    Retention(
        key="mailing.mailings",
        what=_("Utsendinger og utkast til utsendinger"),
        why=_("De viser hva enheten har sendt til medlemmene."),
        source=_("Organisasjonens regel, høyst tolv måneder"),
        period=KEPT_FOR,
        coming=coming_by_age(Mailing.objects.all, "written_at"),
        remove=lambda at, period, most: forget_mailings(at=at, kept=period, most=most),
        rule="keep_messages_months",
        order=42,
    )
)
