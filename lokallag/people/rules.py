"""Who may do what with persons. Who sees whom follows from offices and is granted in the rooms above."""

from lokallag.core.permissions import Asker, allow, always_deny, predicate
from lokallag.people.models import Person


@predicate
def is_own(person: Asker, target: Person | None) -> bool:
    """Tell whether the target is the person asking."""
    return person.is_authenticated and target is not None and person.pk == target.pk


# Persons are written down by commands and by the rooms above, which ask their own acts first.
allow("people.register_person", always_deny)
allow("people.change_address", is_own, own=is_own)
allow("people.set_protected", is_own, own=is_own)  # the board's officers have an act of membership for it
allow("people.choose_language", is_own, own=is_own)
allow("people.add_factor", is_own, own=is_own)
allow("people.remove_factor", is_own, own=is_own)
allow("people.use_factor", is_own, own=is_own)
allow("people.end_sign_in", is_own, own=is_own)
allow("people.change_contact", is_own, own=is_own)
allow("people.change_consent", is_own, own=is_own)
