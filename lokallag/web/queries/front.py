"""The public front page: who we are, where each branch answers, how to join."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.core.permissions import Asker
from lokallag.events.queries.rows import EventRow, coming
from lokallag.networks.queries.lists import NetworkCard, some_networks
from lokallag.organisation.queries import main_unit
from lokallag.start.queries import is_open
from lokallag.territory.queries import Branch, Picture, branches, picture
from lokallag.web.domain import number_in_words

MOST_COMING = 4


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch with the colour of its area (0 for none) and the codes it answers for, in words."""

    branch: Branch
    colour: int
    codes: str


@dataclass(frozen=True, slots=True)
class FrontPage:
    """All that ``web/front_page.html`` shows.

    ``organisation`` is empty before anything has been set up; ``start_url`` then leads to the page that does it.
    """

    title: str
    organisation: str
    lead: str
    about: str
    email: str
    mail_url: str
    search_url: str
    branches: tuple[BranchLine, ...]
    map: Picture | None
    map_title: str
    coming: tuple[EventRow, ...] = ()
    networks: tuple[NetworkCard, ...] = ()
    start_url: str = ""


def front_page(viewer: Asker, *, today: date, at: datetime) -> FrontPage:
    """Return the front page. At most eight queries for a visitor, however many branches, events and networks."""
    unit = main_unit(today)
    if unit is None:
        start_url = reverse("start:start") if is_open() else ""
        return FrontPage(_("Lokallag"), "", "", "", "", "", "", (), None, "", start_url=start_url)
    shown = branches(today)
    drawn = picture(today)
    lines = tuple(
        BranchLine(branch, drawn.colours.get(branch.pk, 0), ", ".join(drawn.codes.get(branch.pk, ())))
        for branch in shown
    )
    return FrontPage(
        title=unit.name,
        organisation=unit.name,
        lead=_lead(len(shown)),
        about=unit.about,
        email=unit.public_email,
        mail_url=f"mailto:{unit.public_email}?subject={quote(_('Jeg vil bli medlem'))}" if unit.public_email else "",
        search_url=reverse("territory:branches"),
        branches=lines,
        map=None if drawn.is_empty else drawn,
        map_title=_("Kart over avdelingene i %(name)s") % {"name": unit.name},
        coming=coming(viewer, today=today, at=at, most=MOST_COMING),
        networks=some_networks(viewer, today=today, most=MOST_COMING),
    )


def _lead(count: int) -> str:
    if not count:
        return _("Her finner du partiet i kommunen din. Avdelingene kommer på plass snart.")
    return ngettext(
        "Vi har én avdeling. Skriv postnummeret ditt, så viser vi hvem som holder til hos deg.",
        "Vi har %(count)s avdelinger. Skriv postnummeret ditt, så viser vi hvem som holder til hos deg.",
        count,
    ) % {"count": number_in_words(count)}
