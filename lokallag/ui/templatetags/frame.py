"""What stands in the frame of every page more than once: drawn in one call each."""

from collections.abc import Iterable
from html import escape
from typing import Literal

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lokallag.ui.chrome import Chrome, Link

register = template.Library()


@register.simple_tag
def links(places: Iterable[Link], inside: Literal["", "li"] = "") -> SafeString:
    """Draw places to go, the present one marked.

    :param inside: ``li`` for the items of a list
    """
    before, after = (f"<{inside}>", f"</{inside}>") if inside else ("", "")
    drawn = []
    for place in places:
        current = ' aria-current="page"' if place.current else ""
        drawn.append(f'{before}<a href="{escape(place.url)}"{current}>{escape(place.label)}</a>{after}')
    return SafeString("".join(drawn))  # each value in it is escaped above


@register.simple_tag(takes_context=True)
def choices(context: template.Context, chrome: Chrome | Literal[""]) -> SafeString:
    """Draw the choices that a cookie keeps: language and colours. Forms, because a link changes nothing."""
    if not chrome:
        return SafeString("\n\n\n")
    forms = ["", ""]
    if chrome.language_url and chrome.languages:
        pressed = [(each.code, each.name, each.current) for each in chrome.languages]
        buttons = [
            f'<button type="submit" name="language" value="{escape(code)}" lang="{escape(code)}"'
            f' aria-pressed="{_said(is_now)}">{escape(name)}</button>'
            for code, name, is_now in pressed
        ]
        forms[0] = _form(context, chrome, chrome.language_url, _("Språk"), buttons)
    if chrome.scheme_url:
        schemes = {"light": _("Lys"), "dark": _("Mørk"), "auto": _("Som enheten")}
        buttons = [
            f'<button type="submit" name="scheme" value="{code}" aria-pressed="{_said(code == chrome.scheme)}">'
            f"{escape(name)}</button>"
            for code, name in schemes.items()
        ]
        forms[1] = _form(context, chrome, chrome.scheme_url, _("Farger på skjermen"), buttons)
    return SafeString("\n{}\n{}\n".format(*forms))  # each value in it is escaped above and below


def _form(context: template.Context, chrome: Chrome, url: str, label: str, buttons: list[str]) -> str:
    return (
        f'<form method="post" action="{escape(url)}"><div class="choices" role="group" aria-label="{escape(label)}">'
        f'{CsrfTokenNode().render(context)}<input type="hidden" name="next" value="{escape(chrome.path)}">'
        f"{''.join(buttons)}</div></form>"
    )


def _said(holds: bool) -> str:
    return "true" if holds else "false"
