"""What the room keeps, one module per subject."""

from lokallag.events.models.event import (
    ANSWERS,
    AUDIENCES,
    STATES,
    Event,
    EventCoordinator,
    EventHost,
    EventQuerySet,
    EventTask,
    Kind,
    ProgrammeItem,
)
from lokallag.events.models.feed import FeedMark, FeedToken

__all__ = [
    "ANSWERS",
    "AUDIENCES",
    "STATES",
    "Event",
    "EventCoordinator",
    "EventHost",
    "EventQuerySet",
    "EventTask",
    "FeedMark",
    "FeedToken",
    "Kind",
    "ProgrammeItem",
]
