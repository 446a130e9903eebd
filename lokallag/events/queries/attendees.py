"""What hosts see: who has signed up, who came, the code at the door, the sheet of paper. Nobody else sees a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import segno
from django import forms
from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import clock_in_words, moment_in_words
from lokallag.core.permissions import Asker, may
from lokallag.events.domain import places
from lokallag.events.domain.answers import DOOR_STEP
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.domain.places import State
from lokallag.events.forms.signups import DoorForm, EnterForm
from lokallag.events.models import Event, EventReport, Signup, Tally
from lokallag.events.services import attendance, reports
from lokallag.events.services.signups import why_closed
from lokallag.people.domain.names import sort_key
from lokallag.people.models import Person

Crumbs = tuple[tuple[str, str | None], ...]
REFRESH_S = 240  # well inside the time that a shown code counts


@dataclass(frozen=True, slots=True)
class Attendee:
    """One sign-up as hosts see it. ``number`` is what the button sends; ``party`` says guests, empty where none."""

    number: str
    name: str
    party: str
    answer: str
    is_first: bool
    arrived: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many: persons, guests included."""

    taken: int
    waiting: int
    arrived: int
    first_timers: int
    drop_ins: int
    capacity: int | None

    @property
    def came(self) -> int:
        """All who came, with and without a name."""
        return self.arrived + self.drop_ins


def attendees(event: Event) -> tuple[Attendee, ...]:
    """Return who has signed up and not said no, in the order of names, those who wait last. Four queries.

    First-timers are those whom we have not seen come to anything before, as far as we know: names of people without
    an account are deleted 30 days after.
    """
    rows = list(
        Signup.objects.filter(event=event).exclude(state=State.CANCELLED, arrived__isnull=True).select_related("person")
    )
    seen_persons, seen_emails = _seen_before(event, rows)
    found = []
    for row in rows:
        name = row.person.name if row.person is not None else row.name
        key = row.person.sort_key if row.person is not None else _sort_key(name)
        is_known = row.person_id in seen_persons if row.person_id is not None else row.email_key in seen_emails
        waits = row.state == State.WAITING
        party = ngettext("og %(n)d til", "og %(n)d til", row.guests) % {"n": row.guests} if row.guests else ""
        answer = _("Har sagt ja") if row.answer == Signup.Answer.COMING else ""
        if row.state == State.CANCELLED:
            answer = _("Hadde sagt nei")
        attendee = Attendee(str(row.key), name, party, answer, not is_known, row.arrived is not None, waits)
        found.append(((waits, row.number if waits else 0, key, row.pk), attendee))
    return tuple(attendee for _order, attendee in sorted(found, key=lambda item: item[0]))


def _sort_key(name: str) -> str:
    given, _space, family = name.rpartition(" ")
    return sort_key(family, given)


def _seen_before(event: Event, rows: Sequence[Signup]) -> tuple[set[int], set[str]]:
    earlier = Signup.objects.filter(event__starts_at__lt=event.starts_at, arrived__isnull=False)
    persons = [row.person_id for row in rows if row.person_id is not None]
    emails = [row.email_key for row in rows if row.email_key]
    seen_persons = set(earlier.filter(person_id__in=persons).values_list("person_id", flat=True)) if persons else set()
    seen_emails = set(earlier.filter(email_key__in=emails).values_list("email_key", flat=True)) if emails else set()
    return seen_persons, seen_emails


def counts_of(event: Event, rows: Sequence[Attendee]) -> Counts:
    """Return how many there are of everything, those included whose names are gone. Two queries."""
    tally = Tally.objects.get(pk=event.pk)
    arrived = Signup.objects.filter(event=event).aggregate(n=Sum("arrived"))["n"] or 0
    return Counts(
        taken=tally.taken + tally.gone_signed_up,
        waiting=tally.waiting,
        arrived=arrived + tally.gone_arrived,
        first_timers=sum(row.is_first and not row.waits for row in rows) + tally.gone_first_timers,
        drop_ins=tally.drop_ins,
        capacity=tally.capacity,
    )


@dataclass(frozen=True, slots=True)
class SignupsPart:
    """What stands of the sign-ups on the hosts' page (``events/_signups.html``): counts in words, and where to go."""

    taken: str
    waiting: str
    came: str
    lowered: str
    share: int
    has_capacity: bool
    list_url: str
    report_url: str
    has_report: bool


def signups_part(event: Event, *, at: datetime) -> SignupsPart | None:
    """Return what stands of the sign-ups on the hosts' page; ``None`` for a draft. Three queries."""
    if EventState(event.state) is EventState.DRAFT:
        return None
    counts = counts_of(event, ())
    has_report = EventReport.objects.filter(event=event).exists()
    may_report = not has_report and reports.takes_report(event, at=at)
    return SignupsPart(
        taken=_taken(counts),
        waiting=ngettext("%(n)d på venteliste", "%(n)d på venteliste", counts.waiting) % {"n": counts.waiting}
        if counts.waiting
        else "",
        came=_came(counts),
        lowered=places.lowered_in_words(event.capacity, taken=counts.taken),
        share=_share(counts),
        has_capacity=bool(counts.capacity),
        list_url=reverse("events:attendees", args=[event.slug]),
        report_url=reverse("events:report", args=[event.slug]) if may_report or has_report else "",
        has_report=has_report,
    )


def _share(counts: Counts) -> int:
    return 0 if not counts.capacity else min(100, round(100 * counts.taken / counts.capacity))


def came_to(event: Event) -> int:
    """Return how many have been counted as come, with and without a name."""
    return counts_of(event, ()).came


@dataclass(frozen=True, slots=True)
class Report:
    """A report, as it is read: pairs of what was asked and what was answered, then the tip."""

    answers: tuple[tuple[str, str], ...]
    tip: str
    written: str


@dataclass(frozen=True, slots=True)
class AttendeePage:
    """The list for hosts: all of ``events/attendees.html``. ``lowered`` says what follows from a smaller room."""

    title: str
    event: str
    when: str
    crumbs: Crumbs
    counts: Counts
    share: int
    taken: str
    came: str
    lowered: str
    here: tuple[Attendee, ...]
    waiting: tuple[Attendee, ...]
    first_names: tuple[str, ...]
    enter_form: forms.Form | None
    enter_url: str
    tick_url: str
    drop_in_url: str
    door_url: str
    print_url: str
    report_url: str
    report: Report | None
    is_cancelled: bool
    has_begun: bool


def attendee_page(event: Event, *, viewer: Asker, at: datetime, enter_form: forms.Form | None = None) -> AttendeePage:
    """Return the list for hosts.

    :param enter_form: the form that was sent and comes back
    """
    rows = attendees(event)
    counts = counts_of(event, rows)
    here = tuple(row for row in rows if not row.waits)
    slug = [event.slug]
    written = EventReport.objects.filter(event=event).first()
    if enter_form is None and why_closed(event, at=at) is None and may(viewer, "events.enter_signup", event):
        enter_form = EnterForm(event=event)
    is_cancelled = EventState(event.state) is EventState.CANCELLED
    return AttendeePage(
        title=_("Påmeldte"),
        event=event.title,
        when=moment_in_words(event.starts_at, weekday=True),
        crumbs=event_crumbs(event, _("Påmeldte")),
        counts=counts,
        share=_share(counts),
        taken=_taken(counts),
        came=_came(counts),
        lowered=places.lowered_in_words(event.capacity, taken=counts.taken) if not is_cancelled else "",
        here=here,
        waiting=tuple(row for row in rows if row.waits),
        first_names=tuple(row.name for row in here if row.is_first),
        enter_form=enter_form,
        enter_url=reverse("events:enter", args=slug),
        tick_url=reverse("events:tick", args=slug),
        drop_in_url=reverse("events:drop_in", args=slug),
        door_url=reverse("events:door", args=slug),
        print_url=reverse("events:print", args=slug),
        report_url=reverse("events:report", args=slug)
        if written is None and reports.takes_report(event, at=at)
        else "",
        report=None if written is None else report_in_words(written),
        is_cancelled=is_cancelled,
        has_begun=at >= event.starts_at,
    )


def _taken(counts: Counts) -> str:
    taken = ngettext("%(n)d påmeldt", "%(n)d påmeldte", counts.taken) % {"n": counts.taken}
    if counts.capacity is None:
        return taken
    return _("%(taken)s av %(capacity)d plasser") % {"taken": taken, "capacity": counts.capacity}


def _came(counts: Counts) -> str:
    if not counts.came:
        return ""
    came = ngettext("%(n)d har kommet", "%(n)d har kommet", counts.came) % {"n": counts.came}
    if not counts.drop_ins:
        return came
    return _("%(came)s, av dem %(drop_ins)d uten påmelding") % {"came": came, "drop_ins": counts.drop_ins}


def report_in_words(report: EventReport) -> Report:
    """Return a report as it is read."""
    from lokallag.events.domain.reporting import label_of

    found = [] if report.attended is None else [(_("Hvor mange kom"), str(report.attended))]
    found.append((_("Hvordan det gikk"), report.how))
    if report.cost is not None:
        found.append((_("Kostnad"), _("%(n)d kroner") % {"n": report.cost}))
    found += [(label_of(name), str(said)) for name, said in report.further.items()]
    return Report(tuple(found), report.tip, moment_in_words(report.written_at))


@dataclass(frozen=True, slots=True)
class DoorPage:
    """What stands at the door: a picture that people scan. All of ``events/door.html``."""

    title: str
    event: str
    picture: str
    address: str
    back: str
    refresh_s: int
    until: str


def door_page(event: Event, *, at: datetime) -> DoorPage:
    """Return the code at the door, as it counts now. The page asks for a fresh one by itself."""
    path = reverse("events:arrive", args=[event.slug, attendance.door_code(event, at=at)])
    address = f"{settings.SITE_URL}{path}"
    picture = segno.make(address, error="m").svg_data_uri(scale=8, border=2, dark="#000", light="#fff")
    return DoorPage(
        title=_("Si fra at du er her"),
        event=event.title,
        picture=picture,
        address=address.split("://", 1)[-1],
        back=reverse("events:attendees", args=[event.slug]),
        refresh_s=REFRESH_S,
        until=clock_in_words(at + DOOR_STEP),
    )


@dataclass(frozen=True, slots=True)
class ArrivalPage:
    """What people see who have scanned the code: all of ``events/arrival.html``.

    ``mine`` is the name of who is signed in here; ``form`` asks others for the address they signed up with, and
    ``name_form`` those who have not signed up for their name. ``closed`` says when the door opens, or that it is over.
    """

    title: str
    event: str
    url: str
    is_old: bool
    is_cancelled: bool
    closed: str
    mine: str
    form: forms.Form | None
    name_form: forms.Form | None
    event_url: str


def arrival_page(
    event: Event,
    code: str,
    *,
    viewer: Asker,
    at: datetime,
    form: forms.Form | None = None,
    name_form: forms.Form | None = None,
) -> ArrivalPage:
    """Return what who has scanned a code sees. Whether anybody has signed up is not said here.

    :param name_form: for who may not sign up as the one who is signed in
    """
    person = viewer if isinstance(viewer, Person) else None
    return ArrivalPage(
        title=_("Si fra at du er her"),
        event=event.title,
        url=reverse("events:arrive", args=[event.slug, code]),
        is_old=not attendance.is_door_code(event, code, at=at),
        is_cancelled=EventState(event.state) is EventState.CANCELLED,
        closed=attendance.door_closed_in_words(event, at=at),
        mine="" if person is None else person.name,
        form=form or (DoorForm() if person is None else None),
        name_form=name_form,
        event_url=reverse("events:event", args=[event.slug]),
    )


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The form in which one writes how it went: all of ``events/report_form.html``."""

    title: str
    event: str
    when: str
    crumbs: Crumbs
    form: forms.Form | None
    url: str
    back: str
    report: Report | None
    closed: str


def report_page(event: Event, *, at: datetime, form: forms.Form | None) -> ReportPage:
    """Return the page of the report: the form while it is not written, else what was written."""
    written = EventReport.objects.filter(event=event).first()
    takes = reports.takes_report(event, at=at)
    return ReportPage(
        title=_("Hvordan gikk det?"),
        event=event.title,
        when=moment_in_words(event.starts_at, weekday=True),
        crumbs=event_crumbs(event, _("Rapport")),
        form=form if (written is None and takes) or (form is not None and form.is_bound) else None,
        url=reverse("events:report", args=[event.slug]),
        back=reverse("events:attendees", args=[event.slug]),
        report=None if written is None else report_in_words(written),
        closed="" if takes or written is not None else _("Rapporten skrives når arrangementet har vært."),
    )


def reports_by_source(keys: Sequence[str]) -> Mapping[str, EventReport]:
    """Return the reports of events made from these sources, the newest of each, by source. One query."""
    found = EventReport.objects.filter(event__source_key__in=[key for key in keys if key]).select_related("event")
    return {report.event.source_key: report for report in found.order_by("written_at", "pk")}


def event_crumbs(event: Event, last: str) -> Crumbs:
    """Return the way to a page below the hosts' page of an event."""
    return ((event.title, reverse("events:work", args=[event.slug])), (last, None))
