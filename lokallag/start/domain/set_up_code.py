"""The code that shows that one has the server. Pure: no Django, no clock.

Sixteen characters out of 31 hold 79 bits, so it cannot be tried out; letters and digits that look alike are left out.
"""

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 16
GROUP = 4


def code_from(digest: bytes) -> str:
    """Return the code that follows from a keyed digest of at least 32 bytes, in groups: ``k7mq-3fzd-9xwp-r2tn``."""
    number = int.from_bytes(digest[:32])
    letters = []
    for _place in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    code = "".join(letters)
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def clean_code(written: str) -> str:
    """Return a code as people copy it, without space and dashes and in small letters."""
    return "".join(letter for letter in written.lower() if letter.isalnum())
