"""How a number of members may be shown to the board. Pure.

A board member sees numbers from five upward, and as whole fives, so that nobody is found by comparing two
applications that differ by one year of age. Where too few are left outside, the number would tell of those: it is
hidden too.
"""

LEAST = 5


def shown_part(part: int, whole: int) -> int | None:
    """Return the whole five at or below ``part``; ``None`` where the part, or the rest of ``whole``, is below five."""
    if min(part, whole - part) < LEAST:
        return None
    return part - part % LEAST
