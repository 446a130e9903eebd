"""Who may do what with events. Those who lead a unit hold its events; a coordinator has one event, for a while.

Who sees an event follows from whom it is for; ``visible_to`` and ``is_invited`` say it twice, once for a list and once
for one event, and a test holds them together.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractYear
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import OSLO, in_oslo
from lokallag.core import scope
from lokallag.core.assurance import Factor, is_enough
from lokallag.core.permissions import Asker, allow, always_deny, predicate
from lokallag.events.domain.audience import Audience, fits_age
from lokallag.events.domain.lifecycle import SHOWN, Answer, State
from lokallag.events.domain.places import State as Place
from lokallag.events.models import Event, EventCoordinator, EventHost, EventQuerySet, Signup
from lokallag.membership.models import Belonging, BranchChoice, Membership
from lokallag.membership.rules import Sees, sight
from lokallag.organisation.models import Kind as UnitKind
from lokallag.organisation.models import Term, Unit
from lokallag.organisation.queries import LEADING, led_today, main_unit, seats_of
from lokallag.organisation.rules import is_board_officer, leads_unit
from lokallag.people.models import Person
from lokallag.people.rules import is_own

HOLDING = (Answer.INVITED, Answer.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides which events are for a person: membership, year of birth, own units, and offices today.

    ``belongs`` are the units that the person has joined or follows; a member's are among ``units``.
    """

    is_member: bool = False
    birth_year: int | None = None
    units: frozenset[int] = frozenset()
    titles: frozenset[str] = frozenset()
    belongs: frozenset[int] = frozenset()


def standing_of(person: Asker, on: date) -> Standing:
    """Return what decides which events are for the person on the day. One query, asked once in a request.

    A member's own units are the branch they chose, the networks they joined or follow, and the party.
    """
    if not isinstance(person, Person):
        return Standing()

    def look_up() -> Standing:
        live = Membership.objects.live(on).filter(person=OuterRef("pk"))
        chosen = BranchChoice.objects.live(on).filter(membership__person=OuterRef("pk"))
        belongings = Belonging.objects.filter(person=OuterRef("pk"))
        with scope.opened("what the reader belongs to", person_id=person.pk):
            row = Person.objects.filter(pk=person.pk).values_list(
                Exists(live), ArraySubquery(chosen.values("unit_id")), ArraySubquery(belongings.values("unit_id"))
            )
            is_member, branches, belongs = row.first() or (False, [], [])
        units = {*branches, *belongs} if is_member else set()
        seats = seats_of(person, on)
        units |= {seat.unit_id for seat in seats}
        party = main_unit(on)
        if is_member and party is not None:
            units.add(party.pk)
        titles = frozenset(seat.title for seat in seats)
        return Standing(is_member, person.birth_year, frozenset(units), titles, frozenset(belongs))

    return scope.once_per_request(("events.standing", person.pk, on), look_up)


def led_units(person: Asker, on: date) -> frozenset[int]:
    """Return the units that the person leads on the day: as leader, deputy leader, secretary or steering group."""
    return frozenset(seat.unit_id for seat in seats_of(person, on) if seat.leads)


def hosts_of(event: Event) -> list[EventHost]:
    """Return the units that hold an event or are asked to, the main host first. Asked once in a request."""

    def look_up() -> list[EventHost]:
        return sorted(event.hosts.all(), key=lambda host: (not host.is_main, host.pk))

    return scope.once_per_request(("events.hosts", event.pk), look_up)


@predicate
def is_invited(person: Asker, target: Event | None = None) -> bool:
    """Tell whether the event is for the person, and is announced."""
    if target is None or State(target.state) not in SHOWN:
        return False
    audience = Audience(target.audience)
    if audience is Audience.OPEN:
        return True
    own = standing_of(person, localdate())
    if audience is Audience.MEMBERS:
        return own.is_member
    if audience is Audience.OWN_UNIT:
        return any(host.unit_id in own.units for host in hosts_of(target) if host.state == Answer.ACCEPTED)
    if audience is Audience.AGE_GROUP:
        year = in_oslo(target.starts_at).year
        fits = fits_age(own.birth_year, in_year=year, first=target.age_from, last=target.age_until)
        return own.is_member and fits
    return bool(own.titles) if audience is Audience.OFFICERS else target.office_title in own.titles


@predicate
def holds_event(person: Asker, target: Event | None = None) -> bool:
    """Tell whether the person leads a unit that holds the event."""
    return _leads_host(person, target, frozenset({Answer.ACCEPTED}))


@predicate
def is_asked_to_hold(person: Asker, target: Event | None = None) -> bool:
    """Tell whether the person leads a unit that is asked to hold the event with others."""
    return _leads_host(person, target, frozenset({Answer.INVITED}))


@predicate
def stands_in_for_hosts(person: Asker, target: Event | None = None) -> bool:
    """Tell whether the person is the party's leader or secretary, and networks that nobody leads today hold the event.

    A network that rests has nobody who could call its meetings off; where one of several hosts is led, or is no
    network, those who lead it do.
    """
    if target is None or not is_board_officer.test(person):
        return False
    on = localdate()

    def look_up() -> bool:
        held = {host.unit_id for host in hosts_of(target) if host.state == Answer.ACCEPTED}
        networks = Unit.objects.filter(pk__in=held, kind=UnitKind.NETWORK).count()
        return bool(held) and networks == len(held) and not led_today(held, on)

    return scope.once_per_request(("events.unled", target.pk, on), look_up)


@predicate
def leads_main_host(person: Asker, target: Event | None = None) -> bool:
    """Tell whether the person leads the unit that made the event."""
    if target is None:
        return False
    led = led_units(person, localdate())
    return bool(led) and any(host.is_main and host.unit_id in led for host in hosts_of(target))


@predicate
def coordinates_event(person: Asker, target: Event | None = None) -> bool:
    """Tell whether the person has this event in hand today."""
    if target is None or not person.is_authenticated:
        return False
    today = localdate()
    told: frozenset[int] | None = scope.unless_supposed(("events.coordinators", target.pk), lambda: None)
    if told is not None:  # who works with it is known already: the page "who can see me" asks for many
        return person.pk in told
    found = scope.once_per_request(
        ("events.coordinates", person.pk, today),
        lambda: frozenset(
            EventCoordinator.objects.live(today).filter(person_id=person.pk).values_list("event_id", flat=True)
        ),
    )
    return target.pk in found


@predicate
def has_place(person: Asker, target: Event | None = None) -> bool:
    """Tell whether the person has a place at the event. Asked once in a request."""
    if target is None or not isinstance(person, Person):
        return False

    def look_up() -> bool:
        with scope.opened("one's own sign-up", person_id=person.pk):
            return Signup.objects.filter(event_id=target.pk, person_id=person.pk, state=Place.SIGNED_UP).exists()

    return scope.once_per_request(("events.has_place", person.pk, target.pk), look_up)


@predicate
def leads_some_unit(person: Asker) -> bool:
    """Tell whether the person leads a unit, any: who does can hold an event, and ask somebody to speak at it."""
    return bool(led_units(person, localdate()))


@predicate
def leads_asked_unit(person: Asker, target: EventHost | None = None) -> bool:
    """Tell whether the person leads the unit that is asked."""
    return target is not None and not target.is_main and target.unit_id in led_units(person, localdate())


def visible_to(person: Asker, on: date) -> EventQuerySet:
    """Return the events that the person may see: those for which ``events.see_event`` holds."""
    return Event.objects.filter(meant_for(standing_of(person, on)) | _worked_on_by(person, on))


def _leads_host(person: Asker, target: Event | None, states: frozenset[Answer]) -> bool:
    if target is None:
        return False
    led = led_units(person, localdate())
    return bool(led) and any(host.unit_id in led and Answer(host.state) in states for host in hosts_of(target))


def meant_for(own: Standing) -> Q:
    """Keep the announced events that are for somebody who stands so."""
    wanted = Q(audience=Audience.OPEN)
    if own.is_member:
        wanted |= Q(audience=Audience.MEMBERS) | (Q(audience=Audience.AGE_GROUP) & _of_age(own.birth_year))
    if own.units:
        hosts = EventHost.objects.filter(event=OuterRef("pk"), unit_id__in=own.units, state=Answer.ACCEPTED)
        wanted |= Q(audience=Audience.OWN_UNIT) & Q(Exists(hosts))
    if own.titles:
        wanted |= Q(audience=Audience.OFFICERS) | Q(audience=Audience.OFFICE, office_title__in=own.titles)
    return Q(state__in=[state.value for state in SHOWN]) & wanted


def _of_age(birth_year: int | None) -> Q:
    if birth_year is None:
        return Q()
    oldest = ExtractYear("starts_at", tzinfo=OSLO) - birth_year
    young_enough = Q(age_until__isnull=True) | Q(age_until__gte=oldest - 1)
    return (Q(age_from__isnull=True) | Q(age_from__lte=oldest)) & young_enough


def _worked_on_by(person: Asker, on: date) -> Q:
    if not person.is_authenticated or not is_enough(Factor.HELD):
        return Q(pk__in=[])
    hosts = EventHost.objects.filter(event=OuterRef("pk"), unit_id__in=led_units(person, on), state__in=HOLDING)
    held = EventCoordinator.objects.live(on).filter(event=OuterRef("pk"), person_id=person.pk)
    return Q(Exists(hosts)) | Q(Exists(held)) | _stood_in_for_by(person, on)


def _stood_in_for_by(person: Asker, on: date) -> Q:
    if not is_board_officer.test(person):
        return Q(pk__in=[])
    hosts = EventHost.objects.filter(event=OuterRef("pk"), state=Answer.ACCEPTED)
    leading = Term.objects.live(on).filter(LEADING, person__isnull=False, office__unit=OuterRef("unit"))
    return Q(Exists(hosts)) & ~Q(Exists(hosts.filter(~Q(unit__kind=UnitKind.NETWORK) | Q(Exists(leading)))))


works_on_event = holds_event | coordinates_event
HOSTS = _("Dette gjør de som leder en av arrangørene.")
WORKERS = _("Dette er for dem som leder en av arrangørene, og for den som har ansvaret for arrangementet.")
MAIN = _("Dette gjør de som leder hovedarrangøren.")

allow(
    "events.see_event",
    is_invited | is_asked_to_hold | works_on_event | stands_in_for_hosts,
    own=is_invited,
    denied=_("Arrangementet vises for dem det er for."),
)
allow(
    "events.see_link",
    works_on_event | has_place,
    own=has_place,
    denied=_("Lenken vises for dem som er påmeldt."),
)
allow("events.see_work", is_asked_to_hold | works_on_event | stands_in_for_hosts, denied=WORKERS)
allow("events.create_event", leads_unit, denied=_("Arrangementer lages av dem som leder enheten."))
allow("events.edit_event", works_on_event, denied=WORKERS)
allow("events.publish_event", holds_event, denied=HOSTS)
allow("events.invite_members", holds_event, denied=HOSTS)
allow("events.move_event", holds_event | stands_in_for_hosts, denied=HOSTS)
allow("events.cancel_event", holds_event | stands_in_for_hosts, denied=HOSTS)
allow("events.drop_draft", leads_main_host, denied=MAIN)
allow("events.invite_host", leads_main_host, denied=MAIN)
allow(
    "events.answer_invitation",
    leads_asked_unit,
    denied=_("De som leder enheten, svarer for den."),
)
# Who has an event in hand sees who is signed up for it, so it is a grant (ADR 0002).
allow("events.appoint_coordinator", holds_event, denied=HOSTS, factor=Factor.FRESH)


@predicate
def names_members(person: Asker, target: Event | None = None) -> bool:
    """Tell whether the person's offices see who is a member of the unit whose meeting it is."""
    return Sees.NAME in _sight_of_members(person, target)


@predicate
def addresses_members(person: Asker, target: Event | None = None) -> bool:
    """Tell whether the person's offices see where members of the unit whose meeting it is live."""
    return Sees.ADDRESS in _sight_of_members(person, target)


def _sight_of_members(person: Asker, target: Event | None) -> frozenset[Sees]:
    main = next((host.unit_id for host in hosts_of(target) if host.is_main), 0) if target is not None else 0
    unit = scope.once_per_request(("events.unit", main), lambda: Unit.objects.filter(pk=main).first())
    return frozenset() if unit is None else sight_of_called(person, unit, localdate())


def sight_of_called(person: Asker, unit: Unit, on: date) -> frozenset[Sees]:
    """Return what the person's offices see of those whom the unit calls to its meetings.

    A network's steering group sees who has joined, and calls those who chose the telephone; who leads a committee sees
    who sits in it. Of branches and the party it is what their offices see of members (``membership.rules.SIGHT``).
    """
    if unit.kind == UnitKind.NETWORK:
        return frozenset({Sees.NAME, Sees.CONTACT}) if unit.pk in led_units(person, on) else frozenset()
    if unit.kind == UnitKind.COMMITTEE:
        return frozenset({Sees.NAME}) if unit.pk in led_units(person, on) else frozenset()
    return sight(person, unit, on)


MEMBERS = _("Dette gjør de som leder enheten, og som ser medlemmene i den.")
allow("events.write_notice", leads_main_host, denied=MAIN)
allow("events.send_notice", leads_main_host, denied=MAIN, factor=Factor.FRESH)
allow("events.see_delivery", leads_main_host & names_members, denied=MEMBERS)
allow("events.note_delivery", leads_main_host & names_members, denied=MEMBERS)
allow("events.print_letters", leads_main_host & addresses_members, denied=MEMBERS, factor=Factor.FRESH)

# The secret address of one's own calendar.
allow("events.change_feed", is_own, own=is_own)

# Signing up. Who has no account signs up by name and address where the event is open to anyone (a public page).
allow(
    "events.sign_up",
    is_invited | works_on_event,
    own=is_invited,
    denied=_("Påmeldingen er for dem arrangementet er for."),
)
NAMES = _(
    "Navnene på de påmeldte vises for dem som leder en av arrangørene, og for den som har ansvaret for arrangementet."
)
allow("events.see_signups", works_on_event, denied=NAMES)
allow("events.print_signups", works_on_event, denied=NAMES)
allow("events.tick_arrival", works_on_event, denied=NAMES)
allow("events.count_drop_in", works_on_event, denied=NAMES)
allow("events.enter_signup", works_on_event, denied=NAMES)
allow("events.write_report", works_on_event, denied=WORKERS)
SPEAKERS = _("Registeret over innledere er for dem som leder en avdeling, et nettverk eller partiet.")
allow("events.see_speakers", leads_some_unit, denied=SPEAKERS)
allow("events.edit_speaker", leads_some_unit, denied=SPEAKERS)
allow("events.ask_speaker", holds_event, denied=HOSTS)
allow("events.enter_speaker_answer", holds_event, denied=HOSTS)
allow("events.write_summary", works_on_event, denied=WORKERS)
allow("events.publish_summary", holds_event, denied=HOSTS)
allow("events.set_usual_hours", leads_unit, denied=_("Faste tider settes av dem som leder enheten."))
allow("events.forget_signups", always_deny)  # done by the job that clears what is old
