"""How long what belongs to signing in is kept."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.keeping import Period, Retention, coming_by_age, keep
from lokallag.people import services
from lokallag.people.models import EmailChange, KnownDevice, SignIn, SignInRequest

NEEDED = _("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)")

keep(
    Retention(
        key="people.sign_in_requests",
        what=_("Forespørsler om kode for innlogging"),
        why=_("De viser at en kode er bedt om, og hindrer at noen gjetter."),
        source=NEEDED,
        period=Period(hours=24),
        coming=coming_by_age(SignInRequest.objects.all, "asked_at"),
        remove=lambda at, _period, most: services.forget_sign_in_requests(at=at, most=most),
        is_hourly=True,
        order=70,
    )
)
keep(
    Retention(
        key="people.email_changes",
        what=_("Ønsker om ny e-postadresse"),
        why=_("De venter på at koden fra den nye adressen skrives."),
        source=NEEDED,
        period=Period(hours=24),
        coming=coming_by_age(EmailChange.objects.all, "asked_at"),
        remove=lambda at, _period, most: services.forget_email_changes(at=at, most=most),
        is_hourly=True,
        order=71,
    )
)
keep(
    Retention(
        key="people.sign_ins",
        what=_("Innlogginger som er gått ut"),
        why=_("De holder nettleseren innlogget til tiden er ute."),
        source=NEEDED,
        period=Period(),
        coming=coming_by_age(SignIn.objects.all, "expire_date"),
        remove=lambda at, _period, most: services.forget_ended_sign_ins(at=at, most=most),
        order=72,
    )
)
keep(
    Retention(
        key="people.known_devices",
        what=_("Enheter som ingen har logget inn fra"),
        why=_("De gjør at vi kan varsle om innlogging fra en ny enhet."),
        source=_("Organisasjonens regel, høyst to år"),
        period=Period(months=24),
        coming=coming_by_age(KnownDevice.objects.all, "last_at"),
        remove=lambda at, period, most: services.forget_devices(at=at, kept=period, most=most),
        rule="keep_devices_months",
        order=73,
    )
)
