"""The page where one would look for the button: why a network does not propose, and where a member does."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.models import Event
from lokallag.events.queries.rows import held_by
from lokallag.events.queries.summaries import published_texts
from lokallag.events.rules import visible_to
from lokallag.membership.models import BranchChoice
from lokallag.networks.models import Network
from lokallag.organisation.domain.proposing import Deed
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import leaders_of, may_propose, name_on, rules_on
from lokallag.people.models import Person

Crumbs = tuple[tuple[str, str | None], ...]
MOST_MEETINGS = 5
MOST_IN_LETTER = 700  # signs of a summary: longer addresses of letters are cut by some programs


@dataclass(frozen=True, slots=True)
class Background:
    """A meeting that the network has held: its page, and what one may take along of it.

    ``text`` holds its summary, if one is published, and the link; ``letter`` opens a letter to one's branch with as
    much of it as a letter's address takes (empty where the branch has no public address).
    """

    title: str
    held: str
    url: str
    text: str
    letter: str


@dataclass(frozen=True, slots=True)
class OwnBranch:
    """The reader's own branch: its page, who leads it, and its public address (both may be empty)."""

    name: str
    url: str
    leader: str
    email: str


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """All that ``networks/proposals.html`` shows. ``rule`` is what was decided, ``source`` where it stands."""

    title: str
    reason: str
    rule: str
    source: str
    denied: tuple[str, ...]
    crumbs: Crumbs
    branch: OwnBranch | None
    choose_url: str
    background: tuple[Background, ...]


def proposals_page(network: Network, viewer: Person, *, today: date, at: datetime) -> ProposalsPage:
    """Return why the network does not propose, the way to the reader's own branch, and what one may take there."""
    unit = network.unit
    name = name_on(unit, today)
    answer = may_propose(unit, Deed.PROPOSE, today)
    rules = rules_on(unit, today)
    branch = _own_branch(viewer, today)
    return ProposalsPage(
        title=_("Forslag fra %(network)s") % {"network": name},
        reason=answer.reason,
        rule=rules.text("networks_propose_how"),
        source=answer.source,
        denied=(
            _("fremme forslag"),
            _("foreslå endringer i andres forslag"),
            _("støtte et forslag"),
            _("foreslå kandidater til verv"),
            _("svare på en høring"),
        ),
        crumbs=(
            (_("Nettverk"), reverse("networks:list")),
            (name, reverse("networks:network", args=[unit.slug])),
            (_("Forslag"), None),
        ),
        branch=branch,
        choose_url=reverse("membership:choose"),
        background=_background(network, name, viewer, branch, at=at),
    )


def _own_branch(viewer: Person, today: date) -> OwnBranch | None:
    chosen = BranchChoice.objects.live(today).filter(membership__person=viewer).values("unit_id")
    unit = Unit.objects.open(today).filter(pk__in=chosen).named(today).first()
    if unit is None:
        return None
    leader = leaders_of([unit.pk], today).get(unit.pk)
    return OwnBranch(
        name=unit.name,
        url=reverse("territory:branch", args=[unit.slug]),
        leader="" if leader is None else leader.name,
        email=unit.public_email,
    )


def _background(
    network: Network, name: str, viewer: Person, branch: OwnBranch | None, *, at: datetime
) -> tuple[Background, ...]:
    """Return the meetings that the network has held and the reader may see, the latest first."""
    events = held_by(visible_to(viewer, local_date(at)), network.pk).filter(ends_at__lt=at)
    held = list(events.exclude(state=EventState.CANCELLED).order_by("-starts_at", "-pk")[:MOST_MEETINGS])
    summaries = published_texts(held)
    found = []
    for event in held:
        summary = summaries.get(event.pk, "").strip()
        found.append(
            Background(
                title=event.title,
                held=in_words(local_date(event.starts_at)),
                url=reverse("events:event", args=[event.slug]),
                text=_text(event, summary, name, branch),
                letter=_letter(_text(event, Truncator(summary).chars(MOST_IN_LETTER), name, branch), name, branch),
            )
        )
    return tuple(found)


def _text(event: Event, summary: str, network: str, branch: OwnBranch | None) -> str:
    """Return what one may say to one's branch: what it is about, the summary, and where the meeting stands."""
    title = {"title": event.title, "network": network}
    if branch is None:
        begin = _("Hei! Jeg vil foreslå noe. Bakgrunnen er møtet «%(title)s» i %(network)s.") % title
    else:
        begin = _("Hei! Jeg vil foreslå noe i %(branch)s. Bakgrunnen er møtet «%(title)s» i %(network)s.") % {
            "branch": branch.name,
            **title,
        }
    parts = [begin, *([f"{_('Oppsummering:')}\n{summary}"] if summary else [])]
    return "\n\n".join([*parts, f"{settings.SITE_URL}{reverse('events:event', args=[event.slug])}"])


def _letter(text: str, network: str, branch: OwnBranch | None) -> str:
    """Return an address that opens a letter to the branch; empty without one."""
    if branch is None or not branch.email:
        return ""
    said = {"subject": _("Bakgrunn fra %(network)s") % {"network": network}, "body": text}
    return f"mailto:{branch.email}?{urlencode(said, quote_via=quote)}"
