"""What other rooms ask about the organisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lokallag.core.permissions import Asker
from lokallag.core.scope import once_per_request
from lokallag.organisation.domain.rulebook import Rules, read_rules
from lokallag.organisation.models import BoardContact, Kind, Profile, RuleSet, Term, Title, Unit

BOARD_TITLES = frozenset(Title) - {Title.DEPUTY_MEMBER}
LEADING_TITLES = frozenset({Title.LEADER, Title.DEPUTY_LEADER, Title.SECRETARY})
REGISTER_TITLES = frozenset({Title.LEADER, Title.SECRETARY})


@dataclass(frozen=True, slots=True)
class Seat:
    """One live office of a person: in which unit, of which kind, with which title and until which day."""

    unit_id: int
    unit_kind: str
    title: str
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody in office, as anyone may see it."""

    name: str
    office: str
    title: str
    email: str


def seats_of(person: Asker, on: date) -> frozenset[Seat]:
    """Return the offices that ``person`` holds on the day. One query, asked at most once in a request."""
    if not person.is_authenticated:
        return frozenset()

    def look_up() -> frozenset[Seat]:
        terms = Term.objects.live(on).filter(person_id=person.pk)
        rows = terms.values_list("office__unit_id", "office__unit__kind", "office__title", "until_on")
        return frozenset(Seat(*row) for row in rows)

    return once_per_request(("organisation.seats", person.pk, on), look_up)


def profile() -> Profile | None:
    """Return what this installation is, or ``None`` before it has been set up."""
    return once_per_request(
        "organisation.profile", lambda: Profile.objects.select_related("main_unit").order_by("pk").first()
    )


def main_unit(on: date) -> Unit | None:
    """Return the municipal party with its name, or ``None`` before it has been set up."""

    def look_up() -> Unit | None:
        return Unit.objects.filter(kind=Kind.MUNICIPAL).named(on).select_related("profile").first()

    return once_per_request(("organisation.main_unit", on), look_up)


def rules_on(unit: Unit, on: date) -> Rules:
    """Return the rules that hold for ``unit`` on the day: its own, else its parent's, else the defaults.

    The newest version that is valid on the day counts.
    """
    for unit_id in (unit.pk, unit.parent_id):
        if unit_id is None:
            continue
        sets = RuleSet.objects.filter(unit_id=unit_id, valid_from__lte=on).order_by("-valid_from", "-version")
        newest = sets.prefetch_related("rules").first()
        if newest is not None:
            return read_rules(
                {rule.key: (rule.value, rule.source) for rule in newest.rules.all()}, version=newest.version
            )
    return read_rules({}, version=0)


def leaders_of(unit_ids: Iterable[int], on: date) -> dict[int, Officer]:
    """Return, by unit, the leader on the day with the unit's public address. Units without a leader are left out."""
    terms = (
        Term.objects.live(on)
        .filter(office__unit_id__in=list(unit_ids), office__title=Title.LEADER)
        .select_related("office__unit")
        .order_by("-seat")
    )
    return {
        term.office.unit_id: Officer(
            term.holder_name, term.office.label, term.office.title, term.office.unit.public_email
        )
        for term in terms
    }


def board_contact_of(branch: Unit, on: date) -> BoardContact | None:
    """Return the branch's contact on the day, as long as that person sits on the board."""
    contact = (
        BoardContact.objects.filter(branch=branch, from_on__lte=on)
        .exclude(until_on__lt=on)
        .select_related("person")
        .first()
    )
    if contact is None:
        return None
    sits = any(seat.unit_kind == Kind.MUNICIPAL and seat.title in BOARD_TITLES for seat in seats_of(contact.person, on))
    return contact if sits else None
