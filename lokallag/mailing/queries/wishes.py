"""What somebody wants to get: the page behind the way out, and the list on Min side."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lokallag.mailing.domain.kinds import LEAVABLE, Kind
from lokallag.mailing.models import KINDS, Unsubscription
from lokallag.people.models import Person

ABOUT = {
    Kind.NEWS: _("Det som skjer i avdelingen din og i partiet."),
    Kind.INVITATION: _("Møter og kvelder du er invitert til."),
    Kind.HELP: _("Når noen trenger hjelp til en stand, en kaffekanne eller et verv."),
    Kind.STATUTORY: _("Årsmøter og medlemsmøter. Disse får alle som har rett til å møte."),
}


@dataclass(frozen=True, slots=True)
class WayOutPage:
    """All that ``mailing/way_out.html`` shows. It names nobody: whoever has the mail may be somebody else."""

    kind: str
    is_left: bool
    is_back: bool


@dataclass(frozen=True, slots=True)
class WishRow:
    """One kind of mailing, and whether the person gets it. ``can_be_left`` is false for what the statutes ask for."""

    value: str
    name: str
    about: str
    gets: bool
    can_be_left: bool


@dataclass(frozen=True, slots=True)
class WishesPage:
    """All that ``mailing/wishes.html`` shows. ``email`` is empty where there is no address to write to."""

    crumbs: tuple[tuple[str, str | None], ...]
    email: str
    rows: tuple[WishRow, ...]


def way_out_page(kind: Kind, *, is_left: bool, is_back: bool) -> WayOutPage:
    """Return the page before or after the press."""
    return WayOutPage(str(KINDS[kind]), is_left, is_back)


def left_by(person: Person) -> frozenset[Kind]:
    """Return the kinds that a person does not want."""
    return frozenset(Kind(kind) for kind in Unsubscription.objects.filter(person=person).values_list("kind", flat=True))


def wishes_page(person: Person) -> WishesPage:
    """Return what each kind of mailing sends the person, and whether they want it."""
    left = left_by(person)
    rows = tuple(
        WishRow(kind.value, str(words), str(ABOUT[kind]), kind not in left, kind in LEAVABLE)
        for kind, words in KINDS.items()
    )
    crumbs = ((gettext("Min side"), reverse("web:my_page")), (gettext("E-post du får"), None))
    return WishesPage(crumbs, person.email, rows)
