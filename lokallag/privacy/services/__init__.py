"""Writes of this room: erasing, leaving, consents."""

from lokallag.privacy.services.erasure import (
    append_to_file,
    complete_file,
    erase_person,
    hash_of,
    ledger_path,
    reapply_erasures,
)

__all__ = ["append_to_file", "complete_file", "erase_person", "hash_of", "ledger_path", "reapply_erasures"]
