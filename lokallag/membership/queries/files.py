"""What stands in a file with members: which members, and each one's cells as the one who fetches it may see them."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.core.permissions import Asker
from lokallag.membership.domain.ages import GROWN
from lokallag.membership.domain.choices import Reason, seen_by_others
from lokallag.membership.domain.words import read_wish
from lokallag.membership.models import REASONS, MemberFile, Membership
from lokallag.membership.queries.areas import residences_of
from lokallag.membership.queries.filters import read_asked
from lokallag.membership.queries.frame import frame
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

# Row by row by their keys (LATERAL), so that a part costs the same however many members there are.
# A protected address leaves the database as no address at all.
_ROWS = """
SELECT m.number, p.family_name, p.given_name, p.email, p.phone, p.birth_year,
       CASE WHEN p.is_protected THEN '' ELSE p.street_address END,
       CASE WHEN p.is_protected THEN '' ELSE p.postal_code END,
       c.unit_id, CASE WHEN p.is_protected AND c.reason = %(told)s THEN %(hidden)s ELSE c.reason END,
       to_char(m.joined_on, 'DD.MM.YYYY'), f.is_paid
FROM membership_membership m
JOIN LATERAL (
  SELECT family_name, given_name, email, phone, birth_year, is_protected, street_address, postal_code, sort_key, id
  FROM people_person WHERE id = m.person_id LIMIT 1
) p ON true
LEFT JOIN LATERAL (
  SELECT unit_id, reason FROM membership_branchchoice
  WHERE membership_id = m.id AND chosen_on <= %(on)s AND (ended_on IS NULL OR ended_on > %(on)s) LIMIT 1
) c ON true
LEFT JOIN LATERAL (
  SELECT is_paid FROM membership_feeyear WHERE membership_id = m.id AND year = %(year)s LIMIT 1
) f ON true
WHERE m.id = ANY(%(ids)s) AND m.joined_on <= %(on)s AND (m.ended_on IS NULL OR m.ended_on > %(on)s)
  AND (%(unit)s::bigint IS NULL OR c.unit_id = %(unit)s)
ORDER BY p.sort_key, p.id
"""
TOLD = Reason.FOLLOWED_SUGGESTION  # tells where the member lives
_REASON = {"told": TOLD.value, "hidden": seen_by_others(TOLD, is_protected=True).value}


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


class Reading:
    """Reads the rows of one file, part by part. What does not change from part to part is looked up once."""

    def __init__(self, file: MemberFile, *, viewer: Asker, on: date) -> None:
        self.file, self.viewer, self.on = file, viewer, on
        self.unit = file.unit_id if file.unit.kind == Kind.BRANCH else None
        around = frame(on)
        self.branches, self.bands = around.names, around.bands
        self.reasons = {reason.value: str(REASONS[reason]) for reason in Reason}
        self.paid = {True: str(YES), False: str(NO), None: ""}
        self.homes: dict[str, tuple[str, str]] = {"": ("", "")}
        self.ages: dict[int | None, str] = {}

    def rows(self, ids: list[int]) -> list[list[str]]:
        """Return the cells of these members under ``HEAD``: of each who still is one, and in the file's unit.

        What the viewer's offices show is asked anew for each part.
        """
        seen = sight(self.viewer, self.file.unit, self.on)
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, {"on": self.on, "year": self.on.year, "ids": ids, "unit": self.unit, **_REASON})
            found = cursor.fetchall()
        self._learn(found)
        shows_contact, shows_minors, shows_birth = Sees.CONTACT in seen, Sees.MINORS in seen, Sees.BIRTH in seen
        youngest = self.on.year - GROWN  # born in this year or later: may be under 18
        branches, reasons, paid, homes, ages = self.branches, self.reasons, self.paid, self.homes, self.ages
        rows = []
        for number, family, given, email, phone, born, street, code, unit_id, reason, joined, is_paid in found:
            hidden = not shows_contact or (not shows_minors and born is not None and born >= youngest)
            place, area = homes[code]
            year = str(born) if shows_birth and born else ""
            branch, why = branches.get(unit_id, ""), reasons.get(reason, "")
            rows.append([number, family, given, "" if hidden else email, "" if hidden else phone, year, ages[born],
                         street, code, place, branch, why, area, joined, paid[is_paid]])  # fmt: skip
        return rows

    def _learn(self, found: list[tuple[Any, ...]]) -> None:
        """Look up the postal codes and years of birth that are new."""
        codes = {row[7] for row in found} - self.homes.keys()
        for code, home in residences_of(codes, self.on).items() if codes else ():
            self.homes[code] = (home.place.partition(" ")[2], "" if home.unit is None else home.unit.name)
        for year in {row[5] for row in found} - self.ages.keys():
            self.ages[year] = age_in_words(year, self.on, self.bands)
