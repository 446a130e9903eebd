"""Files that wait for a yes."""

from datetime import datetime, timedelta

from lokallag.core.keeping import EVERYTHING, delete_some
from lokallag.people.models import Person
from lokallag.territory.models import PendingFile, RegisterLoad


def hold_file(
    *, kind: RegisterLoad.Kind, name: str, data: bytes, approximate: bool = False, by: Person, at: datetime
) -> PendingFile:
    """Keep a file between its preview and the yes, a day at most."""
    forget_pending(at=at)
    return PendingFile.objects.create(
        kind=kind, name=name[:200], data=data, approximate=approximate, sent_by=by, sent_at=at
    )


def drop_pending(*, file: PendingFile) -> None:
    """Throw a waiting file away."""
    file.delete()


def forget_pending(*, at: datetime, most: int = EVERYTHING) -> int:
    """Throw away files that have waited for more than a day, at most ``most``. Returns how many."""
    return delete_some(PendingFile.objects.filter(sent_at__lt=at - timedelta(days=1)).order_by("sent_at"), most=most)
