"""How a survey's box is kept: marks and seal by keys of their own, which are in no table (ADR 0025)."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lokallag.core.errors import RuleViolation
from lokallag.networks.domain.survey import packed, unpacked
from lokallag.networks.models import SurveyBox
from lokallag.people.models import Person

NONCE = 12


def _key(box: SurveyBox, purpose: str) -> bytes:
    return bytes(salted_hmac(f"lokallag.networks.survey.{purpose}", str(box.pk), algorithm="sha256").digest())


def mark_of(box: SurveyBox, person: Person) -> str:
    """Return the mark that stands for one person in one box: without the key nobody finds the person by it."""
    key = _key(box, "mark").hex()
    return salted_hmac(key, str(person.key), algorithm="sha256").hexdigest()[:32]


def sealed(box: SurveyBox, content: dict[str, list[str]]) -> bytes:
    """Return the answers as they are kept: sealed anew, so that nothing of them looks as it did before."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_key(box, "seal")).encrypt(nonce, packed(content), str(box.pk).encode())


def unsealed(box: SurveyBox) -> dict[str, list[str]]:
    """Return the answers of a box.

    :raises RuleViolation: they were sealed with another key than the site has now
    """
    kept = bytes(box.sealed)
    if not kept:
        return {}
    try:
        return unpacked(AESGCM(_key(box, "seal")).decrypt(kept[:NONCE], kept[NONCE:], str(box.pk).encode()))
    except InvalidTag as error:
        raise RuleViolation(
            _("Svarene kan ikke leses: Nettstedets hemmelige nøkkel er byttet. Se ADR 0025 i dokumentasjonen.")
        ) from error
