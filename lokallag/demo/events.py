"""The demo's events: thirty behind and twenty ahead, with different hosts, kinds and readers."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from lokallag.calendar.domain.holidays import is_working_day
from lokallag.calendar.domain.local import local_date
from lokallag.demo.year import EXEMPLARY, TAKES
from lokallag.events import services
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.domain.series import Every
from lokallag.events.domain.times import wall
from lokallag.events.models import Event, Kind
from lokallag.events.services import Facts, Point
from lokallag.membership.models import BranchChoice
from lokallag.organisation.models import Term, Title, Unit
from lokallag.people.models import Person
from lokallag.territory.queries import codes_of

BEHIND, AHEAD = 30, 20
EVENING = (time(18, 30), time(20, 30))


@dataclass(frozen=True, slots=True)
class Idea:
    """An event as it could be held by any branch."""

    title: str
    kind: Kind
    text: str
    place: str
    times: tuple[time, time] = EVENING
    audience: Audience = Audience.OPEN
    age_from: int | None = None
    programme: tuple[Point, ...] = ()
    capacity: int | None = None
    has_signup: bool = True


IDEAS = (
    Idea(
        "Trygg skolevei: Hva trenger vi her?",
        Kind.OPEN_MEETING,
        "FAU forteller hvor barna går, og hvor de burde kunne gå. Etterpå finner vi tre ting vi vil kjempe for.\n\n"
        "Ta med kart, bilder og erfaringer. Du trenger ikke være medlem.",
        "Skolens bibliotek",
        programme=(
            Point("Velkommen, med kaffe og vafler", 15),
            Point("Hvor er det utrygt i dag?", 25, "leder i FAU", is_opening=True),
            Point("Samtale ved bordene", 45),
            Point("Vi velger tre saker, og hvem som tar dem videre", 35),
        ),
        capacity=60,
    ),
    Idea(
        "Medlemsmøte: Hva skal vi bruke høsten til?",
        Kind.MEMBERS_MEETING,
        "Vi velger tre aktiviteter sammen, og setter navn og dato på dem.",
        "Frivilligsentralen",
        audience=Audience.MEMBERS,
        programme=(Point("Hva fikk vi til i vår?", 20), Point("Årshjulet på veggen", 40), Point("Hvem tar hva?", 30)),
    ),
    Idea(
        "Stand på torget",
        Kind.STALL,
        "Kom innom og fortell hva du er opptatt av der du bor. Vi har kaffe på kanna.",
        "Torget ved senteret",
        times=(time(11), time(13)),
        has_signup=False,
    ),
    Idea(
        "Seniorkaffe på dagtid",
        Kind.SOCIAL,
        "Kaffe, noe å bite i, og en samtale om eldreomsorgen i kommunen. Lokalet har heis og teleslynge.",
        "Seniorsenteret",
        times=(time(12), time(14)),
        audience=Audience.AGE_GROUP,
        age_from=60,
        capacity=30,
        programme=(Point("Kaffe og prat", 30), Point("Slik er eldreomsorgen hos oss", 30, "leder i eldrerådet", True)),
    ),
    Idea(
        "Kurs: Skriv et leserinnlegg som kommer på trykk",
        Kind.COURSE,
        "Én sak, ett poeng, tre avsnitt. Du går hjem med et utkast.",
        "Biblioteket, møterom 2",
        capacity=16,
        programme=(
            Point("Hva redaksjonen ser etter", 30, "en tidligere debattredaktør", True),
            Point("Vi skriver", 60),
        ),
    ),
    Idea(
        "Kveldstur langs kyststien",
        Kind.SOCIAL,
        "Vi går en times tur i rolig tempo, og stopper der kommunen planlegger å bygge. Turen passer med barnevogn.",
        "Oppmøte ved bussholdeplassen",
        times=(time(18), time(19, 30)),
        has_signup=False,
    ),
    Idea(
        "Bolig for unge: Hvem har råd til å bo her?",
        Kind.OPEN_MEETING,
        "Tre innledere på sju minutter hver, og god tid til spørsmål fra salen.",
        "Kulturhuset, lillesalen",
        programme=(
            Point("Velkommen", 10),
            Point("Ung og på leiemarkedet", 7, "en leietaker", True),
            Point("Hva kan kommunen gjøre?", 7, "et medlem av kommunestyret", True),
            Point("Spørsmål og svar", 50),
        ),
        capacity=80,
    ),
    Idea(
        "Styremøte",
        Kind.BOARD_MEETING,
        "Saksliste kommer på e-post.",
        "Partikontoret",
        times=(time(18), time(20)),
        audience=Audience.OWN_UNIT,
        has_signup=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose day it is, and the units with those who lead them."""

    at: datetime
    today: date
    party: Unit
    branches: tuple[Unit, ...]
    leaders: dict[int, Person]

    def by(self, unit: Unit) -> Person:
        """Return who leads the unit."""
        return self.leaders[unit.pk]


def build_events(*, party: Unit, at: datetime) -> None:
    """Hold thirty events behind, the last a few days ago, and make twenty ahead: all but one announced."""
    today = local_date(at)
    branches = tuple(Unit.objects.branches(today))
    desk = Desk(at, today, party, branches, _leaders(today))
    for number in range(BEHIND):
        _held(desk, number, -(9 + number * 6))  # noted as held once people have come (``demo.signups``)
    ahead = [_held(desk, number + 3, 3 + number * 4) for number in range(AHEAD - 4)]
    _together(desk, ahead[3])
    _in_hand(desk, ahead[0])
    services.cancel_event(event=ahead[5], reason="Salen er stengt etter en vannlekkasje.", by=desk.by(party), at=at)
    _moved(desk, ahead[7])
    _series(desk)
    _draft(desk)


def _leaders(today: date) -> dict[int, Person]:
    terms = Term.objects.live(today).filter(office__title=Title.LEADER, person__isnull=False)
    return {term.office.unit_id: term.person for term in terms.select_related("office", "person") if term.person}


def _held(desk: Desk, number: int, days: int) -> Event:
    """Make and announce an event, written down two weeks before it is held (or before now)."""
    idea = IDEAS[number % len(IDEAS)]
    unit = desk.party if number % 5 == 4 else desk.branches[number % len(desk.branches)]
    if days > 0 and unit.name not in {EXEMPLARY, *TAKES}:
        unit = desk.party  # the branch that has nothing ahead
    day = _day(desk.today + timedelta(days=days), idea)
    begin, end = (wall(day, clock) for clock in idea.times)
    made = min(desk.at, begin) - timedelta(days=14)
    event = services.make_event(
        unit=unit,
        facts=_facts(desk, unit, idea, day),
        starts_at=begin,
        ends_at=end,
        programme=idea.programme,
        by=desk.by(unit),
        at=made,
    )
    return services.publish_event(event=event, by=desk.by(unit), at=made)[0]


def _day(day: date, idea: Idea) -> date:
    """Return the next day from ``day`` on which such a thing is held: stalls on Saturdays, others on working days."""
    while (day.weekday() != 5) if idea.kind is Kind.STALL else (not is_working_day(day) or day.weekday() == 4):
        day += timedelta(days=1)
    return day


def _facts(desk: Desk, unit: Unit, idea: Idea, day: date) -> Facts:
    codes = codes_of(unit, desk.today)
    return Facts(
        title=idea.title,
        kind=idea.kind,
        audience=idea.audience,
        age_from=idea.age_from,
        place_name=idea.place,
        postal_code=codes[0] if codes else "",
        practical="Trinnfri inngang. Ring på hvis døra er låst." if idea.has_signup else "",
        description=idea.text,
        has_signup=idea.has_signup,
        signup_last_on=day - timedelta(days=1) if idea.capacity else None,
        capacity=idea.capacity,
        most_guests=2 if idea.audience is Audience.OPEN else 0,
    )


def _together(desk: Desk, event: Event) -> None:
    """Let the neighbour hold an event too, and ask a third that has not answered."""
    main = event.hosts.get(is_main=True).unit_id
    others = [unit for unit in desk.branches if unit.pk != main]
    by = desk.leaders[main]
    host = services.invite_host(event=event, unit=others[0], by=by, at=desk.at)
    services.answer_invitation(host=host, answer=Answer.ACCEPTED, by=desk.by(others[0]), at=desk.at)
    services.invite_host(event=event, unit=others[1], by=by, at=desk.at)


def _in_hand(desk: Desk, event: Event) -> None:
    """Give a member of the branch the event in hand."""
    main = event.hosts.get(is_main=True)
    unit = main.unit if main.unit_id != desk.party.pk else desk.branches[0]
    choice = BranchChoice.objects.live(desk.today).filter(unit=unit).select_related("membership__person").first()
    if choice is not None:
        person = choice.membership.person
        services.appoint_coordinator(event=event, person=person, by=desk.leaders[main.unit_id], at=desk.at)


def _moved(desk: Desk, event: Event) -> None:
    """Move an event by a week."""
    later = timedelta(days=7)
    services.move_event(
        event=event,
        starts_at=wall(event.day + later, IDEAS[2].times[0]),
        ends_at=wall(event.day + later, IDEAS[2].times[1]),
        by=desk.by(desk.party),
        at=desk.at,
    )


def _series(desk: Desk) -> None:
    """Announce an open evening on the first Tuesdays of three months."""
    unit = desk.branches[1]
    first = desk.today + timedelta(days=10)
    while first.weekday() != 1:
        first += timedelta(days=1)
    idea = replace(IDEAS[1], title="Åpen kveld", kind=Kind.SOCIAL, audience=Audience.OPEN, has_signup=False)
    made = services.make_series(
        unit=unit,
        facts=replace(_facts(desk, unit, idea, first), description="Stikk innom. Vi er her fra halv sju."),
        starts_at=wall(first, EVENING[0]),
        ends_at=wall(first, EVENING[1]),
        every=Every.MONTH,
        until=first + timedelta(days=70),
        by=desk.by(unit),
        at=desk.at,
    )
    services.publish_event(event=made[0], by=desk.by(unit), at=desk.at, and_later=True)


def _draft(desk: Desk) -> None:
    """Leave one as a draft, with something to be done."""
    unit = desk.branches[2]
    day = _day(desk.today + timedelta(days=40), IDEAS[6])
    event = services.make_event(
        unit=unit,
        facts=_facts(desk, unit, IDEAS[6], day),
        starts_at=wall(day, EVENING[0]),
        ends_at=wall(day, EVENING[1]),
        programme=IDEAS[6].programme,
        by=desk.by(unit),
        at=desk.at,
    )
    leader = desk.by(unit)
    for title, before, who in (
        ("Bestille salen", 30, leader),
        ("Spørre innlederne", 21, None),
        ("Kjøpe kaffe", 1, None),
    ):
        services.add_task(event=event, title=title, before=before, responsible=who, by=leader, at=desk.at)
