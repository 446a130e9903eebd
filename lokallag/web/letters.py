"""Letters to the board about the chain of the logs: where it ends, which the server cannot take back, and a break."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core import seal
from lokallag.core.verify import Break
from lokallag.organisation.models import Kind, Term
from lokallag.organisation.queries import BOARD_TITLES, REGISTER_TITLES, board_members, main_unit
from lokallag.outbox.services import post
from lokallag.people.models import Person

PURPOSE = "web.chain_head"
BROKEN = "web.chain_broken"
KEEPERS = 2
WHAT = {
    "changed": gettext_lazy("En rad i loggen er endret etter at den ble forseglet."),
    "missing": gettext_lazy("En rad i loggen er borte, uten at noen sletting er ført."),
    "reordered": gettext_lazy("Kjeden over loggene henger ikke sammen. Noe er fjernet, satt inn eller byttet om."),
    "not_sealed": gettext_lazy("En rad er satt inn i loggen utenom kjeden."),
    "cut": gettext_lazy("Slutten av loggen er borte."),
    "replaced": gettext_lazy("Kjeden over loggene er ikke den samme som ble notert utenfor databasen."),
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """All that ``web/mail/chain_head.txt`` says."""

    name: str
    day: str
    head: str
    command: str
    other: str


@dataclass(frozen=True, slots=True)
class ChainBroken:
    """All that ``web/mail/chain_broken.txt`` says. ``place`` and ``written`` are empty where nobody can tell."""

    name: str
    moment: str
    what: str
    place: str
    written: str
    command: str


@transaction.atomic
def mail_chain_head(*, at: datetime) -> int:
    """Write to two on the board where the chain of the logs ends, once a day. Returns how many were written to.

    Leader and secretary of the municipal party come first, then others on the board with an e-mail address. Fewer than
    two are none: one alone could be the one who has something to hide. An empty chain has no end to tell of.
    """
    today, head = local_date(at), seal.head()
    unit, keepers = main_unit(today), _keepers(at)
    if unit is None or len(keepers) < KEEPERS or head.position == 0:
        return 0
    for person, other in zip(keepers, reversed(keepers), strict=True):
        with translation.override(person.language):
            page = ChainHead(
                name=person.given_name,
                day=in_words(today),
                head=str(head),
                command=f"lokallag verify_audit --head {head}",
                other=other.name,
            )
            subject, _newline, body = (
                render_to_string("web/mail/chain_head.txt", {"page": page}).strip().partition("\n")
            )
        post(
            key=f"{PURPOSE}:{today.isoformat()}:{person.pk}",
            subject=subject,
            text=body.strip(),
            to=[(str(person.key), person.email)],
            purpose=PURPOSE,
            at=at,
            language=person.language,
            sender_name=unit.name,
        )
    return len(keepers)


@transaction.atomic
def tell_of_break(*, broken: Break, at: datetime) -> int:
    """Write to everyone on the board that the logs are not as they were, and to the operator in the server's log.

    All are told, since one of them may have something to hide. The same break is told once a week while it stands.
    Returns how many were written to.
    """
    log.error("the chain of the logs is broken: %s at %s (%s)", broken.what, broken.position, broken.log or "chain")
    today = local_date(at)
    unit, told = main_unit(today), 0
    year, week, _day = today.isocalendar()
    for person in board_members(today) if unit is not None else ():
        if not person.email:
            continue
        with translation.override(person.language):
            page = ChainBroken(
                name=person.given_name,
                moment=moment_in_words(at),
                what=str(WHAT[broken.what]),
                place="" if broken.position is None else str(broken.position),
                written="" if broken.at is None else moment_in_words(broken.at),
                command="lokallag verify_audit",
            )
            subject = _("Loggene er ikke slik de ble skrevet")
            text = render_to_string("web/mail/chain_broken.txt", {"page": page})
        post(
            key=f"{BROKEN}:{broken.what}:{broken.log}:{broken.position}:{year}-{week}:{person.pk}",
            subject=subject,
            text=text.strip(),
            to=[(str(person.key), person.email)],
            purpose=BROKEN,
            at=at,
            language=person.language,
            sender_name="" if unit is None else unit.name,
        )
        told += 1
    return told


def _keepers(at: datetime) -> list[Person]:
    """Return the two who get the letter, whose addresses differ: a couple's one mailbox is one keeper."""
    terms = (
        Term.objects.live(local_date(at))
        .filter(office__unit__kind=Kind.MUNICIPAL, office__title__in=BOARD_TITLES, person__isnull=False)
        .exclude(person__email="")
        .select_related("office", "person")
    )
    ranked = sorted(terms, key=lambda term: (term.office.title not in REGISTER_TITLES, term.from_on, term.pk))
    found: dict[str, Person] = {}
    for term in ranked:
        if isinstance(term.person, Person):
            found.setdefault(term.person.email.lower(), term.person)
    return list(found.values())[:KEEPERS]
