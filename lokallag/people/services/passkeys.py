"""Passkeys (WebAuthn): keys in people's own devices, bound to our address, so that no false page can ask for them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.people.models import Passkey, Person
from lokallag.people.services.factors import Kind, after_removal, first_recovery_codes, keep_one, passed
from lokallag.people.services.notices import Notice, notify

NOT_TAKEN = _("Passnøkkelen ble ikke godtatt. Prøv igjen, eller bruk en kode.")
State = dict[str, Any]  # what the session keeps between the question and the answer: the challenge


def _server() -> Fido2Server:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host, name="Lokallag"), verify_origin=lambda origin: origin == settings.SITE_URL
    )


def _credentials(person: Person) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(bytes(row.credential)) for row in Passkey.objects.filter(person=person)]


def ask_to_add(*, person: Person) -> tuple[Mapping[str, Any], State]:
    """Return what the browser is asked when a new passkey is made, and the state to keep until it answers."""
    user = PublicKeyCredentialUserEntity(id=person.key.bytes, name=person.name, display_name=person.name)
    options, state = _server().register_begin(
        user,
        _credentials(person),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), state


@transaction.atomic
def add_passkey(
    *, person: Person, state: State | None, answer: str, name: str, by: Person, at: datetime
) -> tuple[str, ...]:
    """Let a key in one of the person's devices be a second factor. Returns recovery codes where there were none.

    :param answer: what the browser answered, as JSON
    :raises RuleViolation: it does not answer our question, was made for another address, or is here already
    """
    try:
        made = _server().register_complete(state or {}, RegistrationResponse.from_dict(json.loads(answer)))
        credential = made.credential_data
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RuleViolation(NOT_TAKEN) from error
    if credential is None:
        raise RuleViolation(NOT_TAKEN)
    with speaking():
        Passkey.objects.create(
            person=person,
            name=" ".join(name.split())[:60] or str(_("Passnøkkel")),
            credential_id=credential.credential_id,
            credential=bytes(credential),
            sign_count=made.counter,
            added_at=at,
        )
    audit.record("people.add_factor", actor=by, target=person, at=at, details={"kind": str(Kind.PASSKEY)})
    notify(person=person, notice=Notice.FACTOR_ADDED, at=at)
    return first_recovery_codes(person=person, by=by, at=at)


def ask_for_passkey(*, person: Person) -> tuple[Mapping[str, Any], State]:
    """Return what the browser is asked when a passkey is given, and the state to keep until it answers."""
    options, state = _server().authenticate_begin(
        _credentials(person), user_verification=UserVerificationRequirement.PREFERRED
    )
    return dict(options), state


@transaction.atomic
def use_passkey(*, person: Person, state: State | None, answer: str, at: datetime) -> None:
    """Take a passkey as the person's second factor.

    :raises RuleViolation: it is none of theirs, does not answer our question, or has been copied (its count went back)
    """
    try:
        given = AuthenticationResponse.from_dict(json.loads(answer))
        used = _server().authenticate_complete(state or {}, _credentials(person), given)
        count = given.response.authenticator_data.counter
    except Exception as error:
        # The library lets errors of its cryptography through, too; whatever is wrong with it, it is not taken.
        raise RuleViolation(NOT_TAKEN) from error
    row = Passkey.objects.select_for_update().get(person=person, credential_id=used.credential_id)
    if (count or row.sign_count) and count <= row.sign_count:
        raise RuleViolation(NOT_TAKEN)
    row.sign_count, row.used_at = count, at
    row.save(update_fields=["sign_count", "used_at"])
    passed(person=person, kind=Kind.PASSKEY, at=at)


@transaction.atomic
def remove_passkey(*, person: Person, key: int, by: Person, at: datetime) -> bool:
    """Remove one of the person's passkeys. Returns whether there was one: another's is none.

    :raises RuleViolation: it is the only second factor of somebody who needs one
    """
    keep_one(person, without=Kind.PASSKEY, key=key)
    removed, _tables = Passkey.objects.filter(person=person, pk=key).delete()
    if removed:
        after_removal(person=person, kind=Kind.PASSKEY, by=by, at=at)
    return bool(removed)
