"""Finn din avdeling: from what somebody typed to the branch that answers there. One query beside the branches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import connection
from django.utils.translation import gettext as _

from lokallag.territory.domain.codes import WITH_ADDRESSES, display_place
from lokallag.territory.domain.names import fold
from lokallag.territory.domain.search import Search, understand
from lokallag.territory.queries.branches import Branch, branches, home

_MOST = 200

# Written out, because this is asked by every visitor: the ORM takes longer to build the question than to ask it.
_HITS = """
SELECT p.code, p.place, p.place_key, p.category, p.gone_on, p.municipality_id, m.name, r.unit_id
FROM territory_postalcode p
JOIN territory_municipality m ON m.number = p.municipality_id
LEFT JOIN territory_responsibility r
       ON r.code_id = p.code AND r.valid_from <= %(on)s AND (r.valid_until IS NULL OR r.valid_until >= %(on)s)
"""
_WHOLE_COUNTRY = 300
"""Municipalities from which on the register is likely that of the whole country, which has 357."""
# The name of our own municipality, and whether the register is that of the whole country.
_ABOUT = """
SELECT (SELECT name FROM territory_municipality WHERE number = %(ours)s), count(*) >= %(whole)s
FROM territory_municipality
"""
_BY_PLACE = "WHERE p.place_key LIKE %(pattern)s ORDER BY p.code LIMIT %(most)s"
# The code itself, and where it is post office boxes, the codes with addresses of the same place.
_BY_CODE = """
WHERE p.code = %(code)s OR (p.place_key, p.municipality_id) = (
    SELECT box.place_key, box.municipality_id FROM territory_postalcode box
    WHERE box.code = %(code)s AND NOT box.category = ANY(%(with_addresses)s)
) AND p.category = ANY(%(with_addresses)s)
ORDER BY p.code LIMIT %(most)s
"""


class Outcome(StrEnum):
    """What a search came to."""

    NOTHING_ASKED = "nothing_asked"
    FOUND = "found"
    SEVERAL = "several"
    NOBODY = "nobody"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Place:
    """A postal code with its place, and the branch that answers there or ``None``."""

    code: str
    place: str
    branch: Branch | None

    def __str__(self) -> str:
        return f"{self.code} {self.place}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say to one search.

    ``asked`` is how we understood it ("1344 Haslum"), ``branch`` the one that answers, ``choices`` the codes to choose
    between where a place has several branches, ``branches`` those to choose between where the whole municipality was
    named, ``guess`` a code to offer; ``title`` and ``text`` what to say where
    there is no branch.
    """

    outcome: Outcome
    asked: str = ""
    branch: Branch | None = None
    title: str = ""
    text: str = ""
    guess: str = ""
    choices: tuple[Place, ...] = ()
    branches: tuple[Branch, ...] = ()
    boxes: bool = False


@dataclass(frozen=True, slots=True)
class _Hit:
    code: str
    place: str
    place_key: str
    category: str
    gone_on: date | None
    municipality: str
    municipality_name: str
    unit_id: int | None

    @property
    def has_addresses(self) -> bool:
        return self.gone_on is None and self.category in WITH_ADDRESSES

    @property
    def named(self) -> str:
        return f"{self.code} {display_place(self.place)}"


def find(text: str, on: date, *, shown: Mapping[int, Branch] | None = None, ours: str | None = None) -> Answer:
    """Return who answers for a postal code, a place, or both, on the day.

    Where code and place disagree the code counts. Post office boxes follow their place. At most one query of its own
    (none where it cannot be understood), beside those of :func:`branches` and :func:`home`.

    :param shown: the branches of the day by id, and :param ours: our own municipality, where they are known already
    """
    search = understand(text)
    if search.is_empty:
        return Answer(Outcome.NOTHING_ASKED)
    if search.problem:
        return Answer(Outcome.UNCLEAR, search.text, title=search.problem, guess=search.guess)
    shown = {branch.pk: branch for branch in branches(on)} if shown is None else shown
    ours = home(on) if ours is None else ours
    if search.code:
        return _answer_code(search, _hits(_BY_CODE, {"code": search.code}, on), shown, ours)
    pattern = search.place_key.replace("_", "") + "%"
    return _answer_place(search, _hits(_BY_PLACE, {"pattern": pattern}, on), shown, ours)


def _hits(condition: str, values: Mapping[str, str], on: date) -> list[_Hit]:
    with connection.cursor() as cursor:
        cursor.execute(_HITS + condition, {**values, "on": on, "with_addresses": sorted(WITH_ADDRESSES), "most": _MOST})
        return [_Hit(*row) for row in cursor.fetchall()]


def _about(ours: str) -> tuple[str, bool]:
    """Return the name of our own municipality or an empty string, and whether the register has the whole country."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOUT, {"ours": ours, "whole": _WHOLE_COUNTRY})
        name, whole = cursor.fetchone()
    return name or "", whole


def _answer_code(search: Search, hits: list[_Hit], shown: Mapping[int, Branch], ours: str) -> Answer:
    hit = next((hit for hit in hits if hit.code == search.code), None)
    if hit is None or hit.gone_on is not None:
        title = _("%(code)s er ikke et postnummer i bruk") % {"code": search.code}
        text = _("Se etter om sifrene står riktig. Du kan også søke på stedet der du bor.")
        if not _about(ours)[1]:
            title = _("Vi finner ikke %(code)s i registeret vårt") % {"code": search.code}
            text = _("Se etter om sifrene står riktig, søk på stedet der du bor, eller velg en avdeling i lista.")
        return Answer(Outcome.UNKNOWN, search.code, title=title, text=text)
    if hit.has_addresses:
        return _answer([hit], hit.named, shown, ours)
    around = [each for each in hits if each.has_addresses]
    if not around:
        return _nobody(hit, hit.named, ours)
    return _answer(around, hit.named, shown, ours, boxes=True)


def _answer_place(search: Search, hits: list[_Hit], shown: Mapping[int, Branch], ours: str) -> Answer:
    living = [hit for hit in hits if hit.has_addresses]
    living = [hit for hit in living if hit.place_key == search.place_key] or living
    living = [hit for hit in living if hit.unit_id in shown or hit.municipality == ours] or living
    named = next((branch for branch in shown.values() if fold(branch.name) == search.place_key), None)
    if named is None and not any(hit.place_key == search.place_key for hit in living):
        place = _about(ours)[0]
        if place and fold(place) == search.place_key and shown:
            title = _("Hvor i %(place)s bor du?") % {"place": display_place(place)}
            text = _("Skriv postnummeret eller stedet der du bor, eller velg en avdeling.")
            return Answer(Outcome.SEVERAL, display_place(place), title=title, text=text, branches=tuple(shown.values()))
    if named is None and not living:
        close = [branch for branch in shown.values() if search.place_key in fold(branch.name)]
        named = close[0] if len(close) == 1 else None
    if named is not None and not any(hit.unit_id in shown for hit in living):
        return Answer(Outcome.FOUND, named.name, branch=named)
    if not living:
        title = _("Vi finner ikke «%(place)s»") % {"place": search.place}
        text = _("Skriv poststedet slik det står i adressen din, eller postnummeret med fire siffer.")
        return Answer(Outcome.UNKNOWN, search.place, title=title, text=text)
    places = {display_place(hit.place) for hit in living}
    return _answer(living, next(iter(places)) if len(places) == 1 else search.place, shown, ours)


def _answer(hits: list[_Hit], asked: str, shown: Mapping[int, Branch], ours: str, *, boxes: bool = False) -> Answer:
    answering = {hit.unit_id for hit in hits if hit.unit_id in shown}
    if not answering:
        return _nobody(hits[0], asked, ours)
    if len(answering) == 1 and all(hit.unit_id in shown for hit in hits):
        return Answer(Outcome.FOUND, asked, branch=shown[next(iter(filter(None, answering)))], boxes=boxes)
    title = _("%(place)s har flere avdelinger") % {"place": display_place(hits[0].place) if boxes else asked}
    return Answer(
        Outcome.SEVERAL,
        asked,
        title=title,
        text=_("Velg postnummeret der du bor."),
        choices=tuple(_places(hits, shown)),
        boxes=boxes,
    )


def _places(hits: Iterable[_Hit], shown: Mapping[int, Branch]) -> Iterable[Place]:
    for hit in hits:
        yield Place(hit.code, display_place(hit.place), shown.get(hit.unit_id) if hit.unit_id else None)


def _nobody(hit: _Hit, asked: str, ours: str) -> Answer:
    where = display_place(hit.municipality_name)
    if ours and hit.municipality != ours:
        title = _("%(place)s ligger i %(where)s") % {"place": asked, "where": where}
        text = _("Der har vi ingen avdeling. Du kan likevel være medlem hos oss, i den avdelingen du vil.")
        return Answer(Outcome.ELSEWHERE, asked, title=title, text=text)
    title = _("Ingen avdeling har ansvar for %(place)s ennå") % {"place": asked}
    text = _("Du kan være medlem i den avdelingen du vil. Velg en i lista.")
    return Answer(Outcome.NOBODY, asked, title=title, text=text)
