"""A member's own address, checked against the postal register."""

import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lokallag.core.errors import RuleViolation
from lokallag.people import services as people
from lokallag.people.models import Person
from lokallag.territory.domain.search import understand
from lokallag.territory.models import PostalCode

SPACED_CODE = re.compile(r"^(?:\d\s?){4}(?!\s?\d)")  # "13 44": four digits first, however they are spaced


def change_address(*, person: Person, street_address: str, postal_code: str, by: Person, at: datetime) -> Person:
    """Write a person's new address. Nobody is moved by it: the choice of branch is offered again.

    :param postal_code: as written, "1344" or "1344 Haslum"
    :raises RuleViolation: it is no postal code, or the register does not have it; ``951`` is offered as ``0951``,
        never taken as it
    """
    code = postal_code_in(postal_code)
    return people.change_address(person=person, street_address=street_address, postal_code=code, by=by, at=at)


def postal_code_in(text: str) -> str:
    """Return the postal code that was written, as the register has it.

    :raises RuleViolation: as ``change_address`` says
    """
    search = understand(SPACED_CODE.sub(lambda found: f"{''.join(found[0].split())} ", text.strip()))
    if search.problem:
        raise RuleViolation(search.problem, field="postal_code")
    if not search.code:
        raise RuleViolation(_("Skriv postnummeret med tall, for eksempel 1344."), field="postal_code")
    # Before the register is imported there is nothing to check against.
    if not PostalCode.objects.in_use().filter(code=search.code).exists() and PostalCode.objects.exists():
        raise RuleViolation(
            _("Postnummer %(code)s finnes ikke. Se etter om et siffer er feil.") % {"code": search.code},
            field="postal_code",
        )
    return search.code
