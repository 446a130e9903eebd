"""A member's own membership, as Min side shows it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker
from lokallag.membership.domain.choices import Reason, seen_by_others
from lokallag.membership.models import REASONS, BranchChoice, Membership
from lokallag.membership.queries.areas import Residence, residence_of
from lokallag.membership.queries.offers import is_open, offer_of
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import Officer, Reach, board_contact_of, leaders_of, way_to_reach
from lokallag.people.models import Person
from lokallag.territory.queries import branches

ONE_DAY = timedelta(days=1)
NO_CHOICE = 0  # what a form sends as ``seen`` where no branch was chosen


@dataclass(frozen=True, slots=True)
class Offer:
    """Another branch, offered because of a new address or a redrawn area. Both addresses take a POST with ``seen``.

    ``stay_label`` and ``stay_url`` are empty where the present branch is closed.
    """

    branch: str
    why: str
    switch_label: str
    switch_url: str
    stay_label: str
    stay_url: str


@dataclass(frozen=True, slots=True)
class PastChoice:
    """One choice in the history, newest first: the branch, the days in words, the reason in words."""

    branch: str
    period: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pick:
    """A branch that one press away asks "Bytte til …?", so that two presses on Min side are enough."""

    branch: str
    url: str


@dataclass(frozen=True, slots=True)
class MyMembership:
    """A member's own membership. ``branch`` is empty where none is chosen; dates are in words.

    ``picks`` are all other branches of the day, the one that answers where the member lives first.

    ``leader`` and ``board_contact`` are those of the branch, with the ways to reach them. ``seen`` goes with each form
    about the choice.
    """

    membership_id: int
    number: str
    joined: str
    branch: str
    branch_slug: str
    branch_is_open: bool
    since: str
    reason: str
    history: tuple[PastChoice, ...]
    offer: Offer | None
    picks: tuple[Pick, ...]
    leader: Officer | None
    board_contact: Reach | None
    lives_in: str
    seen: int
    choose_url: str
    address_url: str


def my_page_crumb() -> tuple[str, str]:
    """Return the first crumb of pages below Min side, which a room above this one owns."""
    return _("Min side"), resolve_url(settings.LOGIN_REDIRECT_URL)


def present_choice(membership: Membership, on: date) -> BranchChoice | None:
    """Return the branch choice that holds on the day, its unit with the name of the day, or ``None``."""
    choice = BranchChoice.objects.live(on).filter(membership=membership).first()
    if choice is not None:
        choice.unit = Unit.objects.named(on).get(pk=choice.unit_id)
    return choice


def membership_of(person: Asker, today: date) -> Membership | None:
    """Return the person's membership if it holds on the day."""
    if not person.is_authenticated:
        return None
    return Membership.objects.live(today).filter(person_id=person.pk).select_related("person").first()


def my_membership(person: Person, today: date) -> MyMembership | None:
    """Return a person's own membership with branch, history and offer, or ``None`` for one who is no member.

    The same number of queries however long the history.
    """
    membership = membership_of(person, today)
    if membership is None:
        return None
    choices = _choices(membership, today)
    present = next((choice for choice in choices if choice.ended_on is None), None)
    residence = residence_of(person.postal_code, today)
    contact = None if present is None else board_contact_of(present.unit, today)
    return MyMembership(
        membership_id=membership.pk,
        number=membership.number,
        joined=in_words(membership.joined_on),
        branch="" if present is None else present.unit.name,
        branch_slug="" if present is None else present.unit.slug,
        branch_is_open=present is not None and is_open(present.unit, today),
        since="" if present is None else in_words(_since(choices)),
        reason="" if present is None else reason_in_words(present),
        history=tuple(_past(choice) for choice in choices),
        offer=None if present is None else _offer(present, residence, today),
        picks=_picks(present, residence, today),
        leader=None if present is None else leaders_of([present.unit_id], today).get(present.unit_id),
        board_contact=None if contact is None else way_to_reach(contact.person),
        lives_in=residence.place,
        seen=NO_CHOICE if present is None else present.pk,
        choose_url=reverse("membership:choose"),
        address_url=reverse("membership:address"),
    )


def _since(choices: list[BranchChoice]) -> date:
    """Return the day the member came to the present branch: choosing to stay there does not begin it anew.

    :param choices: the newest first, the present one at the top
    """
    first = choices[0].chosen_on
    for earlier in choices[1:]:
        if earlier.unit_id != choices[0].unit_id or earlier.ended_on != first:
            break
        first = earlier.chosen_on
    return first


def _picks(present: BranchChoice | None, residence: Residence, today: date) -> tuple[Pick, ...]:
    mine = None if present is None else present.unit_id
    first = None if residence.unit is None else residence.unit.pk
    others = [branch for branch in branches(today) if branch.pk != mine]
    others.sort(key=lambda branch: branch.pk != first)
    return tuple(Pick(branch.name, reverse("membership:confirm", args=[branch.slug])) for branch in others)


def reason_in_words(choice: BranchChoice, *, hides_address: bool = False) -> str:
    """Return why the member belongs to the branch, with the office's own words where it was the office."""
    words = str(REASONS[seen_by_others(Reason(choice.reason), is_protected=hides_address)])
    return f"{words}: {choice.note}" if choice.note else words


def _choices(membership: Membership, today: date) -> list[BranchChoice]:
    """Return all choices of a member, the newest first, each unit with its name of the day. Two queries."""
    choices = list(membership.choices.order_by("-chosen_on", "-pk"))
    units = Unit.objects.named(today).in_bulk({choice.unit_id for choice in choices})
    for choice in choices:
        choice.unit = units[choice.unit_id]
    return choices


def past_choices(membership: Membership, today: date, *, hides_address: bool) -> tuple[PastChoice, ...]:
    """Return the branches that a member has chosen, the newest first, in words. Two queries.

    :param hides_address: whether a reason that tells where the member lives is hidden
    """
    return tuple(_past(choice, hides_address=hides_address) for choice in _choices(membership, today))


def _past(choice: BranchChoice, *, hides_address: bool = False) -> PastChoice:
    """Return the choice with its first and last day: on ``ended_on`` the next one holds already."""
    first = in_words(choice.chosen_on)
    if choice.ended_on is None:
        period = _("fra %(day)s") % {"day": first}
    else:
        last = max(choice.chosen_on, choice.ended_on - ONE_DAY)
        period = _("%(first)s til %(last)s") % {"first": first, "last": in_words(last)}
        if last == choice.chosen_on:
            period = first
    return PastChoice(choice.unit.name, period, reason_in_words(choice, hides_address=hides_address))


def _offer(present: BranchChoice, residence: Residence, today: date) -> Offer | None:
    unit = offer_of(present, residence.unit, today)
    if unit is None:
        return None
    may_stay = is_open(present.unit, today)
    return Offer(
        branch=unit.name,
        why=_("%(branch)s har nå ansvaret for %(place)s, der du bor.")
        % {"branch": unit.name, "place": residence.place},
        switch_label=_("Bytt til %(branch)s") % {"branch": unit.name},
        switch_url=reverse("membership:confirm", args=[unit.slug]),
        stay_label=_("Bli i %(branch)s") % {"branch": present.unit.name} if may_stay else "",
        stay_url=reverse("membership:confirm", args=[present.unit.slug]) if may_stay else "",
    )
