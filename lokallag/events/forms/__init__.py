"""The shape of what is written about events."""

from lokallag.events.forms.afterwards import HoursForm, SummaryForm
from lokallag.events.forms.event import EventForm
from lokallag.events.forms.programme import ProgrammeForm
from lokallag.events.forms.small import CancelForm, CopyForm, InviteForm, NothingForm, PublishForm, TaskForm
from lokallag.events.forms.span import MoveForm, SpanForm
from lokallag.events.forms.speakers import AskForm, EnterAnswerForm, ReplyForm, SpeakerForm

__all__ = [
    "AskForm",
    "CancelForm",
    "CopyForm",
    "EnterAnswerForm",
    "EventForm",
    "HoursForm",
    "InviteForm",
    "MoveForm",
    "NothingForm",
    "ProgrammeForm",
    "PublishForm",
    "ReplyForm",
    "SpanForm",
    "SpeakerForm",
    "SummaryForm",
    "TaskForm",
]
