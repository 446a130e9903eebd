"""What is done with mailings."""

from lokallag.mailing.services.reaching import send_again, tell_of_dead_addresses
from lokallag.mailing.services.sending import send_mailing
from lokallag.mailing.services.way_out import read_token, subscribe, token_for, unsubscribe
from lokallag.mailing.services.writing import (
    change_mailing,
    discard_mailing,
    send_draft,
    try_on_oneself,
    write_mailing,
)

__all__ = [
    "change_mailing",
    "discard_mailing",
    "read_token",
    "send_again",
    "send_draft",
    "send_mailing",
    "subscribe",
    "tell_of_dead_addresses",
    "token_for",
    "try_on_oneself",
    "unsubscribe",
    "write_mailing",
]
