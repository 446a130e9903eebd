"""Letters about what takes two: to those who can decide, to the proposer, and to those who gain by it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import moment_in_words
from lokallag.organisation.models import Approval
from lokallag.organisation.queries.units import main_unit
from lokallag.organisation.services.approval_kinds import deciders, kind_of
from lokallag.outbox.services import post
from lokallag.people.models import Person

PURPOSE = "organisation.approval"


class News(StrEnum):
    """What has happened to a proposal."""

    PROPOSED = "proposed"
    EXPIRES_SOON = "expires_soon"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"


class Role(StrEnum):
    """Why somebody is written to."""

    DECIDES = "decides"
    PROPOSED = "proposed"
    GAINS = "gains"


@dataclass(frozen=True, slots=True)
class ApprovalNote:
    """All that ``organisation/mail/approval.txt`` says. ``url`` is empty for who may not see the page."""

    name: str
    news: str
    role: str
    headline: str
    lines: tuple[str, ...]
    proposer: str
    reason: str
    until: str
    decider: str
    answer: str
    url: str


def tell(approval: Approval, news: News, *, at: datetime) -> int:
    """Write to all whom it concerns, once about each piece of news. Returns how many were written to."""
    readers = _readers(approval, news, at)
    for role, person in readers:
        _write(approval, news, role, person, at=at)
    return len(readers)


def _readers(approval: Approval, news: News, at: datetime) -> list[tuple[Role, Person]]:
    """Return who is told and why: each person once, the proposer first. Who did it themselves is not told."""
    found: dict[int, tuple[Role, Person]] = {}
    if approval.proposer is not None and news is not News.WITHDRAWN:
        found[approval.proposer.pk] = (Role.PROPOSED, approval.proposer)
    if news is not News.EXPIRES_SOON:
        for person in Person.objects.filter(pk__in=approval.gains).order_by("pk"):
            found.setdefault(person.pk, (Role.GAINS, person))
    if news is not News.EXPIRED:
        for person in deciders(approval, local_date(at)):
            found.setdefault(person.pk, (Role.DECIDES, person))
    return [(role, person) for role, person in found.values() if person.email and person.pk != approval.decided_by_id]


def _write(approval: Approval, news: News, role: Role, to: Person, *, at: datetime) -> None:
    today = local_date(at)
    with translation.override(to.language):
        proposed = kind_of(approval).describe(approval, today)
        unit = main_unit(today)
        note = ApprovalNote(
            name=to.given_name,
            news=news,
            role=role,
            headline=proposed.headline,
            lines=proposed.lines,
            proposer=approval.proposer.name if approval.proposer is not None else "",
            reason=approval.reason,
            until=moment_in_words(approval.expires_at, today, weekday=True),
            decider=approval.decided_by.name if approval.decided_by is not None else "",
            answer=approval.answer,
            url=""
            if role is Role.GAINS
            else f"{settings.SITE_URL}{reverse('organisation:approval', args=[approval.pk])}",
        )
        text = render_to_string("organisation/mail/approval.txt", {"page": note})
    subject, _newline, body = text.strip().partition("\n")
    post(
        key=f"{PURPOSE}:{approval.pk}:{news}:{to.pk}",
        subject=subject,
        text=body.strip(),
        to=[(str(to.key), to.email)],
        purpose=PURPOSE,
        at=at,
        language=to.language,
        sender_name=unit.name if unit is not None else "",
    )
