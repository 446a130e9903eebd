"""How long a file from the national register is kept. Its rows, while they wait for a yes, the room looks after."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.keeping import Period, Retention, coming_by_age, delete_some, keep
from lokallag.register.models import ImportFile

keep(
    Retention(
        key="register.files",
        what=_("Filer fra medlemsregisteret"),
        why=_("De ligger kryptert mens kolonnene blir pekt ut."),
        source=_("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)"),
        period=Period(hours=24),
        coming=coming_by_age(ImportFile.objects.defer("sealed").all, "of__sent_at"),
        remove=lambda at, period, most: delete_some(
            ImportFile.objects.filter(of__sent_at__lt=period.before(at)).order_by("of__sent_at"), most=most
        ),
        is_hourly=True,
        order=21,
    )
)
