"""What the room of persons holds: the person, and all that has to do with signing in."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, Words, hold
from lokallag.outbox.services import forget_address, forget_recipient
from lokallag.people.domain.consents import purpose_of
from lokallag.people.models import (
    AppSecret,
    Consent,
    DemoPerson,
    EmailChange,
    FactorTries,
    Gender,
    KnownDevice,
    Language,
    PaperCode,
    Passkey,
    Person,
    SignIn,
    SignInRequest,
)

MEMBERS = _("Et parti må vite hvem medlemmene er, og kunne nå dem.")
SAFETY = _("For at ingen andre skal komme inn som deg.")
WITH_YOU = _("Til du melder deg ut.")
A_DAY = _("Ett døgn.")


def _person(person: Person) -> Iterator[Shown]:
    yield {
        _("Fornavn"): person.given_name,
        _("Etternavn"): person.family_name,
        _("E-post"): person.email,
        _("Telefon"): person.phone,
        _("Fødselsår"): person.birth_year,
        _("Gateadresse"): person.street_address,
        _("Postnummer"): person.postal_code,
        _("Kjønn"): Gender(person.gender).label,
        _("Språk"): Language(person.language).label,
        _("Språket er valgt"): person.language_is_chosen,
        _("Beskyttet adresse"): person.is_protected,
        _("Ført inn"): person.created_at,
        _("Nøkkel i systemet"): str(person.key),
    }


def _erase_person(person: Person, at: datetime) -> int:
    del at
    count, _tables = Person.objects.filter(pk=person.pk).delete()
    return count


def has_address_alone(person: Person) -> bool:
    """Tell whether nobody else has the person's e-mail address: a couple's stays with the one who stays."""
    return bool(person.email) and not Person.objects.with_email(person.email).exclude(pk=person.pk).exists()


def _requests(person: Person) -> models.QuerySet[SignInRequest]:
    return SignInRequest.objects.filter(address__iexact=person.email) if person.email else SignInRequest.objects.none()


def _erase_requests(person: Person, at: datetime) -> int:
    """Delete codes asked for to an address that is the person's alone, and every letter to it."""
    del at
    if not has_address_alone(person):
        return 0
    forget_address(address=person.email)
    count, _tables = _requests(person).delete()
    return count


def _erase_changes(person: Person, at: datetime) -> int:
    del at
    for change in EmailChange.objects.filter(person=person):
        forget_recipient(recipient_key=str(change.pk))
    count, _tables = EmailChange.objects.filter(person=person).delete()
    return count


def _purpose_in_words(name: str) -> str:
    purpose = purpose_of(name)
    return str(purpose.title if purpose is not None else _("Noe vi ikke spør om lenger"))


def _consents(person: Person) -> Iterator[Shown]:
    for row in Consent.objects.filter(person=person).order_by("given_at", "pk"):
        yield {
            _("Gjelder"): _purpose_in_words(row.purpose),
            _("Versjon av teksten"): row.text_version,
            _("Gitt"): row.given_at,
            _("Hvordan"): Consent.Channel(row.channel).label,
            _("Ført inn av en tillitsvalgt"): row.entered_by_id is not None,
            _("Trukket"): row.withdrawn_at,
        }


def _told(
    model: type[models.Model], fields: Mapping[str, Words], order_by: str = "pk"
) -> Callable[[Person], Iterator[Shown]]:
    """Return what reads the person's rows of a table, field by field."""

    def rows(person: Person) -> Iterator[Shown]:
        for row in model._default_manager.filter(person=person).order_by(order_by):
            yield {words: _value(row, name) for name, words in fields.items()}

    return rows


def _value(row: models.Model, name: str) -> object:
    choices = getattr(row, f"get_{name}_display", None)
    return choices() if choices is not None else getattr(row, name)


def _delete(model: type[models.Model]) -> Callable[[Person, datetime], int]:
    """Return what deletes the person's rows of a table."""

    def erase(person: Person, at: datetime) -> int:
        del at
        count, _tables = model._default_manager.filter(person=person).delete()
        return count

    return erase


hold(
    Holding(
        model=SignInRequest,
        persons=("address",),
        title=_("Koder du har bedt om"),
        why=SAFETY,
        ground=grounds.SAFETY,
        kept=A_DAY,
        rows=lambda person: (
            {_("Til adressen"): row.address, _("Bedt om"): row.asked_at, _("Brukt"): row.used_at}
            for row in _requests(person).order_by("asked_at", "pk")
        ),
        erase=_erase_requests,
        order=12,
        place=70,
    )
)
hold(
    Holding(
        model=EmailChange,
        persons=("person",),
        title=_("Bytte av e-postadresse"),
        why=SAFETY,
        ground=grounds.SAFETY,
        kept=A_DAY,
        rows=_told(
            EmailChange,
            {
                "address": _("Til adressen"),
                "replaced": _("I stedet for"),
                "asked_at": _("Bedt om"),
                "used_at": _("Brukt"),
            },
        ),
        erase=_erase_changes,
        order=12,
        place=70,
    )
)
hold(
    Holding(
        model=Consent,
        persons=("person", "entered_by"),
        title=_("Samtykker"),
        why=_("For å kunne vise hva du har sagt ja til, og når."),
        ground=grounds.CONSENT,
        kept=WITH_YOU,
        rows=_consents,
        erase=_delete(Consent),  # as the officer who entered another's, the person is taken out of the row
        order=60,
        place=60,
    )
)
hold(
    Holding(
        model=SignIn,
        persons=("person",),
        title=_("Innlogginger"),
        why=SAFETY,
        ground=grounds.SAFETY,
        kept=_("Til du logger ut, eller innloggingen går ut."),
        rows=_told(
            SignIn, {"device": _("Enhet"), "started_at": _("Begynte"), "seen_at": _("Sist i bruk")}, "started_at"
        ),
        erase=_delete(SignIn),
        order=60,
        place=70,
    )
)
hold(
    Holding(
        model=KnownDevice,
        persons=("person",),
        title=_("Enheter vi kjenner igjen"),
        why=SAFETY,
        ground=grounds.SAFETY,
        kept=_("Til ingen har logget inn fra enheten på en stund (høyst to år), eller til du melder deg ut."),
        rows=_told(KnownDevice, {"first_at": _("Første gang"), "last_at": _("Sist")}),
        erase=_delete(KnownDevice),
        order=60,
        place=70,
    )
)
hold(
    Holding(
        model=AppSecret,
        persons=("person",),
        title=_("App for koder"),
        why=SAFETY,
        ground=grounds.SAFETY,
        kept=_("Til du fjerner den eller melder deg ut. Selve hemmeligheten vises aldri igjen."),
        rows=_told(AppSecret, {"added_at": _("Lagt til"), "used_at": _("Sist brukt")}),
        erase=_delete(AppSecret),
        order=60,
        place=70,
    )
)
hold(
    Holding(
        model=Passkey,
        persons=("person",),
        title=_("Passnøkler"),
        why=SAFETY,
        ground=grounds.SAFETY,
        kept=_("Til du fjerner dem eller melder deg ut."),
        rows=_told(Passkey, {"name": _("Navn"), "added_at": _("Lagt til"), "used_at": _("Sist brukt")}),
        erase=_delete(Passkey),
        order=60,
        place=70,
    )
)
hold(
    Holding(
        model=PaperCode,
        persons=("person",),
        title=_("Koder på papir"),
        why=SAFETY,
        ground=grounds.SAFETY,
        kept=_("Til du får nye eller melder deg ut. Selve kodene kan ikke leses her."),
        rows=_told(PaperCode, {"kind": _("Slag"), "made_at": _("Laget"), "used_at": _("Brukt")}),
        erase=_delete(PaperCode),
        order=60,
        place=70,
    )
)
hold(
    Holding(
        model=FactorTries,
        persons=("person",),
        title=_("Gale koder ved innlogging"),
        why=SAFETY,
        ground=grounds.SAFETY,
        kept=WITH_YOU,
        rows=_told(FactorTries, {"failed": _("Antall"), "since": _("Siden")}),
        erase=_delete(FactorTries),
        order=60,
        place=70,
    )
)
hold(
    Holding(
        model=DemoPerson,
        persons=("person",),
        title=_("Rolle i demonstrasjonen"),
        why=_("Bare i en demonstrasjon med oppdiktede personer."),
        ground=grounds.MADE_UP,
        kept=WITH_YOU,
        rows=_told(DemoPerson, {"role": _("Rolle")}),
        erase=_delete(DemoPerson),
        order=60,
        place=70,
    )
)
hold(
    Holding(
        model=Person,
        persons=("id",),
        title=_("Hvem du er"),
        fields=_(
            "Fornavn, etternavn, e-post, telefon, fødselsår, gateadresse, postnummer, kjønn, språk,"
            " om språket er valgt, beskyttet adresse, ført inn, nøkkel i systemet"
        ),
        why=MEMBERS,
        ground=grounds.PARTY,
        kept=WITH_YOU,
        rows=_person,
        erase=_erase_person,
        order=1000,  # last: nothing may point at the person any more
        place=0,
    )
)
