"""What the room of the register holds of a person: rows of a file that waits, what it said last, who sent files."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from lokallag.core.privacy import Holding, Shown, hold
from lokallag.membership.models import Membership
from lokallag.people.models import Person
from lokallag.register.models import Difference, ImportEnd, ImportRow, LastSaid, RegisterImport

WHY = _("For at medlemslisten her skal stemme med det sentrale medlemsregisteret (GDPR artikkel 9 nr. 2 bokstav d).")
WHILE_IT_WAITS = _("Til filen er ført inn eller lagt bort, ett døgn på det meste.")
LISTS = ("added", "changed", "ended")


def _imports(person: Person) -> Iterator[Shown]:
    mine = Q(sent_by=person)
    for name in LISTS:
        mine |= Q((f"{name}__contains", [person.pk]))
    for row in RegisterImport.objects.filter(mine).order_by("sent_at", "pk"):
        yield {
            _("Sendt"): row.sent_at,
            _("Ført inn"): row.applied_at,
            _("Sendt av deg"): row.sent_by_id == person.pk,
            _("Førte deg inn"): person.pk in row.added,
            _("Endret noe om deg"): person.pk in row.changed,
        }


def _leave_imports(person: Person, at: datetime) -> int:
    del at
    count = RegisterImport.objects.filter(sent_by=person).update(sent_by=None)
    for name in LISTS:
        rows = RegisterImport.objects.filter(**{f"{name}__contains": [person.pk]})
        count += rows.update(**{name: Func(F(name), Value(person.pk), function="array_remove")})
    return count


def _rows_about(person: Person) -> Q:
    numbers = Membership.objects.filter(person=person).values("number")
    return Q(person_id=person.pk) | Q(like_person_id=person.pk) | Q(number__in=numbers)


def _waiting(person: Person) -> Iterator[Shown]:
    for row in ImportRow.objects.filter(_rows_about(person)).order_by("pk"):
        yield {_("Rad i filen"): row.row, _("Gjelder deg"): row.person_id == person.pk}


def _delete_waiting(person: Person, at: datetime) -> int:
    del at
    count, _tables = ImportRow.objects.filter(_rows_about(person)).delete()
    return count


def _ends(person: Person) -> Iterator[Shown]:
    for row in ImportEnd.objects.filter(membership__person=person).order_by("pk"):
        yield {_("Står ikke i filen"): True, _("Hvorfor"): row.reason}


def _delete_ends(person: Person, at: datetime) -> int:
    del at
    count, _tables = ImportEnd.objects.filter(membership__person=person).delete()
    return count


def _last_said(person: Person) -> Iterator[Shown]:
    for row in LastSaid.objects.filter(membership__person=person):
        known = [row.email, row.phone, row.street_address, row.postal_code]
        yield {_("Felter vi kjenner igjen"): sum(value is not None for value in known)}


def _delete_last_said(person: Person, at: datetime) -> int:
    del at
    count, _tables = LastSaid.objects.filter(membership__person=person).delete()
    return count


def _differences(person: Person) -> Iterator[Shown]:
    for row in Difference.objects.filter(membership__person=person).order_by("about"):
        yield {
            _("Gjelder"): Difference.About(row.about).label,
            _("I det sentrale registeret"): row.theirs,
            _("Funnet"): row.found_at,
            _("Sendt til registeret"): row.sent_at,
        }


def _delete_differences(person: Person, at: datetime) -> int:
    del at
    count, _tables = Difference.objects.filter(membership__person=person).delete()
    return count


hold(
    Holding(
        model=RegisterImport,
        persons=("sent_by", *LISTS),
        title=_("Filer fra medlemsregisteret"),
        why=WHY,
        kept=_("Fem år. Når du slettes, tas du ut."),
        rows=_imports,
        erase=_leave_imports,
        order=25,
    )
)
hold(
    Holding(
        model=ImportRow,
        persons=("person_id", "like_person_id", "membership_id"),
        title=_("Rader i en fil som venter"),
        why=WHY,
        kept=WHILE_IT_WAITS,
        rows=_waiting,
        erase=_delete_waiting,
        order=25,
    )
)
hold(
    Holding(
        model=ImportEnd,
        persons=("membership",),
        title=_("Om du mangler i en fil som venter"),
        why=WHY,
        kept=WHILE_IT_WAITS,
        rows=_ends,
        erase=_delete_ends,
        order=25,
    )
)
hold(
    Holding(
        model=LastSaid,
        persons=("membership",),
        title=_("Hva registeret sa sist"),
        why=_("For å kjenne igjen det du selv har endret. Bare nøkkelsummer (GDPR artikkel 9 nr. 2 bokstav d)."),
        kept=_("Til du melder deg ut."),
        rows=_last_said,
        erase=_delete_last_said,
        order=25,
    )
)
hold(
    Holding(
        model=Difference,
        persons=("membership",),
        title=_("Avvik fra det sentrale registeret"),
        why=WHY,
        kept=_("Til registeret er rettet, eller du melder deg ut."),
        rows=_differences,
        erase=_delete_differences,
        order=25,
    )
)
