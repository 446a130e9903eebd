"""What must happen to a restored database before anybody uses it (ADR 0016)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from lokallag.outbox.services import distrust_waiting
from lokallag.people.services import end_all_sign_ins
from lokallag.privacy.services.erasure import complete_file, reapply_erasures


@dataclass(frozen=True, slots=True)
class Finished:
    """What finishing a restore did: persons erased again, sign-ins ended, letters that are not sent once more."""

    erased: int
    sign_ins: int
    letters: int


def finish_restore(*, at: datetime, extra_files: Iterable[Path] = ()) -> Finished:
    """Erase again those whom the backup brought back, end all sign-ins, and trust no letter that waits in it.

    A sign-in that was ended since, and a letter that was sent since, are in the backup as they were. Safe to repeat.

    :param extra_files: ledgers of erasures beside the one in ``LOKALLAG_VAR``
    """
    with transaction.atomic():
        erased = reapply_erasures(at=at, extra_files=extra_files)
        finished = Finished(erased, end_all_sign_ins(), distrust_waiting(at=at))
    complete_file()
    return finished
