"""How long former members are kept, by why they are no longer members; and the trace of clearing itself."""

from collections.abc import Callable
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.core.keeping import (
    Coming,
    CountsComing,
    Period,
    Retention,
    Words,
    by_day,
    coming_by_age,
    delete_some,
    keep,
)
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.queries import former_by_day
from lokallag.privacy.models import Clearing, Why
from lokallag.privacy.services.former import erase_former

DATATILSYNET = _("Datatilsynet om medlemsregistre i partier")
NOT_NEEDED = _("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)")
OWN_CHOICE = _("Organisasjonens eget valg, for å kunne svare for vedtaket")
SOURCES = {EndReason.RESIGNED: DATATILSYNET, EndReason.UNPAID: DATATILSYNET, EndReason.EXPELLED: OWN_CHOICE}
KEPT = {
    EndReason.UNPAID: _("%(time)s etter forfall, når medlemskapet er avsluttet i medlemsregisteret"),
    EndReason.EXPELLED: _("Det meste %(time)s. Navn, dato, hvem som vedtok det, og klage står igjen uten frist"),
}


def _coming_of(reason: EndReason) -> CountsComing:
    def coming(until: datetime, period: Period) -> Coming:
        return by_day(former_by_day(reason, until=localdate(until), unpaid=period))

    return coming


def _removal_of(reason: EndReason, why: Why) -> Callable[[datetime, Period, int], int]:
    def remove(at: datetime, period: Period, most: int) -> int:
        return erase_former(reason=reason, why=why, unpaid=period, at=at, most=most)

    return remove


def _keep_former(reason: EndReason, what: Words, why: Words, *, gone: Why, order: int) -> None:
    is_unpaid = reason is EndReason.UNPAID
    keep(
        Retention(
            key=f"membership.{reason.value}",
            what=what,
            why=why,
            source=SOURCES.get(reason, NOT_NEEDED),
            period=Period(months=6) if is_unpaid else Period(),
            kept=KEPT.get(reason, ""),
            coming=_coming_of(reason),
            remove=_removal_of(reason, gone),
            rule="keep_unpaid_months" if is_unpaid else "",
            order=order,
        )
    )


ALL_GOES = _("Alt slettes. Verv står igjen i arkivet med navn, verv og datoer.")
_keep_former(EndReason.RESIGNED, _("Medlemmer som har meldt seg ut"), ALL_GOES, gone=Why.LEFT, order=10)
_keep_former(EndReason.MOVED, _("Medlemmer som har flyttet fra kommunen"), ALL_GOES, gone=Why.GONE, order=11)
_keep_former(EndReason.DIED, _("Medlemmer som er døde"), ALL_GOES, gone=Why.GONE, order=12)
_keep_former(
    EndReason.UNPAID,
    _("Medlemmer som ikke betalte kontingenten"),
    _("De kan betale og fortsette fram til da. Så slettes alt."),
    gone=Why.UNPAID,
    order=13,
)
_keep_former(
    EndReason.EXPELLED,
    _("Ekskluderte medlemmer"),
    _("Navn, dato, hvem som vedtok det, og klage står igjen. Resten slettes."),
    gone=Why.EXPIRED,
    order=14,
)
keep(
    Retention(
        key="privacy.clearings",
        what=_("Oversikten over hva som er slettet"),
        why=_("Den viser styret at opprydding skjer. Den har bare antall."),
        source=_("Det samme som loggen over oppslag"),
        period=Period(months=24),
        coming=coming_by_age(Clearing.objects.all, "at"),
        remove=lambda at, period, most: delete_some(
            Clearing.objects.filter(at__lt=period.before(at)).order_by("at"), most=most
        ),
        order=95,
    )
)
