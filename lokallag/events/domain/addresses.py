"""Secret addresses: what is kept of their key. Pure."""

import hashlib


def hash_of(key: str) -> str:
    """Return what is kept of the key of a secret address, 64 signs. The key has 256 bits of chance: no salt needed."""
    return hashlib.sha256(key.encode()).hexdigest()
