"""Who the first officers are and what their offices rest on. Pure: of Django only gettext."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lokallag.core.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """Somebody who is to hold an office: both names, and the e-mail address that one signs in with."""

    given_name: str
    family_name: str
    email: str

    @property
    def name(self) -> str:
        """The name as one says it."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the offices rest on, and how long they last (local dates, both included; ``None`` until further notice).

    ``meeting`` is what the meeting is called, ``held_on`` its day, ``reference`` where in its minutes it stands.
    """

    meeting: str
    held_on: date
    reference: str
    from_on: date
    until_on: date | None


def split_name(written: str) -> tuple[str, str]:
    """Return given and family name of "Kari Nordmann Lie" (the last word is the family's) or of "Lie, Kari Nordmann".

    One word gives an empty family name.
    """
    family, comma, given = (part.strip() for part in written.partition(","))
    if comma:
        return " ".join(given.split()), " ".join(family.split())
    words = written.split()
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 else (" ".join(words), "")


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts are the same but for capitals and space."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def share_address(one: NewOfficer, other: NewOfficer) -> bool:
    """Tell whether two have the same e-mail address."""
    return same_words(one.email, other.email)


def check_two_persons(leader: NewOfficer, secretary: NewOfficer, *, may_share_address: bool) -> None:
    """Make sure that leader and secretary are two persons: they approve for each other.

    :param may_share_address: somebody has said that the two do share an address
    :raises RuleViolation: they have the same name, or share an address that nobody has said they share
    """
    if same_words(leader.name, secretary.name):
        raise RuleViolation(
            _(
                "Lederen og sekretæren må være to personer, for de skal godkjenne for hverandre. "
                "Heter to personer det samme, så skriv et mellomnavn."
            ),
            field="secretary_family",
        )
    if share_address(leader, secretary) and not may_share_address:
        raise RuleViolation(
            _(
                "Lederen og sekretæren har samme e-postadresse. De skal godkjenne for hverandre, "
                "så hver bør ha sin egen. Deler de den likevel, så kryss av for det."
            ),
            field="secretary_email",
        )


def check_minutes(minutes: Minutes, *, today: date) -> None:
    """Make sure that the offices rest on a meeting that has been held, and hold today.

    :raises RuleViolation: a text is missing, the meeting lies ahead, or the dates are the wrong way round
    """
    if not minutes.meeting.strip():
        raise RuleViolation(_("Skriv hvilket møte som valgte, for eksempel «Årsmøtet 2027»."), field="meeting")
    if not minutes.reference.strip():
        raise RuleViolation(
            _("Skriv hvor valget står, for eksempel «Protokoll 11. mars 2027, sak 9»."), field="reference"
        )
    if minutes.held_on > today:
        raise RuleViolation(_("Møtet må være holdt. Skriv dagen det ble holdt."), field="held_on")
    if minutes.from_on < minutes.held_on:
        raise RuleViolation(
            _("Vervene kan ikke begynne før møtet som valgte, var holdt. Sjekk de to datoene."), field="from_on"
        )
    if minutes.from_on > today:
        raise RuleViolation(
            _("Vervene må ha begynt, ellers kan ingen styre siden i dag. Skriv dagens dato eller en tidligere."),
            field="from_on",
        )
    if minutes.until_on is not None and minutes.until_on < minutes.from_on:
        raise RuleViolation(_("Vervene kan ikke slutte før de begynner. Sjekk de to datoene."), field="until_on")
    if minutes.until_on is not None and minutes.until_on < today:
        raise RuleViolation(_("Vervene er allerede over. Skriv en siste dag som ikke er passert."), field="until_on")
