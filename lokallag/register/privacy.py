"""What the register's import holds of a person (docs/security.md, retention).

``LeftNumber`` has no relation to a person, and none can be made from it: it is a keyed hash of a member number, kept
until a file from the register no longer has the number, so that who left is not brought back. ``ColumnMapping`` holds
headers of columns. ``ImportFile`` is sealed, and gone when it is read or after a day; what waits for a second officer
has there a sealed copy of its rows, made anew when somebody is taken out of them.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, F, Func, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, hold
from lokallag.membership.models import Membership
from lokallag.people.models import Person
from lokallag.register.domain.lifecycle import OPEN, State
from lokallag.register.models import Difference, ImportEnd, ImportRow, LastSaid, RegisterImport
from lokallag.register.services.standing import bring_back_rows, seal_rows

WHY = gettext_lazy("Medlemmene føres etter partiets sentrale medlemsregister.")


def _imports(person: Person) -> Iterable[Shown]:
    was_added, was_ended = Q(added__contains=[person.pk]), Q(ended__contains=[person.pk])
    about = RegisterImport.objects.filter(was_added | Q(changed__contains=[person.pk]) | was_ended).annotate(
        was_added=ExpressionWrapper(was_added, BooleanField()), was_ended=ExpressionWrapper(was_ended, BooleanField())
    )
    for each in about.order_by("-sent_at"):
        what = (
            _("Ført inn som nytt medlem")
            if each.was_added
            else _("Medlemskapet ble avsluttet")
            if each.was_ended
            else _("Opplysninger ble endret")
        )
        yield {_("Dag"): in_words(local_date(each.sent_at)), _("Hva filen gjorde"): what}
    for of in person.register_imports.order_by("-sent_at"):
        yield {_("Dag"): in_words(local_date(of.sent_at)), _("Fil du sendte"): of.file_name}


def _forget_imports(person: Person, _at: datetime) -> int:
    touched = RegisterImport.objects.filter(sent_by=person).update(sent_by=None)
    touched += RegisterImport.objects.filter(asked_by=person).update(asked_by=None)
    for name in ("added", "changed", "ended"):
        rest = Func(F(name), person.pk, function="array_remove")
        touched += RegisterImport.objects.filter(**{f"{name}__contains": [person.pk]}).update(**{name: rest})
    return touched


def _rows_of(person: Person) -> QuerySet[ImportRow]:
    numbers = Membership.objects.filter(person=person).values("number")
    return ImportRow.objects.filter(Q(person_id=person.pk) | Q(number__in=numbers, person_id=None))


def _rows(person: Person) -> Iterable[Shown]:
    for row in _rows_of(person).order_by("pk"):
        yield {
            _("Medlemsnummer"): row.number,
            _("Navn"): f"{row.given_name} {row.family_name}",
            _("E-post"): row.email,
            _("Telefon"): row.phone,
            _("Fødselsår"): row.birth_year,
            _("Gateadresse"): row.street_address,
            _("Postnummer"): row.postal_code,
            _("Avdeling"): row.branch,
        }


def _forget_rows(person: Person, _at: datetime) -> int:
    """Take the person out of files that wait, and out of the sealed copies. What they do is worked out anew later."""
    alike = ImportRow.objects.filter(like_person_id=person.pk).update(like_person_id=None)  # rows of others stay
    waiting = list(RegisterImport.objects.select_for_update().filter(state__in=OPEN).order_by("pk"))
    for of in waiting:
        bring_back_rows(of)
    touched = Counter(_rows_of(person).values_list("of", flat=True))
    deleted: int = _rows_of(person).delete()[0]
    for of in waiting:
        if count := touched[of.pk]:
            of.rows_read = max(of.rows_read - count, 0)
            of.counts = {**of.counts, "erased": of.counts.get("erased", 0) + count}
            of.save(update_fields=["rows_read", "counts"])
            if of.state == State.WAITING:
                seal_rows(of)
    return alike + deleted


def _ends(person: Person) -> Iterable[Shown]:
    for end in ImportEnd.objects.filter(membership__person=person).select_related("of"):
        yield {_("Fil"): end.of.file_name, _("Hva"): _("Står ikke i filen, og venter på at styret ser over den")}


def _differences(person: Person) -> Iterable[Shown]:
    for each in Difference.objects.filter(membership__person=person).order_by("about"):
        yield {_("Hva"): Difference.About(each.about).label, _("I registeret"): each.theirs}


def _said(person: Person) -> Iterable[Shown]:
    if LastSaid.objects.filter(membership__person=person).exists():
        yield {_("Hva"): _("Kontrollsummer av kontaktopplysningene, slik registeret hadde dem sist")}


hold(
    Holding(
        model=RegisterImport,
        persons=("sent_by", "asked_by", "added", "changed", "ended"),
        title=gettext_lazy("Filer fra medlemsregisteret"),
        why=WHY,
        ground=grounds.PARTY,
        kept=gettext_lazy("Oversikten over hva hver fil gjorde, i fem år. Selve filen slettes når den er lest."),
        rows=_imports,
        erase=_forget_imports,
    )
)
hold(
    Holding(
        model=ImportRow,
        persons=("person_id", "membership_id", "like_person_id"),
        title=gettext_lazy("Rader fra en fil som venter"),
        fields=gettext_lazy("Medlemsnummer, navn, e-post, telefon, fødselsår, gateadresse, postnummer, avdeling"),
        why=WHY,
        ground=grounds.PARTY,
        kept=gettext_lazy("Til filen er ført inn eller lagt bort, høyst ett døgn; venter den på to i styret, en uke."),
        rows=_rows,
        erase=_forget_rows,
        order=20,
    )
)
hold(
    Holding(
        model=ImportEnd,
        persons=("membership",),
        title=gettext_lazy("Ikke i filen som venter"),
        why=WHY,
        ground=grounds.PARTY,
        kept=gettext_lazy("Til filen er ført inn eller lagt bort, høyst en uke."),
        rows=_ends,
        erase=lambda person, _at: ImportEnd.objects.filter(membership__person=person).delete()[0],
        order=20,
    )
)
hold(
    Holding(
        model=Difference,
        persons=("membership",),
        title=gettext_lazy("Avvik fra medlemsregisteret"),
        why=WHY,
        ground=grounds.PARTY,
        kept=gettext_lazy("Til registeret har det samme som vi, eller medlemskapet tar slutt."),
        rows=_differences,
        erase=lambda person, _at: Difference.objects.filter(membership__person=person).delete()[0],
        order=20,
    )
)
hold(
    Holding(
        model=LastSaid,
        persons=("membership",),
        title=gettext_lazy("Hva registeret sa sist"),
        why=gettext_lazy("Så lenge dine egne endringer er nyere enn registerets, er det dine som gjelder."),
        ground=grounds.PARTY,
        kept=gettext_lazy("Så lenge medlemskapet står."),
        rows=_said,
        erase=lambda person, _at: LastSaid.objects.filter(membership__person=person).delete()[0],
        order=20,
    )
)
