"""What stands in the repository, as the tests about the code read it."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "lokallag"
NOT_OURS = {".git", ".venv", "node_modules", "var", "__pycache__", "build", "static"}


@cache
def our_files() -> tuple[Path, ...]:
    """Return the files that belong to the project: those git follows, else all but what is built or private."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not NOT_OURS.intersection(path.relative_to(ROOT).parts)]
    else:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    return tuple(sorted(path for path in found if path.is_file()))


def text_of(path: Path) -> str:
    """Return what a file says; empty for a file that is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def product_modules() -> tuple[Path, ...]:
    """Return the Python modules of the product, migrations included."""
    return tuple(path for path in our_files() if path.suffix == ".py" and PRODUCT in path.parents)


def templates() -> tuple[Path, ...]:
    """Return the templates of the product, of pages and of letters."""
    return tuple(path for path in our_files() if PRODUCT in path.parents and "templates" in path.parts)


def said_outside_tags(source: str) -> str:
    """Return what a template says as it stands: tags, variables, comments and texts for translation left out.

    So are blocks that name a class of the page (``body_class``).
    """
    kept = []
    until = ""
    for token in Lexer(source).tokenize():
        words = token.contents.split() if token.token_type == TokenType.BLOCK else []
        name = words[0] if words else ""
        if until:
            until = "" if name == until else until
        elif name in {"blocktranslate", "blocktrans", "comment"}:
            until = f"end{name}"
        elif name == "block" and words[1].endswith("_class"):
            until = "endblock"
        elif token.token_type == TokenType.TEXT:
            kept.append(token.contents)
    return "".join(kept)


def lines_matching(pattern: str, paths: tuple[Path, ...]) -> Iterator[str]:
    """Yield ``file:line: text`` for each line that holds the pattern."""
    wanted = re.compile(pattern)
    for path in paths:
        for number, line in enumerate(text_of(path).splitlines(), 1):
            if wanted.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: {line.strip()[:160]}"
