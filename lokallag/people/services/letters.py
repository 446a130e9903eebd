"""Who may still get a letter that was written to them, as this room knows it: the person is in the register."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import chain

from lokallag.outbox.domain.checks import Answer, Waiting, only, register
from lokallag.people.models import EmailChange, Person, SignInRequest


def keys_in(letters: Sequence[Waiting]) -> list[uuid.UUID]:
    """Return the recipients' keys that could be a person's."""
    found = []
    for letter in letters:
        try:
            found.append(uuid.UUID(letter.recipient_key))
        except ValueError:
            continue
    return found


def among(letters: Sequence[Waiting], persons: Collection[uuid.UUID]) -> Answer:
    """Let through those who are among these persons' keys."""
    return only(letters, {str(key) for key in persons})


def who_exist(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let through whoever is in the register: who is erased is not written to. One query."""
    return among(letters, set(Person.objects.filter(key__in=keys_in(letters)).values_list("key", flat=True)))


def who_asked(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let codes through to those whose asking for one is still there: it goes with the person. Two queries."""
    ids = keys_in(letters)
    asked = SignInRequest.objects.filter(pk__in=ids, used_at=None).values_list("pk", flat=True)
    wished = EmailChange.objects.filter(pk__in=ids, used_at=None).values_list("pk", flat=True)
    return among(letters, set(chain(asked, wished)))


def answer_for_letters() -> None:
    """Say who may get the letters of this room."""
    for name in ("people.sign_in", "people.prove", "people.change_email"):
        register(name, who_asked)
    register("people.notice", who_exist)
