"""The board's page of letters that may not have arrived, and of addresses that do not work: by name."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import moment_in_words
from lokallag.mailing.queries.pages import persons_by_key
from lokallag.outbox import queries as outbox
from lokallag.outbox.models import DeadAddress
from lokallag.people.models import Person

MOST = 500


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """One letter that may or may not have arrived. ``person_id`` is ``None`` for who is not in the register."""

    pk: int
    name: str
    subject: str
    since: str
    may_be_sent_again: bool
    person_id: int | None


@dataclass(frozen=True, slots=True)
class DeadRow:
    """One person whose e-mail address does not work, and how else to reach them."""

    name: str
    address: str
    phone: str
    since: str
    person_id: int


@dataclass(frozen=True, slots=True)
class DoubtsPage:
    """All that ``mailing/doubts.html`` shows. ``statutory`` may be sent again, ``others`` never."""

    title: str
    statutory: tuple[DoubtRow, ...]
    others: tuple[DoubtRow, ...]
    dead: tuple[DeadRow, ...]
    more: int
    problem: str

    @property
    def persons(self) -> frozenset[int]:
        """Whom the page shows."""
        doubts = {row.person_id for row in (*self.statutory, *self.others) if row.person_id is not None}
        return frozenset(doubts | {row.person_id for row in self.dead})


def doubts_page(*, today: date, problem: str = "") -> DoubtsPage:
    """Return the page, the oldest first, at most five hundred of each."""
    found = outbox.doubts()
    persons = persons_by_key(doubt.recipient_key for doubt in found[:MOST])
    rows = [_row(doubt, persons.get(doubt.recipient_key), today) for doubt in found[:MOST]]
    return DoubtsPage(
        title=_("Brev og adresser å følge opp"),
        statutory=tuple(row for row in rows if row.may_be_sent_again),
        others=tuple(row for row in rows if not row.may_be_sent_again),
        dead=_dead(today),
        more=max(0, len(found) - MOST),
        problem=problem,
    )


def _row(doubt: outbox.Doubt, person: Person | None, today: date) -> DoubtRow:
    return DoubtRow(
        pk=doubt.pk,
        name=_("Ikke i registeret") if person is None else person.name,
        subject=doubt.subject,
        since=_when(doubt.claimed_at, today),
        may_be_sent_again=doubt.may_be_sent_again,
        person_id=None if person is None else person.pk,
    )


def _when(at: datetime | None, today: date) -> str:
    return "" if at is None else moment_in_words(at, today)


def _dead(today: date) -> tuple[DeadRow, ...]:
    here = DeadAddress.objects.filter(address=Lower(OuterRef("email")))
    persons = list(Person.objects.filter(Exists(here)).order_by("sort_key", "pk")[:MOST])
    found = {row.address: row for row in DeadAddress.objects.filter(address__in=[p.email.lower() for p in persons])}
    return tuple(
        DeadRow(person.name, person.email, person.phone, _when(found[person.email.lower()].found_at, today), person.pk)
        for person in persons
    )
