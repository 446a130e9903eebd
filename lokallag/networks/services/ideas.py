"""Writes about ideas: three lines, companions who say yes themselves, and a contact on the board."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.keeping import EVERYTHING, Period, delete_some
from lokallag.core.stale import check_fresh
from lokallag.followup.services import supersede_source, take_on
from lokallag.membership.models import Membership
from lokallag.networks.domain import ideas
from lokallag.networks.domain.ideas import IdeaState
from lokallag.networks.models import Companion, Idea, Network
from lokallag.networks.services import letters
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import rules_in_one_query, sits_on_board
from lokallag.people.models import Person

WRITE, EDIT, JOIN = "networks.write_idea", "networks.edit_idea", "networks.join_idea"
LEFT_LYING = Period(months=12)
MOST_OPEN = 5  # ideas that one member has going at a time
FIELDS = {"idea_has_a_topic": "topic", "idea_has_a_text": "text"}
CLOSED = gettext_lazy("Ideen er avsluttet. Skriv en ny hvis du vil ta den opp igjen.")
NOT_OPEN = gettext_lazy("Ideen er ikke lagt ut lenger. Den som har den, kan ha trukket den eller søkt om et nettverk.")


@transaction.atomic
def write_idea(*, owner: Person, topic: str, text: str, by: Person, at: datetime) -> Idea:
    """Write down an idea. Nobody else reads it until its owner publishes it or brings it to somebody.

    :raises RuleViolation: topic or text is missing, or the member has too many going
    """
    Person.objects.select_for_update(no_key=True).get(pk=owner.pk)
    if Idea.objects.filter(owner=owner).exclude(state=IdeaState.CLOSED).count() >= MOST_OPEN:
        raise RuleViolation(
            _("Du har %(most)d ideer gående. Avslutt en av dem, så er det plass til en ny.") % {"most": MOST_OPEN}
        )
    with speaking(FIELDS):
        idea = Idea.objects.create(owner=owner, topic=_line(topic), text=text.strip(), made_at=at, updated_at=at)
    audit.record(WRITE, actor=by, target=idea, at=at)
    return idea


@transaction.atomic
def change_idea(*, idea: Idea, topic: str, text: str, by: Person, at: datetime, seen: str | None = None) -> Idea:
    """Say it in other words.

    :raises StalePage: it was changed in another window meanwhile
    :raises RuleViolation: it is closed, or topic or text is missing
    """
    idea = _open(idea)
    check_fresh(seen, idea.fingerprint)
    idea.topic, idea.text, idea.updated_at = _line(topic), text.strip(), at
    with speaking(FIELDS):
        idea.save(update_fields=["topic", "text", "updated_at"])
    audit.record(EDIT, actor=by, target=idea, at=at)
    return idea


@transaction.atomic
def publish_idea(*, idea: Idea, by: Person, at: datetime) -> Idea:
    """Let members read the idea and the name of who has it. Done twice, it changes nothing.

    :raises RuleViolation: it is closed
    """
    return _move(_open(idea), IdeaState.PUBLISHED, by=by, at=at)


@transaction.atomic
def unpublish_idea(*, idea: Idea, by: Person, at: datetime) -> Idea:
    """Take the idea back from members. Those who are with it, still are.

    :raises RuleViolation: it is closed
    """
    return _move(_open(idea), IdeaState.KEPT, by=by, at=at)


@transaction.atomic
def close_idea(*, idea: Idea, by: Person, at: datetime) -> Idea:
    """End an idea that is over. Who was with it, is taken off. Twice changes nothing."""
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    if idea.state == IdeaState.CLOSED:
        return idea
    idea.companions.all().delete()
    return _move(idea, IdeaState.CLOSED, by=by, at=at)


@transaction.atomic
def end_as_network(*, idea: Idea, network: Network, told: Collection[int], by: Person | None, at: datetime) -> Idea:
    """End an idea that became a network. Those who are with it stay, so that its page leads them there, and are told.

    One that is closed already stays as it is; twice changes nothing.

    :param told: ids of persons who are told of the network in another letter
    """
    idea = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    if idea.state == IdeaState.CLOSED:
        return idea
    idea = _move(idea, IdeaState.CLOSED, by=by, at=at)
    for companion in idea.companions.exclude(person_id__in=told).select_related("person").order_by("pk"):
        letters.tell_of_network(companion, idea, network, at=at)
    return idea


@transaction.atomic
def bring_to_board(*, idea: Idea, contact: Person, party: Unit, by: Person, at: datetime) -> Idea:
    """Bring an idea to one on the board: they see it, and get a task to answer within the days of the rule set.

    Brought to another one later, the first need not answer any more.

    :raises RuleViolation: it is closed, or the one chosen does not sit on the board
    """
    idea, on = _open(idea), local_date(at)
    if not sits_on_board(contact, on):
        raise RuleViolation(_("Denne personen sitter ikke i styret nå. Velg en annen."), field="contact")
    if idea.contact_id == contact.pk:
        return idea
    _let_contact_go(idea, by=by, at=at)
    idea.contact, idea.contacted_at, idea.updated_at = contact, at, at
    idea.save(update_fields=["contact", "contacted_at", "updated_at"])
    with override(contact.language):
        title, label = _("Svar på en idé til et nettverk: %(topic)s") % {"topic": idea.topic}, _("Idé fra et medlem")
    take_on(
        unit=party,
        title=title,
        due_on=on + timedelta(days=rules_in_one_query(party, on).whole("idea_answer_days")),
        responsible=contact,
        source_label=label,
        source_url=reverse("networks:idea", args=[idea.pk]),
        source_key=_key(idea),
        by=by,
        at=at,
    )
    audit.record(EDIT, actor=by, target=idea, at=at, details={"contact": contact.pk})
    return idea


@transaction.atomic
def join_idea(*, idea: Idea, person: Person, shows_name: bool, by: Person, at: datetime) -> Companion:
    """Let a member be with an idea: counted, and by name where they say yes to that. Twice changes nothing.

    :raises RuleViolation: the idea is not published, or it is the member's own
    """
    idea = Idea.objects.select_for_update(of=("self",)).select_related("owner").get(pk=idea.pk)
    if not ideas.takes_companions(IdeaState(idea.state)):
        raise RuleViolation(NOT_OPEN)
    if idea.owner_id == person.pk:
        raise RuleViolation(_("Dette er din egen idé, så du er med fra før."))
    companion, is_new = Companion.objects.get_or_create(
        idea=idea, person=person, defaults={"shows_name": shows_name, "since": at}
    )
    if not is_new and companion.shows_name == shows_name:
        return companion
    companion.shows_name = shows_name
    companion.save(update_fields=["shows_name"])
    audit.record(JOIN, actor=by, target=companion, at=at, details={"shows_name": shows_name})
    if is_new:
        letters.tell_of_companion(idea, at=at)
    return companion


@transaction.atomic
def leave_idea(*, idea: Idea, person: Person, by: Person, at: datetime) -> bool:
    """Take a yes back, whatever has become of the idea. Returns whether there was one."""
    gone, _tables = Companion.objects.filter(idea=idea, person=person).delete()
    if gone:
        audit.record(JOIN, actor=by, target=idea, at=at, details={"left": True})
    return bool(gone)


def ideas_over(at: datetime, kept: Period) -> Q:
    """Return which ideas are over for so long that they go: closed, or not touched by anybody."""
    return Q(closed_at__lt=kept.before(at)) | Q(closed_at__isnull=True, updated_at__lt=LEFT_LYING.before(at))


def forget_ideas(*, at: datetime, kept: Period, most: int = EVERYTHING) -> int:
    """Delete ideas that were closed, or left lying. Returns how many."""
    found = Idea.objects.filter(ideas_over(at, kept)).order_by("updated_at", "pk")
    with transaction.atomic():
        for idea in found[:most]:
            _let_contact_go(idea, by=None, at=at)
        return delete_some(found, most=most)


@transaction.atomic
def forget_ideas_of_former(*, at: datetime, most: int = EVERYTHING) -> int:
    """Delete ideas of those who are members no longer, and take them off the ideas of others. Returns how many."""
    live = Membership.objects.live(local_date(at)).values("person_id")
    gone = Companion.objects.exclude(person_id__in=live).delete()[0]
    for idea in Idea.objects.exclude(owner_id__in=live).order_by("pk")[:most]:
        drop_idea(idea, at=at)
        gone += 1
    return gone


def drop_idea(idea: Idea, *, at: datetime) -> None:
    """Delete an idea, and let the one on the board go who was to answer it."""
    _let_contact_go(idea, by=None, at=at)
    idea.delete()


def _let_contact_go(idea: Idea, *, by: Person | None, at: datetime) -> None:
    supersede_source(
        source_key=_key(idea), why=str(_("Ideen er trukket, endret eller tatt opp med en annen.")), by=by, at=at
    )


def _key(idea: Idea) -> str:
    """Return what the contact's task is known by: each time it is brought to somebody is a task of its own."""
    moment = int(idea.contacted_at.timestamp()) if idea.contacted_at is not None else 0
    return f"networks.idea:{idea.pk}:{moment}"


def _open(idea: Idea) -> Idea:
    found = Idea.objects.select_for_update(of=("self",)).get(pk=idea.pk)
    if not ideas.takes_changes(IdeaState(found.state)):
        raise RuleViolation(CLOSED)
    return found


def _move(idea: Idea, then: IdeaState, *, by: Person | None, at: datetime) -> Idea:
    if idea.state == then:
        return idea
    if not ideas.may_become(IdeaState(idea.state), then):
        raise RuleViolation(CLOSED)
    idea.state, idea.updated_at = then, at
    if then is IdeaState.PUBLISHED:
        idea.published_at = at
    if then is IdeaState.CLOSED:
        _let_contact_go(idea, by=by, at=at)
        idea.closed_at = at
    idea.save(update_fields=["state", "updated_at", "published_at", "closed_at"])
    audit.record(EDIT, actor=by, target=idea, at=at, details={"state": then.value})
    return idea


def _line(text: str) -> str:
    return " ".join(text.split())
