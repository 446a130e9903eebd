"""The demo's sign-ups: who came, who comes, who waits, and how it went. Made through the services, in their time."""

from datetime import datetime, timedelta
from random import Random

from lokallag.calendar.domain.local import local_date
from lokallag.demo import facts
from lokallag.events import services
from lokallag.events.domain.lifecycle import State
from lokallag.events.models import Event, Signup
from lokallag.events.queries.attendees import came_to
from lokallag.events.rules import hosts_of, is_invited
from lokallag.membership.models import BranchChoice
from lokallag.organisation.models import Term, Title
from lokallag.people.models import Person

SEED = 11
UNREPORTED = 5  # the newest of those behind: hosts have something left to do
NAMES_KEPT = timedelta(days=30)
REPORTS = (
    ("Fullt rundt bordene, og god stemning. To ville bli med i en arbeidsgruppe.", ""),
    ("Færre enn vi håpet. Det kolliderte med foreldremøte på skolen.", "Sjekk skolens kalender før dere setter dato."),
    ("Innlederen var god, og vi rakk alle spørsmålene. Tre tok ordet for første gang.", ""),
    ("Rolig kveld. Vi brukte tida på å ringe dem som ikke kom.", ""),
    ("Bra samtale. Vi gikk et kvarter over tida.", "Sett av en som passer klokka, så kommer alle til orde."),
)


def build_signups(*, at: datetime) -> None:
    """Sign people up for all that takes sign-ups, tick those who came, and report on most of what is behind.

    One event ahead is full and has a waiting list.
    """
    chance = Random(SEED)
    people = list(_members())
    events = list(Event.objects.filter(has_signup=True, state=State.PUBLISHED).order_by("starts_at", "pk"))
    behind = [event for event in events if event.ends_at <= at]
    ahead = [event for event in events if event.ends_at > at]
    full = next((event for event in ahead if event.capacity and event.capacity <= 20), None)
    for number, event in enumerate(behind):
        _sign_up(event, people, chance, 6 + number * 5 % 13, at=at)
        _tick(event, chance)
        if number < len(behind) - UNREPORTED:
            _report(event, number)
    for number, event in enumerate(ahead):
        wanted = (event.capacity or 0) + 5 if event is full else 3 + number * 7 % 15
        _sign_up(event, people, chance, wanted, at=at)


def _members() -> list[Person]:
    rows = BranchChoice.objects.select_related("membership__person").order_by("pk")
    return [row.membership.person for row in rows[:400]]


def _sign_up(event: Event, people: list[Person], chance: Random, wanted: int, *, at: datetime) -> None:
    """Sign up so many, a few days before it is held (or before now): members it is for, neighbours where it is open.

    Neighbours of what was long ago are counts by now, so they are not made.
    """
    when = min(at, event.starts_at) - timedelta(days=3)
    has_names = at - event.ends_at < NAMES_KEPT
    some = chance.sample(people, min(len(people), 4 * wanted))
    invited = [person for person in some if is_invited.test(person, event)]
    neighbours = round(wanted * 0.3) if event.audience == "open" and has_names else 0
    for number, person in enumerate(invited[: wanted - neighbours]):
        guests = 1 if event.most_guests and number % 6 == 5 else 0
        services.sign_up_person(event=event, person=person, guests=guests, at=when + timedelta(minutes=number))
    for number in range(neighbours):
        name = f"{chance.choice(facts.first_names()).name} {chance.choice(facts.surnames())}"
        services.sign_up_by_email(
            event=event,
            name=name,
            email=f"nabo{event.pk}.{number}@example.org",
            language="nb",
            network=f"demo {event.pk} {number}",
            at=when + timedelta(hours=2, minutes=number),
        )


def _tick(event: Event, chance: Random) -> None:
    """Tick those who came: most of those who had a place."""
    for signup in Signup.objects.filter(event=event, state="signed_up").order_by("number"):
        if chance.random() < 0.8:
            services.tick_arrival(signup=signup, arrived=signup.size, by=_host(event), at=event.starts_at)
    services.count_drop_ins(event=event, more=chance.randrange(4), by=_host(event), at=event.starts_at)


def _report(event: Event, number: int) -> None:
    how, tip = REPORTS[number % len(REPORTS)]
    services.write_report(
        event=event,
        attended=came_to(event),
        how=how,
        tip=tip if number < len(REPORTS) else "",
        cost=450 if number % 4 == 0 else None,
        by=_host(event),
        at=event.ends_at + timedelta(hours=14),
    )


def _host(event: Event) -> Person:
    main = next(host for host in hosts_of(event) if host.is_main)
    leading = Term.objects.live(local_date(event.starts_at)).filter(office__unit_id=main.unit_id)
    term = leading.filter(office__title=Title.LEADER, person__isnull=False).select_related("person").first()
    assert term is not None
    assert term.person is not None
    return term.person
