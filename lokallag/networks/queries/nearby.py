"""What is near to a subject already: networks, ideas and applications, so that people join forces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lokallag.networks.domain.applying import SENT
from lokallag.networks.domain.ideas import IdeaState
from lokallag.networks.domain.likeness import Near, Subject, nearest
from lokallag.networks.models import Application, Idea, Network
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

MOST = 5


@dataclass(frozen=True, slots=True)
class NearRow:
    """Something near: what it is called, what kind of thing it is, a line on what to do, and where it is read.

    An application of somebody else has no address: its applicant is not named.
    """

    title: str
    kind: str
    advice: str
    url: str
    is_same: bool


def network_url(slug: str) -> str:
    """Return the address of a network's page."""
    return f"{reverse('networks:ideas').removesuffix('ideer/')}{slug}/"


def nearby(subject: Subject, *, viewer: Person, today: date) -> tuple[NearRow, ...]:
    """Return what is near to a subject, the same topic first. What the viewer has themselves is left out. Four queries.

    An idea of one's own, and an application of one's own, are no company.
    """
    candidates = [*_networks(today), *_ideas(viewer), *_applications(viewer)]
    found = nearest(subject, candidates, most=MOST)
    return tuple(NearRow(row.title, row.kind, row.advice, row.url, is_same=near is Near.SAME) for row, near in found)


def _networks(today: date) -> Iterator[tuple[NearRow, Subject]]:
    networks = list(Network.objects.living())
    units = Unit.objects.named(today).in_bulk([network.pk for network in networks])
    for network in networks:
        unit = units[network.pk]
        row = NearRow(
            title=unit.name,
            kind=pgettext("one of them", "Nettverk"),
            advice=_("Kanskje du heller vil være med der?"),
            url=network_url(unit.slug),
            is_same=False,
        )
        yield row, Subject(network.topic, unit.name, network.purpose)


def _ideas(viewer: Person) -> Iterator[tuple[NearRow, Subject]]:
    for idea in Idea.objects.filter(state=IdeaState.PUBLISHED).exclude(owner=viewer).order_by("published_at"):
        row = NearRow(
            title=idea.topic,
            kind=_("Idé som ser etter flere"),
            advice=_("Si at du er med, så kan dere søke sammen."),
            url=reverse("networks:idea", args=[idea.pk]),
            is_same=False,
        )
        yield row, Subject(idea.topic, "", idea.text)


def _applications(viewer: Person) -> Iterator[tuple[NearRow, Subject]]:
    sent = Application.objects.filter(stage__in=SENT).exclude(applicant=viewer).select_related("idea")
    for application in sent.order_by("submitted_at"):
        idea = application.idea
        is_open = idea is not None and idea.state == IdeaState.PUBLISHED
        row = NearRow(
            title=application.name,
            kind=_("Søknad som ligger hos styret"),
            advice=_("Styret ser begge, og kan foreslå at dere går sammen."),
            url=reverse("networks:idea", args=[idea.pk]) if idea is not None and is_open else "",
            is_same=False,
        )
        yield row, Subject(application.topic, application.name, application.purpose)
