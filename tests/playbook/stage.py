"""A library and plans for the named people: 11 March 2027 is the party's annual meeting, 9 February Haslum's."""

from datetime import UTC, date, datetime

from django.utils.timezone import now

from lokallag.organisation.models import Unit
from lokallag.playbook import services
from lokallag.playbook.models import ActivityKind, Chapter, PlannedActivity
from tests.cast import Cast

YEAR = 2027
MEETING = date(2027, 3, 11)
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def library() -> None:
    """Write the library of activity kinds down."""
    services.load_library(by=None, at=AT)


def take(people: Cast, unit: Unit, key: str, year: int = YEAR) -> PlannedActivity:
    """Take a kind into the plan of a unit."""
    kind = ActivityKind.objects.get(key=key)
    return services.take_activity(unit=unit, kind=kind, year=year, by=people["board leader"], at=now())


def set_day(people: Cast, unit: Unit, day: date, kind: str = "annual_meeting", *, is_confirmed: bool = True):
    """Set a day that others are counted from."""
    return services.set_day(
        unit=unit, kind=kind, year=day.year, day=day, is_confirmed=is_confirmed, by=people["board leader"], at=now()
    )


def publish(people: Cast, unit: Unit, year: int = YEAR) -> None:
    """Publish a plan."""
    services.publish_plan(unit=unit, year=year, by=people["board leader"], at=now())


def write_chapter(
    people: Cast,
    title: str = "Stand",
    body: str = "<p>Kom tidlig.</p>",
    *,
    is_published: bool = False,
    parent: Chapter | None = None,
) -> Chapter:
    """Write a chapter, by the board's leader."""
    by = people["board leader"]
    text = services.Text(title=title, summary=f"Om {title.lower()}", body=body, sources=("Erfaring",))
    chapter = services.add_chapter(text=text, parent=parent, by=by, at=AT)
    if is_published:
        services.publish_chapter(chapter=chapter, number=1, by=by, at=AT)
    return chapter
