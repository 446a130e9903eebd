"""What the annual meeting decided: of each network and of the whole scheme. Rows are added, never changed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.followup.services import finish_source
from lokallag.networks.domain.evaluating import Word
from lokallag.networks.models import Evaluation, Network, Verdict
from lokallag.networks.queries.evaluation_meeting import schedule_of
from lokallag.organisation.domain.anchors import ANNUAL_MEETING
from lokallag.organisation.models import Anchor
from lokallag.people.models import Person

ACT = "networks.record_verdict"
FIELDS = {"verdict_has_a_case": "case_number", "verdict_change_says_what": "text", "verdict_has_a_word": "word"}


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, when and where it is minuted. ``correction`` says what was wrong with the row before."""

    word: Word
    meeting_on: date
    case_number: str
    text: str = ""
    correction: str = ""


@transaction.atomic
def record_verdict(
    *, evaluation: Evaluation, network: Network | None, decided: Decided, by: Person, at: datetime
) -> Verdict:
    """Record what the meeting decided of a network, or (without one) of the scheme.

    A second row is a correction and says what was wrong. With all recorded, the board's commitment is done.

    :raises RuleViolation: the report is not finished, the meeting is not held yet, a correction does not say why, or
        something is missing
    """
    evaluation = Evaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    if evaluation.reported_at is None:
        raise RuleViolation(_("Gjør rapporten ferdig først. Møtet bestemmer på grunnlag av den."))
    if decided.meeting_on > local_date(at):
        raise RuleViolation(
            _("Møtet %(day)s er ikke holdt ennå. Vedtaket føres inn etterpå.") % {"day": in_words(decided.meeting_on)},
            field="meeting_on",
        )
    if abs(decided.meeting_on.year - evaluation.year) > 1:  # it may have been held on the other side of New Year
        raise RuleViolation(
            _("Denne evalueringen er for årsmøtet %(year)d. Skriv dagen det ble holdt.") % {"year": evaluation.year},
            field="meeting_on",
        )
    days = _days_of_the_meeting(evaluation, on=local_date(at))
    if days and decided.meeting_on not in days:
        raise RuleViolation(
            _("Årsmøtet står på %(day)s. Skriv den dagen, eller sett riktig dag for årsmøtet først.")
            % {"day": in_words(max(days))},
            field="meeting_on",
        )
    if latest(evaluation, network) is not None and not decided.correction.strip():
        raise RuleViolation(_("Det står et vedtak her fra før. Skriv hva som var feil med det."), field="correction")
    with speaking(FIELDS):
        verdict = Verdict.objects.create(
            evaluation=evaluation,
            network=network,
            word=decided.word,
            text=decided.text.strip(),
            meeting_on=decided.meeting_on,
            case_number=decided.case_number.strip(),
            correction=decided.correction.strip(),
            recorded_by=by,
            recorded_at=at,
        )
    audit.record(ACT, actor=by, target=network or evaluation, at=at, details={"word": decided.word.value})
    if not _missing(evaluation):
        evidence = _("Alle vedtakene er ført inn.")
        finish_source(source_key=evaluation.verdict_key, evidence=evidence, responsible=by, by=by, at=at)
    return verdict


def _days_of_the_meeting(evaluation: Evaluation, *, on: date) -> set[date]:
    """Return the days set for the annual meeting that the evaluation is for, and that the rules name now."""
    named = schedule_of(evaluation.unit, on).meeting
    years = {evaluation.year} if named is None else {evaluation.year, named.year}
    days = Anchor.objects.filter(unit_id=evaluation.unit_id, kind=ANNUAL_MEETING, year__in=years)
    return set(days.values_list("day", flat=True))


def latest(evaluation: Evaluation, network: Network | None) -> Verdict | None:
    """Return the verdict that counts: the one recorded last."""
    return Verdict.objects.filter(evaluation=evaluation, network=network).order_by("-pk").first()


def _missing(evaluation: Evaluation) -> bool:
    there = set(evaluation.verdicts.values_list("network_id", flat=True))
    wanted = {int(pk) for pk in (evaluation.figures or {}).get("networks", {})}
    return None not in there or bool(wanted - there)
