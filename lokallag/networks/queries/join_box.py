"""The box in which one joins a network, follows it, changes how it may reach one, or leaves."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.membership.domain.ages import may_be_minor
from lokallag.membership.models import Belonging
from lokallag.networks.domain.ages import REFUSED, Fit, fit
from lokallag.networks.domain.lifecycle import State, takes_members
from lokallag.networks.models import Network
from lokallag.networks.queries.networks import Own, Read
from lokallag.networks.queries.season import season_ends
from lokallag.networks.queries.words import age_rule, what_is_sent, why_not
from lokallag.people.models import Person


@dataclass(frozen=True, slots=True)
class ChannelChoice:
    """One way to be reached: what it sends, whether it is the one chosen, and what is missing before it can be."""

    value: str
    label: str
    sends: str
    is_chosen: bool
    missing: str


@dataclass(frozen=True, slots=True)
class GrownOut:
    """Thanks to somebody who has grown out of the network, and what they can choose. ``may_stay`` until answered."""

    title: str
    about: str
    may_stay: bool
    stay_label: str


@dataclass(frozen=True, slots=True)
class JoinBox:
    """All that the box shows. What one cannot do is empty or false. ``problem`` is why the last press was refused."""

    title: str
    about: str
    problem: str
    refused: str
    may_join: bool
    may_follow: bool
    may_leave: bool
    leave_label: str
    channels: tuple[ChannelChoice, ...]
    grown: GrownOut | None
    sign_in_url: str
    member_url: str
    join_url: str
    leave_url: str
    stay_url: str
    calendar_url: str


def join_box(read: Read, *, viewer: Asker, today: date, problem: str = "") -> JoinBox | None:
    """Return the box as the reader gets it; ``None`` where the network takes nobody.

    No query beside those that ask who the reader is, one or two for somebody who has grown out of the network.
    """
    network, present = read.network, read.own
    if not takes_members(State(network.state)):
        return None
    slug = network.unit.slug
    person = viewer if isinstance(viewer, Person) else None
    is_member = person is not None and may(person, "networks.join_network", network)
    found = Fit.FITS if person is None else _fit(network, person, today)
    has_joined = present is not None and present.has_joined
    title, about = _words(network, present, found, is_member=is_member, is_known=person is not None)
    may_join = is_member and not has_joined and found not in REFUSED
    here = reverse("networks:network", args=[slug])
    return JoinBox(
        title=title,
        about=about,
        problem=problem,
        refused=why_not(found, network) if is_member and not has_joined and found in REFUSED else "",
        may_join=may_join,
        may_follow=is_member and present is None,
        may_leave=present is not None,
        leave_label=_("Gå ut av nettverket") if has_joined else _("Slutt å følge"),
        channels=_channels(present, person, today) if has_joined and is_member and person is not None else (),
        grown=_grown(present, network, found, today) if has_joined else None,
        sign_in_url="" if person is not None else f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': here})}",
        member_url="" if is_member else f"{reverse('web:front_page')}#bli-medlem",
        join_url=reverse("networks:join", args=[slug]),
        leave_url=reverse("networks:leave", args=[slug]),
        stay_url=reverse("networks:stay", args=[slug]),
        calendar_url=reverse("events:own_calendar") if is_member else reverse("events:feed_of_unit", args=[slug]),
    )


def _fit(network: Network, person: Person, today: date) -> Fit:
    return fit(person.birth_year, year=today.year, first=network.age_from, last=network.age_until)


def _words(network: Network, present: Own | None, found: Fit, *, is_member: bool, is_known: bool) -> tuple[str, str]:
    """Return the heading of the box and what follows it."""
    if present is not None and present.has_joined:
        return _("Du er med"), _("Bare styringsgruppa ser at du er med. Du kan gå ut når du vil.")
    if present is not None:
        return _("Du følger nettverket"), _("Møtene står i kalenderen. Ingen andre ser at du følger.")
    if not is_known:
        return _("Bli med"), _("Nettverket er for medlemmer. De åpne møtene er for alle, og står i kalenderen.")
    if not is_member:
        return _("Bli med"), _("Bare medlemmer av partiet kan bli med. De åpne møtene er for alle.")
    if found is Fit.UNKNOWN:
        return _("Bli med"), _("%(rule)s Vi har ikke fødselsåret ditt, og stoler på deg.") % {"rule": age_rule(network)}
    return _("Bli med"), _("Bare styringsgruppa ser at du er med. Du kan gå ut når du vil.")


def _channels(present: Own | None, person: Person, today: date) -> tuple[ChannelChoice, ...]:
    missing = {
        Belonging.Channel.EMAIL: "" if person.email else _("Vi har ingen e-postadresse til deg."),
        Belonging.Channel.PHONE: "" if person.phone else _("Vi har ikke telefonnummeret ditt."),
    }
    return tuple(
        ChannelChoice(
            value=channel.value,
            label=str(channel.label),
            sends=what_is_sent(channel, may_be_minor=may_be_minor(person.birth_year, today.year)),
            is_chosen=present is not None and present.channel == channel,
            missing=missing.get(channel, ""),
        )
        for channel in Belonging.Channel
    )


def _grown(present: Own | None, network: Network, found: Fit, today: date) -> GrownOut | None:
    if present is None or found is not Fit.TOO_OLD:
        return None
    title = _("Takk for at du er med")
    words = {"age": network.age_until}
    if present.stays_until is not None:
        return GrownOut(
            title,
            _("Du er med ut sesongen, til %(day)s. Etter det følger du kalenderen.")
            % {"day": in_words(present.stays_until)},
            may_stay=False,
            stay_label="",
        )
    return GrownOut(
        title,
        _(
            "Nettverket er for dem som er %(age)d år eller yngre, ut det året de fyller %(age)d. "
            "Du er fortsatt med. Velg selv hva du vil."
        )
        % words,
        may_stay=True,
        stay_label=_("Bli ut sesongen, til %(day)s") % {"day": in_words(season_ends(today))},
    )
