"""A published division of labour for the named people, and answers in Haslum's review."""

from datetime import date, timedelta

from django.utils.timezone import now

from lokallag.organisation.models import Unit
from lokallag.organisation.services import name_board_contact
from lokallag.playbook.domain.duties import Side, Verdict
from lokallag.playbook.models import DutyVersion, UnclearDuty
from lokallag.playbook.services import duties, reviews
from lokallag.playbook.services.reviews import Given
from tests.cast import Cast

CLEAR, UNCLEAR, HELP = Verdict.CLEAR, Verdict.UNCLEAR, Verdict.HELP
SPEAKERS = {Side.BRANCH: "branch leader", Side.BOARD: "board member"}


def published(people: Cast, *, review_on: date | None = None) -> DutyVersion:
    """Publish the division of labour as the file has it; the next review is in 300 days if no other day is given."""
    duties.load_duties(by=None, at=now())
    return publish_again(people, review_on=review_on)


def publish_again(people: Cast, *, review_on: date | None = None, note: str = "") -> DutyVersion:
    """Publish the draft that there is."""
    return duties.publish_duties(
        adopted_on=people.today,
        adopted_by="Styremøtet, sak 12",
        review_on=review_on or people.today + timedelta(days=300),
        note=note,
        by=people["board leader"],
        at=now(),
    )


def with_contact(people: Cast) -> None:
    """Make Bilal Khan Haslum's contact on the board."""
    name_board_contact(
        branch=people.haslum, person=people["board member"], from_on=people.today, by=people["board leader"], at=now()
    )


def answer(people: Cast, answers: dict[str, Verdict], *, side: Side = Side.BRANCH, unit: Unit | None = None) -> int:
    """Answer some duties for one side in this year's review."""
    return reviews.answer_duties(
        unit=unit or people.haslum,
        year=people.today.year,
        side=side,
        answers={key: Given(verdict) for key, verdict in answers.items()},
        by=people[SPEAKERS[side]],
        at=now(),
    )


def unclear_duty(people: Cast, key: str = "kurs", verdict: Verdict = UNCLEAR) -> UnclearDuty:
    """Let Haslum find a duty unclear, with a division that is published now."""
    if not DutyVersion.objects.exists():
        published(people)
    answer(people, {key: verdict})
    return UnclearDuty.objects.filter(unit=people.haslum, key=key).latest("pk")
