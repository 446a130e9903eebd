"""A person's own e-mail address and telephone number. A new address counts when a code sent to it comes back."""

import hmac
import uuid
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.words import clock_in_words
from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.core.keeping import EVERYTHING, delete_some
from lokallag.outbox.services import address_works, post
from lokallag.people.domain import signin
from lokallag.people.domain.contact import clean_phone
from lokallag.people.domain.signin import Answer
from lokallag.people.models import EmailChange, Person
from lokallag.people.services.notices import Notice, notify
from lokallag.people.services.sign_in import Redeemed

PURPOSE = "people.change_email"
NOT_A_PHONE = gettext_lazy("Skriv nummeret med åtte siffer, for eksempel 912 34 567. Utenlandske begynner med +.")
TOO_MANY = gettext_lazy(
    "Du har bedt om mange koder den siste timen. Bruk den siste koden i nettleseren"
    " der du ba om den, eller vent en time."
)


def email_code_of(change_id: uuid.UUID) -> str:
    """Return the code that proves a new address. It is stored nowhere: it follows from the id."""
    return signin.code_from(salted_hmac("lokallag.people.email_change", str(change_id), algorithm="sha256").digest())


@transaction.atomic
def change_phone(*, person: Person, phone: str, by: Person, at: datetime, tell: bool = True) -> bool:
    """Write a person's new telephone number and tell them by e-mail. Returns whether it was another.

    :param tell: False where the person gets word in another way (a receipt)
    :raises RuleViolation: it is no telephone number
    """
    number = clean_phone(phone)
    if number is None:
        raise RuleViolation(NOT_A_PHONE, field="phone")
    if number == person.phone:
        return False
    person.phone = number
    person.save(update_fields=["phone"])
    audit.record("people.change_contact", actor=by, target=person, at=at, details={"what": "phone"})
    if tell:
        notify(person=person, notice=Notice.PHONE_CHANGED, at=at)
    return True


@transaction.atomic
def ask_for_email(*, person: Person, address: str, at: datetime) -> EmailChange:
    """Send a code to a new address. Whether somebody else has it too is neither asked nor told: couples share one.

    :raises RuleViolation: too many codes have been asked for
    """
    Person.objects.select_for_update().get(pk=person.pk)
    recent = EmailChange.objects.filter(person=person, asked_at__gt=at - signin.WINDOW)
    if recent.count() >= signin.PER_ADDRESS:
        raise RuleViolation(TOO_MANY, field="email")
    change = EmailChange.objects.create(person=person, address=address.strip(), asked_at=at)
    with translation.override(person.language):
        subject = _("Koden din for å bytte e-postadresse")
        text = _(
            "Hei!\n\n"
            "Koden din er %(code)s\n\n"
            "Skriv den på siden der du ba om den. Den virker til %(until)s.\n\n"
            "Har du ikke bedt om å bytte adresse? Da kan du se bort fra denne e-posten."
        ) % {
            "code": signin.spaced(email_code_of(change.pk)),
            "until": clock_in_words(at + signin.GOOD_FOR),
        }
    post(
        key=f"{PURPOSE}:{change.pk}",
        subject=subject,
        text=text,
        to=[(str(change.pk), change.address)],
        purpose=PURPOSE,
        at=at,
        language=person.language,
        good_until=at + signin.GOOD_FOR,
    )
    return change


def waiting_change(person: Person, *, at: datetime) -> EmailChange | None:
    """Return the person's newest wish for another address while its code can still be given."""
    row = EmailChange.objects.filter(person=person).order_by("-asked_at").first()
    return row if row is not None and signin.state_of(row.facts, at=at) is None else None


@transaction.atomic
def confirm_email(*, person: Person, code: str, by: Person, at: datetime) -> Redeemed:
    """Let the newest wished-for address be the person's, if the code is right; tells the old address."""
    row = EmailChange.objects.select_for_update().filter(person=person).order_by("-asked_at").first()
    if row is None:
        return Redeemed(Answer.EXPIRED)
    if (closed := signin.state_of(row.facts, at=at)) is not None:
        return Redeemed(closed)
    left = signin.MOST_TRIES - row.attempts
    written = signin.clean_code(code)
    if not written:
        return Redeemed(Answer.NOT_A_CODE, tries_left=left)
    if not hmac.compare_digest(written, email_code_of(row.pk)):
        row.attempts += 1
        row.save(update_fields=["attempts"])
        return Redeemed(Answer.WRONG if left > 1 else Answer.TOO_MANY, tries_left=left - 1)
    old, person.email = person.email, row.address
    row.used_at, row.replaced = at, old
    row.save(update_fields=["used_at", "replaced"])
    person.save(update_fields=["email"])
    address_works(address=row.address)
    audit.record("people.change_contact", actor=by, target=person, at=at, details={"what": "email"})
    if old:
        notify(person=person, notice=Notice.EMAIL_CHANGED, at=at, address=old)
    return Redeemed(Answer.RIGHT, (person,))


def replaced_addresses(person: Person, *, at: datetime) -> list[str]:
    """Return the addresses that were the person's until less than a day ago."""
    rows = EmailChange.objects.filter(person=person, used_at__gt=at - signin.KEPT_FOR).exclude(replaced="")
    return sorted({row.replaced for row in rows} - {person.email})


def forget_email_changes(*, at: datetime, most: int = EVERYTHING) -> int:
    """Delete wishes for another address after a day, at most ``most``. Returns how many."""
    return delete_some(EmailChange.objects.filter(asked_at__lt=at - signin.KEPT_FOR).order_by("asked_at"), most=most)
