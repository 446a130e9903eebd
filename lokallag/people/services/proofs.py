"""Showing again that one reads the person's mailbox, for who has no second factor to give (ADR 0009).

It is the sign-in code once more: the same request, limits and tries (``services.sign_in``), bound to the session that
asked, but it opens nothing: it only makes that session sure again.
"""

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import clock_in_words
from lokallag.core.errors import RuleViolation
from lokallag.outbox.services import post
from lokallag.people.domain import signin
from lokallag.people.domain.signin import Answer
from lokallag.people.models import Person
from lokallag.people.services.board import tell_board
from lokallag.people.services.sign_in import (
    Redeemed,
    Ticket,
    choose_person,
    code_of,
    open_request,
    redeem_code,
    refuse_too_many,
)
from lokallag.people.sessions import CODE_AT

PURPOSE = "people.prove"
NO_ADDRESS = gettext_lazy("Vi har ingen e-postadresse til deg. Be styret føre den inn.")


@transaction.atomic
def ask_for_proof(*, person: Person, network: str, at: datetime) -> Ticket:
    """Send a code to a person's address as it stands, and return what the asking session keeps.

    :raises RuleViolation: the person has no address, or too many codes have been asked for
    """
    if not person.email:
        raise RuleViolation(NO_ADDRESS)
    refuse_too_many(address=person.email, network=network, at=at)
    ticket = open_request(address=person.email, network=network, next_path="", at=at)
    with translation.override(person.language):
        subject = _("Koden din for å bekrefte at det er deg")
        text = _(
            "Hei %(name)s!\n\n"
            "Koden din er %(code)s\n\n"
            "Skriv den på siden der du ba om den. Den virker til %(until)s, og bare i nettleseren der du ba om den.\n\n"
            "Har du ikke bedt om en kode? Da er noen logget inn som deg. Ikke gi koden til noen. "
            "Logg inn selv og avslutt de andre innloggingene dine.\n\n%(tell)s"
        ) % {
            "tell": tell_board(local_date(at)),
            "name": person.given_name,
            "code": signin.spaced(code_of(ticket.request_id)),
            "until": clock_in_words(at + signin.GOOD_FOR),
        }
    post(
        key=f"{PURPOSE}:{ticket.request_id}",
        subject=subject,
        text=text,
        to=[(str(ticket.request_id), person.email)],
        purpose=PURPOSE,
        at=at,
        language=person.language,
        good_until=at + signin.GOOD_FOR,
    )
    return ticket


@transaction.atomic
def give_proof(*, person: Person, ticket: Ticket | None, code: str, at: datetime) -> Redeemed:
    """Use a code up that was sent to the person's address. Anybody else's is a wrong one."""
    redeemed = redeem_code(ticket=ticket, code=code, at=at)
    if redeemed.answer is not Answer.RIGHT:
        return redeemed
    if person not in redeemed.persons:
        return Redeemed(Answer.EXPIRED)
    if len(redeemed.persons) > 1:
        choose_person(ticket=ticket, person_key=str(person.key), at=at)
    return redeemed


def confirm_mailbox(*, session: SessionBase, at: datetime) -> None:
    """Let a session count as one in which a code from the person's mailbox has just been given."""
    session[CODE_AT] = at.isoformat()
