"""Letters to those whom no e-mail reaches: one PDF, one letter per household, for envelopes with a window."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.core.typesetting import fonts_in, set_in_type
from lokallag.events.domain.households import Household, households
from lokallag.events.models import MeetingNotice
from lokallag.events.queries.notices import addressees, subject_of
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import profile
from lokallag.people.models import Person
from lokallag.territory.models import PostalCode

LAYOUT = Path(__file__).resolve().parents[1] / "data" / "letters.typ"


def letters_for(notice: MeetingNotice, unit: Unit, *, viewer: Person, today: date) -> tuple[Household, ...]:
    """Return the letters that the reader may print: to whom neither e-mail nor telephone nor a letter has got yet."""
    people, _kept_back = addressees(notice, unit, today, viewer=viewer)
    return households(people)


def letters_pdf(
    letters: Sequence[Household], notice: MeetingNotice, unit: Unit, *, sender: Person, today: date
) -> bytes:
    """Return the letters as one PDF, each beginning on a page of its own."""
    return set_letters(said_in_letters(letters, notice, unit, sender=sender, today=today))


def said_in_letters(
    letters: Sequence[Household], notice: MeetingNotice, unit: Unit, *, sender: Person, today: date
) -> Mapping[str, object]:
    """Return all that stands in the letters: the lines of each address, and the words that all have."""
    codes = {letter.postal_code for letter in letters}
    places = dict(PostalCode.objects.filter(code__in=codes).values_list("code", "place"))
    facts = profile()
    return {
        "title": subject_of(notice, unit.name),
        "heading": subject_of(notice, unit.name),
        "colour": facts.colour if facts is not None else "#b3212b",
        "lang": get_language() or "nb",
        "sender": unit.name,
        "day": in_words(today),
        "letters": [
            [*letter.names, letter.street, f"{letter.postal_code} {places.get(letter.postal_code, '')}".strip()]
            for letter in letters
        ],
        "paragraphs": [
            paragraph.splitlines() for paragraph in notice.text.replace("\r", "").split("\n\n") if paragraph.strip()
        ],
        "regards": _("Vennlig hilsen"),
        "by": sender.name,
        "more": _("Du får brev fordi vi ikke har en e-postadresse til deg som virker. Si gjerne fra hvis du har en."),
        "foot": f"{unit.name} · {settings.SITE_URL.partition('://')[2]}",
    }


def set_letters(said: Mapping[str, object]) -> bytes:
    """Return the letters as PDF."""
    return set_in_type(LAYOUT.read_bytes(), said, fonts=fonts_in(settings.PRINT_FONTS))
