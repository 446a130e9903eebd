"""Who holds which office: what rights are computed from, and what pages show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from lokallag.core.permissions import Asker, may
from lokallag.core.scope import once_per_request
from lokallag.organisation.models import BoardContact, Kind, Term, Title, Unit
from lokallag.organisation.queries.member_book import branch_names
from lokallag.people.domain.names import sort_key
from lokallag.people.models import Person

BOARD_TITLES = frozenset(Title) - {Title.DEPUTY_MEMBER}
LEADING_TITLES = frozenset({Title.LEADER, Title.DEPUTY_LEADER, Title.SECRETARY})
REGISTER_TITLES = frozenset({Title.LEADER, Title.SECRETARY})
# Terms whose holders lead their unit; the whole steering group of a network does (``Seat.leads``).
LEADING = Q(office__title__in=LEADING_TITLES) | Q(office__unit__kind=Kind.NETWORK, office__title__in=BOARD_TITLES)
MOST_HITS = 20
# The terms that are live on a day (``TermQuerySet.live``), as it is sent: rights are asked of it on every page.
SEATS = """
    SELECT office.unit_id, unit.kind, office.title, term.until_on FROM organisation_term AS term
    JOIN organisation_office AS office ON office.id = term.office_id
    JOIN organisation_unit AS unit ON unit.id = office.unit_id
    WHERE term.person_id = %(person)s AND term.from_on <= %(on)s AND (term.until_on IS NULL OR term.until_on >= %(on)s)
"""
Shown = Callable[[Person, date], QuerySet[Person]]
_shown: list[Shown] = []


@dataclass(frozen=True, slots=True)
class Seat:
    """One live office of a person: in which unit, of which kind, with which title and until which day."""

    unit_id: int
    unit_kind: str
    title: str
    until_on: date | None

    @property
    def leads(self) -> bool:
        """Whether the holder leads the unit: leader, deputy leader or secretary; in a network the steering group."""
        return self.title in (BOARD_TITLES if self.unit_kind == Kind.NETWORK else LEADING_TITLES)


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody in office, as anyone may see it."""

    name: str
    office: str
    title: str
    email: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom one can turn to, and how: e-mail and phone are empty where none is written down."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One person found by name: no more than it takes to tell two of the same name apart."""

    key: str
    name: str
    branch: str
    person_id: int


@dataclass(frozen=True, slots=True)
class Hits:
    """Persons found by name, sorted by name. ``more`` says that there are others than those shown."""

    rows: tuple[Hit, ...]
    more: bool


def seats_of(person: Asker, on: date) -> frozenset[Seat]:
    """Return the offices that ``person`` holds on the day. One query, asked at most once in a request."""
    if not person.is_authenticated:
        return frozenset()

    def look_up() -> frozenset[Seat]:
        with connection.cursor() as cursor:
            cursor.execute(SEATS, {"person": person.pk, "on": on})
            return frozenset(Seat(*row) for row in cursor.fetchall())

    return once_per_request(("organisation.seats", person.pk, on), look_up)


def sits_on_board(person: Asker, on: date) -> bool:
    """Tell whether the person has a seat on the municipal party's board that day (deputies do not)."""
    return any(seat.unit_kind == Kind.MUNICIPAL and seat.title in BOARD_TITLES for seat in seats_of(person, on))


def leaders_of(unit_ids: Iterable[int], on: date) -> dict[int, Officer]:
    """Return, by unit, the leader on the day with the unit's public address. Units without a leader are left out."""
    terms = (
        Term.objects.live(on)
        .filter(office__unit_id__in=list(unit_ids), office__title=Title.LEADER)
        .select_related("office__unit")
        .order_by("-seat", "-pk")
    )
    return {
        term.office.unit_id: Officer(
            term.holder_name, term.office.label, term.office.title, term.office.unit.public_email
        )
        for term in terms
    }


def led_today(unit_ids: Iterable[int], on: date) -> frozenset[int]:
    """Return those of the units that somebody leads on the day (``Seat.leads``). One query."""
    terms = Term.objects.live(on).filter(LEADING, person__isnull=False, office__unit_id__in=list(unit_ids))
    return frozenset(terms.values_list("office__unit_id", flat=True))


def board_members(on: date) -> list[Person]:
    """Return those who have a seat on the municipal party's board that day, each once, sorted by name."""
    terms = Term.objects.live(on).filter(office__unit__kind=Kind.MUNICIPAL, office__title__in=BOARD_TITLES)
    return list(Person.objects.filter(pk__in=terms.values("person_id")).order_by("sort_key", "pk"))


def board_contact_of(branch: Unit, on: date) -> BoardContact | None:
    """Return the branch's contact on the day, as long as that person sits on the board."""
    contact = (
        BoardContact.objects.filter(branch=branch, from_on__lte=on)
        .exclude(until_on__lt=on)
        .select_related("person")
        .first()
    )
    return contact if contact is not None and sits_on_board(contact.person, on) else None


def branches_of_contact(person: Asker, on: date) -> frozenset[int]:
    """Return the branches whose contact the person is on the day, as long as that person sits on the board."""
    if not person.is_authenticated or not sits_on_board(person, on):
        return frozenset()

    def look_up() -> frozenset[int]:
        rows = BoardContact.objects.filter(person_id=person.pk, from_on__lte=on).exclude(until_on__lt=on)
        return frozenset(rows.values_list("branch_id", flat=True))

    return once_per_request(("organisation.contact_for", person.pk, on), look_up)


def way_to_reach(person: Person) -> Reach:
    """Return how those whom a person is the contact of can reach that person."""
    return Reach(person.name, person.email, person.phone)


def let_find(shown: Shown) -> None:
    """Let those whom a room above shows to a person be found by that person: called from its ``apps.py``."""
    _shown.append(shown)


def findable_by(person: Person, unit: Unit, on: date) -> QuerySet[Person] | None:
    """Return whom the person may find by name to fill the unit's offices; ``None`` is everybody.

    The board's leader and secretary have the register. Who leads a branch finds those who are shown to them anyway,
    and those who sit in the unit: a search must not tell who is a member elsewhere.
    """
    if may(person, "organisation.manage_units"):
        return None
    seated = Term.objects.live(on).filter(office__unit=unit).values("person_id")
    found = Q(pk=person.pk) | Q(pk__in=seated)
    for shown in _shown:
        found |= Q(pk__in=shown(person, on).values("pk"))
    return Person.objects.filter(found)


def find_persons(wish: str, *, on: date, among: QuerySet[Person] | None = None) -> Hits:
    """Return persons for whom every word of ``wish`` begins a part of the name, at most 20, sorted by name.

    Accents and capitals do not count. Two of the same name are told apart by their branch, never by an address.
    Fewer than two letters find nobody.

    :param among: whom the asker may find (``findable_by``); ``None`` is everybody
    """
    words = wish.replace("\x00", " ").split()[:6]
    if sum(len(word) for word in words) < 2:
        return Hits((), more=False)
    persons = Person.objects.all() if among is None else among
    for word in words:
        key = sort_key(word, "").strip()
        starts = Q(sort_key__startswith=key) | Q(sort_key__contains=f" {key}") | Q(sort_key__contains=f"-{key}")
        persons = persons.filter(starts | Q(given_name__istartswith=word) | Q(family_name__istartswith=word))
    found = list(persons.order_by("sort_key", "pk")[: MOST_HITS + 1])
    branches = branch_names([person.pk for person in found], on) if found else {}
    rows = (Hit(str(person.key), person.name, branches.get(person.pk, ""), person.pk) for person in found[:MOST_HITS])
    return Hits(tuple(rows), more=len(found) > MOST_HITS)
