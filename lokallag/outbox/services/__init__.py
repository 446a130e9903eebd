"""What other rooms do with the outbox: post, send again, and forget."""

from lokallag.outbox.services.bounces import address_works, take_in_bounce
from lokallag.outbox.services.delivering import claim, deliver, distrust_waiting, settle_abandoned, write_results
from lokallag.outbox.services.forgetting import (
    KEPT_FOR,
    SHORT_LIVED_KEPT_FOR,
    forget_address,
    forget_old,
    forget_recipient,
    forget_short_lived,
    letters_with,
    redact,
)
from lokallag.outbox.services.posting import DELIVER_JOB, is_usable, post, wake
from lokallag.outbox.services.resending import call_off, send_again

__all__ = [
    "DELIVER_JOB",
    "KEPT_FOR",
    "SHORT_LIVED_KEPT_FOR",
    "address_works",
    "call_off",
    "claim",
    "deliver",
    "distrust_waiting",
    "forget_address",
    "forget_old",
    "forget_recipient",
    "forget_short_lived",
    "is_usable",
    "letters_with",
    "post",
    "redact",
    "send_again",
    "settle_abandoned",
    "take_in_bounce",
    "wake",
    "write_results",
]
