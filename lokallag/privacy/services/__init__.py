"""Writes of this room: erasing, leaving, consents."""

from lokallag.people.services import withdraw_consent
from lokallag.privacy.services.behalf import leave_for_member
from lokallag.privacy.services.consents import give_consent
from lokallag.privacy.services.erasure import (
    append_to_file,
    complete_file,
    erase_person,
    hash_of,
    ledger_path,
    reapply_erasures,
)
from lokallag.privacy.services.former import erase_former, note_expulsion
from lokallag.privacy.services.leaving import leave_party
from lokallag.privacy.services.restored import finish_restore
from lokallag.privacy.services.retention import clear, find_retention

__all__ = [
    "append_to_file",
    "clear",
    "complete_file",
    "erase_former",
    "erase_person",
    "find_retention",
    "finish_restore",
    "give_consent",
    "hash_of",
    "leave_for_member",
    "leave_party",
    "ledger_path",
    "note_expulsion",
    "reapply_erasures",
    "withdraw_consent",
]
