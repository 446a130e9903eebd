"""The leaves of the wheel, which may stand there by the hundred: one call draws them all."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString

from lokallag.playbook.queries.picture import DrawnLabel, DrawnMark
from lokallag.playbook.queries.wheel_page import Choice

register = template.Library()


@register.simple_tag
def wheel_marks(marks: Iterable[DrawnMark]) -> SafeString:
    """Draw the marks, each a link. One whose name is a link beside the wheel is passed over by keyboard and reader."""
    drawn = []
    for mark in marks:
        said = escape(mark.said)
        named = ' tabindex="-1" aria-hidden="true"' if mark.in_label else f' aria-label="{said}"'
        drawn.append(
            f'<a class="wh-hit" href="{escape(mark.url)}"{named}>'
            f'<path class="{escape(mark.classes)}" d="{escape(mark.path)}"><title>{said}</title></path></a>'
        )
    return SafeString("".join(drawn))  # each value in it is escaped above


@register.simple_tag
def wheel_labels(labels: Iterable[DrawnLabel]) -> SafeString:
    """Draw the names beside the wheel, each a link, with its day on the side away from the wheel's middle."""
    drawn = []
    for label in labels:
        name = f'<tspan class="wh-name">{escape(label.name)}</tspan>'
        when = f'<tspan class="wh-date">{escape(label.when)}</tspan>' if label.when else ""
        parts = (name, when) if label.starts else (when, name)
        drawn.append(
            f'<a class="wh-entry" href="{escape(label.url)}" aria-label="{escape(label.said)}">'
            f'<text class="wh-label{" major" if label.is_major else ""}" x="{escape(label.x)}" y="{escape(label.y)}"'
            f' text-anchor="{escape(label.anchor)}">{" ".join(part for part in parts if part)}</text></a>'
        )
    return SafeString("".join(drawn))  # each value in it is escaped above


@register.simple_tag
def options(choices: Iterable[Choice]) -> SafeString:
    """Draw the options of a list to choose from."""
    return SafeString(  # each value in it is escaped here
        "".join(
            f'<option value="{escape(each.value)}"{" selected" if each.is_chosen else ""}>{escape(each.label)}</option>'
            for each in choices
        )
    )
