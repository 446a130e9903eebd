"""The texts of the screens in three languages, without system gettext: ``python -m lokallag.core.i18n``.

Bokmål is the source (ADR 0004): what stands in the code is what a reader of bokmål sees. ``extract`` gathers those
texts into ``locale/nn`` and ``locale/en`` and keeps what is translated, ``compile`` writes what Django reads, and
``check`` refuses a text that is missing, left over, or wrong in a way that a machine can see. No settings are needed.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"
TARGETS = {"nn": "nynorsk", "en": "English"}

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
SKIPPED_FOLDERS = {"migrations", "static", "frontend", "locale", "node_modules", "__pycache__"}
TEMPLATE_ENDINGS = {".html", ".txt", ".svg", ".xml", ".mjml"}

# Whole words of bokmål that nynorsk writes otherwise. The first row is the issue's own, the rest are the house's.
BOKMAAL_WORDS = """
ikke hvordan hva fra noen medlemmer
avdelinger bare ble bor bruker dere deres disse egen eget en endringer et finner flere forslagene gjelder gjør gjøre
hun hver hvem hvert hvilke hvilken hvilket hvor hvorfor jeg kommer lagret leder lederen ledere medlemmene medlemmet
mer mye navn navnet noe selv senere siden skriver slutter tidligere uke uken uker vedtatt velger være vært
"""
NOT_NYNORSK = frozenset(BOKMAAL_WORDS.split())

PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w*\}")
TEXT_IN_TAG = re.compile(r"""_\((?P<text>"[^"]*"|'[^']*')\)""")

MessageId = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A text to translate: one string, or singular and plural; ``context`` tells two equal texts apart."""

    text: MessageId
    context: str | None = None


def _quoted(bit: str) -> str | None:
    """Return the text of a quoted word of a tag, filters left out; ``None`` if it is a variable."""
    if bit[:1] not in {'"', "'"} or bit.find(bit[0], 1) < 0:
        return None
    return bit[1 : bit.find(bit[0], 1)]


def _after(bits: list[str], word: str) -> str | None:
    """Return the quoted text that follows ``word`` in a tag."""
    return _quoted(bits[bits.index(word) + 1]) if word in bits[:-1] else None


def _as_message(tokens: Iterable[Token], *, trimmed: bool) -> str:
    """Return the text between two tags as Django will look it up: ``{{ x }}`` is ``%(x)s``, a per cent sign doubled."""
    parts = (
        f"%({token.contents})s" if token.token_type == TokenType.VAR else token.contents.replace("%", "%%")
        for token in tokens
    )
    text = "".join(parts)
    return trim_whitespace(text) if trimmed else text


def texts_of_template(source: str) -> Iterator[Found]:
    """Yield the texts to translate in a Django template, in the order they stand.

    Read are ``translate``, ``blocktranslate`` (with ``trimmed``, ``context``, ``plural``) and ``_("…")`` in tags and
    variables.

    :raises ValueError: a ``blocktranslate`` holds a tag or is never closed
    """
    tokens = iter(Lexer(source).tokenize())
    in_comment = False
    for token in tokens:
        words = token.contents.split() if token.token_type == TokenType.BLOCK else []
        name = words[0] if words else ""
        if in_comment or name == "comment":
            in_comment = name != "endcomment"
            continue
        if token.token_type not in {TokenType.BLOCK, TokenType.VAR}:
            continue
        for match in TEXT_IN_TAG.finditer(token.contents):
            yield Found(match["text"][1:-1].replace("%", "%%"))
        if name in {"translate", "trans"}:
            bits = list(smart_split(token.contents))
            text = _quoted(bits[1])
            if text is not None:
                yield Found(text.replace("%", "%%"), _after(bits, "context"))
        elif name in {"blocktranslate", "blocktrans"}:
            yield _block(token, tokens)


def _block(opening: Token, tokens: Iterator[Token]) -> Found:
    """Return the text of a ``blocktranslate`` whose first tag is ``opening``; ``tokens`` is left after its last."""
    bits = list(smart_split(opening.contents))
    trimmed = "trimmed" in bits
    forms: list[list[Token]] = [[]]
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            if token.contents.split()[0] in {"endblocktranslate", "endblocktrans"}:
                break
            if token.contents.strip() != "plural":
                raise ValueError(f"a tag inside blocktranslate: {token.contents}")
            forms.append([])
        elif token.token_type != TokenType.COMMENT:
            forms[-1].append(token)
    else:
        raise ValueError(f"never closed: {opening.contents}")
    texts = [_as_message(form, trimmed=trimmed) for form in forms]
    return Found(texts[0] if len(texts) == 1 else (texts[0], texts[1]), _after(bits, "context"))


def texts_of_python(source: bytes) -> Iterator[Found]:
    """Yield the texts to translate in a Python module, in the order they stand."""
    extractor = cast(Callable[..., Any], extract_python)
    for _line, text, _comments, context in extract(extractor, BytesIO(source), KEYWORDS):
        yield Found(text if isinstance(text, str) else (text[0], text[1]), context)


def sources(root: Path = PACKAGE) -> Iterator[Path]:
    """Yield the files that can hold texts, in the order of their names."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if SKIPPED_FOLDERS.intersection(parts) or not path.is_file():
            continue
        if path.suffix == ".py" or ("templates" in parts and path.suffix in TEMPLATE_ENDINGS):
            yield path


def gather(root: Path = PACKAGE) -> Catalog:
    """Return all texts of the code with the files they stand in (no line numbers, so that diffs stay small).

    :raises ValueError: a template cannot be read; the message names it
    """
    catalog = Catalog(charset="utf-8")
    for path in sources(root):
        try:
            if path.suffix == ".py":
                found = list(texts_of_python(path.read_bytes()))
            else:
                found = list(texts_of_template(path.read_text()))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
        place = path.relative_to(root.parent).as_posix()
        for item in found:
            catalog.add(item.text, locations=[(place, 0)], context=item.context)
    return catalog


def catalog_path(language: str, locale: Path = LOCALE) -> Path:
    """Return the file that a language's translations stand in."""
    return locale / language / "LC_MESSAGES" / "django.po"


def read_catalog(path: Path, language: str) -> Catalog:
    """Return the translations in a file; an empty catalog if there is none."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def entries(catalog: Catalog) -> Iterator[Message]:
    """Yield the messages of a catalog, its header left out."""
    return (message for message in catalog if message.id)


def merged(texts: Catalog, known: Catalog, language: str) -> Catalog:
    """Return all ``texts`` with the translations that are ``known``; what no text uses any more is dropped."""
    result = Catalog(locale=language, charset="utf-8")
    for message in entries(texts):
        before = known.get(message.id, message.context)
        string = before.string if before is not None and before.pluralizable == message.pluralizable else None
        flags = before.flags & {"fuzzy"} if before is not None else set()
        places = sorted({place for place, _line in message.locations})
        result.add(message.id, string, locations=[(place, 0) for place in places], flags=flags, context=message.context)
    return result


def write_catalog(catalog: Catalog, path: Path, language: str) -> None:
    """Write translations to a file: sorted by source text, with a header that never changes by itself."""
    body = BytesIO()
    write_po(body, catalog, width=110, omit_header=True, sort_output=True, include_lineno=False)
    header = (
        f"# Lokallag, {TARGETS.get(language, language)}. Gathered by `python -m lokallag.core.i18n extract`.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header.encode() + body.getvalue().rstrip() + b"\n")


def _forms(value: object) -> list[str]:
    """Return the forms of a source text or translation: one, or one per plural form."""
    if isinstance(value, str):
        return [value]
    return [str(form or "") for form in cast(Iterable[object], value or [])]


def _shown(message: Message) -> str:
    return repr(_forms(message.id)[0])


def is_translated(message: Message) -> bool:
    """Tell whether every form of the text has a translation."""
    translations = _forms(message.string)
    return bool(translations) and all(form.strip() for form in translations)


def faults_of_entry(message: Message, language: str) -> Iterator[str]:
    """Yield what is wrong with one translation, in words for the one who translates."""
    texts, translations = _forms(message.id), _forms(message.string)
    if not is_translated(message):
        yield f"missing: {_shown(message)}"
        return
    if message.fuzzy:
        yield f"fuzzy: {_shown(message)}"
    for text, translation in zip(texts, translations, strict=False):
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(translation)):
            yield f"placeholders differ: {text!r} and {translation!r}"
        if text[:1].isspace() != translation[:1].isspace() or text[-1:].isspace() != translation[-1:].isspace():
            yield f"space at the edge differs: {text!r} and {translation!r}"
    if language == "nn":
        for translation in translations:
            words = sorted(NOT_NYNORSK.intersection(re.findall(r"\w+", PLACEHOLDER.sub(" ", translation).lower())))
            if words:
                yield f"bokmål in nynorsk ({', '.join(words)}): {translation!r}"


def faults(texts: Catalog, translated: Catalog, language: str) -> list[str]:
    """Return all that is wrong with a language's translations; empty when they are complete."""
    found = []
    wanted = {(_forms(message.id)[0], message.context): message for message in entries(texts)}
    have = {(_forms(message.id)[0], message.context): message for message in entries(translated)}
    for key, message in wanted.items():
        entry = have.get(key)
        if entry is None or entry.pluralizable != message.pluralizable:
            found.append(f"missing: {_shown(message)}")
        else:
            found.extend(faults_of_entry(entry, language))
    found.extend(f"obsolete: {_shown(message)}" for key, message in have.items() if key not in wanted)
    found.extend(f"obsolete: {_shown(message)}" for message in translated.obsolete.values())
    return found


def run_extract() -> int:
    """Gather the texts into each language's file, and tell how many wait for a translation. Returns 0."""
    texts = gather()
    for language in TARGETS:
        path = catalog_path(language)
        catalog = merged(texts, read_catalog(path, language), language)
        write_catalog(catalog, path, language)
        empty = sum(not is_translated(message) for message in entries(catalog))
        print(f"{language}: {len(catalog)} texts, {empty} not translated")
    return 0


def run_compile() -> int:
    """Write each language's ``.mo`` file, which is what Django reads. Returns 0."""
    for language in TARGETS:
        path = catalog_path(language)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read_catalog(path, language))
    return 0


def run_check() -> int:
    """Print what is wrong with the translations. Returns 1 if anything is, else 0."""
    texts = gather()
    found = [
        f"{language}: {fault}"
        for language in TARGETS
        for fault in faults(texts, read_catalog(catalog_path(language), language), language)
    ]
    print("\n".join(found) if found else "All texts are translated.")
    return 1 if found else 0


COMMANDS = {"extract": run_extract, "compile": run_compile, "check": run_check}


def main(arguments: list[str] | None = None) -> int:
    """Run ``extract``, ``compile`` or ``check``. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m lokallag.core.i18n", description=__doc__)
    parser.add_argument("command", choices=list(COMMANDS))
    return COMMANDS[parser.parse_args(arguments).command]()


if __name__ == "__main__":
    sys.exit(main())
