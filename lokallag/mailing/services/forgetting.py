"""Forgetting mailings: by age, and the persons whom they name."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lokallag.core.keeping import EVERYTHING, Period, delete_some
from lokallag.mailing.models import Mailing
from lokallag.outbox.services.forgetting import REDACTED, SHORTEST_WORD

KEPT_FOR = Period(months=12)  # as long as the letters themselves


def forget_mailings(*, at: datetime, kept: Period = KEPT_FOR, most: int = EVERYTHING) -> int:
    """Delete mailings and drafts older than ``kept``, at most ``most``. Returns how many."""
    return delete_some(Mailing.objects.filter(written_at__lt=kept.before(at)).order_by("written_at"), most=most)


@transaction.atomic
def redact(*, words: Iterable[str]) -> int:
    """Take words of a person out of the texts of mailings. Returns how many mailings."""
    wanted = sorted({word for word in words if len(word) >= SHORTEST_WORD}, key=len, reverse=True)
    if not wanted:
        return 0
    pattern = re.compile("|".join(re.escape(word) for word in wanted), re.IGNORECASE)
    count = 0
    for mailing in Mailing.objects.select_for_update(of=("self",)).order_by("pk"):
        clean = {
            language: {name: pattern.sub(REDACTED, text) for name, text in said.items()}
            for language, said in mailing.texts.items()
        }
        if clean != mailing.texts:
            mailing.texts = clean
            mailing.save(update_fields=["texts"])
            count += 1
    return count
