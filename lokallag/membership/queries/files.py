"""What stands in a file with members: which members, and each one's cells as the one who fetches it may see them."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.core.permissions import Asker
from lokallag.membership.domain.ages import may_be_minor
from lokallag.membership.domain.choices import Reason
from lokallag.membership.domain.words import read_wish
from lokallag.membership.models import REASONS, MemberFile, Membership
from lokallag.membership.queries.areas import Residence, residences_of
from lokallag.membership.queries.filters import read_asked
from lokallag.membership.queries.frame import Frame, frame
from lokallag.membership.queries.rows import age_in_words, in_branch, narrowed
from lokallag.membership.queries.search import found_by
from lokallag.membership.rules import Sees, sight, visible_to
from lokallag.organisation.models import Kind

HEAD: tuple[str | Promise, ...] = (
    _("Medlemsnummer"),
    _("Etternavn"),
    _("Fornavn"),
    _("E-post"),
    _("Telefon"),
    _("Fødselsår"),
    _("Alder"),
    _("Gateadresse"),
    _("Postnummer"),
    _("Poststed"),
    _("Avdeling"),
    _("Slik kom valget til"),
    _("Bor i området til"),
    _("Medlem siden"),
    _("Kontingent i år"),
)
YES, NO = _("Betalt"), _("Ikke betalt")

# A protected address leaves the database as no address at all.
_ROWS = """
SELECT m.number, p.family_name, p.given_name, p.email, p.phone, p.birth_year,
       CASE WHEN p.is_protected THEN '' ELSE p.street_address END,
       CASE WHEN p.is_protected THEN '' ELSE p.postal_code END,
       c.unit_id, c.reason, to_char(m.joined_on, 'DD.MM.YYYY'), f.is_paid
FROM membership_membership m
JOIN people_person p ON p.id = m.person_id
LEFT JOIN membership_branchchoice c
  ON c.membership_id = m.id AND c.chosen_on <= %(on)s AND (c.ended_on IS NULL OR c.ended_on > %(on)s)
LEFT JOIN membership_feeyear f ON f.membership_id = m.id AND f.year = %(year)s
WHERE m.id = ANY(%(ids)s) AND m.joined_on <= %(on)s AND (m.ended_on IS NULL OR m.ended_on > %(on)s)
  AND (%(unit)s::bigint IS NULL OR c.unit_id = %(unit)s)
ORDER BY p.sort_key, p.id
"""


def members_of(file: MemberFile, *, viewer: Asker, on: date) -> QuerySet[Membership]:
    """Return the members that a file holds today, in its order: those of its unit that pass its filters."""
    whole = file.unit.kind == Kind.MUNICIPAL
    seen, around = sight(viewer, file.unit, on), frame(on)
    members = visible_to(viewer, on)
    if not whole:
        members = in_branch(members, file.unit_id, on)
    asked = read_asked(QueryDict(file.filters), seen=seen, whole=whole, bands=around.bands, slugs=around.slugs)
    members = narrowed(members, asked, on=on)
    if asked.wish:
        members = found_by(members, read_wish(asked.wish), seen=seen, on=on)
    return members.order_by("person__sort_key", "person_id")


@dataclass(frozen=True, slots=True)
class _Around:
    """What the rows of one part of a file need beside themselves."""

    seen: frozenset[Sees]
    frame: Frame
    homes: dict[str, Residence]
    reasons: dict[str, str]


def rows_of(file: MemberFile, ids: list[int], *, viewer: Asker, on: date) -> list[list[str]]:
    """Return the cells of these members, one row per member who still is one and in the file's unit, under ``HEAD``."""
    unit = file.unit_id if file.unit.kind == Kind.BRANCH else None
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"on": on, "year": on.year, "ids": ids, "unit": unit})
        found = cursor.fetchall()
    around = _Around(
        seen=sight(viewer, file.unit, on),
        frame=frame(on),
        homes=residences_of({row[7] for row in found}, on),
        reasons={reason.value: str(REASONS[reason]) for reason in Reason},
    )
    ages = {year: age_in_words(year, on, around.frame.bands) for year in {row[5] for row in found}}
    paid = {True: str(YES), False: str(NO), None: ""}
    shows_contact, shows_minors = Sees.CONTACT in around.seen, Sees.MINORS in around.seen
    shows_birth = Sees.BIRTH in around.seen
    branches, reasons, homes = around.frame.names, around.reasons, around.homes
    rows = []
    for number, family, given, email, phone, born, street, code, unit_id, reason, joined, is_paid in found:
        hidden = not shows_contact or (not shows_minors and may_be_minor(born, on.year))
        home = homes.get(code)
        rows.append(
            [
                number,
                family,
                given,
                "" if hidden else email,
                "" if hidden else phone,
                str(born) if shows_birth and born else "",
                ages[born],
                street,
                code,
                home.place.partition(" ")[2] if home is not None else "",
                branches.get(unit_id, ""),
                reasons.get(reason, ""),
                home.unit.name if home is not None and home.unit is not None else "",
                joined,
                paid[is_paid],
            ]
        )
    return rows
