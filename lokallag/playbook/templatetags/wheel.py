"""The leaves of the wheel, which may stand there by the hundred: one call draws them all.

What somebody wrote is escaped, and addresses; paths, places and classes are numbers and letters of our own
(``queries.picture``).
"""

from collections.abc import Iterable
from html import escape
from typing import cast, get_args

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lokallag.playbook.queries.picture import DrawnLabel, DrawnMark, DrawnMonth, Picture
from lokallag.playbook.queries.plan_page import OverviewRow
from lokallag.playbook.queries.wheel_page import Choice
from lokallag.playbook.queries.year import EntryRow
from lokallag.ui.templatetags.ui import Kind, kind, tag

register = template.Library()


@register.simple_tag
def wheel_ground(picture: Picture) -> SafeString:
    """Draw what lies below marks and names: sectors, rings, what is past, spans, the lines that lead to names."""
    x, y = picture.x, picture.y
    sectors = [f'<path class="wh-sector {each.classes}" d="{each.sector}"/>' for each in picture.months]
    rings = [f'<circle class="wh-ring" cx="{x}" cy="{y}" r="{radius}"/>' for radius in picture.rings]
    past = f'<path class="wh-past" d="{picture.past}"/>' if picture.past else ""
    spans = [f'<path class="wh-span {classes}" d="{d}"/>' for classes, d in picture.spans]
    leads = [f'<path class="wh-lead" d="{label.lead}"/>' for label in picture.labels]
    drawn = ("".join(sectors), "".join(rings), past, "".join(spans), "".join(leads))
    return SafeString("\n".join(drawn))  # all of it is our own


@register.simple_tag
def wheel_marks(marks: Iterable[DrawnMark]) -> SafeString:
    """Draw the marks, each a link. One whose name is a link beside the wheel is passed over by keyboard and reader."""
    drawn = []
    for mark in marks:
        said = escape(mark.said)
        named = ' tabindex="-1" aria-hidden="true"' if mark.in_label else f' aria-label="{said}"'
        drawn.append(
            f'<a class="wh-hit" href="{escape(mark.url)}"{named}>'
            f'<path class="{mark.classes}" d="{mark.path}"><title>{said}</title></path></a>'
        )
    return SafeString("".join(drawn))  # each value in it is escaped above


@register.simple_tag
def wheel_months(months: Iterable[DrawnMonth], prefix: str) -> SafeString:
    """Draw the band of months, each with its name along its arc.

    :param prefix: stands first in every id, so that two drawings can stand on one page
    """
    drawn = []
    for month in months:
        classes, name = month.classes, f"{escape(prefix)}-m{month.number}"
        drawn.append(
            f'<path class="wh-month {classes}" d="{month.band}"/>'
            f'<path class="wh-along" id="{name}" d="{month.along}"/>'
            f'<text class="wh-mname {classes}" aria-hidden="true"><textPath href="#{name}" startOffset="50%">'
            f"{escape(month.name)}</textPath></text>"
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
            f'<text class="wh-label{" major" if label.is_major else ""}" x="{label.x}" y="{label.y}"'
            f' text-anchor="{label.anchor}">{" ".join(part for part in parts if part)}</text></a>'
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


@register.simple_tag
def coming_rows(rows: Iterable[EntryRow], shows_unit: bool) -> SafeString:
    """Draw what comes: a day as on a leaf of a calendar, what happens, who and why."""
    shapes: dict[str, SafeString] = {}
    drawn = []
    for row in rows:
        if row.letter not in shapes:
            shapes[row.letter] = kind(cast(Kind, row.letter), row.kind)
        who = f"{escape(row.unit)}. " if shows_unit else ""
        report = f'<p class="small">{escape(row.report)}</p>' if row.report else ""
        drawn.append(
            f'<li><div class="date"><b>{escape(row.day)}</b><span>{escape(row.month)}</span></div>\n'
            f'      <div class="stack g1">{shapes[row.letter]}<h3 class="t-3"><a href="{escape(row.url)}">'
            f'{escape(row.name)}</a></h3>\n        <p class="small muted">{who}{escape(row.why)}</p>{report}</div></li>'
        )
    return SafeString("".join(drawn))  # each value in it is escaped above


@register.simple_tag
def overview_rows(rows: Iterable[OverviewRow]) -> SafeString:
    """Draw the rows of the board's overview, each cell with the heading it has on a phone."""
    planned, done, skipped = (escape(label) for label in (_("Planlagt"), _("Gjennomført"), _("Hoppet over")))
    coming, state = escape(_("Neste")), escape(_("Status"))
    nothing = f'<span class="ds-tag" data-color="warning">{escape(_("Ingenting foran seg"))}</span>'
    states = {True: escape(_("Publisert")), False: escape(_("Utkast"))}
    drawn = []
    for row in rows:
        sums = f'<br><span class="small muted">{escape(row.sums)}</span>' if row.sums else ""
        drawn.append(
            f'<tr><th scope="row"><a href="{escape(row.url)}">{escape(row.name)}</a>{sums}</th>'
            f'<td class="r" data-l="{planned}">{row.planned:d}</td><td class="r" data-l="{done}">{row.done:d}</td>'
            f'<td class="r" data-l="{skipped}">{row.skipped:d}</td>'
            f'<td data-l="{coming}">{nothing if row.has_nothing_ahead else escape(row.ahead)}</td>'
            f'<td data-l="{state}">{states[row.is_published]}</td></tr>'
        )
    return SafeString("".join(drawn))  # each value in it is escaped above


@register.simple_tag
def year_rows(rows: Iterable[EntryRow], shows_unit: bool) -> SafeString:
    """Draw the rows of a year's table, each cell with the heading it has on a phone."""
    when, who, why, state = (escape(label) for label in (_("Når"), _("Hvem"), _("Hvorfor den dagen"), _("Status")))
    no_day, late = escape(_("ingen dag ennå")), tag(_("Fristen er ute"), kind="warning")
    shapes = {letter: kind(letter) for letter in get_args(Kind)}
    drawn = []
    for row in rows:
        unit = f'<td data-l="{who}">{escape(row.unit)}</td>' if shows_unit else ""
        said = " · ".join(escape(words) for words in (row.state, row.weight, row.purpose) if words)
        drawn.append(
            f'<tr><th scope="row">{shapes[row.letter]} <a href="{escape(row.url)}">{escape(row.name)}</a></th>'
            f'<td data-l="{when}">{escape(row.when) if row.when else no_day}</td>{unit}'
            f'<td data-l="{why}">{escape(" ".join(part for part in (row.why, row.report) if part))}</td>'
            f'<td data-l="{state}">{said}{f" {late}" if row.is_late else ""}</td></tr>'
        )
    return SafeString("\n".join(drawn))  # each value in it is escaped above
