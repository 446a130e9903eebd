"""Text in which some words are marked, drawn in one call: a list of hits has a hundred pieces."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from lokallag.playbook.domain.passages import Piece

register = template.Library()


@register.simple_tag
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Draw the pieces of a text, those that were looked for as ``<mark>``."""
    return SafeString(  # each value in it is escaped here
        "".join(f"<mark>{escape(one.text)}</mark>" if one.is_hit else escape(one.text) for one in pieces)
    )
