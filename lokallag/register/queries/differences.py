"""What the register has otherwise than we: as a list to settle, and as a file for the register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.membership.domain.ages import GROWN
from lokallag.membership.models import BranchChoice
from lokallag.membership.rules import Sees, sight_in
from lokallag.organisation.models import Unit
from lokallag.people.models import Person
from lokallag.register.models import Difference
from lokallag.register.queries.rows import HIDDEN, PER_PAGE

About = Difference.About


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One difference: whose, about what, what we have and what the register has."""

    name: str
    number: str
    about: str
    ours: str
    theirs: str
    sent: str
    settle_url: str
    may_take_theirs: bool
    person_id: int


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """All that ``register/difference_list.html`` shows."""

    title: str
    crumbs: tuple[tuple[str, str | None], ...]
    rows: tuple[DifferenceLine, ...]
    next_url: str
    csv_url: str
    xlsx_url: str


def differences_for(viewer: Person, today: date) -> models.QuerySet[Difference]:
    """Return the differences that the viewer's offices show.

    E-mail and telephone of who may still be under 18 are for the secretary alone (security.md B2, rule 9): to the
    leader these differences are not there.
    """
    found = Difference.objects.select_related("membership__person")
    if Sees.MINORS in sight_in(viewer, None, today):
        return found
    contact = {"about__in": [About.EMAIL, About.PHONE]}
    return found.exclude(**contact, membership__person__birth_year__gte=today.year - GROWN)


def differences_page(viewer: Person, *, after: int, today: date) -> DifferencesPage:
    """Return the viewer's differences, fifty at a time, those after the one with the id ``after``."""
    count = differences_for(viewer, today).count()
    found = list(differences_for(viewer, today).filter(pk__gt=after).order_by("pk")[: PER_PAGE + 1])
    here = reverse("register:differences")
    return DifferencesPage(
        title=ngettext("%(count)s avvik fra registeret", "%(count)s avvik fra registeret", count) % {"count": count}
        if count
        else _("Ingen avvik fra registeret"),
        crumbs=((_("Medlemsregisteret"), reverse("register:imports")), (_("Avvik"), None)),
        rows=lines_of(found[:PER_PAGE], today),
        next_url=f"{here}?etter={found[PER_PAGE - 1].pk}" if len(found) > PER_PAGE else "",
        csv_url=reverse("register:differences_csv"),
        xlsx_url=reverse("register:differences_xlsx"),
    )


def every_difference(viewer: Person, today: date) -> tuple[DifferenceLine, ...]:
    """Return all differences of the viewer's, for the file."""
    return lines_of(list(differences_for(viewer, today).order_by("membership__number", "about")), today)


def file_of(lines: Iterable[DifferenceLine]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the header and the rows of the file for the register."""
    header = (_("Medlemsnummer"), _("Navn"), _("Hva"), _("I registeret"), _("Skal være"))
    return header, [(line.number, line.name, line.about, line.theirs, line.ours) for line in lines]


def lines_of(found: list[Difference], today: date) -> tuple[DifferenceLine, ...]:
    """Return differences as they are shown. A protected address is shown to nobody here."""
    ids = [each.membership_id for each in found if each.about == About.BRANCH]
    chosen = dict(BranchChoice.objects.filter(membership__in=ids, ended_on=None).values_list("membership", "unit"))
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=chosen.values()).named(today)}
    return tuple(_line(each, names.get(chosen.get(each.membership_id, 0), ""), today) for each in found)


def _line(each: Difference, branch: str, today: date) -> DifferenceLine:
    person = each.membership.person
    hidden = person.is_protected and each.about in HIDDEN
    ours = branch if each.about == About.BRANCH else str(getattr(person, each.about))
    return DifferenceLine(
        name=person.name,
        number=each.membership.number,
        about=str(About(each.about).label),
        ours=_("beskyttet") if hidden else ours or "–",
        theirs=_("beskyttet") if hidden else each.theirs or "–",
        sent=_("Sendt %(day)s") % {"day": in_words(local_date(each.sent_at), today)} if each.sent_at else "",
        settle_url=reverse("register:settle_difference", args=[each.pk]),
        may_take_theirs=each.about != About.BRANCH,
        person_id=person.pk,
    )
