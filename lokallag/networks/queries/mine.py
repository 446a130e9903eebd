"""A person's own networks, as Min side shows them."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.core import scope
from lokallag.membership.models import Belonging
from lokallag.networks.domain.ages import Fit, fit
from lokallag.networks.models import Network, SurveyBox
from lokallag.networks.queries.networks import named
from lokallag.networks.services.survey_box import mark_of
from lokallag.organisation.queries.units import sort_word
from lokallag.people.models import Person


@dataclass(frozen=True, slots=True)
class MyNetwork:
    """A network that somebody has joined or follows. ``asks`` says that they have grown out of it, and may choose."""

    name: str
    url: str
    how: str
    asks: str
    leave_url: str
    leave_label: str


def my_networks(person: Person, today: date) -> tuple[MyNetwork, ...]:
    """Return the person's networks by name. Two queries, one where there are none."""
    with scope.opened("what the reader belongs to", person_id=person.pk):
        own = {each.unit_id: each for each in Belonging.objects.filter(person=person)}
    if not own:
        return ()
    networks = named(Network.objects.filter(pk__in=own), today)
    return tuple(
        _line(network, own[network.pk], person, today)
        for network in sorted(networks, key=lambda each: (sort_word(each.name), each.pk))
    )


def _line(network: Network, belonging: Belonging, person: Person, today: date) -> MyNetwork:
    has_joined = belonging.kind == Belonging.Kind.JOINED
    has_grown = fit(person.birth_year, year=today.year, first=None, last=network.age_until) is Fit.TOO_OLD
    kind, channel = Belonging.Kind(belonging.kind).label, Belonging.Channel(belonging.channel).label
    slug = network.unit.slug
    return MyNetwork(
        name=network.name,
        url=reverse("networks:network", args=[slug]),
        how=f"{kind} · {channel}",
        asks=_("Du har vokst ut av nettverket. Velg selv hva du vil.")
        if has_joined and has_grown and belonging.stays_until is None
        else "",
        leave_url=reverse("networks:leave", args=[slug]),
        leave_label=_("Gå ut") if has_joined else _("Slutt å følge"),
    )


def survey_url(person: Person, today: date) -> str:
    """Return where one says what one thinks of one's networks, while they ask; empty when one has. One query."""
    with scope.opened("what the reader belongs to", person_id=person.pk):
        joined = Belonging.objects.joined().filter(person=person).values("unit_id")
        boxes = list(
            SurveyBox.objects.filter(
                network__in=joined, survey__closed_at__isnull=True, survey__closes_on__gte=today
            ).select_related("survey")
        )
    asks = any(mark_of(box, person) not in box.marks for box in boxes)
    return reverse("networks:answers") if asks else ""
