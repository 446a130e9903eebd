"""Tell what a file is before it is read, and give its text. Pure: bytes in, text out.

People send what they have: a web page saved instead of the file, a PDF, Latin-1 from a spreadsheet of 2003.
Each wrong kind is named in words, with what to do instead.
"""

from django.utils.translation import gettext as _


class Unreadable(ValueError):
    """A file or text that cannot be read; ``str()`` is a sentence for the member who sent it."""


MEGABYTE = 1024 * 1024


def text_of(data: bytes, *, limit: int) -> str:
    """Return the text of ``data``: UTF-8 or UTF-16 with or without its mark, else Windows-1252 or Latin-1.

    :param limit: most bytes that are read
    :raises Unreadable: empty, too large, or no text
    """
    check_size(data, limit=limit)
    if kind := kind_of(data):
        raise Unreadable(kind)
    text = _decoded(data)
    if any(ord(char) < 32 and char not in "\t\n\r\f\v\x1a\x1c\x1d\x1e\x1f" for char in text):
        raise Unreadable(_("Dette er ikke en tekstfil. Lagre den som CSV og prøv igjen."))
    if not text.strip():
        raise Unreadable(_("Filen er tom. Se etter at du valgte riktig fil."))
    return text


def check_size(data: bytes, *, limit: int) -> None:
    """Refuse a file that is empty or has more than ``limit`` bytes.

    :raises Unreadable: so it is
    """
    if not data:
        raise Unreadable(_("Filen er tom. Se etter at du valgte riktig fil."))
    if len(data) > limit:
        message = _("Filen er større enn %(limit)s MB. Ta bort det som ikke trengs, og prøv igjen.")
        raise Unreadable(message % {"limit": limit // MEGABYTE})


def kind_of(data: bytes) -> str:
    """Return what to say of a file that is plainly something else than text, or an empty string."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = head[:200].lower()
    if head.startswith(b"%PDF"):
        return _("Dette er en PDF. Lagre regnearket eller filen den ble laget av, som CSV.")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _("Dette er et eldre regneark (.xls). Åpne det og lagre det som .xlsx.")
    if is_picture(head):
        return _("Dette er et bilde. Last opp filen med postnumrene.")
    if head.startswith(b"PK"):
        return _("Dette er et regneark eller en pakket fil, ikke en tekstfil.")
    if b"<!doctype html" in lower or b"<html" in lower:
        return _("Dette er en nettside, ikke en fil. Last ned selve filen og prøv igjen.")
    return ""


def is_picture(data: bytes) -> bool:
    """Tell whether a file is a picture, whatever its name says."""
    return data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    sample = data[:2000]
    if sample.count(0) > len(sample) // 4:
        little = sample[1::2].count(0) >= sample[::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
