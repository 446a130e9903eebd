"""The yearly review of the duties: answers of both sides, what is unclear on the board's list, and settling it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.keeping import EVERYTHING, Period, delete_some
from lokallag.core.stale import StalePage, check_fresh
from lokallag.followup import services as followup
from lokallag.organisation.models import Kind, Term, Title, Unit
from lokallag.organisation.queries import LEADING_TITLES, board_contact_of, main_unit, name_on
from lokallag.people.models import Person
from lokallag.playbook.domain.duties import Party, Side, Verdict, missing, worst
from lokallag.playbook.models import Duty, DutyAnswer, DutyReview, UnclearDuty
from lokallag.playbook.queries.duties import next_review, published

State = UnclearDuty.State
MOST_WORDS, MOST_AGREED = 1000, 2000


@dataclass(frozen=True, slots=True)
class Given:
    """What is said of a duty, and the fingerprint of the answer that its writer saw (``None``: nobody looked)."""

    verdict: Verdict
    words: str = ""
    seen: str | None = None


@transaction.atomic
def answer_duties(
    *, unit: Unit, year: int, side: Side, answers: Mapping[str, Given], by: Person | None, at: datetime
) -> int:
    """Keep what one side says of some duties; the first answer begins the year's review. Returns how many are new.

    What is unclear, or needs help, goes to the board's list with the duty's name and address; taken back, it leaves it.

    :param answers: by the duty's key
    :raises StalePage: somebody else of the same side answered one of them meanwhile; its field is the key
    :raises RuleViolation: the review is closed, there is nothing to go through, or words are too long
    """
    review = _locked_review(unit, year, at=at)
    if review.closed_at is not None:
        raise RuleViolation(_("Gjennomgangen for dette året er avsluttet. Det som er uklart, kan fortsatt avklares."))
    duties = {duty.key: duty for duty in review.version.duties.filter(key__in=answers)}
    known = {answer.duty_id: answer for answer in review.answers.filter(side=side, duty__in=duties.values())}
    changed = 0
    for key, given in answers.items():
        if key in duties:
            changed += _keep(review, duties[key], known.get(duties[key].pk), side, given, by=by, at=at)
    if changed:
        details = {"year": year, "side": side.value, "answers": changed}
        audit.record("playbook.answer_review", actor=by, target=review, at=at, details=details)
    return changed


@transaction.atomic
def close_review(*, unit: Unit, year: int, by: Person | None, at: datetime) -> DutyReview:
    """Close the year's review. Closing it again changes nothing.

    :raises RuleViolation: it is not begun, or the branch has not answered all that it acts in
    """
    review = DutyReview.objects.select_for_update().filter(unit=unit, year=year).first()
    if review is None:
        raise RuleViolation(_("Gjennomgangen er ikke begynt ennå."))
    if review.closed_at is not None:
        return review
    asked = [duty.key for duty in review.version.duties.all() if duty.spec.acts(Party.BRANCH)]
    said: dict[Side, set[str]] = {Side.BRANCH: set(), Side.BOARD: set()}
    for side, key in review.answers.values_list("side", "duty__key"):
        said[Side(side)].add(key)
    n = len(missing(asked, said, branch_is_led=is_led(unit, local_date(at))))
    if n:
        words = ngettext(
            "%(n)d oppgave mangler svar fra avdelingen.", "%(n)d oppgaver mangler svar fra avdelingen.", n
        ) % {"n": n}
        raise RuleViolation(words)
    review.closed_at, review.closed_by = at, by
    review.save(update_fields=["closed_at", "closed_by"])
    audit.record("playbook.answer_review", actor=by, target=review, at=at, details={"year": year, "closed": True})
    return review


@transaction.atomic
def reopen_review(*, unit: Unit, year: int, by: Person | None, at: datetime) -> None:
    """Open the year's review again, within the year, so that answers can be changed. An open one is left as it is.

    :raises RuleViolation: the year is over
    """
    if year != local_date(at).year:
        raise RuleViolation(_("En gjennomgang kan bare åpnes igjen i sitt eget år."))
    closed = DutyReview.objects.select_for_update().filter(unit=unit, year=year, closed_at__isnull=False).first()
    if closed is not None:
        closed.closed_at = closed.closed_by = None
        closed.save(update_fields=["closed_at", "closed_by"])
        audit.record("playbook.answer_review", actor=by, target=closed, at=at, details={"year": year, "closed": False})


@transaction.atomic
def propose_settlement(
    *, unclear: UnclearDuty, side: Side, words: str, by: Person | None, at: datetime, seen: str | None = None
) -> UnclearDuty:
    """Write how a duty is to be from now on; the other side agrees, or writes something else in its place.

    :raises StalePage: somebody else wrote meanwhile
    :raises RuleViolation: it is closed, or nothing is written
    """
    unclear = _locked(unclear)
    check_fresh(seen, unclear.fingerprint)
    if not unclear.is_open:
        raise RuleViolation(_("Oppgaven er allerede avklart."))
    text = _short(words, MOST_AGREED, "words")
    unclear.state, unclear.proposal, unclear.proposed_side, unclear.proposed_by = State.PROPOSED, text, side, by
    with speaking({"unclear_duty_settled_in_words": "words"}):
        unclear.save(update_fields=["state", "proposal", "proposed_side", "proposed_by"])
    audit.record("playbook.settle_duty", actor=by, target=unclear, at=at, details={"proposed": side.value})
    return unclear


@transaction.atomic
def agree_settlement(
    *, unclear: UnclearDuty, side: Side, by: Person | None, at: datetime, seen: str | None = None
) -> UnclearDuty:
    """Agree to what the other side wrote: the duty is settled, and the commitment on the board's list is done.

    :raises StalePage: somebody else wrote meanwhile, so that one would agree to words one has not read
    :raises RuleViolation: there is nothing to agree to, or the words are one's own side's
    """
    unclear = _locked(unclear)
    check_fresh(seen, unclear.fingerprint)
    if unclear.state != State.PROPOSED:
        raise RuleViolation(_("Det er ikke noe forslag å si ja til nå. Se hva som står der."))
    if unclear.proposed_side == side or (by is not None and unclear.proposed_by_id == by.pk):
        raise RuleViolation(_("Forslaget er deres eget. Det er den andre som sier ja."))
    unclear.state, unclear.agreed_by, unclear.closed_at = State.SETTLED, by, at
    unclear.save(update_fields=["state", "agreed_by", "closed_at"])
    on_board = by if side is Side.BOARD else unclear.proposed_by
    followup.finish_source(
        source_key=source_key(unclear), evidence=unclear.proposal, responsible=on_board, by=by, at=at
    )
    audit.record("playbook.settle_duty", actor=by, target=unclear, at=at, details={"agreed": side.value})
    return unclear


def forget_answers(*, at: datetime, kept: Period, most: int = EVERYTHING) -> int:
    """Delete answers that were given longer ago than ``kept``, the oldest first, at most ``most``. Returns how many."""
    old = DutyAnswer.objects.filter(answered_at__lt=kept.before(at))
    return delete_some(old.order_by("answered_at"), most=most)


def source_key(unclear: UnclearDuty) -> str:
    """Return the key under which it was handed to the board's list."""
    return f"playbook.unclear:{unclear.pk}"


def is_led(unit: Unit, on: date) -> bool:
    """Tell whether anybody leads the unit that day, and so can answer for it."""
    terms = Term.objects.live(on).filter(office__unit=unit, office__title__in=LEADING_TITLES, person__isnull=False)
    return terms.exists()


def _locked_review(unit: Unit, year: int, *, at: datetime) -> DutyReview:
    """Return the year's review, locked; begun where there is none."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    review = DutyReview.objects.select_related("version").filter(unit=unit, year=year).first()
    if review is not None:
        return review
    if unit.kind != Kind.BRANCH or unit.closed_on is not None:
        raise RuleViolation(_("Bare partiavdelinger går gjennom oppgavene med en kontakt i styret."))
    if year != local_date(at).year:
        raise RuleViolation(_("En ny gjennomgang begynner i sitt eget år."))
    version = published()
    if version is None:
        raise RuleViolation(_("Styret har ikke vedtatt noen arbeidsdeling ennå."))
    return DutyReview.objects.create(unit=unit, year=year, version=version, begun_at=at)


def _keep(
    review: DutyReview,
    duty: Duty,
    known: DutyAnswer | None,
    side: Side,
    given: Given,
    *,
    by: Person | None,
    at: datetime,
) -> bool:
    words = _short(given.words, MOST_WORDS, f"words-{duty.key}")
    if known is not None and (known.verdict, known.words) == (given.verdict, words):
        return False
    try:
        check_fresh(given.seen, "" if known is None else known.fingerprint)
    except StalePage as error:
        raise StalePage(error.message, field=duty.key) from error
    values = {"verdict": given.verdict, "words": words, "answered_by": by, "answered_at": at}
    DutyAnswer.objects.update_or_create(review=review, duty=duty, side=side, defaults=values)
    _follow(review, duty, by=by, at=at)
    return True


def _follow(review: DutyReview, duty: Duty, *, by: Person | None, at: datetime) -> None:
    """Let the board's list say what the two sides say now: the one who finds it unclear is heard."""
    verdict = worst(review.answers.filter(duty=duty).values_list("verdict", flat=True))
    known = (
        UnclearDuty.objects.select_for_update(of=("self",))
        .filter(unit=review.unit_id, key=duty.key, state__in=[State.OPEN, State.PROPOSED])
        .first()
    )
    if verdict in {Verdict.UNCLEAR, Verdict.HELP}:
        if known is None:
            _raise(review, duty, verdict, by=by, at=at)
        elif known.verdict != verdict:
            known.verdict = verdict
            known.save(update_fields=["verdict"])
    elif known is not None and known.review_id == review.pk and known.state == State.OPEN:
        known.state, known.closed_at = State.DROPPED, at
        known.save(update_fields=["state", "closed_at"])
        why = gettext("Svaret er endret: oppgaven er klar.")
        followup.supersede_source(source_key=source_key(known), why=why, by=by, at=at)


def _raise(review: DutyReview, duty: Duty, verdict: Verdict, *, by: Person | None, at: datetime) -> None:
    today = local_date(at)
    party = main_unit(today)
    assert party is not None  # a branch lies under it
    unclear = UnclearDuty.objects.create(
        unit=review.unit, key=duty.key, name=duty.name, review=review, verdict=verdict, raised_at=at
    )
    branch = name_on(review.unit, today)
    title = (
        gettext("Avklar med %(unit)s: %(duty)s")
        if verdict is Verdict.UNCLEAR
        else gettext("%(unit)s trenger hjelp: %(duty)s")
    )
    due = next_review(party, today)
    followup.take_on(
        unit=party,
        title=_cut(title % {"unit": branch, "duty": duty.name}),
        details=gettext(
            "Kom fram i gjennomgangen av oppgavene. Den lukkes når avdelingen og kontakten i styret er enige."
        ),
        due_on=due if due is not None and due >= today else None,
        responsible=_for_the_board(review.unit, party, today),
        source_label=duty.name,
        source_url=reverse("playbook:unclear", args=[unclear.pk]),
        source_key=source_key(unclear),
        tell=False,  # a branch may find six of them in a sitting: they stand on Min side, and are reminded of
        by=by,
        at=at,
    )


def _for_the_board(branch: Unit, party: Unit, today: date) -> Person | None:
    """Return the branch's contact on the board, else the board's leader."""
    contact = board_contact_of(branch, today)
    if contact is not None:
        return contact.person
    terms = Term.objects.live(today).filter(office__unit=party, office__title=Title.LEADER, person__isnull=False)
    term = terms.select_related("person").first()
    return None if term is None else term.person


def _locked(unclear: UnclearDuty) -> UnclearDuty:
    return UnclearDuty.objects.select_for_update(of=("self",)).select_related("proposed_by").get(pk=unclear.pk)


def _cut(title: str) -> str:
    return title if len(title) <= 200 else f"{title[:199]}…"


def _short(text: str, most: int, field: str) -> str:
    words = text.strip()
    if len(words) > most:
        raise RuleViolation(
            _("Skriv høyst %(most)d tegn. Nå er det %(now)d.") % {"most": most, "now": len(words)}, field=field
        )
    return words
