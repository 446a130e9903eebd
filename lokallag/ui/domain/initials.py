"""The letters that stand for a person in a ring beside the name. Pure: no Django, no clock."""


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name, in capitals.

    >>> initials("Marte Sofie Hovland")
    'MH'
    """
    words = name.replace("-", " ").split()
    ends = words[:1] if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in ends).upper()
