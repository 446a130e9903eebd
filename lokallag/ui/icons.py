"""Icons as inline SVG. The shapes come from Aksel by way of the front-end build (frontend/icons.txt)."""

import json
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

BUILT = Path(__file__).parent / "static" / "build" / "icons.json"


class IconMissingError(LookupError):
    """An icon that the build has not been told of."""


@cache
def shapes() -> dict[str, str]:
    """Return the inside of each icon's ``<svg>``, by Aksel's name of it.

    :raises IconMissingError: the front end has not been built
    """
    try:
        known: dict[str, str] = json.loads(BUILT.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise IconMissingError("The front end is not built: run `npm ci && npm run build`.") from error
    return known


@cache
def icon_svg(name: str) -> SafeString:
    """Return the icon as inline SVG in the colour of the text, hidden from screen readers.

    :raises IconMissingError: ``name`` is not in frontend/icons.txt
    """
    try:
        shape = shapes()[name]
    except KeyError as error:
        raise IconMissingError(
            f"Add {name} to lokallag/ui/frontend/icons.txt and build the front end again."
        ) from error
    # The shape is ours: read from the package at build time, never from a person.
    return format_html(
        '<svg class="ic" viewBox="0 0 24 24" fill="none" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(shape),  # noqa: S308
    )
