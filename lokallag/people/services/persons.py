"""Writes about persons."""

from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.people.domain import names
from lokallag.people.models import DemoPerson, DemoRole, Gender, Language, Person


@transaction.atomic
def register_person(
    *,
    given_name: str,
    family_name: str,
    by: Person | None,
    at: datetime,
    email: str = "",
    phone: str = "",
    birth_year: int | None = None,
    street_address: str = "",
    postal_code: str = "",
    gender: str = Gender.UNKNOWN,
    language: str = Language.BOKMAAL,
    is_protected: bool = False,
) -> Person:
    """Write down a person, who can then sign in with the e-mail address, if there is one.

    :param by: who wrote it down; ``None`` is a command on the server
    :raises RuleViolation: a name is missing, the postal code is not four digits, or the year of birth is not possible
    """
    given_name, family_name = names.clean_name(given_name), names.clean_name(family_name)
    with speaking():
        person = Person.objects.create(
            given_name=given_name,
            family_name=family_name,
            sort_key=names.sort_key(family_name, given_name),
            email=email.strip(),
            phone=phone.strip(),
            birth_year=birth_year,
            street_address=street_address.strip(),
            postal_code=postal_code.strip(),
            gender=gender,
            language=language,
            is_protected=is_protected,
            created_at=at,
            password=UNUSABLE_PASSWORD_PREFIX,
        )
    audit.record("people.register_person", actor=by, target=person, at=at)
    return person


@transaction.atomic
def change_address(*, person: Person, street_address: str, postal_code: str, by: Person, at: datetime) -> Person:
    """Write a person's new address. It moves nobody to another branch: membership offers the choice again.

    :raises RuleViolation: the postal code is not four digits
    """
    person.street_address, person.postal_code = street_address.strip(), postal_code.strip()
    with speaking():
        person.save(update_fields=["street_address", "postal_code"])
    audit.record("people.change_address", actor=by, target=person, at=at)
    return person


@transaction.atomic
def set_protected(*, person: Person, is_protected: bool, by: Person | None, at: datetime) -> Person:
    """Write down whether a person's address is protected: then one named person sees it, or nobody.

    The same answer twice changes nothing.
    """
    found = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if found.is_protected != is_protected:
        found.is_protected = is_protected
        found.save(update_fields=["is_protected"])
        audit.record("people.set_protected", actor=by, target=found, at=at, details={"protected": is_protected})
    person.is_protected = is_protected
    return found


@transaction.atomic
def choose_language(*, person: Person, language: Language, by: Person, at: datetime) -> Person:
    """Write down the language that a person reads screens and messages in. From then on it is their own choice."""
    person.language, person.language_is_chosen = language, True
    person.save(update_fields=["language", "language_is_chosen"])
    audit.record("people.choose_language", actor=by, target=person, at=at, details={"language": str(language)})
    return person


def mark_demo_person(*, role: DemoRole, person: Person) -> DemoPerson:
    """Say whom one signs in as when one presses the button of ``role`` in the demo; the last one said counts.

    The row opens nothing by itself: the button works only where ``core.demo.demo_is_open``.
    """
    demo_person, _is_new = DemoPerson.objects.update_or_create(role=role, defaults={"person": person})
    return demo_person
