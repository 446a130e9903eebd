"""Text in which some words are marked, drawn in one call: a list of hits has a hundred pieces."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lokallag.playbook.domain.passages import Piece
from lokallag.playbook.queries.search import Hit
from lokallag.ui.templatetags.ui import tag

register = template.Library()


def marked(pieces: Iterable[Piece]) -> str:
    """Return the pieces of a text as HTML, those that were looked for as ``<mark>``."""
    return "".join(f"<mark>{escape(one.text)}</mark>" if one.is_hit else escape(one.text) for one in pieces)


@register.simple_tag
def search_hits(hits: Iterable[Hit]) -> SafeString:
    """Draw what was found: what it is and under what it stands, its title as a link, and some words of it."""
    draft, drawn = f" {tag(_('Utkast'), kind='warning')}", []
    for hit in hits:
        lang = f' lang="{escape(hit.lang)}"'
        heading = f" · <span{lang}>{escape(hit.heading)}</span>" if hit.heading else ""
        drawn.append(
            f'<li class="stack g1">\n      <p class="small muted">{escape(hit.kind)}{heading}'
            f"{draft if hit.is_draft else ''}</p>\n"
            f'      <h3 class="t-3"{lang}><a href="{escape(hit.url)}">{marked(hit.title)}</a></h3>\n'
            f"      <p{lang}>{marked(hit.pieces)}</p></li>"
        )
    return SafeString("".join(drawn))  # each value in it is escaped above
