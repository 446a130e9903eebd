"""Sets a book in type: JSON in, PDF out, in a process of its own (``python -m lokallag.playbook.typesetter FONTS``).

typst keeps what it has laid out for the next time; in the process that serves pages that would never be given back.
Imports nothing of Django, so that it starts in a moment.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lokallag.core import typesetting
from lokallag.playbook.domain.typeset import Setting, breakable, chapter_to_typst, quoted

DATA = Path(__file__).resolve().parent / "data"


def source_of(book: Mapping[str, Any]) -> str:
    """Return the whole book as typst's markup, after what ``data/book.typ`` says."""
    keys = {chapter["key"] for chapter in book["chapters"]}
    return "\n".join(
        [(DATA / "book.typ").read_text(), *(_chapter(chapter, keys, book) for chapter in book["chapters"])]
    )


def _chapter(chapter: Mapping[str, Any], keys: set[str], book: Mapping[str, Any]) -> str:
    level = int(chapter["level"])
    body = chapter_to_typst(chapter["body"], Setting(level, keys, book["site"]))
    said = (quoted(breakable(chapter[name])) for name in ("title", "summary", "edition", "lang"))
    title, summary, edition, lang = said
    notes = "".join(f"\n#notat({quoted(note['title'])},[{_lines(note['text'])}]);\n" for note in chapter["notes"])
    sources = ",".join(f"[#{quoted(breakable(source))}]" for source in chapter["sources"])
    kinds = ",".join(f"[#{quoted(breakable(kind))}]" for kind in chapter["kinds"])
    end = f"\n#kilder({quoted(book['kinds'])},({kinds},));\n" if kinds else ""
    end += f"\n#kilder({quoted(book['sources'])},({sources},));\n" if sources else ""
    return (
        f"#kapittel({quoted(chapter['key'])},{quoted(chapter['number'])},{level},"
        f"{title},{summary},{edition},{lang})[{notes}{body}{end}];"
    )


def _lines(text: str) -> str:
    """Return plain text, its blank lines as paragraphs and its other lines as they stand."""
    paragraphs = [part.split("\n") for part in text.replace("\r", "").split("\n\n")]
    return "\n\n".join("#linebreak();".join(f"#{quoted(breakable(line))};" for line in part) for part in paragraphs)


def set_in_type(book: Mapping[str, Any], fonts: Path) -> bytes:
    """Return the book as PDF, by the standard for readers by ear unless a sign in it has no letter in any font.

    :param fonts: the folder of our own fonts
    """
    ours = typesetting.fonts_in(fonts, with_spare=True)
    said = {name: value for name, value in book.items() if name != "chapters"}
    source = source_of(book).encode()
    try:
        return typesetting.set_in_type(source, said, fonts=ours, standard=typesetting.READ_ALOUD)
    except typesetting.Unsettable:
        return typesetting.set_in_type(source, said, fonts=ours)


if __name__ == "__main__":
    sys.stdout.buffer.write(set_in_type(json.load(sys.stdin.buffer), Path(sys.argv[1])))
