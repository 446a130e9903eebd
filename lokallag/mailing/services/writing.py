"""A mailing while it is written: a draft that the unit's leaders share, tried on oneself, sent once or thrown away."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.domain.segments import Segment
from lokallag.mailing.domain.words import Words
from lokallag.mailing.models import Mailing, new_key
from lokallag.mailing.services.sending import send_mailing
from lokallag.mailing.services.to_all import propose_to_all, takes_two
from lokallag.organisation.models import Approval, Unit
from lokallag.organisation.queries import name_on
from lokallag.outbox.services import post
from lokallag.people.models import Person

TRIAL = "mailing.trial"


@transaction.atomic
def write_mailing(
    *,
    unit: Unit,
    kind: Kind,
    segment: Segment,
    texts: Mapping[str, Words],
    by: Person,
    at: datetime,
    key: str | None = None,
) -> Mailing:
    """Begin a draft of a mailing from a unit.

    :param key: what it is about, at most 150 signs, where there is one such mailing only; else it gets its own
    :raises RuleViolation: there is one with that key already
    """
    with speaking():
        mailing = Mailing.objects.create(
            key=key or new_key(),
            unit=unit,
            kind=kind,
            segment=segment.as_dict(),
            texts={language: asdict(words) for language, words in texts.items()},
            written_by=by,
            written_at=at,
        )
    _record(mailing, "written", by=by, at=at)
    return mailing


@transaction.atomic
def change_mailing(
    *,
    mailing: Mailing,
    kind: Kind,
    segment: Segment,
    texts: Mapping[str, Words],
    by: Person,
    at: datetime,
    seen: str | None = None,
) -> None:
    """Change a draft.

    :raises RuleViolation: it is sent already
    :raises StalePage: somebody else has changed it since the page was opened
    """
    locked = _draft(mailing, seen)
    locked.kind, locked.segment = kind, segment.as_dict()
    locked.texts = {language: asdict(words) for language, words in texts.items()}
    locked.save(update_fields=["kind", "segment", "texts"])
    _record(locked, "changed", by=by, at=at)


@transaction.atomic
def discard_mailing(*, mailing: Mailing, by: Person, at: datetime) -> None:
    """Throw a draft away.

    :raises RuleViolation: it is sent already
    """
    locked = _draft(mailing, None)
    _record(locked, "discarded", by=by, at=at)
    locked.delete()


@transaction.atomic
def send_draft(*, mailing: Mailing, seen: str | None, by: Person, at: datetime) -> Mailing | Approval:
    """Send a draft to those it is for today. One that is sent already stays as it was: two presses send once.

    A mailing to all members is proposed instead, and the proposal is returned: another officer lets it go.

    :raises StalePage: somebody has changed it since the page was opened, so that it is not what was read
    """
    locked = Mailing.objects.select_for_update(of=("self",)).get(pk=mailing.pk)
    if locked.sent_at is not None:
        return locked
    check_fresh(seen, locked.fingerprint)
    if takes_two(locked.to):
        return propose_to_all(mailing=locked, by=by, at=at)
    return send_mailing(
        key=locked.key, kind=Kind(locked.kind), segment=locked.to, unit=locked.unit, texts=locked.words, by=by, at=at
    )


@transaction.atomic
def try_on_oneself(*, mailing: Mailing, by: Person, at: datetime) -> int:
    """Send a draft to the one who asks, in each of its languages, marked as a trial. Returns how many letters.

    :raises RuleViolation: whoever asks has no e-mail address
    """
    if not by.email:
        raise RuleViolation(_("Du har ingen e-postadresse her. Legg den inn på Min side først."))
    for language, words in mailing.words.items():
        post(
            key=f"{TRIAL}:{uuid.uuid4()}",
            subject=_("Prøve: %(subject)s") % {"subject": words.subject},
            text=words.text,
            to=[(str(by.key), by.email)],
            purpose=TRIAL,
            at=at,
            language=language,
            sender_name=name_on(mailing.unit, local_date(at)),
        )
    return len(mailing.words)


def _draft(mailing: Mailing, seen: str | None) -> Mailing:
    locked = Mailing.objects.select_for_update(of=("self",)).get(pk=mailing.pk)
    if locked.sent_at is not None:
        raise RuleViolation(_("Den er allerede sendt, og kan ikke endres."))
    check_fresh(seen, locked.fingerprint)
    return locked


def _record(mailing: Mailing, what: str, *, by: Person, at: datetime) -> None:
    details: dict[str, str | int | bool | None] = {"what": what, "unit": mailing.unit_id}
    audit.record("mailing.write_mailing", actor=by, target=mailing, at=at, details=details)
