"""Who has joined a network, for its steering group: the name, and the channel that each has chosen. Nothing else."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.membership.domain.ages import may_be_minor
from lokallag.membership.models import Belonging, Membership
from lokallag.networks.models import Network
from lokallag.people.domain.names import sort_key

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody who has joined. ``contact`` is what they chose to be reached by, and ``href`` the link that uses it.

    Of who may be under 18 the channel alone is shown (security.md B2, rule 9): ``is_hidden`` says so.
    """

    person_id: int
    name: str
    channel: str
    contact: str
    href: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class ChannelChip:
    """A way to be reached, to show those alone who have chosen it; all of them where ``label`` says so."""

    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class MembersPage:
    """All that ``networks/member_list.html`` shows: a page of those who have joined, by family name."""

    title: str
    lead: str
    url: str
    wish: str
    channels: tuple[ChannelChip, ...]
    channel: str
    count: str
    rows: tuple[MemberRow, ...]
    shown: str
    hides_some: bool
    previous_url: str
    next_url: str
    unit_id: int
    crumbs: tuple[tuple[str, str | None], ...]


def members_page(network: Network, *, wish: str, channel: str, page: int, today: date) -> MembersPage:
    """Return a page of those who have joined the network and are members of the party today. Two queries.

    :param wish: begins of names; :param channel: the channel that is asked for, empty for all of them
    :param page: which page, from 1
    """
    joined = _searched(_joined(network, today), wish)
    if channel:
        joined = joined.filter(channel=channel)
    total = joined.count()
    first = (page - 1) * PAGE_SIZE
    found = list(joined.select_related("person").order_by("person__sort_key", "person_id")[first : first + PAGE_SIZE])
    rows = tuple(_row(each, today) for each in found)
    url = reverse("networks:members", args=[network.unit.slug])

    def to(number: int, by: str = channel) -> str:
        asked = {"q": wish, "kanal": by, "side": number if number > 1 else ""}
        parts = {name: value for name, value in asked.items() if value}
        return f"{url}?{urlencode(parts)}" if parts else url

    ways = (("", _("Alle")), *((each.value, str(each.label)) for each in Belonging.Channel))

    return MembersPage(
        title=_("Hvem som er med i %(network)s") % {"network": network.name},
        lead=_("Du ser navnet, og det hver enkelt har valgt at dere kan bruke. Bruk det bare til nettverket."),
        url=url,
        wish=wish,
        channels=tuple(ChannelChip(label, to(1, value), value == channel) for value, label in ways),
        channel=channel,
        count=ngettext("%(n)d er med", "%(n)d er med", total) % {"n": total},
        rows=rows,
        shown=_("Viser %(first)d–%(last)d av %(total)d")
        % {"first": first + 1, "last": first + len(found), "total": total}
        if found and total > PAGE_SIZE
        else "",
        hides_some=any(row.is_hidden for row in rows),
        previous_url=to(page - 1) if page > 1 else "",
        next_url=to(page + 1) if first + PAGE_SIZE < total else "",
        unit_id=network.pk,
        crumbs=(
            (_("Nettverk"), reverse("networks:list")),
            (network.name, reverse("networks:network", args=[network.unit.slug])),
            (_("Medlemmer"), None),
        ),
    )


def _joined(network: Network, today: date) -> QuerySet[Belonging]:
    live = Membership.objects.live(today).values("person_id")
    return Belonging.objects.joined().filter(unit_id=network.pk, person_id__in=live)


def _searched(joined: QuerySet[Belonging], wish: str) -> QuerySet[Belonging]:
    """Keep those for whom every word begins a part of the name; accents and capitals do not count."""
    for word in wish.split()[:6]:
        key = sort_key(word, "").strip()
        joined = joined.filter(person__sort_key__regex=rf"(^|[ -]){_plain(key)}") if key else joined.none()
    return joined


def _plain(key: str) -> str:
    """Return a key as a pattern that stands for itself."""
    return "".join(letter if letter.isalnum() else f"\\{letter}" for letter in key)


def _row(belonging: Belonging, today: date) -> MemberRow:
    person, channel = belonging.person, Belonging.Channel(belonging.channel)
    contact, href = "", ""
    if may_be_minor(person.birth_year, today.year):
        return MemberRow(person.pk, person.name, str(channel.label), "", "", channel is not Belonging.Channel.CALENDAR)
    if channel is Belonging.Channel.EMAIL:
        contact, href = person.email, f"mailto:{person.email}" if person.email else ""
    elif channel is Belonging.Channel.PHONE:
        contact, href = person.phone, f"tel:{person.phone.replace(' ', '')}" if person.phone else ""
    return MemberRow(person.pk, person.name, str(channel.label), contact, href, is_hidden=False)
