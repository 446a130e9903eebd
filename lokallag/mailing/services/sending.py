"""Sending: who is written to is chosen once and written down; whether each still may, is asked when it is claimed."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.domain.segments import Segment
from lokallag.mailing.domain.words import Words, language_for
from lokallag.mailing.models import Mailing
from lokallag.mailing.queries.audience import persons_of, who_want
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import name_on
from lokallag.outbox.services import is_usable, post
from lokallag.outbox.services.posting import To
from lokallag.people.models import Person

Link = Callable[[uuid.UUID], str]
NO_WORDS = "Skriv både emne og tekst."


@transaction.atomic
def send_mailing(
    *,
    key: str,
    kind: Kind,
    segment: Segment,
    unit: Unit,
    texts: Mapping[str, Words],
    by: Person | None,
    at: datetime,
    statutory: bool = False,
    action_url: str = "",
    link_of: Link | None = None,
) -> Mailing:
    """Send a mailing to a segment, each in their own language where the words are there. The same key sends once.

    Written here are one message per language and a row for each recipient, also for those without an e-mail address:
    nobody is left out of the list of who got it how. Who has left the kind is not among them, unless the statutes ask
    for it. Whether the actor may is asked by whoever calls (``mailing.send_mailing``).

    :param key: what it is about, at most 150 characters: ``"events.invitation:17"``
    :param segment: who it is for, as of today
    :param unit: who it comes from, and whose officers see how it went
    :param texts: words by language (nb, nn, en), at least one
    :param by: who sends it; ``None`` is a job
    :param statutory: a notice that the statutes ask for, whatever ``kind`` says: nobody can leave it, and what is
        uncertain may be sent again by an officer
    :param action_url: where the button of the words leads; ``link_of`` returns each recipient's own, by
        the person's key
    """
    kind = Kind.STATUTORY if statutory else kind
    mailing, _is_new = Mailing.objects.select_for_update(of=("self",)).get_or_create(
        key=key,
        defaults={
            "unit": unit,
            "kind": kind,
            "segment": segment.as_dict(),
            "texts": {language: asdict(words) for language, words in texts.items()},
            "written_by": by,
            "written_at": at,
        },
    )
    if mailing.sent_at is None:
        _send(mailing, by=by, at=at, action_url=action_url, link_of=link_of)
    return mailing


def _send(mailing: Mailing, *, by: Person | None, at: datetime, action_url: str, link_of: Link | None) -> None:
    on, kind, words = local_date(at), Kind(mailing.kind), mailing.words
    if not words or any(not each.subject.strip() or not each.text.strip() for each in words.values()):
        raise RuleViolation(NO_WORDS, field="text")
    to: dict[str, list[To]] = {language: [] for language in words}
    without = 0
    rows = who_want(persons_of(mailing.to, on), kind).values_list("key", "email", "language")
    for key, email, language in rows.iterator(chunk_size=2000):
        without += not is_usable(email)
        row: To = (str(key), email) if link_of is None else (str(key), email, link_of(key))
        to[language_for(language, words)].append(row)
    sender = name_on(mailing.unit, on)
    for language, recipients in to.items():
        if recipients:
            said = words[language]
            post(
                key=f"{mailing.key}:{language}",
                subject=said.subject,
                text=said.text,
                to=recipients,
                purpose=kind.purpose,
                at=at,
                language=language,
                sender_name=sender,
                is_statutory=kind is Kind.STATUTORY,
                action=(said.action, action_url) if said.action else None,
            )
    mailing.sent_by, mailing.sent_at = by, at
    mailing.recipients, mailing.without_address = sum(map(len, to.values())), without
    mailing.save(update_fields=["sent_by", "sent_at", "recipients", "without_address"])
    audit.record(
        "mailing.send_mailing",
        actor=by,
        target=mailing,
        at=at,
        details={"kind": kind.value, "unit": mailing.unit_id, "recipients": mailing.recipients},
    )
