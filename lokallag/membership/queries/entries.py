"""What has been entered for a member, as the member, the officers and the receipts say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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


def name_branches(entries: Sequence[Entry]) -> None:
    """Fill in the name of the branch that each entry is about, where it is about one. One query."""
    about = {entry: unit_id for entry in entries if isinstance(unit_id := entry.details.get("unit"), int)}
    if not about:
        return
    units = Unit.objects.named(_newest_day(entries)).in_bulk(set(about.values()))
    for entry, unit_id in about.items():
        entry.unit_name = units[unit_id].name if unit_id in units else ""


def officers_of(entries: Sequence[Entry]) -> dict[int, str]:
    """Return by entry who entered it, with the office they held that day: "Hanne Ås, leder i Haslum".

    The same number of queries however many.
    """
    if not entries:
        return {}
    officers = {entry.entered_by_id for entry in entries if entry.entered_by_id is not None}
    terms = list(
        Term.objects.filter(person_id__in=officers, office__title__in=LEADING_TITLES)
        .select_related("office")
        .order_by("office__unit_id", "pk")
    )
    units = Unit.objects.named(_newest_day(entries)).in_bulk({term.office.unit_id for term in terms})
    named = {}
    for entry in entries:
        if entry.entered_by is None:
            named[entry.pk] = _("en tidligere tillitsvalgt")
            continue
        day = local_date(entry.entered_at)
        held = next((term for term in terms if term.person_id == entry.entered_by_id and _held(term, day)), None)
        words = {"name": entry.entered_by.name}
        if held is None:
            named[entry.pk] = entry.entered_by.name
        else:
            words |= {"office": held.office.label.lower(), "unit": units[held.office.unit_id].name}
            named[entry.pk] = _("%(name)s, %(office)s i %(unit)s") % words
    return named


def _held(term: Term, day: date) -> bool:
    return term.from_on <= day and (term.until_on is None or day <= term.until_on)


def _newest_day(entries: Sequence[Entry]) -> date:
    """Return the day of the newest entry: units are called what they were called then."""
    return max(local_date(entry.entered_at) for entry in entries)


def letters_for(viewer: Asker, today: date) -> EntryQuerySet:
    """Return the entries whose letter waits, of the members for whom the viewer may send one."""
    members = covered_by(viewer, today).values("person_id")
    return Entry.objects.waiting_letters().filter(person_id__in=members)


def waiting_letters(viewer: Asker, today: date) -> int:
    """Return to how many members a letter waits, of those for whom the viewer may send it."""
    return letters_for(viewer, today).values("person_id").distinct().count()


def entries_for(person: Person, *, most: int | None = MOST) -> tuple[EnteredLine, ...]:
    """Return what officers have entered for the person, newest first. At most four queries, however many there are.

    For Min side and for the page of the member. It holds nothing of what was written, so officers may read it too.
    """
    rows = list(Entry.objects.filter(person=person).select_related("entered_by").order_by("-entered_at", "-pk")[:most])
    names = officers_of(rows)
    name_branches(rows)
    for entry in rows:
        entry.person = person
    return tuple(_line(entry, names[entry.pk]) for entry in rows)


def _line(entry: Entry, by: str) -> EnteredLine:
    known = enterable_of(entry.what)
    return EnteredLine(
        title=entry.what if known is None else str(known.title),
        what=what_was_told(entry, in_full=False),
        how=_("%(how)s %(day)s") % {"how": HOWS[How(entry.how)], "day": in_words(entry.said_on)},
        by=by,
        entered=in_words(local_date(entry.entered_at)),
        receipt=_receipt(entry),
        letter_waits=entry.receipt == Way.LETTER and entry.sent_at is None,
    )


def _receipt(entry: Entry) -> str:
    if entry.receipt == Way.EMAIL:
        return _("Kvittering på e-post")
    if entry.sent_at is None:
        return _("Kvittering i brev, ikke sendt ennå")
    return _("Kvittering i brev, sendt %(day)s") % {"day": in_words(local_date(entry.sent_at))}
