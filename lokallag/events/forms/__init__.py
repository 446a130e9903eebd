"""The shape of what is written about events."""

from lokallag.events.forms.event import EventForm
from lokallag.events.forms.programme import ProgrammeForm
from lokallag.events.forms.small import CancelForm, CopyForm, InviteForm, PublishForm, TaskForm
from lokallag.events.forms.span import MoveForm, SpanForm

__all__ = [
    "CancelForm",
    "CopyForm",
    "EventForm",
    "InviteForm",
    "MoveForm",
    "ProgrammeForm",
    "PublishForm",
    "SpanForm",
    "TaskForm",
]
