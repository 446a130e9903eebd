"""What others write down about a person after the person has said it. Who may, and what it takes, is asked above."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.people.models import EmailChange, Person
from lokallag.people.services.factors import has_factor
from lokallag.people.services.sign_ins import end_other_sign_ins

HAS_FACTOR = _(
    "Medlemmet har ekstra sikring på innloggingen. Da bytter medlemmet selv e-postadresse, på siden Innlogging."
)


@transaction.atomic
def enter_email(*, person: Person, address: str, by: Person, at: datetime) -> str:
    """Let another address be the person's, unproved: only a code that is sent to it lets anybody in by it.

    A change that the person had begun without ending it is dropped, and all sign-ins of the person end: whoever came
    in by the old mailbox is out. Telling the old address is for the caller.
    Returns the old address, empty where there was none.

    :raises RuleViolation: the person has a second factor, and so changes the address themself
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if has_factor(person):
        raise RuleViolation(HAS_FACTOR)
    EmailChange.objects.filter(person=person, used_at=None).delete()
    old, person.email = person.email, address.strip()
    person.save(update_fields=["email"])
    if old:
        EmailChange.objects.create(person=person, address=person.email, replaced=old, asked_at=at, used_at=at)
    audit.record("people.change_contact", actor=by, target=person, at=at, details={"what": "email"})
    end_other_sign_ins(person=person, keep=None, by=by, at=at)
    return old
