"""Letters to the first officers, and to the board after an emergency, each in its reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.organisation.models import Term, Unit
from lokallag.outbox.services import post
from lokallag.people.models import Person
from lokallag.start.models import BreakGlass

FIRST_SIGN_IN, EMERGENCY = "start.first_sign_in", "start.break_glass"


@dataclass(frozen=True, slots=True)
class FirstSignIn:
    """All that ``start/mail/first_sign_in.txt`` says. ``until`` is empty for a term until further notice."""

    name: str
    office: str
    organisation: str
    meeting: str
    reference: str
    email: str
    until: str
    url: str


@dataclass(frozen=True, slots=True)
class Emergency:
    """All that ``start/mail/break_glass.txt`` says: lines of office and name, and what it rests on."""

    name: str
    organisation: str
    when: str
    seated: tuple[tuple[str, str], ...]
    ended: tuple[tuple[str, str], ...]
    reason: str
    meeting: str
    reference: str
    url: str


def send_first_sign_in(term: Term, unit: Unit, *, at: datetime) -> None:
    """Write to the holder of a new term how to sign in. The letter holds no code and nothing that lasts."""
    person = term.person
    if person is None or not person.email:
        return
    next_page = urlencode({"next": reverse("web:first_steps")}, safe="/")
    with translation.override(person.language):
        page = FirstSignIn(
            name=person.given_name,
            office=term.office.label.lower(),
            organisation=unit.name,
            meeting=term.elected_by,
            reference=term.minuted_in,
            email=person.email,
            until=in_words(term.until_on) if term.until_on is not None else "",
            url=f"{settings.SITE_URL}{reverse('people:sign_in')}?{next_page}",
        )
    _post("first_sign_in", f"{FIRST_SIGN_IN}:{term.pk}", FIRST_SIGN_IN, person, unit, page, at=at)


def tell_board_of_emergency(
    record: BreakGlass,
    unit: Unit,
    seated: Iterable[Term],
    ended: Iterable[Term],
    board: Iterable[Person],
    *,
    at: datetime,
) -> int:
    """Write to everyone on the board what was done on the server, and what to do if it is wrong. Returns how many."""
    told = 0
    for person in board:
        if not person.email:
            continue
        with translation.override(person.language):
            page = Emergency(
                name=person.given_name,
                organisation=unit.name,
                when=moment_in_words(at, local_date(at)),
                seated=tuple((term.office.label, term.holder_name) for term in seated),
                ended=tuple((term.office.label, term.holder_name) for term in ended),
                reason=record.reason,
                meeting=record.meeting,
                reference=record.reference,
                url=f"{settings.SITE_URL}{reverse('organisation:unit', args=[unit.slug])}",
            )
        _post("break_glass", f"{EMERGENCY}:{record.pk}:{person.pk}", EMERGENCY, person, unit, page, at=at)
        told += 1
    return told


def _post(template: str, key: str, purpose: str, to: Person, unit: Unit, page: object, *, at: datetime) -> None:
    with translation.override(to.language):
        text = render_to_string(f"start/mail/{template}.txt", {"page": page})
    subject, _newline, body = text.strip().partition("\n")
    post(
        key=key,
        subject=subject,
        text=body.strip(),
        to=[(str(to.key), to.email)],
        purpose=purpose,
        at=at,
        language=to.language,
        sender_name=unit.name,
    )
