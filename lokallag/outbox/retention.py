"""How long messages are kept: their text, their addresses and what became of them."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.keeping import Retention, coming_by_age, keep
from lokallag.outbox import services
from lokallag.outbox.models import DeadAddress, Message

keep(
    Retention(
        key="outbox.messages",
        what=_("Meldinger som er sendt, med status for hver mottaker"),
        why=_("De viser hva som er sendt til hvem, og om det kom fram."),
        source=_("Organisasjonens regel, høyst tolv måneder"),
        period=services.KEPT_FOR,
        coming=coming_by_age(Message.objects.all, "created_at"),
        remove=lambda at, period, most: services.forget_old(at=at, kept=period, most=most),
        rule="keep_messages_months",
        order=40,
    )
)
keep(
    Retention(
        key="outbox.short_lived",
        what=_("Meldinger med koder for innlogging"),
        why=_("Koden virker bare i noen minutter."),
        source=_("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)"),
        period=services.SHORT_LIVED_KEPT_FOR,
        coming=coming_by_age(Message.objects.all, "good_until"),
        remove=lambda at, _period, most: services.forget_short_lived(at=at, most=most),
        is_hourly=True,
        order=41,
    )
)
keep(
    Retention(
        key="outbox.dead_addresses",
        what=_("E-postadresser som ikke virker"),
        why=_("For at vi ikke skal skrive til en adresse der ingen får det."),
        source=_("Organisasjonens regel, høyst tolv måneder"),
        period=services.KEPT_FOR,
        coming=coming_by_age(DeadAddress.objects.all, "found_at"),
        remove=lambda at, period, most: services.forget_dead_addresses(at=at, kept=period, most=most),
        rule="keep_messages_months",
        order=43,
    )
)
