"""Writes about interests: the board's list of topics, and what each member ticks."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.membership.models import Interest, InterestTopic
from lokallag.people.models import Person

EDIT = "membership.edit_topics"
CHOOSE = "membership.choose_interests"
MOST_TOPICS = 60
FIELDS = {"interest_topic_once": "name", "interest_topic_has_a_name": "name"}


@transaction.atomic
def add_topic(*, name: str, by: Person | None, at: datetime) -> InterestTopic:
    """Put a topic on the list.

    :raises RuleViolation: it has no name, is there already, or the list is too long to be read
    """
    if InterestTopic.objects.count() >= MOST_TOPICS:
        raise RuleViolation(
            _("Lista er full: %(most)d temaer er det meste noen leser. Slett et annet først.") % {"most": MOST_TOPICS},
            field="name",
        )
    with speaking(FIELDS):
        topic = InterestTopic.objects.create(name=_one_line(name))
    audit.record(EDIT, actor=by, target=topic, at=at)
    return topic


@transaction.atomic
def rename_topic(*, topic: InterestTopic, name: str, by: Person, at: datetime) -> InterestTopic:
    """Call a topic something else. Who has ticked it, still has.

    :raises RuleViolation: no name, or another topic has it
    """
    topic = InterestTopic.objects.select_for_update().get(pk=topic.pk)
    topic.name = _one_line(name)
    with speaking(FIELDS):
        topic.save(update_fields=["name"])
    audit.record(EDIT, actor=by, target=topic, at=at)
    return topic


@transaction.atomic
def drop_topic(*, topic: InterestTopic, by: Person, at: datetime) -> None:
    """Take a topic off the list, with all ticks for it. Done twice, it changes nothing."""
    known = InterestTopic.objects.select_for_update().filter(pk=topic.pk).first()
    if known is None:
        return
    audit.record(EDIT, actor=by, target=known, at=at, details={"dropped": True})
    known.delete()


@transaction.atomic
def choose_interests(*, person: Person, topics: Iterable[InterestTopic], by: Person, at: datetime) -> None:
    """Let a person's interests be exactly these topics. Chosen again, it changes nothing.

    A topic that was dropped meanwhile is left out.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    asked = {topic.pk for topic in topics}
    wanted = set(InterestTopic.objects.filter(pk__in=asked).values_list("pk", flat=True))
    have = set(Interest.objects.filter(person=person).values_list("topic_id", flat=True))
    if wanted == have:
        return
    Interest.objects.filter(person=person, topic_id__in=have - wanted).delete()
    on = local_date(at)
    Interest.objects.bulk_create(
        [Interest(person=person, topic_id=topic, since=on) for topic in sorted(wanted - have)], ignore_conflicts=True
    )
    audit.record(CHOOSE, actor=by, target=person, at=at)


def _one_line(name: str) -> str:
    return " ".join(name.split())[:60]
