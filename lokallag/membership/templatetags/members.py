"""The rows of a member list, drawn in one go: a list shows hundreds of cells, and a tag for each doubles its cost."""

from collections.abc import Iterable
from urllib.parse import quote

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lokallag.membership.queries.lists import MAIL, TEL, MemberRow

register = template.Library()


@register.simple_tag
def member_rows(rows: Iterable[MemberRow], *, place: str) -> SafeString:
    """Draw the rows: the name with a link, the cells chosen, and where it is given a link to place the member."""
    drawn = []
    for row in rows:
        cells = "".join([_cell(*cell) for cell in row.cells])
        end = ""
        if row.place_url:
            label = escape(row.place_label)
            end = f'<td class="r"><a class="a" href="{row.place_url}" aria-label="{label}">{escape(place)}</a></td>'
        drawn.append(f'<tr><th scope="row"><a href="{row.url}">{escape(row.name)}</a></th>{cells}{end}</tr>')
    return mark_safe("\n".join(drawn))  # noqa: S308 every value is escaped above; addresses are made by us


@register.simple_tag
def fact(label: str, value: str) -> SafeString:
    """Draw what is known of somebody: an e-mail address or a telephone as a link, a dash where nothing is known."""
    if not value:
        return mark_safe("–")
    kind = {_("E-post"): MAIL, _("Telefon"): TEL}.get(str(label), "")
    return mark_safe(_linked(str(value), kind))  # noqa: S308 the value is escaped


def _linked(words: str, classes: str) -> str:
    text = escape(words)
    if not words or classes not in {MAIL, TEL}:
        return text
    address = f"mailto:{quote(words, safe='@+')}" if classes == MAIL else f"tel:{escape(words.replace(' ', ''))}"
    return f'<a class="a" href="{address}">{text}</a>'


def _cell(words: str, classes: str, colour: str) -> str:
    marks = f' class="{classes}"' if classes else ""
    text = _linked(words, classes)
    return f'<td{marks}><span class="ds-tag {colour}">{text}</span></td>' if colour else f"<td{marks}>{text}</td>"
