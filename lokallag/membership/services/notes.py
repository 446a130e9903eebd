"""Notes about the choice of branch, each in its reader's language. Leaders get a name and nothing else of a member."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import BranchChoice
from lokallag.membership.queries.offers import open_offers
from lokallag.organisation.models import Term, Title, Unit
from lokallag.organisation.queries import main_unit
from lokallag.outbox.services import post
from lokallag.people.models import Person

CHOICE, OFFER = "membership.branch_choice", "membership.branch_offer"


@dataclass(frozen=True, slots=True)
class Note:
    """All that a mail's template says. ``branch`` is the branch it is about, ``other`` the one before or offered."""

    name: str
    branch: str
    other: str
    url: str
    reason: str = ""
    note: str = ""


def tell_of_choice(
    choice: BranchChoice, before: BranchChoice | None, unit: Unit, *, at: datetime, tell_member: bool = True
) -> None:
    """Write to the member and to the leaders of the branch left and the branch joined. Staying is no news.

    :param unit: the branch joined, with its name
    """
    if before is not None and before.unit_id == unit.pk:
        return
    on = choice.chosen_on
    member = choice.membership.person
    left = None if before is None else Unit.objects.named(on).get(pk=before.unit_id)
    leaders = _leaders([unit.pk] if left is None else [unit.pk, left.pk], on)
    if tell_member:
        _post(
            "member",
            f"{CHOICE}:{choice.pk}:member",
            CHOICE,
            member,
            Note(
                name=member.given_name,
                branch=unit.name,
                other="" if left is None else left.name,
                url=_site("membership:choose"),
                reason=Reason(choice.reason),
                note=choice.note,
            ),
            on=on,
            at=at,
        )
    for branch, template in ((unit, "joined"), (left, "left")):
        if branch is None:
            continue
        note = Note(member.name, branch.name, "", _site("membership:list", branch.slug))
        for leader in leaders.get(branch.pk, []):
            if leader.pk != member.pk:
                _post(template, f"{CHOICE}:{choice.pk}:{template}:{leader.pk}", CHOICE, leader, note, on=on, at=at)


def tell_of_offers(*, at: datetime) -> int:
    """Write to each member to whom another branch is offered, once per offer. Returns how many offers are open.

    An offer is the same as long as the member's choice and the offered branch are, however often this is called.
    """
    on = local_date(at)
    offers = open_offers(on)
    for choice, offered in offers:
        note = Note(choice.membership.person.given_name, choice.unit.name, offered.name, _site("membership:choose"))
        _post("offer", f"{OFFER}:{choice.pk}:{offered.pk}", OFFER, choice.membership.person, note, on=on, at=at)
    return len(offers)


def _leaders(unit_ids: Iterable[int], on: date) -> dict[int, list[Person]]:
    """Return by unit the persons who lead it on the day and have an e-mail address."""
    terms = (
        Term.objects.live(on)
        .filter(office__unit_id__in=list(unit_ids), office__title=Title.LEADER, person__isnull=False)
        .select_related("office", "person")
        .order_by("office", "seat")
    )
    found: dict[int, list[Person]] = {}
    for term in terms:
        if term.person is not None and term.person.email:
            found.setdefault(term.office.unit_id, []).append(term.person)
    return found


def _post(template: str, key: str, purpose: str, to: Person, note: Note, *, on: date, at: datetime) -> None:
    if not to.email:
        return
    sender = main_unit(on)
    with translation.override(to.language):
        text = render_to_string(f"membership/mail/{template}.txt", {"page": note, "day": in_words(on)})
    subject, _newline, body = text.strip().partition("\n")
    post(
        key=key,
        subject=subject,
        text=body.strip(),
        to=[(str(to.key), to.email)],
        purpose=purpose,
        at=at,
        language=to.language,
        sender_name="" if sender is None else sender.name,
    )


def _site(name: str, *parts: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=parts)}"
