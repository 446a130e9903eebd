"""Acts of the server's own hand. Whoever has the server may do them; nobody may in the web, whatever the office."""

from lokallag.core.permissions import allow, always_deny

# The page that founds asks for the set-up code instead of an office: there is no office yet.
allow("start.found_organisation", always_deny)
allow("start.break_glass", always_deny)
