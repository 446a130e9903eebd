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
