"""Two networks of the party with meetings behind them, and an evaluation before the annual meeting."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import now

from lokallag.events.models import Event, EventReport, Signup, Tally
from lokallag.membership.models import Belonging, Membership
from lokallag.networks import services
from lokallag.networks.models import Evaluation, Network
from lokallag.organisation.domain.rulebook import RULEBOOK
from lokallag.organisation.models import Title
from lokallag.organisation.services import adopt_rules, appoint, set_anchor
from lokallag.people.models import Person
from tests.cast import Cast, cast
from tests.factories import BelongingFactory, MembershipFactory, NetworkFactory, OfficeFactory, PersonFactory


@dataclass(frozen=True, slots=True)
class Stage:
    """The named people, two networks and who leads the first of them."""

    people: Cast
    climate: Network
    senior: Network
    leader: Person

    @property
    def officer(self) -> Person:
        """The secretary of the party."""
        return self.people["secretary"]


def stage(*, today: date | None = None) -> Stage:
    """Set up the party with two networks; Kari Leder leads the first."""
    people = cast(today=today)
    climate = NetworkFactory(unit__name="Fagnettverk for klima", unit__slug="klima", unit__parent=people.party)
    senior = NetworkFactory(
        unit__name="Seniornettverket", unit__slug="senior", unit__parent=people.party, topic="Senior"
    )
    leader = PersonFactory(given_name="Kari", family_name="Leder")
    OfficeFactory(unit=climate.unit, title=Title.LEADER)
    seat(climate, leader, people.today - timedelta(days=30), people.today + timedelta(days=300))
    return Stage(people, climate, senior, leader)


def seat(network: Network, person: Person, from_on: date, until_on: date | None) -> None:
    """Seat a person as leader of a network: whoever sits is a member of the party."""
    if not Membership.objects.filter(person=person).exists():
        MembershipFactory(person=person)
    appoint(
        office=network.unit.offices.get(title=Title.LEADER),
        person=person,
        from_on=from_on,
        until_on=until_on,
        elected_by="Styret",
        by=None,
        at=now(),
    )


def set_rule(people: Cast, meeting: str, *, at: datetime | None = None, **more: str) -> None:
    """Let the rules name the meeting, from the day the party was set up."""
    newest = people.party.rule_sets.order_by("-version").first()
    values = {spec.key: (spec.default, "") for spec in RULEBOOK if spec.default}
    values |= {"network_evaluation": (meeting, "Uttalelsen, punkt 6")} if meeting else {}
    values |= {key: (value, "") for key, value in more.items()}
    adopt_rules(
        unit=people.party,
        values=values,
        valid_from=people.today - timedelta(days=300),
        decision="Årsmøtet, sak 5",
        after_version=0 if newest is None else newest.version,
        by=None,
        at=at or now(),
    )


def set_meeting(people: Cast, day: date, *, at: datetime | None = None) -> None:
    """Set or move the day of the annual meeting."""
    set_anchor(
        unit=people.party,
        kind="annual_meeting",
        year=day.year,
        day=day,
        is_confirmed=True,
        by=None,
        at=at or now(),
    )


def opened(on: Stage, *, days: int = 60) -> Evaluation:
    """Open the evaluation before an annual meeting so many days ahead (or back), in the year of that day."""
    day = on.people.today + timedelta(days=days)
    set_rule(on.people, str(day.year))
    set_meeting(on.people, day)
    return services.open_evaluation(party=on.people.party, by=on.officer, at=now())


def reported(on: Stage, *, days: int = 60) -> Evaluation:
    """Open the evaluation and finish its report."""
    evaluation = opened(on, days=days)
    services.write_assessment(
        evaluation=evaluation, text="Det går bra.", by=on.officer, at=now(), seen=evaluation.fingerprint
    )
    return services.finish_report(evaluation=evaluation, by=on.officer, at=now())


def held(network: Network, *, days_ago: int = 30, came: tuple[Person, ...] = (), **more: Any) -> Event:
    """Write down a meeting that was held, who came, and what is said of it: ``drop_ins``, ``attended``, ``cost``."""
    begins = now() - timedelta(days=days_ago)
    event = Event.objects.create(
        slug=f"mote-{Event.objects.count()}",
        title=f"Møte for {days_ago} dager siden",
        kind="network_meeting",
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        state="done",
        published_at=begins,
        made_at=begins,
        updated_at=begins,
    )
    event.hosts.create(unit=network.unit, state="accepted", is_main=True, asked_at=begins)
    for other in more.get("also", ()):
        event.hosts.create(unit=other.unit, state="accepted", asked_at=begins)
    Tally.objects.update_or_create(event=event, defaults={"drop_ins": more.get("drop_ins", 0)})
    for number, person in enumerate(came):
        Signup.objects.create(
            event=event, person=person, state="signed_up", number=number + 1, signed_at=begins, arrived=1
        )
    if "attended" in more or "cost" in more:
        EventReport.objects.create(
            event=event,
            attended=more.get("attended"),
            cost=more.get("cost"),
            how="Bra",
            written_at=begins + timedelta(days=1),
        )
    return event


def joined(network: Network, *birth_years: int | None, channel: str = "email") -> list[Person]:
    """Let persons born in these years join a network."""
    return [
        BelongingFactory(unit=network.unit, person=PersonFactory(birth_year=year), channel=channel).person
        for year in birth_years
    ]


def follows(network: Network, person: Person) -> Belonging:
    """Let a person follow a network."""
    return BelongingFactory(unit=network.unit, person=person, kind="follows")
