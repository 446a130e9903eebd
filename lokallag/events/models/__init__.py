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
from lokallag.events.models.hours import UsualHours
from lokallag.events.models.notice import PARTS, MeetingNotice, NoticeDelivery
from lokallag.events.models.signup import SIGNUP_STATES, EventReport, Signup, SignupTry, Tally
from lokallag.events.models.speaker import MOST_TOPICS, REQUEST_STATES, Speaker, SpeakerRequest, SpeakerTopic
from lokallag.events.models.summary import MOST_SUMMARY, EventSummary

__all__ = [
    "ANSWERS",
    "AUDIENCES",
    "MOST_SUMMARY",
    "MOST_TOPICS",
    "PARTS",
    "REQUEST_STATES",
    "SIGNUP_STATES",
    "STATES",
    "Event",
    "EventCoordinator",
    "EventHost",
    "EventQuerySet",
    "EventReport",
    "EventSummary",
    "EventTask",
    "FeedMark",
    "FeedToken",
    "Kind",
    "MeetingNotice",
    "NoticeDelivery",
    "ProgrammeItem",
    "Signup",
    "SignupTry",
    "Speaker",
    "SpeakerRequest",
    "SpeakerTopic",
    "Tally",
    "UsualHours",
]
