"""The components that pages are put together from; /galleri/ shows each in each state.

Leaves build their few words of HTML here, because a list may show hundreds; boxes take the page's own content.
"""

from collections.abc import Iterable
from typing import Literal, get_args

from django import forms, template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lokallag.ui import field_words
from lokallag.ui.domain.initials import initials
from lokallag.ui.forms import fault_heading, faults
from lokallag.ui.icons import icon_svg

register = template.Library()

Variant = Literal["primary", "second", "ink", "danger", "white"]
NoteKind = Literal["info", "ok", "warning", "danger", "plain"]
Kind = Literal["f", "d", "k", "n", "m"]

_VARIANT = {
    "primary": SafeString(""),
    "second": SafeString(' data-variant="secondary"'),
    "ink": SafeString(""),
    "danger": SafeString(""),
    "white": SafeString(""),
}
_NOTE = {
    "info": ("kd", "InformationSquare"),
    "ok": ("ko", "CheckmarkCircle"),
    "warning": ("kk", "ExclamationmarkTriangle"),
    "danger": ("kf", "XMarkOctagon"),
    "plain": ("km", "InformationSquare"),
}
_TAG = {"": "", "ok": "ko", "warning": "kk", "danger": "kf", "new": "kn", "info": "kd"}
_MARK = {
    "f": SafeString('<path d="M8 0 16 8 8 16 0 8z"/>'),
    "d": SafeString('<circle cx="8" cy="8" r="7"/>'),
    "k": SafeString('<path d="M1.5 1.5h13v13h-13z"/>'),
    "n": SafeString('<path d="M8 1 16 15H0z"/>'),
    "m": SafeString('<circle class="hollow" cx="8" cy="8" r="6"/>'),
}


def _attributes(extra: dict[str, object]) -> SafeString:
    """Return HTML attributes: ``hx_post="/x/"`` gives ``hx-post="/x/"``.

    True gives a bare name; False, None and "" give none.

    :raises ValueError: an attribute that our security policy would refuse
    """
    for name in extra:
        if name.startswith("on") or name == "style":
            raise ValueError(f"{name}= is not for templates: the content security policy refuses it")
    kept = [
        (name.rstrip("_").replace("_", "-"), value) for name, value in extra.items() if value not in (False, None, "")
    ]
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in kept))


def _attribute(name: str, value: object) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)


def _inside(content: str) -> SafeString:
    """Return what the page wrote in a box: it is rendered already, so each value in it is escaped."""
    return mark_safe(content.strip())  # noqa: S308


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an Aksel icon, hidden from screen readers: never alone, a word always stands beside it."""
    return icon_svg(name)


@register.simple_tag
def button(
    label: str,
    *,
    variant: Variant = "primary",
    size: Literal["", "sm"] = "",
    icon: str = "",
    href: str = "",
    class_: str = "",
    **extra: object,
) -> SafeString:
    """Draw a button that sends its form, or with ``href`` a link that looks like one.

    One filled (primary) button per view. Further names become attributes: ``name= value= form= hx_post=
    formaction= aria_label= type="button"``.
    """
    if variant not in _VARIANT:
        raise ValueError(f"unknown variant {variant!r}: one of {', '.join(get_args(Variant))}")
    marks = format_html(
        'class="{}"{}{}',
        " ".join(filter(None, ("ds-button", "" if variant in ("primary", "second") else variant, class_))),
        _VARIANT[variant],
        format_html(' data-size="{}"', size) if size else "",
    )
    inside = format_html("{}{}", icon_svg(icon) if icon else "", label)
    if href:
        return format_html('<a {} href="{}"{}>{}</a>', marks, href, _attributes(extra), inside)
    return format_html("<button {}{}>{}</button>", marks, _attributes({"type": "submit"} | extra), inside)


@register.simple_block_tag
def panel(
    content: str,
    *,
    variant: str = "",
    tag: Literal["section", "div", "aside", "article"] = "section",
    label: str = "",
    gap: str = "g4",
    **extra: object,
) -> SafeString:
    """Draw a box round one act or one answer: at most two on a screen, never one in another.

    Further names become attributes: ``id=``.

    :param variant: none, ``soft``, ``quiet``, ``tight`` or ``area-1`` … ``area-6`` (a rule on top in that colour)
    :param label: its name for screen readers, where no heading in it gives one
    """
    return format_html(
        '<{0}{1} class="panel stack {2}{3}">{4}</{0}>',
        tag,
        _attributes({"aria-label": label, **extra}),
        gap,
        f" {variant}" if variant else "",
        _inside(content),
    )


@register.simple_block_tag
def note(
    content: str,
    *,
    kind: NoteKind = "info",
    title: str = "",
    icon: str = "",
    **extra: object,
) -> SafeString:
    """Draw a tinted note: a rule that bites, a clash, an answer. Its first line is bold, then what to do."""
    if kind not in _NOTE:
        raise ValueError(f"unknown kind {kind!r}: one of {', '.join(get_args(NoteKind))}")
    colour, sign = _NOTE[kind]
    return format_html(
        '<div class="ds-alert {}"{}>{}<div class="body">{}{}</div></div>',
        colour,
        _attributes(extra),
        icon_svg(icon or sign),
        format_html('<p class="note-title">{}</p>', title) if title else "",
        _inside(content),
    )


@register.simple_tag
def tag(label: str, *, kind: str = "", icon: str = "") -> SafeString:
    """Draw a word for a state, only where it differs from the usual.

    :param kind: "", ``ok``, ``warning``, ``danger``, ``new``, ``info``, or a kind of thing: ``f d k n m``
    """
    colour = _TAG.get(kind, f"k{kind}")
    if kind not in _TAG and kind not in _MARK:
        raise ValueError(f"unknown kind {kind!r}: one of {', '.join([*_TAG, *_MARK])}")
    return format_html(
        '<span class="ds-tag{}">{}{}</span>', f" {colour}" if colour else "", icon_svg(icon) if icon else "", label
    )


@register.simple_tag
def crumbs(trail: Iterable[tuple[str, str | None]]) -> SafeString:
    """Draw the way here: pairs of label and address, from the top; the last has none and is this page."""
    items = format_html_join(
        "",
        "<li>{}</li>",
        (
            (
                format_html('<a href="{}">{}</a>', url, label)
                if url
                else format_html('<span aria-current="page">{}</span>', label),
            )
            for label, url in trail
        ),
    )
    if not items:
        return SafeString("")
    return format_html('<nav class="ds-breadcrumbs" aria-label="{}"><ol>{}</ol></nav>', _("Du er her"), items)


@register.simple_tag
def swatch(number: int | None) -> SafeString:
    """Draw the colour of an area, 1 to 6, beside its name; ``None`` or 0 is no area."""
    if number is not None and not 0 <= number <= 6:
        raise ValueError(f"areas have colours 1 to 6, not {number}")
    return format_html(
        '<svg class="sw area-{}" viewBox="0 0 18 18" aria-hidden="true" focusable="false">'
        '<rect x=".5" y=".5" width="17" height="17" rx="3.5"/></svg>',
        number or 0,
    )


@register.simple_tag
def person_mark(name: str, *, size: Literal["", "lg"] = "") -> SafeString:
    """Draw a person's initials in a ring, hidden from screen readers: the name stands beside it."""
    return format_html(
        '<span class="ds-avatar{}" aria-hidden="true">{}</span>', f" {size}" if size else "", initials(name)
    )


@register.simple_tag
def kind(letter: Kind, label: str = "") -> SafeString:
    """Draw what kind of thing it is: shape, word and colour together, so that meaning never rests on colour.

    :param letter: f deadline, d democracy and meetings, k campaign, n network and training, m other
    :param label: the word; without it only the shape, where the word stands close by
    """
    if letter not in _MARK:
        raise ValueError(f"unknown kind {letter!r}: one of {', '.join(get_args(Kind))}")
    if not label:
        return format_html(
            '<svg class="mark k{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>',
            letter,
            _MARK[letter],
        )
    return format_html(
        '<span class="kind k{}"><svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>{}</span>',
        letter,
        _MARK[letter],
        label,
    )


@register.simple_block_tag
def empty(content: str, *, title: str, **extra: object) -> SafeString:
    """Draw what stands where a list would be: say it plainly, then what one can do.

    Straight inside ``{% for %}`` Django takes the word for its own; there it goes after the plain ``{% empty %}``.
    """
    return format_html(
        '<div class="empty"{}><p class="t-3">{}</p>{}</div>',
        _attributes(extra),
        title,
        _inside(content),
    )


@register.simple_tag(takes_context=True)
def labelled(context: template.Context, written: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """``{% labelled page.written as texts %}``: what was written in the form sent to this address, under its labels."""
    match = getattr(context.get("request"), "resolver_match", None)
    return field_words.labelled(written, match.app_name if match is not None else "")


@register.simple_tag
def error_summary(form: forms.BaseForm) -> SafeString:
    """List what must be put right in a form, with links to its fields. A form drawn whole has it already."""
    found = faults(form) if form.is_bound else []
    shown = {
        "faults": found,
        "heading": fault_heading(len(found)),
        "id": form.add_prefix("feil"),
        "has_file": form.is_multipart(),
    }
    return render_to_string("ui/error_summary.html", shown)
