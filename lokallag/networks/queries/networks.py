"""Networks with their names, and in the order of the alphabet."""

from datetime import date

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Collate, Lower, Replace

from lokallag.networks.models import Network, NetworkQuerySet

_LAST = (("æ", "{a"), ("ø", "{b"), ("å", "{c"))  # as ``organisation.queries.units.sort_word`` has it


def named(networks: NetworkQuerySet, on: date) -> NetworkQuerySet:
    """Add ``name``, what each network is called on the day (the newest one known where none is), and the unit."""
    return networks.named(on).select_related("unit")


def by_name(networks: QuerySet[Network]) -> QuerySet[Network]:
    """Sort networks that have a ``name`` as Norwegians do."""
    word = Lower(F("name"), output_field=TextField())
    for letter, last in _LAST:
        word = Replace(word, Value(letter), Value(last))  # type: ignore[assignment]
    return networks.order_by(Collate(word, "C"), "pk")
