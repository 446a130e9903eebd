"""The pages on the way in."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import clock_in_words
from lokallag.people.domain.signin import GOOD_FOR, Answer
from lokallag.people.models import DemoPerson, DemoRole, Person, SignInRequest
from lokallag.people.services import Redeemed

VISITOR = "visitor"  # the demo's button that signs nobody in


@dataclass(frozen=True, slots=True)
class Choice:
    """One person to be: what the button sends, whose name or role, a line about it, and the act in words."""

    value: str
    label: str
    act: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class SignInPage:
    """All that ``people/sign_in.html`` shows. ``demo`` has the demo's buttons, and is empty elsewhere."""

    form: forms.Form
    next_path: str
    demo: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class CodePage:
    """All that ``people/sign_in_code.html`` shows.

    ``form`` is ``None`` where no code can be used any more; ``heading`` and ``words`` then say why and what to do.
    """

    title: str
    heading: str
    words: str
    form: forms.Form | None
    address: str = ""
    good_until: str = ""
    again_url: str = ""
    outbox_url: str = ""


@dataclass(frozen=True, slots=True)
class WhoPage:
    """All that ``people/sign_in_who.html`` shows: those who have the address, by name."""

    people: tuple[Choice, ...]


def demo_choices() -> tuple[Choice, ...]:
    """Return the demo's buttons: one per role that somebody stands behind, and one for a plain visitor, the last."""
    people = {row.role: row.person.name for row in DemoPerson.objects.select_related("person")}
    labels = {role.value: str(role.label) for role in DemoRole if role.value in people}
    labels[VISITOR] = _("Besøkende")
    return tuple(
        Choice(role, label, _("Velg %(role)s") % {"role": label.lower()}, people.get(role, _("Uten å logge inn")))
        for role, label in labels.items()
    )


def code_page(asked: SignInRequest, *, form: forms.Form, is_demo: bool) -> CodePage:
    """Return the page on which one writes the code. It says the same for every address."""
    return CodePage(
        title=_("Skriv koden"),
        heading=_("Skriv koden fra e-posten"),
        words="",
        form=form,
        address=asked.address,
        good_until=clock_in_words(asked.asked_at + GOOD_FOR),
        outbox_url=reverse("outbox:letters") if is_demo else "",
    )


def closed_page(answer: Answer, *, next_path: str) -> CodePage:
    """Return the page for a code that cannot be used: why, and what to do."""
    heading, words = _closed_words(answer)
    again = reverse("people:sign_in")
    return CodePage(
        title=heading,
        heading=heading,
        words=words,
        form=None,
        again_url=f"{again}?{urlencode({'next': next_path})}" if next_path else again,
    )


def _closed_words(answer: Answer) -> tuple[str, str]:
    if answer is Answer.EXPIRED:
        return _("Koden er gått ut"), _("En kode virker i ti minutter. Be om en ny, så kommer den straks.")
    if answer is Answer.USED:
        return _("Koden er allerede brukt"), _("En kode virker bare én gang. Be om en ny hvis du vil logge inn igjen.")
    if answer is Answer.TOO_MANY:
        return _("Koden er prøvd for mange ganger"), _(
            "Etter fem forsøk virker koden ikke lenger. Be om en ny, og skriv den av fra den nyeste e-posten."
        )
    return _("Koden må brukes der du ba om den"), _(
        "En kode virker bare i nettleseren du ba om den fra. Gå tilbake til den nettleseren og skriv koden der. "
        "Du kan også be om en ny kode her."
    )


def fault_of(redeemed: Redeemed) -> str:
    """Return what is said at the field when a code was not the right one."""
    if redeemed.answer is Answer.NOT_A_CODE:
        return _("En kode har åtte sifre. Skriv den av fra e-posten, for eksempel 4821 0937.")
    return _("Koden stemmer ikke. Bruk den nyeste e-posten du har fått, og sjekk sifrene. Forsøk igjen: %(left)s.") % {
        "left": redeemed.tries_left
    }


def sign_in_page(form: forms.Form, *, next_path: str, is_demo: bool) -> SignInPage:
    """Return the page on which one asks for a code."""
    return SignInPage(form=form, next_path=next_path, demo=demo_choices() if is_demo else ())


def who_page(people: Iterable[Person]) -> WhoPage:
    """Return the page on which two who share an address say who they are."""
    return WhoPage(
        people=tuple(
            Choice(str(person.key), person.name, _("Det er meg, %(name)s") % {"name": person.name}) for person in people
        )
    )
