"""When names in ideas and applications go: with the person, with the membership, and with time."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.keeping import EVERYTHING, Period, delete_some
from lokallag.membership.models import Membership
from lokallag.networks.domain import applying
from lokallag.networks.domain.applying import Stage
from lokallag.networks.models import Application, Candidate, UnknownCandidate
from lokallag.networks.services.applications import EDIT
from lokallag.networks.services.ideas import forget_ideas_of_former
from lokallag.networks.services.outcome_letters import Became, said_yes_to, tell_candidates

TEXTS = ("purpose", "for_whom", "plan", "wished_hours")


@transaction.atomic
def release_applicant(*, application: Application, at: datetime) -> None:
    """Take the name off an application whose applicant is no more. One under way is withdrawn, its texts go, and who
    had said yes to leading it is told.

    What the board has decided stays as it was decided, without the name. A draft is deleted.
    """
    found = Application.objects.select_for_update(of=("self",)).filter(pk=application.pk).first()
    if found is None:
        return
    if found.stage in applying.OPEN:
        tell_candidates(found, said_yes_to(found), Became.WITHDRAWN, at=at, has_page=False)
    if found.submitted_at is None:
        found.delete()
        return
    if found.stage not in applying.DECIDED:
        for name in TEXTS:
            setattr(found, name, "")
        found.questions.exclude(answer="").update(answer="", answered_at=None)
        found.candidates.all().delete()
        found.unknown_candidates.all().delete()
    if found.stage in applying.SENT:
        found.stage, found.updated_at = Stage.WITHDRAWN, at
        audit.record(EDIT, actor=None, target=found, at=at, details={"stage": Stage.WITHDRAWN.value})
    found.applicant = None
    found.save()


def former_applicants(at: datetime) -> Q:
    """Return which applications have an applicant whose membership has ended."""
    live = Membership.objects.live(local_date(at)).values("person_id")
    return Q(applicant__isnull=False, stage__in=applying.OPEN) & ~Q(applicant_id__in=live)


@transaction.atomic
def let_former_go(*, at: datetime, most: int = EVERYTHING) -> int:
    """Withdraw the applications of those who are members no longer, and take them off what others apply for.

    Returns how many applications, candidates, ideas and companions that were. Who is erased is gone at once
    (``privacy``); this is for those whose membership has ended and who are still in the register.
    """
    gone = 0
    for application in Application.objects.filter(former_applicants(at)).order_by("pk")[:most]:
        release_applicant(application=application, at=at)
        gone += 1
    live = Membership.objects.live(local_date(at)).values("person_id")
    undecided = Candidate.objects.filter(application__stage__in=(*applying.OPEN, Stage.WITHDRAWN))
    gone += undecided.exclude(person_id__in=live).delete()[0]
    return gone + forget_ideas_of_former(at=at, most=most)


def drafts_over(at: datetime, kept: Period) -> Q:
    """Return which drafts nobody has touched for so long that they go."""
    return Q(stage=Stage.DRAFT, updated_at__lt=kept.before(at))


def over(at: datetime, kept: Period) -> Q:
    """Return which declined and withdrawn applications go. One that others were made from goes with time as well."""
    declined = Q(stage=Stage.DECLINED, decided_at__lt=kept.before(at))
    return declined | Q(stage=Stage.WITHDRAWN, updated_at__lt=kept.before(at))


def decided_names(at: datetime, kept: Period) -> Q:
    """Return which candidates were of something decided, or withdrawn, so long ago that their names go."""
    decided = Q(application__stage__in=applying.DECIDED, application__decided_at__lt=kept.before(at))
    return decided | Q(application__stage=Stage.WITHDRAWN, application__updated_at__lt=kept.before(at))


@transaction.atomic
def forget_drafts(*, at: datetime, kept: Period, most: int = EVERYTHING) -> int:
    """Delete drafts that were left lying. Returns how many."""
    return delete_some(Application.objects.filter(drafts_over(at, kept)).order_by("updated_at", "pk"), most=most)


@transaction.atomic
def forget_over(*, at: datetime, kept: Period, most: int = EVERYTHING) -> int:
    """Delete applications that came to nothing. Returns how many."""
    return delete_some(Application.objects.filter(over(at, kept)).order_by("updated_at", "pk"), most=most)


@transaction.atomic
def forget_candidates(*, at: datetime, kept: Period, most: int = EVERYTHING) -> int:
    """Delete names of candidates, and of those who were asked in vain, after the decision. Returns how many."""
    gone = delete_some(Candidate.objects.filter(decided_names(at, kept)).order_by("pk"), most=most)
    rest = max(0, most - gone)
    return gone + delete_some(UnknownCandidate.objects.filter(decided_names(at, kept)).order_by("pk"), most=rest)
