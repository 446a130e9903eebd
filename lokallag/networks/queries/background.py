"""What the board should know beside an application: how many it is about, and what there is already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from lokallag.membership.models import Membership
from lokallag.membership.queries import interest_counts
from lokallag.networks.domain.applying import Stage
from lokallag.networks.domain.few import shown_part
from lokallag.networks.domain.nearness import in_common, words_of
from lokallag.networks.models import Application, Network
from lokallag.organisation.models import Unit

MOST_NEAR = 5
FEWEST_NEAR = 1  # words in common


@dataclass(frozen=True, slots=True)
class Near:
    """A network that lies close to what is applied for."""

    name: str
    topic: str
    url: str


def members_interested(topic: str) -> int | None:
    """Return how many members have ticked a topic of this name; ``None`` below five or where nobody can tick it."""
    counts = interest_counts()
    return next((n for name, n in counts.items() if name.casefold() == topic.strip().casefold()), None)


def members_of_age(age_from: int | None, age_until: int | None, on: date) -> int | None:
    """Return how many members are of these ages this year, as it may be shown (``domain.figures``). One query.

    Both ages are included and reached in the calendar year of ``on``; who has no year of birth is of none.
    """
    are = Q(person__birth_year__isnull=False)
    if age_from is not None:
        are &= Q(person__birth_year__lte=on.year - age_from)
    if age_until is not None:
        are &= Q(person__birth_year__gte=on.year - age_until)
    found = Membership.objects.live(on).aggregate(part=Count("pk", filter=are), whole=Count("pk"))
    return shown_part(found["part"], found["whole"])


def near_networks(application: Application, on: date) -> tuple[Near, ...]:
    """Return the living networks whose topic or name is near, the nearest first, at most five. Two queries.

    The one that the application became is none of them.
    """
    topic, name = application.topic, application.name
    asked = words_of(topic, name)
    networks = list(Network.objects.living().exclude(pk=application.network_id).only("unit_id", "topic"))
    units = Unit.objects.named(on).in_bulk([network.unit_id for network in networks])
    ranked = []
    for network in networks:
        unit = units[network.unit_id]
        shared = in_common(asked, words_of(network.topic, unit.name))
        if shared >= FEWEST_NEAR:
            url = reverse("networks:network", args=[unit.slug])
            ranked.append((-shared, unit.name, Near(unit.name, network.topic, url)))
    return tuple(near for _shared, _name, near in sorted(ranked, key=lambda each: each[:2])[:MOST_NEAR])


def other_applications(application: Application) -> list[Application]:
    """Return other applications about the same that have been sent, the newest first, at most five."""
    asked = words_of(application.topic, application.name)
    others = Application.objects.filter(submitted_at__isnull=False).exclude(pk=application.pk)
    found: Iterable[Application] = others.exclude(stage=Stage.WITHDRAWN).order_by("-submitted_at", "-pk")[:200]
    return [each for each in found if in_common(asked, words_of(each.topic, each.name))][:MOST_NEAR]
