"""How a telephone number is written. Pure: no Django, no clock."""


def clean_phone(written: str) -> str | None:
    """Return a number as it is kept, ``+4791234567`` or ``91234567``; ``""`` for none, ``None`` for what is no number.

    Spaces, dots, dashes and brackets do not count; ``00`` in front is ``+``.
    """
    kept = "".join(sign for sign in written if not sign.isspace() and sign not in "-–.()/")
    if kept.startswith("00"):
        kept = f"+{kept[2:]}"
    digits = kept.removeprefix("+")
    if not kept:
        return ""
    is_number = digits.isascii() and digits.isdigit()
    return kept if is_number and (7 if kept.startswith("+") else 8) <= len(digits) <= 15 else None


def spaced_phone(number: str) -> str:
    """Return a number as one reads it: "912 34 567", "67 12 34 56", "+47 912 34 567"; a foreign one as it is."""
    bare = number.removeprefix("+47")
    if len(bare) != 8 or not (bare.isascii() and bare.isdigit()):
        return number
    parts = (bare[:3], bare[3:5], bare[5:]) if bare[0] in "489" else (bare[:2], bare[2:4], bare[4:6], bare[6:])
    return " ".join((("+47",) if bare != number else ()) + parts)
