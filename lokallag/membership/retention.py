"""How long it is kept that a file with members could be fetched. The file itself is never stored."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.keeping import Period, Retention, coming_by_age, keep
from lokallag.membership import services
from lokallag.membership.models import MemberFile

keep(
    Retention(
        key="membership.member_files",
        what=_("Bestillinger av filer med medlemmer"),
        why=_("De lar den som har bestilt en fil, hente den. Selve filen lagres aldri."),
        source=_("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)"),
        period=Period(days=1),
        kept=_("%(time)s etter at den ikke kan hentes lenger"),
        coming=coming_by_age(MemberFile.objects.all, "expires_at"),
        remove=lambda at, _period, _most: services.forget_files(at=at),
        order=20,
    )
)
