"""What may stand in a mail's head and body: in the head, nothing that begins another line. Pure."""

import unicodedata


def one_line(text: str) -> str:
    """Return the text on one line: line ends, tabs and other control characters become single spaces.

    A subject or a name can then never add a header or a recipient of its own.
    """
    if text.isprintable():  # nearly all text is, and asking costs little
        return " ".join(text.split())
    return " ".join("".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text).split())


def whole_lines(text: str) -> str:
    """Return a text with plain line ends and without control characters, ready for a mail's body."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = (line if line.isprintable() else _without_controls(line) for line in lines)
    return "\n".join(line.rstrip() for line in kept).strip("\n")


def _without_controls(line: str) -> str:
    return "".join(letter for letter in line if unicodedata.category(letter) != "Cc")
