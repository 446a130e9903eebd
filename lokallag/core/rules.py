"""Acts of the house itself. Jobs and services do them through ``core.audit``; nobody may in the web."""

from lokallag.core.permissions import allow, always_deny

allow("core.erase_person", always_deny)
allow("core.drop_expired", always_deny)
