"""The file while it waits: sealed at rest under a key of its own, and opened by the browser that sent it alone."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.utils.crypto import salted_hmac


def _fernet() -> Fernet:
    key = salted_hmac("lokallag.register.sealing", "v1", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(data: bytes) -> bytes:
    """Return a file as it is kept."""
    return _fernet().encrypt(data)


def unseal(sealed: bytes) -> bytes:
    """Return a file as it was sent."""
    return _fernet().decrypt(sealed)


def hash_of_browser(secret: str) -> str:
    """Return what is kept of the secret of a browser."""
    return hashlib.sha256(secret.encode()).hexdigest()
