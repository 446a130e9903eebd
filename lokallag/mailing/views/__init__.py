"""The pages of mailings."""

from lokallag.mailing.views.doubts import doubts, send_again
from lokallag.mailing.views.wishes import way_out, wishes
from lokallag.mailing.views.writing import discard, edit, letter, mailing, mailings, send, trial, write

__all__ = [
    "discard",
    "doubts",
    "edit",
    "letter",
    "mailing",
    "mailings",
    "send",
    "send_again",
    "trial",
    "way_out",
    "wishes",
    "write",
]
