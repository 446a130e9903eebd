"""What has been entered for a member, as the member, the officers and the receipts say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker
from lokallag.membership.domain.behalf import How, Way
from lokallag.membership.enterables import enterable_of
from lokallag.membership.entry import HOWS, EntryQuerySet
from lokallag.membership.models import Entry
from lokallag.membership.rules import covered_by
from lokallag.organisation.models import Term, Unit
from lokallag.organisation.queries import LEADING_TITLES
from lokallag.people.models import KnownDevice, Person

CHANGE_EMAIL = "people.change_email"
MOST = 50


@dataclass(frozen=True, slots=True)
class EnteredLine:
    """One entry, newest first: what in a word and in a sentence, who, how and when, and the receipt in words."""

    title: str
    what: str
    how: str
    by: str
    entered: str
    receipt: str
    letter_waits: bool


def is_proved(person: Person) -> bool:
    """Tell whether the person has come in since others entered an address, where somebody has entered one.

    Coming in takes a code sent to the address, so whoever has done that reads what goes there.
    """
    entered = Entry.objects.filter(person=person, what=CHANGE_EMAIL).order_by("-entered_at").first()
    if entered is None:
        return True
    return KnownDevice.objects.filter(person=person, last_at__gte=entered.entered_at).exists()


def what_was_told(entry: Entry, *, in_full: bool) -> str:
    """Return what was entered as a sentence to the member, in the language of the moment.

    :param in_full: also what was written; only in what goes to the member alone
    """
    known = enterable_of(entry.what)
    return "" if known is None else known.told(entry, in_full) or str(known.title)


def name_branches(entries: Iterable[Entry], on: date) -> None:
    """Fill in the name on the day of the branch that each entry is about, where it is about one. One query."""
    about = {entry: unit_id for entry in entries if isinstance(unit_id := entry.details.get("unit"), int)}
    units = Unit.objects.named(on).in_bulk(set(about.values()))
    for entry, unit_id in about.items():
        entry.unit_name = units[unit_id].name if unit_id in units else ""


def by_whom(entry: Entry, on: date) -> str:
    """Return who entered it, with the office that they hold on the day: "Hanne Ås, leder i Haslum"."""
    return officers_of([entry], on)[entry.pk]


def officers_of(entries: Iterable[Entry], on: date) -> dict[int, str]:
    """Return by entry who entered it, as ``by_whom`` says it. The same number of queries however many."""
    found = list(entries)
    terms = (
        Term.objects.live(on)
        .filter(person_id__in={entry.entered_by_id for entry in found}, office__title__in=LEADING_TITLES)
        .select_related("office")
        .order_by("office__unit_id", "pk")
    )
    offices = {term.person_id: term for term in terms}
    units = Unit.objects.named(on).in_bulk({term.office.unit_id for term in offices.values()})
    named = {}
    for entry in found:
        if entry.entered_by is None:
            named[entry.pk] = _("en tidligere tillitsvalgt")
            continue
        term = offices.get(entry.entered_by_id)
        named[entry.pk] = (
            entry.entered_by.name
            if term is None
            else _("%(name)s, %(office)s i %(unit)s")
            % {
                "name": entry.entered_by.name,
                "office": term.office.label.lower(),
                "unit": units[term.office.unit_id].name,
            }
        )
    return named


def letters_for(viewer: Asker, today: date) -> EntryQuerySet:
    """Return the entries whose letter waits, of the members for whom the viewer may send one."""
    members = covered_by(viewer, today).values("person_id")
    return Entry.objects.waiting_letters().filter(person_id__in=members)


def waiting_letters(viewer: Asker, today: date) -> int:
    """Return to how many members a letter waits, of those for whom the viewer may send it."""
    return letters_for(viewer, today).values("person_id").distinct().count()


def entries_for(person: Person, today: date | None = None, *, most: int | None = MOST) -> tuple[EnteredLine, ...]:
    """Return what officers have entered for the person, newest first.

    The same number of queries always.

    For Min side and for the page of the member. It holds nothing of what was written, so officers may read it too.
    """
    today = today or localdate()
    rows = list(Entry.objects.filter(person=person).select_related("entered_by").order_by("-entered_at", "-pk")[:most])
    names = officers_of(rows, today)
    name_branches(rows, today)
    for entry in rows:
        entry.person = person
    return tuple(_line(entry, names[entry.pk], today) for entry in rows)


def _line(entry: Entry, by: str, today: date) -> EnteredLine:
    known = enterable_of(entry.what)
    return EnteredLine(
        title=entry.what if known is None else str(known.title),
        what=what_was_told(entry, in_full=False),
        how=_("%(how)s %(day)s") % {"how": HOWS[How(entry.how)], "day": in_words(entry.said_on, today)},
        by=by,
        entered=in_words(local_date(entry.entered_at), today),
        receipt=_receipt(entry, today),
        letter_waits=entry.receipt == Way.LETTER and entry.sent_at is None,
    )


def _receipt(entry: Entry, today: date) -> str:
    if entry.receipt == Way.EMAIL:
        return _("Kvittering på e-post")
    if entry.sent_at is None:
        return _("Kvittering i brev, ikke sendt ennå")
    return _("Kvittering i brev, sendt %(day)s") % {"day": in_words(local_date(entry.sent_at), today)}
