"""Networks with their names, and in the order of the alphabet."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Expression, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Collate, JSONObject, Lower, Replace

from lokallag.core import scope
from lokallag.core.permissions import Asker
from lokallag.membership.models import Belonging
from lokallag.networks.models import Network, NetworkQuerySet

_LAST = (("æ", "{a"), ("ø", "{b"), ("å", "{c"))  # as ``organisation.queries.units.sort_word`` has it


def named(networks: NetworkQuerySet, on: date) -> NetworkQuerySet:
    """Add ``name``, what each network is called on the day (the newest one known where none is), and the unit."""
    return networks.named(on).select_related("unit")


@dataclass(frozen=True, slots=True)
class Own:
    """How the reader belongs to a network, and until when they stay in it after growing out of it."""

    kind: Belonging.Kind
    channel: Belonging.Channel
    stays_until: date | None

    @property
    def has_joined(self) -> bool:
        """Whether the reader is in it, and does not only follow."""
        return self.kind is Belonging.Kind.JOINED


@dataclass(frozen=True, slots=True)
class Read:
    """A network with its name and unit, and how the reader belongs to it, if they do."""

    network: Network
    own: Own | None


def read_network(networks: NetworkQuerySet, viewer: Asker, on: date) -> Read | None:
    """Return the one network that ``networks`` keeps, as somebody reads it; ``None`` where it keeps none. One query."""
    found = named(networks, on)
    if not viewer.is_authenticated:
        network = found.first()
        return None if network is None else Read(network, None)
    with scope.opened("what the reader belongs to", person_id=viewer.pk):
        mine = Belonging.objects.filter(person_id=viewer.pk, unit_id=OuterRef("pk"))
        said = mine.values(said=JSONObject(kind="kind", channel="channel", stays_until="stays_until"))[:1]
        network = found.annotate(own=Subquery(said)).first()
    return None if network is None else Read(network, _own(network))


def _own(network: Network) -> Own | None:
    said: dict[str, str] | None = getattr(network, "own", None)
    if said is None:
        return None
    until = said["stays_until"]
    return Own(
        Belonging.Kind(said["kind"]), Belonging.Channel(said["channel"]), date.fromisoformat(until) if until else None
    )


def by_name(networks: QuerySet[Network]) -> QuerySet[Network]:
    """Sort networks that have a ``name`` as Norwegians do."""
    word: Expression = Lower(F("name"), output_field=TextField())
    for letter, last in _LAST:
        word = Replace(word, Value(letter), Value(last))
    return networks.order_by(Collate(word, "C"), "pk")
