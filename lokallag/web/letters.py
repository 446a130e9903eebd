"""The daily letter with the head of the logs' chain, to two on the board: what the server itself cannot take back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core import seal
from lokallag.organisation.models import Kind, Term
from lokallag.organisation.queries import BOARD_TITLES, REGISTER_TITLES, main_unit
from lokallag.outbox.services import post
from lokallag.people.models import Person

PURPOSE = "web.chain_head"
KEEPERS = 2


@dataclass(frozen=True, slots=True)
class ChainHead:
    """All that ``web/mail/chain_head.txt`` says."""

    name: str
    day: str
    head: str
    command: str
    other: str


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
