"""What this room holds of persons: who made an event, who answered for a unit, who has one event in hand."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, hold
from lokallag.events.models import Event, EventCoordinator, EventHost, FeedToken
from lokallag.people.models import Person

WHY = _("For at de som holder et arrangement, skal vite hvem som har laget det og hvem som har ansvaret.")
KEPT = _("Til du melder deg ut. Arrangementet blir stående uten navnet ditt.")


def _events(person: Person) -> Iterable[Shown]:
    for event in Event.objects.filter(made_by=person).order_by("pk"):
        yield {_("Arrangement"): event.title, _("Laget"): event.made_at}


def _erase_events(person: Person, _at: datetime) -> int:
    return Event.objects.filter(made_by=person).update(made_by=None)


def _answers(person: Person) -> Iterable[Shown]:
    for host in EventHost.objects.filter(answered_by=person).select_related("event").order_by("pk"):
        yield {_("Arrangement"): host.event.title, _("Svarte"): host.answered_at}


def _erase_answers(person: Person, _at: datetime) -> int:
    return EventHost.objects.filter(answered_by=person).update(answered_by=None)


def _coordinated(person: Person) -> Iterable[Shown]:
    for row in EventCoordinator.objects.filter(person=person).select_related("event").order_by("pk"):
        yield {_("Arrangement"): row.event.title, _("Fra og med"): row.from_on, _("Til og med"): row.until_on}


def _erase_coordinated(person: Person, _at: datetime) -> int:
    EventCoordinator.objects.filter(appointed_by=person).update(appointed_by=None)
    return EventCoordinator.objects.filter(person=person).delete()[0]


hold(
    Holding(
        model=Event,
        persons=("made_by",),
        title=_("Arrangementer du har laget"),
        why=WHY,
        ground=grounds.PARTY,
        kept=KEPT,
        rows=_events,
        erase=_erase_events,
    )
)
hold(
    Holding(
        model=EventHost,
        persons=("answered_by",),
        title=_("Arrangementer du har svart på for en enhet"),
        why=WHY,
        ground=grounds.PARTY,
        kept=KEPT,
        rows=_answers,
        erase=_erase_answers,
    )
)
hold(
    Holding(
        model=EventCoordinator,
        persons=("person", "appointed_by"),
        title=_("Arrangementer du har hatt ansvaret for"),
        why=WHY,
        ground=grounds.PARTY,
        kept=_("Et år etter at ansvaret er slutt, eller til du melder deg ut."),
        rows=_coordinated,
        erase=_erase_coordinated,
    )
)


def _calendars(person: Person) -> Iterable[Shown]:
    for token in FeedToken.objects.filter(person=person):
        yield {_("Adressen ble laget"): token.made_at, _("Sist lest av en kalender"): token.last_used_at}


def _end_calendar(person: Person, _at: datetime) -> int:
    return FeedToken.objects.filter(person=person).delete()[0]


hold(
    Holding(
        model=FeedToken,
        persons=("person",),
        title=_("Adressen til din egen kalender"),
        why=_("For at kalenderen din skal kunne lese møtene dine. Selve adressen er ikke lagret."),
        ground=grounds.PARTY,
        kept=_("Til du sletter den eller melder deg ut."),
        rows=_calendars,
        erase=_end_calendar,
    )
)
