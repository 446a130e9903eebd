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

__all__ = [
    "ANSWERS",
    "AUDIENCES",
    "STATES",
    "Event",
    "EventCoordinator",
    "EventHost",
    "EventQuerySet",
    "EventTask",
    "Kind",
    "ProgrammeItem",
]
