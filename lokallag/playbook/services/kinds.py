"""Reading the library of activity kinds into the organisation's own copy."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from lokallag.core import audit
from lokallag.people.models import Person
from lokallag.playbook.domain.catalogue import KindSpec, read_library
from lokallag.playbook.models import ActivityKind
from lokallag.playbook.services.search import index_kinds

LIBRARY = Path(__file__).resolve().parents[1] / "data" / "activity_kinds.toml"
RING_NAMES = {"f": "deadline", "d": "meeting", "k": "campaign", "n": "network", "m": "day"}


@transaction.atomic
def load_library(*, by: Person | None, at: datetime) -> int:
    """Write kinds that are missing, and renew those that nobody here has edited. Returns how many were written.

    Doing it again changes nothing. A kind that the organisation edited stays as it is.
    """
    known = {kind.key: kind for kind in ActivityKind.objects.select_for_update()}
    written = 0
    for position, spec in enumerate(read_library(LIBRARY.read_text(encoding="utf-8"))):
        values = {**_values(spec), "position": position}
        kind = known.get(spec.key)
        if kind is None:
            ActivityKind.objects.create(key=spec.key, **values)
        elif kind.edited_at is None and any(getattr(kind, name) != value for name, value in values.items()):
            ActivityKind.objects.filter(pk=kind.pk).update(**values)
        else:
            continue
        written += 1
    if written:
        index_kinds()
        audit.record("playbook.edit_plan", actor=by, target=None, at=at, details={"kinds": written})
    return written


def _values(spec: KindSpec) -> dict[str, object]:
    return {
        "name": spec.name,
        "units": sorted(spec.units),
        "ring": RING_NAMES[spec.ring.value],
        "weight": spec.weight.name.lower(),
        "source": spec.source,
        "purpose": spec.purpose,
        "chapter": spec.chapter,
        "what": spec.what,
        "why": spec.why,
        "rule": dict(spec.raw_rule),
        "tasks": [{"name": task.name, "before": task.before, "who": task.who} for task in spec.tasks],
        "invitation": spec.invitation,
        "materials": list(spec.materials),
        "report": list(spec.report),
    }
