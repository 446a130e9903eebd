"""The list of networks: what each is about, for whom, where it stands, and when it meets next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.core.permissions import Asker, may
from lokallag.events.rules import standing_of
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.models import STATES, Network
from lokallag.networks.queries.meetings import MeetingRow, in_one_line, next_of
from lokallag.networks.queries.network_page import WorkLink
from lokallag.networks.queries.networks import by_name, named
from lokallag.networks.queries.words import for_whom
from lokallag.networks.rules import visible_to

PAGE_SIZE = 12
LONGEST = 160


@dataclass(frozen=True, slots=True)
class NetworkCard:
    """One network in the list. ``state`` is said only where it is not at work; ``next`` is its next meeting."""

    name: str
    url: str
    topic: str
    purpose: str
    for_whom: str
    hours: str
    next: str
    state: str
    state_kind: str
    is_mine: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class NetworkListPage:
    """All that ``networks/network_list.html`` shows: a page of cards, sorted by name."""

    title: str
    lead: str
    cards: tuple[NetworkCard, ...]
    wish: str
    is_searched: bool
    shows_ended: bool
    living_url: str
    ended_url: str
    idea_url: str
    work: tuple[WorkLink, ...]
    previous_url: str
    next_url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What part of the list somebody asks for: words to look for, the ended ones, and which page of it from 1."""

    wish: str = ""
    ended: bool = False
    page: int = 1

    def url(self, **changes: object) -> str:
        """Return the address that asks for the same with changes."""
        found = {"wish": self.wish, "ended": self.ended, "page": self.page, **changes}
        parts = {
            "q": found["wish"],
            "vis": "avsluttede" if found["ended"] else "",
            "side": found["page"] if found["page"] != 1 else "",
        }
        query = urlencode({name: value for name, value in parts.items() if value})
        return reverse("networks:list") + (f"?{query}" if query else "")


def list_page(asked: Asked, *, viewer: Asker, today: date, at: datetime) -> NetworkListPage:
    """Return a page of the list. Two queries beside those that ask who the reader is, however many networks."""
    networks = visible_to(viewer, today)
    networks = networks.filter(state=State.ENDED) if asked.ended else networks.living()
    networks = named(networks, today)
    for word in asked.wish.split()[:6]:
        networks = networks.filter(Q(name__icontains=word) | Q(topic__icontains=word) | Q(purpose__icontains=word))
    first = (asked.page - 1) * PAGE_SIZE
    found = list(by_name(networks).select_related("unit")[first : first + PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    meetings = {} if asked.ended else next_of([each.pk for each in shown], viewer, today=today, at=at)
    mine = standing_of(viewer, today).belongs
    return NetworkListPage(
        title=_("Avsluttede nettverk") if asked.ended else _("Fagnettverk"),
        lead=_("Disse nettverkene er avsluttet. Møtene deres står fortsatt.")
        if asked.ended
        else _("Medlemmer med samme interesse møtes på tvers av avdelingene. Du trenger ikke kunne noe fra før."),
        cards=tuple(_card(each, meetings.get(each.pk), is_mine=each.pk in mine) for each in shown),
        wish=asked.wish,
        is_searched=bool(asked.wish),
        shows_ended=asked.ended,
        living_url=Asked().url(),
        ended_url=Asked(ended=True).url(),
        idea_url=reverse("networks:ideas"),
        work=tuple(_work(viewer)),
        previous_url=asked.url(page=asked.page - 1) if asked.page > 1 else "",
        next_url=asked.url(page=asked.page + 1) if len(found) > PAGE_SIZE else "",
    )


def _work(viewer: Asker) -> Iterator[WorkLink]:
    """Yield what the board does about networks as a whole."""
    if may(viewer, "networks.see_cases"):
        yield WorkLink(_("Søknader og nye nettverk"), reverse("networks:cases"))
    if may(viewer, "networks.see_evaluation"):
        yield WorkLink(_("Evalueringen"), reverse("networks:evaluation"))


def some_networks(viewer: Asker, *, today: date, most: int) -> tuple[NetworkCard, ...]:
    """Return the first networks at work that the reader may see, by name, for the front page. One query."""
    found = by_name(named(visible_to(viewer, today).filter(state=State.ACTIVE), today))[:most]
    return tuple(_card(each, None, is_mine=False) for each in found)


def _card(network: Network, meeting: MeetingRow | None, *, is_mine: bool) -> NetworkCard:
    state = State(network.state)
    return NetworkCard(
        name=network.name,
        url=reverse("networks:network", args=[network.unit.slug]),
        topic=network.topic,
        purpose=_short(network.purpose),
        for_whom=for_whom(network),
        hours=network.usual_hours,
        next="" if meeting is None else in_one_line(meeting),
        state="" if state is State.ACTIVE else str(STATES[state]),
        state_kind="warning" if state is State.RESTING else "",
        is_mine=is_mine,
        is_closed=not network.is_public,
    )


def _short(text: str) -> str:
    """Return the beginning of a text, cut between words."""
    first = text.strip().split("\n", 1)[0].strip()
    if len(first) <= LONGEST:
        return first
    return f"{first[:LONGEST].rpartition(' ')[0] or first[:LONGEST]} …"


def may_be_joined(viewer: Asker, on: date) -> list[Network]:
    """Return the networks that somebody sees and that take members, with their names, by the alphabet. One query."""
    return list(by_name(named(visible_to(viewer, on).living(), on)))
