"""How counts of members are shown. Pure: no Django, no clock."""

FLOOR = 5


def shown_count(count: int, *, exact: bool) -> str:
    """Return a count of persons as it may be shown.

    :param exact: whether the reader may see counts so small that they could point to somebody (security.md B2)
    """
    if count == 0:
        return "–"
    if exact or count >= FLOOR:
        return str(count)
    return f"1–{FLOOR - 1}"
