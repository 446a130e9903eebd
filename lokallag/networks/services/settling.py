"""What follows by itself from who sits in a steering group: it rests, it wakes, and the board is told in time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core import audit
from lokallag.followup import services as followup
from lokallag.followup.domain.lifecycle import OPEN
from lokallag.followup.models import Commitment
from lokallag.mailing.domain.kinds import Kind as MailKind
from lokallag.mailing.domain.segments import Segment, Who
from lokallag.mailing.domain.words import Words
from lokallag.mailing.queries.audience import persons_of
from lokallag.mailing.services import send_mailing
from lokallag.membership.models import Membership
from lokallag.networks.domain.lifecycle import State, may_become
from lokallag.networks.domain.terms import Stay, led_until, state_of
from lokallag.networks.models import Network
from lokallag.organisation.models import Kind, Term, Title, Unit
from lokallag.organisation.queries import main_unit, rules_on
from lokallag.organisation.services import end_term, withdraw_term
from lokallag.people.models import Language, Person

REST, WAKE = "networks.rest_network", "networks.wake_network"
ENDING = "networks.term_ends"  # with the network and the day it is the key of the board's commitment
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Board:
    """What is the same for all networks that are looked at together: the board, and how early it is told."""

    party: Unit
    notice_days: int
    leader: Person | None


def settle_steering_groups(*, at: datetime) -> int:
    """Look at all networks: who has left the party loses the seat, what nobody leads rests, the board gets its tasks.

    Done again, it changes nothing. Returns how many networks were written to. The same few queries however many
    networks there are where nothing is to be done.
    """
    today = local_date(at)
    touched = unseat_those_who_left(at=at)
    board = _board(today)
    stays = _stays(Network.objects.values_list("pk", flat=True))
    tasks = _tasks()
    for network in Network.objects.select_related("unit").order_by("pk"):
        own = stays.get(network.pk, [])
        moves = state_of(State(network.state), own, today) is not State(network.state)
        if moves or (board is not None and _tasks_differ(network, own, tasks.get(network.pk, {}), board, today)):
            settle_network(network=network, at=at)
            touched.add(network.pk)
    return len(touched)


@transaction.atomic
def settle_network(*, network: Network, at: datetime) -> Network:
    """Let a network rest or wake by who sits in it today, tell its members, and give the board its task.

    Done again, it changes nothing.
    """
    network = Network.objects.select_for_update(of=("self",)).select_related("unit").get(pk=network.pk)
    today, now = local_date(at), State(network.state)
    stays = _stays([network.pk]).get(network.pk, [])
    then = state_of(now, stays, today)
    if then is not now and may_become(now, then):
        network.state, network.rests_since = then, today if then is State.RESTING else None
        network.save(update_fields=["state", "rests_since"])
        audit.record(REST if then is State.RESTING else WAKE, actor=None, target=network, at=at)
        if then is State.RESTING:
            _tell_of_rest(network, at=at)
    board = _board(today)
    if board is not None:
        _give_task(network, stays, board, at=at)
    return network


@transaction.atomic
def unseat_those_who_left(*, at: datetime) -> set[int]:
    """End the seats of those who are not members of the party any more. Returns the networks that lost somebody.

    A term that has not begun is taken back; of the others yesterday is the last day, or the first where that is today.
    """
    today = local_date(at)
    terms = (
        Term.objects.filter(office__unit__kind=Kind.NETWORK, person__isnull=False)
        .exclude(until_on__lt=today)
        .select_related("office")
        .order_by("pk")
    )
    found = list(terms)
    members = set(
        Membership.objects.live(today)
        .filter(person_id__in={term.person_id for term in found})
        .values_list("person_id", flat=True)
    )
    lost: set[int] = set()
    for term in found:
        if term.person_id in members:
            continue
        if term.from_on > today:
            withdraw_term(term=term, by=None, at=at)
        else:
            last_day = max(term.from_on, today - ONE_DAY)
            if term.until_on == last_day:
                continue
            end_term(term=term, last_day=last_day, by=None, at=at)
        lost.add(term.office.unit_id)
    return lost


def _stays(network_ids: Iterable[int]) -> dict[int, list[Stay]]:
    """Return the seats of each network, past and to come. One query."""
    found: dict[int, list[Stay]] = {}
    rows = Term.objects.filter(office__unit_id__in=network_ids).exclude(office__title=Title.DEPUTY_MEMBER)
    for unit_id, title, first, last, person_id in rows.order_by("pk").values_list(
        "office__unit_id", "office__title", "from_on", "until_on", "person_id"
    ):
        stay = Stay(first, last, leads=title == Title.LEADER, sits=person_id is not None)
        found.setdefault(unit_id, []).append(stay)
    return found


def _board(today: date) -> Board | None:
    party = main_unit(today)
    if party is None:
        return None
    terms = Term.objects.live(today).filter(office__unit=party, office__title=Title.LEADER, person__isnull=False)
    term = terms.select_related("person").first()
    days = rules_on(party, today).whole("steering_notice_days")
    return Board(party, days, None if term is None else term.person)


def _key(network: Network, day: date) -> str:
    return f"{ENDING}:{network.pk}:{day.isoformat()}"


def _tasks(network_id: int | None = None) -> dict[int, dict[str, bool]]:
    """Return the keys of the board's commitments about ending terms by network, and which are open. One query."""
    start = f"{ENDING}:" if network_id is None else f"{ENDING}:{network_id}:"
    found: dict[int, dict[str, bool]] = {}
    rows = Commitment.objects.filter(source_key__startswith=start).order_by("pk")
    for key, state in rows.values_list("source_key", "state"):
        found.setdefault(int(key.split(":")[1]), {})[key] = state in OPEN
    return found


def _due_key(network: Network, stays: list[Stay], board: Board, today: date) -> tuple[str, date] | None:
    """Return the key of the task that the board should have, and the day the group is led until; ``None``: none yet."""
    if State(network.state) is State.ENDED or not stays:
        return None
    last_day = led_until(stays, today)
    if last_day is None or last_day - timedelta(days=board.notice_days) > today:
        return None
    return _key(network, last_day), last_day


def _tasks_differ(network: Network, stays: list[Stay], tasks: dict[str, bool], board: Board, today: date) -> bool:
    due = _due_key(network, stays, board, today)
    wanted = None if due is None else due[0]
    return (wanted is not None and wanted not in tasks) or any(
        is_open and key != wanted for key, is_open in tasks.items()
    )


def _give_task(network: Network, stays: list[Stay], board: Board, *, at: datetime) -> None:
    """Give the board the task to appoint a group, and close those that a new term has answered."""
    today = local_date(at)
    due = _due_key(network, stays, board, today)
    name = Unit.objects.named(today).get(pk=network.pk).name
    for key, is_open in _tasks(network.pk).get(network.pk, {}).items():
        if not is_open or (due is not None and key == due[0]):
            continue
        if State(network.state) is State.ENDED:
            followup.supersede_source(source_key=key, why=str(_("Nettverket er avsluttet.")), by=None, at=at)
        else:
            followup.finish_source(
                source_key=key,
                evidence=str(_("Styret har oppnevnt styringsgruppe.")),
                responsible=board.leader,
                by=None,
                at=at,
            )
    if due is None:
        return
    key, last_day = due
    words = {"network": name, "day": in_words(last_day)}
    followup.take_on(
        unit=board.party,
        title=(_("Oppnevn styringsgruppe i %(network)s") % words)[:200],
        details=_("Styringsgruppa har leder til og med %(day)s. Uten ny styringsgruppe hviler nettverket.") % words,
        due_on=max(last_day, today),
        responsible=board.leader,
        source_label=name,
        source_url=reverse("networks:steering", args=[network.unit.slug]),
        source_key=key,
        by=None,
        at=at,
    )


def _tell_of_rest(network: Network, *, at: datetime) -> None:
    """Tell those who belong and chose e-mail that the network rests, each in their own language."""
    today = local_date(at)
    segment = Segment(who=Who.BELONGING, units=(network.pk,))
    if not persons_of(segment, today).exists():
        return
    name = Unit.objects.named(today).get(pk=network.pk).name
    texts = {}
    for language in Language.values:
        with translation.override(language):
            words = {"network": name}
            texts[language] = Words(
                _("%(network)s hviler nå") % words,
                "\n\n".join(
                    (
                        _("Styringsgruppa i %(network)s er ferdig, og ingen ny er oppnevnt ennå.") % words,
                        _("Nettverket holder ingen møter så lenge. Du er fortsatt med, og trenger ikke gjøre noe."),
                        _("Vil du være med å lede det? Si fra til styret."),
                    )
                ),
                str(_("Se nettverket")),
            )
    send_mailing(
        key=f"{REST}:{network.pk}:{today.isoformat()}",
        kind=MailKind.NEWS,
        segment=segment,
        unit=network.unit,
        texts=texts,
        by=None,
        at=at,
        action_url=f"{settings.SITE_URL}{reverse('networks:network', args=[network.unit.slug])}",
    )
