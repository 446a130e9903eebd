"""The pages that ask once more before something about one's own sign-in, and say what follows."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.people.models import AppSecret, PaperCode, Passkey, Person
from lokallag.people.queries.account import Crumbs, crumbs_to
from lokallag.people.services import Kind


@dataclass(frozen=True, slots=True)
class AskPage:
    """All that ``people/ask.html`` shows: the question, what follows, the button, and what the form sends."""

    title: str
    crumbs: Crumbs
    follows: tuple[str, ...]
    act: str
    back_url: str
    fields: tuple[tuple[str, str], ...] = ()


def ask_for_codes_page() -> AskPage:
    """Return the page that asks before new recovery codes are made."""
    title = _("Lage nye reservekoder?")
    return AskPage(
        title=title,
        crumbs=crumbs_to(_("Reservekoder")),
        follows=(
            _("Reservekodene du har fra før, slutter å virke med en gang."),
            _("De nye vises bare én gang. Ha noe å skrive på, eller en skriver, klar."),
        ),
        act=_("Lag nye koder"),
        back_url=reverse("people:account"),
    )


def ask_to_remove_page(person: Person, *, kind: str, key: str) -> AskPage | None:
    """Return the page that asks before a second factor goes; ``None`` where the person has no such one."""
    label = _label(person, kind, key)
    if label is None:
        return None
    follows = [
        _("Sikringen slutter å virke med en gang."),
        _("Alle andre steder der du er logget inn, blir du logget ut."),
        _("Du får en e-post om det."),
    ]
    if _is_last(person, kind, key):
        follows.insert(
            1, _("Du har ingen annen. Da logger du inn bare med koden på e-post, og reservekodene virker ikke lenger.")
        )
    return AskPage(
        title=_("Fjerne %(label)s?") % {"label": label},
        crumbs=crumbs_to(_("Fjerne sikring")),
        follows=tuple(follows),
        act=_("Fjern %(label)s") % {"label": label},
        back_url=reverse("people:account"),
        fields=(("kind", kind), ("key", key)),
    )


def _label(person: Person, kind: str, key: str) -> str | None:
    if kind == Kind.APP:
        return _("appen på telefonen") if AppSecret.objects.filter(person=person).exists() else None
    is_number = key.isascii() and key.isdigit() and len(key) < 18
    row = Passkey.objects.filter(person=person, pk=int(key)).first() if is_number else None
    return None if row is None else row.name


def _is_last(person: Person, kind: str, key: str) -> bool:
    keys = Passkey.objects.filter(person=person)
    if kind == Kind.APP:
        others = keys.exists()
    else:
        others = keys.exclude(pk=int(key)).exists() or AppSecret.objects.filter(person=person).exists()
    return not others and not PaperCode.objects.filter(person=person, kind=PaperCode.Kind.PRINTED).exists()
