"""Writes of this room: erasing, leaving, consents."""

from lokallag.privacy.services.behalf import leave_for_member
from lokallag.privacy.services.consents import give_consent, withdraw_consent
from lokallag.privacy.services.erasure import (
    append_to_file,
    complete_file,
    erase_person,
    hash_of,
    ledger_path,
    reapply_erasures,
)
from lokallag.privacy.services.leaving import LAST_APPROVER, leave_party

__all__ = [
    "LAST_APPROVER",
    "append_to_file",
    "complete_file",
    "erase_person",
    "give_consent",
    "hash_of",
    "leave_for_member",
    "leave_party",
    "ledger_path",
    "reapply_erasures",
    "withdraw_consent",
]
