"""What members care about, as numbers; and the pages where each ticks theirs and the board keeps the list."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.core.permissions import may
from lokallag.membership.models import Interest, InterestTopic
from lokallag.people.models import Person

FEWEST_SHOWN = 5  # members: fewer than this are not told as a number


@dataclass(frozen=True, slots=True)
class MyInterests:
    """What a person has ticked, for Min side. ``can_choose`` is whether there is anything to tick."""

    names: tuple[str, ...]
    can_choose: bool
    url: str


@dataclass(frozen=True, slots=True)
class InterestsPage:
    """All that ``membership/interests.html`` shows."""

    title: str
    form: forms.Form
    is_empty: bool
    back_url: str
    topics_url: str
    crumbs: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic: how many members have ticked it in words, and where it is renamed or dropped."""

    name: str
    count: str
    url: str


@dataclass(frozen=True, slots=True)
class TopicsPage:
    """All that ``membership/topics.html`` shows."""

    title: str
    rows: tuple[TopicRow, ...]
    form: forms.Form
    crumbs: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """All that ``membership/topic.html`` shows."""

    title: str
    count: str
    form: forms.Form
    drop_url: str
    back_url: str
    crumbs: tuple[tuple[str, str | None], ...]


def interest_counts() -> dict[str, int]:
    """Return topic → how many members have ticked it, by name. Those with fewer than five are left out. One query."""
    return {topic.name: topic.ticks for topic in _counted() if topic.ticks >= FEWEST_SHOWN}


def interested_in(topic: str) -> int | None:
    """Return how many members have ticked a topic of this name, ``None`` below five or where there is no such topic."""
    found = _counted().filter(name__iexact=topic.strip()).first()
    return found.ticks if found is not None and found.ticks >= FEWEST_SHOWN else None


def my_interests(person: Person) -> MyInterests:
    """Return what a person has ticked. One query."""
    topics = InterestTopic.objects.annotate(
        ticked=Count("interests", filter=Q(interests__person=person)),
    ).order_by("name")
    found = list(topics)
    return MyInterests(
        names=tuple(topic.name for topic in found if topic.ticked),
        can_choose=bool(found),
        url=reverse("membership:interests"),
    )


def ticked_by(person: Person) -> list[int]:
    """Return the ids of the topics that a person has ticked."""
    return list(Interest.objects.filter(person=person).values_list("topic_id", flat=True))


def topics() -> list[InterestTopic]:
    """Return all topics, by name."""
    return list(InterestTopic.objects.order_by("name"))


def interests_page(person: Person, form: forms.Form, *, is_empty: bool) -> InterestsPage:
    """Return the page where a member ticks."""
    return InterestsPage(
        title=_("Hva er du opptatt av?"),
        form=form,
        is_empty=is_empty,
        back_url=reverse("web:my_page"),
        topics_url=reverse("membership:topics") if may(person, "membership.edit_topics") else "",
        crumbs=((_("Min side"), reverse("web:my_page")), (_("Interesser"), None)),
    )


def topics_page(form: forms.Form) -> TopicsPage:
    """Return the board's list. Three queries at most, however long it is."""
    return TopicsPage(
        title=_("Temaer medlemmene kan krysse av for"),
        rows=tuple(
            TopicRow(topic.name, _in_words(topic.ticks), reverse("membership:topic", args=[topic.pk]))
            for topic in _counted()
        ),
        form=form,
        crumbs=((_("Medlemmer"), reverse("membership:lists")), (_("Temaer"), None)),
    )


def topic_page(topic: InterestTopic, form: forms.Form) -> TopicPage:
    """Return the page where one topic is renamed or dropped."""
    found = _counted().filter(pk=topic.pk).first()
    return TopicPage(
        title=topic.name,
        count=_in_words(found.ticks if found is not None else 0),
        form=form,
        drop_url=reverse("membership:drop_topic", args=[topic.pk]),
        back_url=reverse("membership:topics"),
        crumbs=(
            (_("Medlemmer"), reverse("membership:lists")),
            (_("Temaer"), reverse("membership:topics")),
            (topic.name, None),
        ),
    )


def _counted() -> Any:
    """Return the topics by name, each with ``ticks``: how many have ticked it whose membership has not ended."""
    are_members = Q(interests__person__membership__isnull=False, interests__person__membership__ended_on__isnull=True)
    return InterestTopic.objects.annotate(ticks=Count("interests", filter=are_members)).order_by("name")


def _in_words(count: int) -> str:
    if count < FEWEST_SHOWN:
        return _("færre enn fem medlemmer")
    return _("%(n)d medlemmer") % {"n": count}
