"""Who may still get a letter that was written to them for their office: whoever holds it today."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from lokallag.calendar.domain.local import local_date
from lokallag.organisation.models import Approval, Kind, Term, TermQuerySet
from lokallag.organisation.queries import BOARD_TITLES, LEADING, REGISTER_TITLES
from lokallag.outbox.domain.checks import Answer, Check, Waiting, Why, only, register
from lokallag.people.models import Person
from lokallag.people.services.letters import keys_in, who_exist


def who_hold(narrow: Callable[[TermQuerySet], TermQuerySet] = lambda terms: terms) -> Check:
    """Return a check that lets through those who hold an office on the day: any, or one that ``narrow`` keeps.

    It asks one query, however many letters wait.
    """

    def check(letters: Sequence[Waiting], at: datetime) -> Answer:
        terms = narrow(Term.objects.live(local_date(at))).filter(person__key__in=keys_in(letters))
        return only(letters, {str(key) for key in terms.values_list("person__key", flat=True)}, why=Why.NO_RIGHT)

    return check


def who_lead(letters: Sequence[Waiting], at: datetime) -> Answer:
    """Let through whoever leads a unit on the day, a network's steering group among them. One query."""
    return who_hold(lambda terms: terms.filter(LEADING))(letters, at)


def who_sit_on_board(letters: Sequence[Waiting], at: datetime) -> Answer:
    """Let through whoever sits on the municipal party's board on the day. One query."""
    return who_hold(lambda terms: terms.filter(office__unit__kind=Kind.MUNICIPAL, office__title__in=BOARD_TITLES))(
        letters, at
    )


def who_answer_for_register(letters: Sequence[Waiting], at: datetime) -> Answer:
    """Let through the municipal party's leader and secretary on the day. One query."""
    return who_hold(lambda terms: terms.filter(office__unit__kind=Kind.MUNICIPAL, office__title__in=REGISTER_TITLES))(
        letters, at
    )


def ids_in(keys: Iterable[str], *, place: int = 1) -> list[int]:
    """Return the row ids that stand at a place in the messages' keys: ``room.noun:17:…``."""
    parts = (key.split(":") for key in keys)
    return [int(part[place]) for part in parts if len(part) > place and part[place].isdigit()]


def only_theirs(letters: Sequence[Waiting], theirs: Collection[tuple[int, str]]) -> Answer:
    """Let through those whose row (``room.noun:17:…``) and recipient are a pair among ``theirs``."""
    may = frozenset(
        letter
        for letter in letters
        if (found := ids_in([letter.message_key])) and (found[0], letter.recipient_key) in theirs
    )
    return Answer(may, {letter: Why.NO_RIGHT for letter in letters if letter not in may})


def _who_approve(letters: Sequence[Waiting], at: datetime) -> Answer:
    """Let through officers, and those whom the proposal itself would give an office. Three queries."""
    officers = who_hold()(letters, at)
    gains = {
        person_id
        for row in Approval.objects.filter(pk__in=ids_in(letter.message_key for letter in letters))
        for person_id in row.gains
    }
    persons = Person.objects.filter(pk__in=gains).values_list("key", flat=True)
    gaining = only(letters, {str(key) for key in persons})
    may = officers.may | gaining.may
    return Answer(may, {letter: Why.NO_RIGHT for letter in letters if letter not in may})


def answer_for_letters() -> None:
    """Say who may get the letters of this room."""
    register("organisation.approval", _who_approve)


__all__ = [
    "answer_for_letters",
    "ids_in",
    "only_theirs",
    "who_answer_for_register",
    "who_exist",
    "who_hold",
    "who_lead",
    "who_sit_on_board",
]
