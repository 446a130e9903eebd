"""What is said about an event, as a form hands it over and a service writes it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date, midnight_after
from lokallag.core.errors import RuleViolation
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.times import MOST_LENGTH
from lokallag.events.models import Event, Kind
from lokallag.followup.models import Commitment
from lokallag.organisation.models import Title

INSTANT = timedelta(microseconds=1)  # what ends at midnight was still open the day before
# The field of a form that the message of a broken constraint belongs to.
FIELDS = {
    "event_has_a_title": "title",
    "event_ends_after_it_starts": "ends",
    "event_postal_code_has_four_digits": "postal_code",
    "event_link_is_secure": "online_link",
    "event_has_room_for_somebody": "capacity",
    "event_guests_are_few": "most_guests",
    "event_signup_ends_in_time": "signup_until",
    "event_age_group_has_an_age": "age_from",
    "event_ages_in_order": "age_until",
    "event_office_is_named": "office_title",
    "event_cancelled_has_a_reason": "reason",
}
LENGTHS = {
    "title": 120,
    "place_name": 120,
    "street_address": 200,
    "online_link": 500,
    "practical": 300,
    "description": 8000,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one writes about an event but its time. ``signup_last_on`` is the last local day one may sign up."""

    title: str
    kind: Kind
    audience: Audience = Audience.OPEN
    age_from: int | None = None
    age_until: int | None = None
    office_title: Title | None = None
    place_name: str = ""
    street_address: str = ""
    postal_code: str = ""
    online_link: str = ""
    practical: str = ""
    description: str = ""
    has_signup: bool = True
    signup_last_on: date | None = None
    capacity: int | None = None
    most_guests: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a programme, with the questions that are talked about there, in order."""

    title: str
    minutes: int | None = None
    speaker: str = ""
    is_opening: bool = False
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedTask:
    """A commitment that was made for the event, due so many days before its day."""

    commitment: Commitment
    before: int


@dataclass(frozen=True, slots=True)
class Source:
    """What an event is made from in a room above: a label and an address to read, a key to find it again by.

    ``tasks`` are commitments that exist already and shall follow the event; ``materials`` and ``report`` come with it.
    """

    label: str
    url: str
    key: str
    tasks: tuple[LinkedTask, ...] = ()
    materials: tuple[str, ...] = ()
    report: tuple[str, ...] = ()


def columns(facts: Facts, *, starts_at: datetime) -> Mapping[str, Any]:
    """Return the columns of an event that say the facts.

    What the audience does not ask for is left out: an age that was written before the audience was changed counts for
    nothing.

    :raises RuleViolation: a text is too long, or one could sign up after the beginning
    """
    said = asdict(facts)
    for name, most in LENGTHS.items():
        said[name] = said[name].replace("\x00", "").strip()
        if len(said[name]) > most:
            words = _("Skriv høyst %(most)d tegn. Nå er det %(now)d.") % {"most": most, "now": len(said[name])}
            raise RuleViolation(words, field=name)
    said["office_title"] = facts.office_title or ""
    if facts.audience != Audience.AGE_GROUP:
        said["age_from"] = said["age_until"] = None
    if facts.audience != Audience.OFFICE:
        said["office_title"] = ""
    last_on = said.pop("signup_last_on")
    said["signup_until"] = None if last_on is None else signup_end(last_on, starts_at=starts_at)
    return said


def signup_end(last_on: date, *, starts_at: datetime) -> datetime:
    """Return the instant up to which one may sign up: to the end of the day, yet not after the beginning.

    :raises RuleViolation: the day is after the event's own
    """
    if last_on > local_date(starts_at):
        raise RuleViolation(
            _("Fristen for påmelding er etter at arrangementet begynner. Velg en tidligere dag."), field="signup_until"
        )
    return min(midnight_after(last_on), starts_at)


def signup_last_on(event: Event) -> date | None:
    """Return the last local day one may sign up, as it is written in a form."""
    return None if event.signup_until is None else local_date(event.signup_until - INSTANT)


def check_span(starts_at: datetime, ends_at: datetime) -> None:
    """Do nothing if an event may last from one instant to the other.

    :raises RuleViolation: it would end before it begins, or last for more than two weeks
    """
    if ends_at <= starts_at:
        raise RuleViolation(
            _(
                "Arrangementet slutter før det begynner. Varer det over midnatt, skriver du den dagen det slutter under"
                " «Slutter en annen dag»."
            ),
            field="ends",
        )
    if ends_at - starts_at > MOST_LENGTH:
        raise RuleViolation(
            _("Et arrangement varer høyst to uker. Lag flere hvis det går over lengre tid."), field="last_day"
        )


def facts_of(event: Event) -> Facts:
    """Return what is said about an event, to be copied or written once more."""
    return Facts(
        title=event.title,
        kind=Kind(event.kind),
        audience=Audience(event.audience),
        age_from=event.age_from,
        age_until=event.age_until,
        office_title=Title(event.office_title) if event.office_title else None,
        place_name=event.place_name,
        street_address=event.street_address,
        postal_code=event.postal_code,
        online_link=event.online_link,
        practical=event.practical,
        description=event.description,
        has_signup=event.has_signup,
        signup_last_on=signup_last_on(event),
        capacity=event.capacity,
        most_guests=event.most_guests,
    )
