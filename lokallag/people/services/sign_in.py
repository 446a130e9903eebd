"""The way in: a code by e-mail, bound to the browser that asked (ADR 0005).

Being a member is itself the secret. So whatever a request does, it does alike for a member's and a stranger's
address; only the job that follows looks anybody up, and only who can read the mailbox learns what it found.
"""

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from lokallag.calendar.domain.words import clock_in_words
from lokallag.core import scope
from lokallag.core.errors import RuleViolation
from lokallag.core.keeping import EVERYTHING, delete_some
from lokallag.outbox.services import address_works, post
from lokallag.people.domain import signin
from lokallag.people.domain.signin import Answer
from lokallag.people.models import Person, SignInRequest

SEND_JOB = "lokallag.people.jobs.send_code"
PURPOSE = "people.sign_in"
TOO_MANY_TO_ADDRESS = gettext_lazy(
    "Det er bedt om mange koder til denne adressen den siste timen. Bruk den siste koden i nettleseren"
    " der du ba om den, eller vent en time."
)
TOO_MANY_FROM_NETWORK = gettext_lazy(
    "Det er bedt om mange koder fra nettet du er på. Vent en time, eller prøv fra et annet nett, "
    "for eksempel mobilen uten trådløst nett."
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the asking browser keeps: which request is its own, and the secret that proves it."""

    request_id: uuid.UUID
    secret: str

    def __str__(self) -> str:
        return f"{self.request_id}.{self.secret}"


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What came of giving a code back.

    ``persons`` are those who have the address, by name, and only where the code was right; ``tries_left`` counts
    the tries that remain.
    """

    answer: Answer
    persons: tuple[Person, ...] = ()
    tries_left: int = 0


def read_ticket(written: str) -> Ticket | None:
    """Return the ticket in a cookie, or ``None`` where there is none."""
    request_id, _dot, secret = written.partition(".")
    try:
        return Ticket(uuid.UUID(request_id), secret)
    except ValueError:
        return None


def code_of(request_id: uuid.UUID) -> str:
    """Return the code of a request. It is stored nowhere: it follows from the id and the server's secret."""
    return signin.code_from(salted_hmac("lokallag.people.sign_in.code", str(request_id), algorithm="sha256").digest())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _network_hash(network: str) -> str:
    return salted_hmac("lokallag.people.sign_in.network", network, algorithm="sha256").hexdigest()


@transaction.atomic
def ask_for_code(*, address: str, network: str, next_path: str, at: datetime, language: str = "") -> Ticket:
    """Take a wish to sign in, for any address, and let a job find out whether it is anybody's.

    :param network: from where it is asked (``domain.signin.network_of``); kept only as a keyed hash
    :param next_path: where to go afterwards, an address of ours
    :param language: the one chosen in the asking browser, which the mail is then written in; empty where none was
    :raises RuleViolation: too many codes have been asked for to this address from this network, to it in all, or from
        this network
    """
    address = signin.clean_address(address)
    refuse_too_many(address=address, network=network, at=at)
    ticket = open_request(address=address, network=network, next_path=next_path, at=at, language=language)
    app.configure_task(SEND_JOB).defer(request_id=str(ticket.request_id))
    return ticket


def refuse_too_many(*, address: str, network: str, at: datetime) -> None:
    """Count the codes asked for to an address and from a network in the last hour. Call it in a transaction.

    :raises RuleViolation: too many have been asked for to this address from this network, to it in all, or from this
        network
    """
    address = signin.clean_address(address)
    _stand_in_line(address, _network_hash(network))
    recent = SignInRequest.objects.filter(asked_at__gt=at - signin.WINDOW)
    nearby = Q(network_hash=_network_hash(network))
    to_address = recent.filter(address=address).aggregate(near=Count("pk", filter=nearby), total=Count("pk"))
    if to_address["near"] >= signin.PER_ADDRESS or to_address["total"] >= signin.PER_ADDRESS_IN_ALL:
        raise RuleViolation(TOO_MANY_TO_ADDRESS, field="email")
    if recent.filter(nearby).count() >= signin.PER_NETWORK:
        raise RuleViolation(TOO_MANY_FROM_NETWORK, field="email")


def _stand_in_line(address: str, network_hash: str) -> None:
    """Let requests of the same address or network come one after another, so that each counts those before it."""
    with connection.cursor() as cursor:
        for name in sorted({f"address {address}", f"network {network_hash}"}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))", [name])


def open_request(*, address: str, network: str, next_path: str, at: datetime, language: str = "") -> Ticket:
    """Write down one request, and return what its browser keeps. It sends nothing: ``ask_for_code`` does."""
    secret = secrets.token_urlsafe(32)
    row = SignInRequest.objects.create(
        address=signin.clean_address(address),
        browser_hash=_hash(secret),
        network_hash=_network_hash(network),
        next_path=next_path if len(next_path) <= 500 else "",
        language=language,
        asked_at=at,
    )
    return Ticket(row.pk, secret)


def send_code(*, request_id: uuid.UUID, at: datetime) -> bool:
    """Send the code to whoever has the address. Returns whether anybody does.

    It is written in the language chosen in the browser that asked, else in that person's.

    It goes to the address as it stands in the register, never to one that was only written alike. A code that is
    used or too old is not sent.
    """
    row = SignInRequest.objects.filter(pk=request_id).first()
    if row is None or signin.state_of(row.facts, at=at) is not None:
        return False
    person = Person.objects.with_email(row.address).order_by("pk").first()
    if person is None:
        return False
    code = code_of(row.pk)
    good_until = row.asked_at + signin.GOOD_FOR
    language = row.language or person.language
    with translation.override(language):
        subject = _("Koden din for å logge inn")
        text = _(
            "Hei!\n\n"
            "Koden din er %(code)s\n\n"
            "Skriv den på siden der du ba om den, eller åpne denne lenken i samme nettleser:\n%(link)s\n\n"
            "Koden virker til %(until)s, én gang, og bare i nettleseren der du ba om den.\n\n"
            "Har du ikke bedt om en kode? Da kan du se bort fra denne e-posten. Gi aldri koden til andre."
        ) % {
            "code": signin.spaced(code),
            "link": f"{settings.SITE_URL}{reverse('people:sign_in_code')}?kode={code}",
            "until": clock_in_words(good_until),
        }
    post(
        key=f"{PURPOSE}:{row.pk}",
        subject=subject,
        text=text,
        to=[(str(row.pk), person.email)],
        purpose=PURPOSE,
        at=at,
        language=language,
        good_until=good_until,
    )
    return True


def ticket_holder(ticket: Ticket | None) -> SignInRequest | None:
    """Return the request that this browser asked with, or ``None``: another browser, or a request long gone."""
    row = None if ticket is None else SignInRequest.objects.filter(pk=ticket.request_id).first()
    return row if row is not None and ticket is not None and _is_same_browser(row, ticket) else None


def _is_same_browser(row: SignInRequest, ticket: Ticket) -> bool:
    return hmac.compare_digest(row.browser_hash, _hash(ticket.secret))


def _locked(ticket: Ticket | None) -> SignInRequest | None:
    if ticket is None:
        return None
    row = SignInRequest.objects.select_for_update().filter(pk=ticket.request_id).first()
    return row if row is not None and _is_same_browser(row, ticket) else None


@transaction.atomic
def redeem_code(*, ticket: Ticket | None, code: str, at: datetime) -> Redeemed:
    """Use a code up, and return who may come in by it: nobody unless it is right.

    A wrong code counts as a try; what cannot be a code does not. Where one person has the address, the request is
    over; where several do, ``choose_person`` ends it.
    """
    row = _locked(ticket)
    if row is None:
        return Redeemed(Answer.OTHER_BROWSER)
    closed = signin.state_of(row.facts, at=at)
    if closed is not None:
        return Redeemed(closed)
    written = signin.clean_code(code)
    if not written:
        return Redeemed(Answer.NOT_A_CODE, tries_left=signin.MOST_TRIES - row.attempts)
    is_right = hmac.compare_digest(written, code_of(row.pk))
    persons = _persons_behind(row) if is_right else ()
    if not persons:
        row.attempts += 1
        row.save(update_fields=["attempts"])
        left = signin.MOST_TRIES - row.attempts
        return Redeemed(Answer.WRONG if left else Answer.TOO_MANY, tries_left=left)
    row.proved_at = at
    row.used_at = at if len(persons) == 1 else None
    row.save(update_fields=["proved_at", "used_at"])
    address_works(address=row.address)
    return Redeemed(Answer.RIGHT, persons)


def _persons_behind(row: SignInRequest) -> tuple[Person, ...]:
    with scope.opened("who has the address that a right code was sent to"):
        return tuple(Person.objects.with_email(row.address).order_by("sort_key", "pk"))


def waiting_persons(ticket: Ticket | None, *, at: datetime) -> tuple[Person, ...]:
    """Return who can be chosen after a right code for an address that several have, by name; else nobody."""
    row = ticket_holder(ticket)
    if row is None or row.proved_at is None or row.used_at is not None or at >= row.proved_at + signin.GOOD_FOR:
        return ()
    return _persons_behind(row)


@transaction.atomic
def choose_person(*, ticket: Ticket | None, person_key: str, at: datetime) -> Person:
    """End a request for an address that several have: come in as the one who was chosen among them.

    :raises RuleViolation: there is no choice to make any more, or the chosen one is none of them
    """
    row = _locked(ticket)
    for person in waiting_persons(ticket, at=at) if row is not None else ():
        if row is not None and hmac.compare_digest(str(person.key), person_key):
            row.used_at = at
            row.save(update_fields=["used_at"])
            return person
    raise RuleViolation(gettext_lazy("Valget kan ikke gjøres lenger. Be om en ny kode og prøv igjen."))


def forget_sign_in_requests(*, at: datetime, most: int = EVERYTHING) -> int:
    """Delete requests after a day, at most ``most``. Returns how many."""
    return delete_some(SignInRequest.objects.filter(asked_at__lt=at - signin.KEPT_FOR).order_by("asked_at"), most=most)
