"""Bærum with postal codes, two branches that answer for some of them, and a few members."""

from datetime import date
from typing import Any

from lokallag.calendar.domain.local import midnight_before
from lokallag.membership import services
from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import BranchChoice, Membership
from lokallag.organisation.models import Unit
from lokallag.outbox.models import Message
from lokallag.people.models import Person
from lokallag.territory.domain.names import fold
from lokallag.territory.models import Category, Municipality, PostalCode, Responsibility
from tests.cast import Cast, cast
from tests.factories import LONG_AGO

# 1305 is for post office boxes in Haslum; nobody answers for 1346 Gjettum; 0951 lies in Oslo.
CODES = {
    "1305": ("HASLUM", "3201", Category.BOXES),
    "1337": ("SANDVIKA", "3201", Category.STREETS),
    "1344": ("HASLUM", "3201", Category.STREETS),
    "1346": ("GJETTUM", "3201", Category.STREETS),
    "0951": ("OSLO", "0301", Category.STREETS),
}


def set_up(today: date | None = None) -> Cast:
    """Set up the named people, the postal codes and who answers for them. Nobody is a member yet."""
    stage = cast(today=today)
    BranchChoice.objects.all().delete()
    Membership.objects.all().delete()
    for number, name in (("3201", "BÆRUM"), ("0301", "OSLO")):
        Municipality.objects.create(number=number, name=name)
    for code, (place, municipality, category) in CODES.items():
        PostalCode.objects.create(
            code=code, place=place, place_key=fold(place), municipality_id=municipality, category=category
        )
    answers("1344", stage.haslum)
    answers("1337", stage.sandvika)
    return stage


def answers(code: str, unit: Unit, since: date = LONG_AGO) -> Responsibility:
    """Let a branch answer for a postal code from a day on."""
    return Responsibility.objects.create(code_id=code, unit=unit, valid_from=since, decision="Årsmøtet, sak 3")


def redraw(code: str, unit: Unit, on: date) -> None:
    """Let another branch answer for a postal code from a day on."""
    before = Responsibility.objects.get(code_id=code, valid_until=None)
    Responsibility.objects.filter(pk=before.pk).update(valid_until=date.fromordinal(on.toordinal() - 1))
    answers(code, unit, on)


def join(stage: Cast, person: Person, unit: Unit | None, *, reason: Reason | None = Reason.IMPORTED) -> Membership:
    """Make a person a member since a hundred days before ``today``, in a branch if one is given."""
    day = date.fromordinal(stage.today.toordinal() - 100)
    at = midnight_before(day)
    membership = services.start_membership(person=person, number=f"M{person.pk}", joined_on=day, by=None, at=at)
    if unit is not None:
        services.choose_branch(membership=membership, unit=unit, by=person, at=at, reason=reason)
    return membership


def letters() -> list[tuple[str, str]]:
    """Return address and subject of all messages in the outbox, in the order written."""
    return [
        (recipient.address, message.subject)
        for message in Message.objects.order_by("pk").prefetch_related("recipients")
        for recipient in message.recipients.all()
    ]


def page_of(response: Any) -> Any:
    """Return the page dataclass that the answer shows (the map, drawn on the way, has one of its own)."""
    return next(context["page"] for context in reversed(list(response.context)) if "page" in context)
