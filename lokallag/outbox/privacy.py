"""What the outbox holds of a person: letters sent to them, and their name in letters to others."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from lokallag.core.privacy import Holding, Shown, hold
from lokallag.outbox import services
from lokallag.outbox.domain.delivery import State
from lokallag.outbox.models import Message, Recipient

WHY = _("For å sende deg beskjeder, og for å vite om de kom fram (GDPR artikkel 9 nr. 2 bokstav d).")
KEPT = _("Tolv måneder. Koder og andre kortvarige beskjeder: ett døgn.")
STATES = {
    State.QUEUED: _("Venter på å bli sendt"),
    State.CLAIMED: _("Sendes nå"),
    State.SENT: _("Sendt"),
    State.UNCERTAIN: _("Usikkert om den kom fram"),
    State.FAILED: _("Kom ikke fram"),
}


def _letters(person: Any) -> Iterator[Shown]:
    """Tell which letters went to the person. Their words stay out: a leader's letters name other members."""
    found = Recipient.objects.filter(recipient_key=str(person.key)).select_related("message")
    for row in found.order_by("-message__created_at", "-pk"):
        yield {
            _("Slag"): row.message.purpose,
            _("Skrevet"): row.message.created_at,
            _("Til adressen"): row.address,
            _("Status"): STATES[State(row.state)],
        }


def _forget_letters(person: Any, at: datetime) -> int:
    del at
    return services.forget_recipient(recipient_key=str(person.key))


def _take_out_of_letters(person: Any, at: datetime) -> int:
    del at
    return services.redact(words=[person.name, person.email, person.phone, person.street_address])


hold(
    Holding(
        model=Recipient,
        persons=("recipient_key", "address"),
        title=_("Brev til deg"),
        why=WHY,
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
        why=_("Ledere får beskjed med navnet ditt når du velger avdeling (GDPR artikkel 9 nr. 2 bokstav d)."),
        kept=_("Tolv måneder. Når du slettes, tas navnet ut av brevene."),
        rows=lambda _person: (),
        erase=_take_out_of_letters,
        order=11,
        place=81,
    )
)
