"""Leaving the party here: at once, as Datatilsynet asks, and with a receipt that nothing keeps."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import moment_in_words
from lokallag.organisation.models import Term, Unit
from lokallag.organisation.queries import is_last_approver, main_unit
from lokallag.outbox.services import post
from lokallag.people.models import Person
from lokallag.people.services import replaced_addresses, way_to_board
from lokallag.privacy.models import Why
from lokallag.privacy.services.alarm import tell_board_of_too_few
from lokallag.privacy.services.erasure import erase_person

PURPOSE = "privacy.receipt"
RECEIPT_GOOD_FOR = timedelta(days=2)


@transaction.atomic
def leave_party(*, person: Person, by: Person, at: datetime) -> bool:
    """Erase a person who leaves, and send them a receipt. Returns whether there was an address to send it to.

    An address that was theirs until less than a day ago gets it, too: whoever was taken over is told.

    The receipt stands in the outbox until it is handed over, two days at most, and is then forgotten with its address.

    Nobody is held back, whatever office they hold. Where too few are left who can approve for each other, the whole
    board is told what to do. Who has left already, from another browser, has left.
    """
    held = Term.objects.filter(person=person).values("office__unit_id")
    list(Unit.objects.select_for_update().filter(pk__in=held).order_by("pk"))  # the unit first, as when offices change
    leaves_too_few = is_last_approver(person, local_date(at))
    for address in (person.email, *replaced_addresses(person, at=at)):
        if address:
            _send_receipt(person, address, at=at)
    had_address = bool(person.email)
    erase_person(person=person, by=by, at=at, why=Why.LEFT)
    if leaves_too_few:
        tell_board_of_too_few(at=at)
    return had_address


def _send_receipt(person: Person, address: str, *, at: datetime) -> None:
    sender = main_unit(local_date(at))
    with translation.override(person.language):
        name = sender.name if sender is not None else ""
        page = {"party": name, "moment": moment_in_words(at), "board": way_to_board(local_date(at))}
        text = render_to_string("privacy/mail/receipt.txt", {"page": page})
        subject = _("Du er meldt ut")
    receipt = str(uuid.uuid4())  # says nothing of whom it went to
    post(
        key=f"{PURPOSE}:{receipt}",
        subject=subject,
        text=text.strip(),
        to=[(receipt, address)],
        purpose=PURPOSE,
        at=at,
        language=person.language,
        sender_name=name,
        good_until=at + RECEIPT_GOOD_FOR,
        is_fleeting=True,
    )
