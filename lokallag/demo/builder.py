"""Builds the demo organisation through the rooms' own services, the way a board would, only faster."""

from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from lokallag.calendar.domain.local import local_date
from lokallag.core.errors import RuleViolation
from lokallag.core.models import DemoMark
from lokallag.demo import cast, facts
from lokallag.demo.events import build_events
from lokallag.demo.networks import build_networks
from lokallag.demo.population import SEED, Invented, invent_members
from lokallag.demo.signups import build_signups
from lokallag.demo.trust import show_trust, trusted_people
from lokallag.demo.year import answer_tips, build_year
from lokallag.events.services import finish_past_events
from lokallag.membership import services as membership
from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import Membership
from lokallag.organisation import services as organisation
from lokallag.organisation.models import Kind, Office, Title, Unit
from lokallag.people.models import DemoRole, Person
from lokallag.people.services import mark_demo_person, register_person, seed_app
from lokallag.territory.domain.tables import read_text
from lokallag.territory.models import PostalCode
from lokallag.territory.queries import read_rows, responsible_units
from lokallag.territory.services import apply_sheet, comment_on_draft, import_areas, import_register, save_draft

MEMBERS = 500
ELSEWHERE = 0.12  # the share who belong to another branch than the one that answers where they live
MINUTES = "Protokollen, sak 9"
OSLO = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True, slots=True)
class Stage:
    """What is built: the last annual meeting, that day at nine in the evening, and the day it is today."""

    meeting: date
    then: datetime
    at: datetime
    today: date

    @property
    def elected_by(self) -> str:
        """The meeting that elected, as the minutes call it."""
        return f"Årsmøtet {self.meeting.year}"


def annual_meeting_before(today: date) -> date:
    """Return the day of the last annual meeting before ``today``: the second Thursday of March."""
    for year in (today.year, today.year - 1):
        first = date(year, 3, 1)
        day = first + timedelta(days=(3 - first.weekday()) % 7 + 7)
        if day < today:
            return day
    raise AssertionError("last year had a March")


def demo_exists() -> bool:
    """Tell whether this database was made by ``lokallag demo``."""
    return DemoMark.objects.exists()


@transaction.atomic
def build_demo(*, at: datetime, members: int = MEMBERS) -> None:
    """Fill an empty database with the demo organisation, and mark it as one. All of it, or nothing.

    Only the database's owner can set the mark; the web's own role cannot.

    :param members: how many members there are in all, those with offices included
    :raises RuleViolation: the database holds persons already
    """
    if Person.objects.exists():
        raise RuleViolation("Databasen er i bruk. Demoen lages bare i en tom database.")
    today = local_date(at)
    meeting = annual_meeting_before(today)
    stage = Stage(meeting, datetime.combine(meeting, time(21), OSLO), at, today)
    party = _party(stage)
    _territory(stage)
    branches = {unit.name: unit for unit in Unit.objects.branches(today)}
    officers = [*_board(stage, party), *_branch_officers(stage, branches)]
    member = _named_member(stage)
    named = [register_person(**fields, by=None, at=stage.then) for fields in trusted_people()]
    _members(stage, branches, [*officers, member, *named], members)
    _choose(stage, member, branches[cast.MEMBER[4]], Reason.OWN_CHOICE)
    _draft(stage, branches)
    _rest_of_the_tree(stage, party)
    show_trust(
        party=party,
        leader=_officer(party, Title.LEADER),
        secretary=_officer(party, Title.SECRETARY),
        member=member,
        branch_leader=_officer(branches[cast.MEMBER[4]], Title.LEADER),
        at=at,
    )
    build_year(party=party, at=at)
    build_events(party=party, at=at)
    build_networks(party=party, at=at)
    build_signups(at=at)
    answer_tips(party=party, at=at)
    finish_past_events(at=at)
    DemoMark.objects.create(marked_at=at)


def _officer(unit: Unit, title: Title) -> Person:
    return Person.objects.get(terms__office__unit=unit, terms__office__title=title)


def _party(stage: Stage) -> Unit:
    opened = date(1995, 1, 1)
    party = organisation.create_unit(
        kind=Kind.MUNICIPAL,
        name=cast.ORGANISATION,
        parent=None,
        opened_on=opened,
        decision="Stiftelsesmøtet",
        by=None,
        at=stage.then,
    )
    organisation.set_profile(
        main_unit=party, colour="#b3212b", municipality_code=cast.MUNICIPALITY, by=None, at=stage.then
    )
    organisation.adopt_rules(
        unit=party,
        values=cast.RULES,
        valid_from=stage.meeting,
        decision=f"{stage.elected_by}, sak 6",
        after_version=0,
        by=None,
        at=stage.then,
    )
    return party


def _territory(stage: Stage) -> None:
    """Read the register and the areas, and put the example division into force, the two disputed codes left out."""
    import_register(data=facts.postal_register(), source="postnummer_baerum.csv", by=None, at=stage.then)
    weights = facts.population()
    codes = list(PostalCode.objects.filter(pk__in=weights))
    for code in codes:
        code.weight = weights[code.pk]
    PostalCode.objects.bulk_update(codes, ["weight"])
    import_areas(
        data=facts.areas(),
        source="Tilnærmet ut fra Erik Bolstads punkter",
        approximate=True,
        by=None,
        at=stage.then,
    )
    lines = ["Partiavdeling;Postnummer"]
    for branch in cast.BRANCHES:
        settled = (code for code in branch.codes if code not in cast.DISPUTED)
        lines.append(f"{branch.name};{', '.join(settled)}")
    apply_sheet(
        sheet=read_rows(read_text("\n".join(lines))),
        municipality=cast.MUNICIPALITY,
        valid_from=stage.meeting,
        decision=f"{stage.elected_by}, sak 7 (eksempel)",
        decided_on=stage.meeting,
        by=None,
        at=stage.then,
    )


def _person(given: str, family: str, gender: str, code: str, email: str, birth_year: int, at: datetime) -> Person:
    street = facts.street(code)
    return register_person(
        given_name=given,
        family_name=family,
        gender=gender,
        email=email,
        birth_year=birth_year,
        street_address=f"{street} {birth_year % 40 + 1}",
        postal_code=code,
        by=None,
        at=at,
    )


def _address(given: str, family: str) -> str:
    letters = f"{given}.{family}".lower().replace(" ", ".")
    return letters.translate(str.maketrans("æøå", "aoa")) + "@baerum.example"


def _demo_person(stage: Stage, role: DemoRole, person: Person) -> None:
    """Let one sign in as the person by one press: their app's secret is known, its codes count as everybody's."""
    mark_demo_person(role=role, person=person)
    secret = b32encode(Random(f"{SEED} {role}").randbytes(20)).decode()
    seed_app(person=person, secret=secret, at=stage.then)


def _seat(stage: Stage, unit: Unit, title: Title, person: Person) -> None:
    organisation.appoint(
        office=Office.objects.get(unit=unit, title=title),
        person=person,
        from_on=stage.meeting,
        until_on=date(stage.meeting.year + 2, 3, 31),
        elected_by=stage.elected_by,
        elected_on=stage.meeting,
        minuted_in=MINUTES,
        by=None,
        at=stage.then,
    )


def _board(stage: Stage, party: Unit) -> Iterator[Person]:
    contacts = []
    for number, (title, given, family, gender, code) in enumerate(cast.BOARD):
        person = _person(given, family, gender, code, _address(given, family), 1958 + 4 * number, stage.then)
        _seat(stage, party, title, person)
        if title == Title.LEADER:
            organisation.edit_unit(
                unit=party,
                public_email="post@baerum.example",
                meets="Første tirsdag i måneden",
                about="Seks avdelinger, ett årsmøte som alle medlemmer er med på.",
                by=person,
                at=stage.then,
            )
            _demo_person(stage, DemoRole.BOARD_LEADER, person)
        elif title == Title.SECRETARY:
            _demo_person(stage, DemoRole.SECRETARY, person)
        elif title != Title.DEPUTY_MEMBER:
            contacts.append(person)
        yield person
    # One branch is left without a contact, so that the board's overview has something to say.
    for unit, contact in zip(Unit.objects.branches(stage.today)[:5], contacts, strict=False):
        organisation.name_board_contact(branch=unit, person=contact, from_on=stage.meeting, by=None, at=stage.then)


def _branch_officers(stage: Stage, branches: dict[str, Unit]) -> Iterator[Person]:
    for number, branch in enumerate(cast.BRANCHES):
        unit = branches[branch.name]
        for place, (title, (given, family)) in enumerate(zip(cast.BRANCH_TITLES, branch.officers, strict=True)):
            code = branch.codes[place % len(branch.codes)]
            gender = "km"[(number + place) % 2]
            birth_year = 1961 + 3 * number + 7 * place
            person = _person(given, family, gender, code, _address(given, family), birth_year, stage.then)
            _seat(stage, unit, title, person)
            if title == Title.LEADER:
                organisation.edit_unit(
                    unit=unit,
                    public_email=f"{branch.address}@baerum.example",
                    meets=branch.meets,
                    about="",
                    by=person,
                    at=stage.then,
                )
                if branch.name == "Haslum":
                    _demo_person(stage, DemoRole.BRANCH_LEADER, person)
            yield person


def _named_member(stage: Stage) -> Person:
    given, family, gender, code, _branch = cast.MEMBER
    member = _person(given, family, gender, code, _address(given, family), 1989, stage.then)
    _demo_person(stage, DemoRole.MEMBER, member)
    return member


def _members(stage: Stage, branches: dict[str, Unit], known: list[Person], count: int) -> None:
    """Make members of those known by name, and of as many invented ones as it takes."""
    chance = Random(SEED)
    settled = {code: unit.name for code, unit in responsible_units(list(facts.population()), stage.today).items()}
    numbers = iter(range(100_001, 100_001 + count))
    officers = {(given, family): branch.name for branch in cast.BRANCHES for given, family in branch.officers}
    for person in known:
        joined = stage.meeting - timedelta(days=chance.randrange(400, 6000))
        own = officers.get((person.given_name, person.family_name))
        name = own or settled.get(person.postal_code) or cast.BRANCHES[1].name
        _join(stage, person, next(numbers), joined, branches[name])
    for invented in invent_members(count - len(known), today=stage.today):
        person = _written_down(stage, invented)
        joined = min(invented.joined_on, stage.today - timedelta(days=1))
        home = settled.get(invented.postal_code)
        if home is None or chance.random() < ELSEWHERE:
            names = [name for name in branches if name != home]
            home = chance.choice(names)
        _join(stage, person, next(numbers), joined, branches[home])


def _written_down(stage: Stage, invented: Invented) -> Person:
    return register_person(
        given_name=invented.given_name,
        family_name=invented.family_name,
        gender=invented.gender,
        email=invented.email,
        birth_year=invented.birth_year,
        street_address=invented.street_address,
        postal_code=invented.postal_code,
        is_protected=invented.is_protected,
        by=None,
        at=stage.then,
    )


def _join(stage: Stage, person: Person, number: int, joined: date, unit: Unit) -> None:
    at = max(stage.then, datetime.combine(joined, time(12), OSLO))
    membership_of = membership.start_membership(person=person, number=str(number), joined_on=joined, by=None, at=at)
    membership.choose_branch(membership=membership_of, unit=unit, by=None, at=at, reason=Reason.IMPORTED)


def _choose(stage: Stage, person: Person, unit: Unit, reason: Reason) -> None:
    at = stage.at - timedelta(days=40)
    held = Membership.objects.get(person=person)
    membership.choose_branch(membership=held, unit=unit, by=person, at=at, reason=reason)


def _draft(stage: Stage, branches: dict[str, Unit]) -> None:
    """Save a draft in which two codes are claimed by two branches each, and let two leaders say what they think."""
    board_leader = Person.objects.get(email=_address("Amina", "Farah"))
    claims = {branch.name: list(branch.codes) for branch in cast.BRANCHES}
    for code, names in cast.DISPUTED.items():
        for name in names:
            if code not in claims[name]:
                claims[name].append(code)
    lines = ["Partiavdeling;Postnummer", *(f"{name};{', '.join(sorted(codes))}" for name, codes in claims.items())]
    draft = save_draft(
        title=f"Forslag til årsmøtet {stage.today.year + 1}",
        sheet=read_rows(read_text("\n".join(lines))),
        municipality=cast.MUNICIPALITY,
        valid_from=date(stage.today.year + 1, 4, 1),
        note="To postnumre står på to avdelinger hver. Si hva dere mener før styret legger fram saken.",
        by=board_leader,
        at=stage.at - timedelta(days=12),
    )
    for days, given, family, branch, text in cast.COMMENTS:
        author = Person.objects.get(email=_address(given, family))
        comment_on_draft(draft=draft, unit=branches[branch], text=text, by=author, at=stage.at - timedelta(days=days))


def _rest_of_the_tree(stage: Stage, party: Unit) -> None:
    for kind, name in cast.OTHER_UNITS:
        organisation.create_unit(
            kind=kind,
            name=name,
            parent=party,
            opened_on=stage.meeting,
            decision=f"{stage.elected_by}, sak 8",
            by=None,
            at=stage.then,
        )
