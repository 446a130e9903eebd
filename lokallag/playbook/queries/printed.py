"""The wheel on paper: A3 across, set by typst with our own fonts. No today and nothing past; everything has a name."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lokallag.calendar.domain.explain import YEAR_KINDS
from lokallag.calendar.domain.rules import year_kind
from lokallag.core.permissions import Asker
from lokallag.core.typesetting import fonts_in
from lokallag.core.typesetting import set_in_type as typeset
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import profile
from lokallag.playbook.domain.wheel import SHEET
from lokallag.playbook.queries.picture import picture
from lokallag.playbook.queries.wheel_page import drawn
from lokallag.playbook.queries.year import compared, merged, of_unit, planning_units, read_year, rows_of

DATA = Path(__file__).resolve().parents[1] / "data"
LAYOUT = DATA / "a3.typ"


def wheel_pdf(party: Unit, *, slug: str, year: int, by_unit: bool, viewer: Asker, today: date) -> bytes | None:
    """Return the wheel as a PDF of one page, or ``None`` where no unit that plans is called so."""
    units = planning_units(today)
    unit = next((unit for unit in units if unit.slug == slug), None)
    if slug and unit is None:
        return None
    read = units if unit is None else compared(party, unit, units, today=today, with_neighbours=False)
    found = read_year(party, read, year=year, viewer=viewer, today=today)
    if unit is not None:
        found = of_unit(found, unit)
    rows = [row for row in rows_of(found) if row.first is not None and row.state_tag != "warning"]
    if unit is None and not by_unit:
        rows = merged(rows, found)
    kind = str(YEAR_KINDS[year_kind(year)])
    whose = unit.name if unit is not None else party.name
    drawing = picture(
        drawn(found, rows, by_unit=by_unit and unit is None, size=SHEET, today=None),
        prefix="a",
        title=_("Årshjul %(year)d") % {"year": year},
        hub=(str(year), kind),
        urls={row.key: "" for row in rows},
        said={row.key: row.name for row in rows},
    )
    facts = profile()
    said = {
        "title": _("Årshjul %(year)d") % {"year": year},
        "lead": _("Møter, frister og kampanje for %(unit)s.") % {"unit": whose},
        "unit": party.name,
        "colour": facts.colour if facts is not None else "#b3212b",
        "legend": [
            ["f", _("Frist")],
            ["d", _("Møte")],
            ["k", _("Kampanje")],
            ["n", _("Nettverk og skolering")],
            ["m", _("Merkedag og kommune")],
        ],
        "foot": _("Utgave %(day)s. Dager merket «ventet» kan bli endret.") % {"day": date_format(today, "j. F Y")},
        "empty": "" if rows else _("Det står ingenting i hjulet for %(year)d ennå.") % {"year": year},
    }
    svg = render_to_string("playbook/wheel_print.svg", {"picture": drawing})
    return set_in_type(svg, said)


def set_in_type(svg: str, said: Mapping[str, object]) -> bytes:
    """Return the sheet with the drawing on it as PDF."""
    return typeset(LAYOUT.read_bytes(), said, fonts=fonts_in(settings.PRINT_FONTS), svg=svg)
