"""The receipt that a member gets when an officer has entered something for them: by e-mail, else a letter to print."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.membership.domain.behalf import Way, way_of_receipt
from lokallag.membership.models import Entry, Membership
from lokallag.membership.queries.entries import is_proved, name_branches, officers_of, what_was_told
from lokallag.organisation.models import Kind, Term, Title
from lokallag.organisation.queries import REGISTER_TITLES, leaders_of, main_unit
from lokallag.outbox.domain.delivery import State
from lokallag.outbox.models import Recipient
from lokallag.outbox.services import post
from lokallag.people.models import Person

PURPOSE, ALARM = "membership.entry", "membership.email_entered"
LOOKED_BACK = timedelta(days=30)
STALE = _("Det er ført inn mer siden du skrev ut brevet. Skriv det ut på nytt.")


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that the mail says. ``what`` is one sentence, ``how`` the member's own way of saying it."""

    name: str
    what: str
    by: str
    how: str
    said_on: str
    entered_on: str
    contact: str
    url: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """All that the mail to the other officers says."""

    name: str
    member: str
    by: str


def way_for(person: Person) -> Way:
    """Return how a receipt reaches the person as the register stands now."""
    return way_of_receipt(address=person.email, is_proved=is_proved(person))


def send_receipt(entry: Entry, *, address: str, at: datetime) -> None:
    """Post the receipt of an entry by e-mail, in the member's language. The same entry is posted once."""
    person, on = entry.person, local_date(at)
    sender = main_unit(on)
    name_branches([entry])
    with translation.override(person.language):
        receipt = Receipt(
            name=person.given_name,
            what=what_was_told(entry, in_full=True),
            by=officers_of([entry])[entry.pk],
            how=entry.how,
            said_on=in_words(entry.said_on),
            entered_on=in_words(local_date(entry.entered_at)),
            contact=whom_to_ask(on),
            url=f"{settings.SITE_URL}{reverse('people:sign_in')}",
        )
        text = render_to_string("membership/mail/behalf.txt", {"page": receipt})
    subject, _newline, body = text.strip().partition("\n")
    post(
        key=f"{PURPOSE}:{entry.pk}",
        subject=subject,
        text=body.strip(),
        to=[(str(person.key), address)],
        purpose=PURPOSE,
        at=at,
        language=person.language,
        sender_name="" if sender is None else sender.name,
    )


def whom_to_ask(on: date) -> str:
    """Return whom a member turns to when something is wrong: the party's leader and its public address."""
    party = main_unit(on)
    leader = None if party is None else leaders_of([party.pk], on).get(party.pk)
    parts = [] if leader is None else [leader.name, leader.office.lower(), leader.email]
    return ", ".join(part for part in parts if part)


def tell_other_officers(entry: Entry, *, by: Person, at: datetime) -> None:
    """Tell the board's other leader or secretary that an e-mail address was entered: two pairs of eyes, at once."""
    on = local_date(at)
    terms = (
        Term.objects.live(on)
        .filter(office__unit__kind=Kind.MUNICIPAL, office__title__in=[Title(title) for title in REGISTER_TITLES])
        .exclude(person=by)
        .exclude(person__isnull=True)
        .select_related("person")
        .order_by("pk")
    )
    for officer in {term.person_id: term.person for term in terms}.values():
        if officer is None or not officer.email:
            continue
        with translation.override(officer.language):
            alarm = Alarm(officer.given_name, entry.person.name, by.name)
            text = render_to_string("membership/mail/behalf_email.txt", {"page": alarm})
        subject, _newline, body = text.strip().partition("\n")
        post(
            key=f"{ALARM}:{entry.pk}:{officer.pk}",
            subject=subject,
            text=body.strip(),
            to=[(str(officer.key), officer.email)],
            purpose=ALARM,
            at=at,
            language=officer.language,
        )


@transaction.atomic
def write_lost_receipts_as_letters(*, at: datetime) -> int:
    """Let each receipt whose e-mail will never arrive wait as a letter. Returns how many; again, it finds none.

    Those of the last 30 days are looked at: a refusal comes within hours, and what was tried for long within days.
    """
    recent = Entry.objects.filter(receipt=Way.EMAIL, entered_at__gt=at - LOOKED_BACK)
    keys = {f"{PURPOSE}:{pk}": pk for pk in recent.values_list("pk", flat=True)}
    failed = Recipient.objects.filter(state=State.FAILED, message__purpose=PURPOSE, message__key__in=keys)
    lost = [keys[key] for key in failed.values_list("message__key", flat=True)]
    return recent.filter(pk__in=lost).update(receipt=Way.LETTER)


@transaction.atomic
def mark_letter_sent(*, membership: Membership, shown: frozenset[int], by: Person, at: datetime) -> int:
    """Mark a member's letter as sent. The same letter again changes nothing. Returns how many entries it told of.

    :param shown: ids of the entries that the printed letter told of
    :raises RuleViolation: something has been entered since, and so is not in the letter
    """
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    waiting = Entry.objects.select_for_update(of=("self",)).waiting_letters().filter(person_id=membership.person_id)
    ids = set(waiting.values_list("pk", flat=True))
    if ids - shown:
        raise RuleViolation(STALE)
    if ids:
        Entry.objects.filter(pk__in=ids).update(sent_at=at, sent_by=by)
        audit.record("membership.send_letter", actor=by, target=membership, at=at, details={"entries": len(ids)})
    return len(ids)
