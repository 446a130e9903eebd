"""What the outbox holds of a person: letters sent to them, and their name in letters to others."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import grounds
from lokallag.core.privacy import Addressees, Holding, LetterKind, Shown, hold
from lokallag.outbox import services
from lokallag.outbox.domain.delivery import State
from lokallag.outbox.models import DeadAddress, Message, Recipient

WHY = _("For å sende deg beskjeder, og for å vite om de kom fram.")
KEPT = _("Høyst tolv måneder. Koder og andre kortvarige beskjeder: ett døgn.")
STATES = {
    State.QUEUED: _("Venter på å bli sendt"),
    State.CLAIMED: _("Sendes nå"),
    State.SENT: _("Sendt"),
    State.UNCERTAIN: _("Usikkert om den kom fram"),
    State.FAILED: _("Kom ikke fram"),
}


def _letters(person: Any) -> Iterator[Shown]:
    """Tell which letters went to the person. Their text stays out: a leader's letters name other members."""
    found = Recipient.objects.filter(recipient_key=str(person.key)).select_related("message")
    for row in found.order_by("-message__created_at", "-pk"):
        yield {
            _("Emne"): row.message.subject,
            _("Slag"): LetterKind(row.message.purpose),
            _("Skrevet"): row.message.created_at,
            _("Til adressen"): row.address,
            _("Status"): STATES[State(row.state)],
        }


def _words_of(person: Any) -> list[str]:
    return [person.name, person.email, person.phone, person.street_address]


def _letters_to_others(person: Any) -> Iterator[Shown]:
    """Tell which letters to others name the person: for what, when, and to which offices.

    Their subject and text stay out, since they may be about others too. Found by the same words as when the person is
    taken out of them, so that the letter about somebody of the very same name is listed as well.
    """
    for message in services.letters_with(words=_words_of(person)).order_by("-created_at", "-pk"):
        keys = tuple(row.recipient_key for row in message.recipients.all())
        if str(person.key) not in keys:
            yield {
                _("Slag"): LetterKind(message.purpose),
                _("Skrevet"): message.created_at,
                _("Til"): Addressees(keys, local_date(message.created_at)),
            }


def _forget_letters(person: Any, at: datetime) -> int:
    del at
    return services.forget_recipient(recipient_key=str(person.key))


def _take_out_of_letters(person: Any, at: datetime) -> int:
    del at
    return services.redact(words=_words_of(person))


hold(
    Holding(
        model=Recipient,
        persons=("recipient_key", "address"),
        title=_("Brev til deg"),
        why=WHY,
        ground=grounds.PARTY,
        kept=KEPT,
        rows=_letters,
        erase=_forget_letters,
        order=10,
        place=80,
    )
)
hold(
    Holding(
        model=Message,
        persons=("subject", "text"),
        title=_("Navnet ditt i brev til andre"),
        why=_("Ledere får beskjed med navnet ditt når du velger avdeling."),
        ground=grounds.PARTY,
        kept=_("Høyst tolv måneder. Når du slettes, tas navnet ut av brevene."),
        rows=_letters_to_others,
        erase=_take_out_of_letters,
        order=11,
        place=81,
        only_in_file=True,  # all letters of a year are read through
    )
)


def _dead_address(person: Any) -> Iterator[Shown]:
    for row in DeadAddress.objects.filter(address=person.email.lower()) if person.email else ():
        yield {_("E-postadresse som ikke virker"): row.address, _("Kom i retur"): row.found_at, _("Svaret"): row.said}


def _forget_dead_address(person: Any, at: datetime) -> int:
    """Leave it to the erasure of the person, which forgets the addresses that nobody else has."""
    del person, at
    return 0


hold(
    Holding(
        model=DeadAddress,
        persons=("address",),
        title=_("E-postadresse som ikke virker"),
        why=_("For at vi ikke skal skrive til en adresse der ingen får det."),
        ground=grounds.PARTY,
        kept=_("Til adressen virker igjen, høyst tolv måneder."),
        rows=_dead_address,
        erase=_forget_dead_address,
        place=83,
    )
)
