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
from lokallag.events.models.notice import PARTS, MeetingNotice, NoticeDelivery
from lokallag.events.models.signup import SIGNUP_STATES, EventReport, Signup, SignupTry, Tally

__all__ = [
    "ANSWERS",
    "AUDIENCES",
    "PARTS",
    "SIGNUP_STATES",
    "STATES",
    "Event",
    "EventCoordinator",
    "EventHost",
    "EventQuerySet",
    "EventReport",
    "EventTask",
    "FeedMark",
    "FeedToken",
    "Kind",
    "MeetingNotice",
    "NoticeDelivery",
    "ProgrammeItem",
    "Signup",
    "SignupTry",
    "Tally",
]
