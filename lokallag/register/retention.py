"""How long a file from the national register is kept. Its rows, while they wait for a yes, the room looks after."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lokallag.core.keeping import Period, Retention, coming_by_age, delete_some, keep
from lokallag.register.domain.lifecycle import State
from lokallag.register.models import ImportFile


def _told() -> QuerySet[ImportFile]:
    """Return the files that are not the sealed rows of one that waits for a second officer for its week."""
    return ImportFile.objects.exclude(of__state=State.WAITING)


keep(
    Retention(
        key="register.files",
        what=_("Filer fra medlemsregisteret"),
        why=_("De ligger kryptert mens kolonnene blir pekt ut."),
        source=_("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)"),
        period=Period(hours=24),
        coming=coming_by_age(lambda: _told().defer("sealed"), "of__sent_at"),
        remove=lambda at, period, most: delete_some(
            _told().filter(of__sent_at__lt=period.before(at)).order_by("of__sent_at"), most=most
        ),
        is_hourly=True,
        order=21,
    )
)
