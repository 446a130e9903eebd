"""Evaluating the networks: the case comes by itself, board and steering groups write, the report is finished."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit, scope
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.followup.models import Commitment
from lokallag.followup.services import finish_source, move_source, take_on
from lokallag.networks.domain.evaluating import Meeting, due_on, opens_on
from lokallag.networks.models import Baseline, Evaluation, Network, OwnView
from lokallag.networks.queries.evaluation_meeting import Schedule, schedule_of
from lokallag.networks.queries.figures_kept import kept
from lokallag.networks.queries.network_figures import figures, period_until
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit
from lokallag.people.models import Person

OPEN, ASSESS, REPORT = "networks.open_evaluation", "networks.write_assessment", "networks.finish_report"
VIEW, BASELINE = "networks.write_own_view", "networks.enter_baseline"
VIEW_BEFORE = timedelta(days=21)  # the board needs the steering groups' words before it writes its own
VERDICT_WITHIN = timedelta(days=14)
IS_FINISHED = gettext_lazy("Rapporten er ferdig og kan ikke endres. Det møtet bestemmer, føres som vedtak.")


def current(party: Unit) -> Evaluation | None:
    """Return the evaluation that is under way, else the last one, or ``None``."""
    return Evaluation.objects.filter(unit=party).order_by("-year", "-pk").first()


def watch(*, at: datetime) -> Evaluation | None:
    """Open the case when its day has come, and let its deadlines follow the meeting. Done twice, it changes nothing.

    Returns the evaluation that was opened or moved, ``None`` where there was nothing to do.
    """
    today = local_date(at)
    party = main_unit(today)
    if party is None:
        return None
    schedule = schedule_of(party, today)
    meeting, evaluation = schedule.meeting, current(party)
    if meeting is None:
        return None
    if evaluation is not None and (evaluation.reported_at is None or evaluation.year == meeting.year):
        return _follow(evaluation, meeting, schedule, at=at)
    if today < opens_on(meeting, months=schedule.months) or (evaluation is not None and evaluation.year > meeting.year):
        return None
    return open_evaluation(party=party, by=None, at=at)


@transaction.atomic
def open_evaluation(*, party: Unit, by: Person | None, at: datetime) -> Evaluation:
    """Open the evaluation before the meeting that the rules name, with what the board and the steering groups must do.

    Opened twice, it is the same one.

    :raises RuleViolation: the rules name no meeting that can be read
    """
    today = local_date(at)
    schedule = schedule_of(party, today)
    meeting = schedule.meeting
    if meeting is None:
        raise RuleViolation(_("Reglene sier ikke hvilket årsmøte nettverkene skal evalueres av. Før det inn først."))
    Unit.objects.select_for_update().get(pk=party.pk)
    evaluation, is_new = Evaluation.objects.get_or_create(
        unit=party, year=meeting.year, defaults={"opened_at": at, "counted_from": meeting.counted}
    )
    if is_new:
        audit.record(OPEN, actor=by, target=evaluation, at=at, details={"year": meeting.year})
        _hand_over(evaluation, meeting, schedule, by=by, at=at)
    return evaluation


def _hand_over(
    evaluation: Evaluation, meeting: Meeting, schedule: Schedule, *, by: Person | None, at: datetime
) -> None:
    today = local_date(at)
    label = _("Evalueringen av fagnettverkene")
    source = schedule.rules.source("network_evaluation")
    due = due_on(meeting, papers_days=schedule.rules.whole("papers_days"), today=today)
    take_on(
        unit=evaluation.unit,
        title=_("Evaluer fagnettverkene før årsmøtet %(year)d") % {"year": meeting.year},
        details=_("Rapporten skal være ferdig når sakspapirene sendes ut. Regelen står i: %(source)s.")
        % {"source": source or _("organisasjonens regler")},
        due_on=due,
        source_label=label,
        source_url=reverse("networks:evaluation"),
        source_key=evaluation.source_key,
        by=by,
        at=at,
    )
    for network in Network.objects.living().select_related("unit").order_by("pk"):
        take_on(
            unit=network.unit,
            title=_("Skriv styringsgruppas syn til evalueringen"),
            due_on=max(due - VIEW_BEFORE, today),
            source_label=label,
            source_url=reverse("networks:own_view", args=[network.unit.slug]),
            source_key=view_key(evaluation, network),
            by=by,
            at=at,
        )


def view_key(evaluation: Evaluation, network: Network) -> str:
    """Return what a steering group's commitment to write is known by."""
    return f"networks.own_view:{evaluation.pk}:{network.pk}"


@transaction.atomic
def _follow(evaluation: Evaluation, meeting: Meeting, schedule: Schedule, *, at: datetime) -> Evaluation | None:
    """Move what is due along with the meeting, and the evaluation to the year that the rules name now."""
    evaluation = Evaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    others = Evaluation.objects.filter(unit_id=evaluation.unit_id, year=meeting.year).exclude(pk=evaluation.pk)
    if (evaluation.year, evaluation.counted_from) == (meeting.year, meeting.counted) or others.exists():
        return None
    evaluation.year, evaluation.counted_from = meeting.year, meeting.counted
    evaluation.save(update_fields=["year", "counted_from"])
    today = local_date(at)
    due = due_on(meeting, papers_days=schedule.rules.whole("papers_days"), today=today)
    move_source(source_key=evaluation.source_key, due_on=due, by=None, at=at)
    move_source(source_key=evaluation.verdict_key, due_on=max(meeting.counted + VERDICT_WITHIN, today), by=None, at=at)
    views = Commitment.objects.open().filter(source_key__startswith=f"networks.own_view:{evaluation.pk}:")
    for key in list(views.values_list("source_key", flat=True)):
        move_source(source_key=key, due_on=max(due - VIEW_BEFORE, today), by=None, at=at)
    counted = meeting.counted.isoformat()
    audit.record(OPEN, actor=None, target=evaluation, at=at, details={"year": meeting.year, "counted_from": counted})
    return evaluation


@transaction.atomic
def write_assessment(*, evaluation: Evaluation, text: str, by: Person, at: datetime, seen: str | None) -> Evaluation:
    """Write the board's assessment; it may be written again until the report is finished.

    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: the text is missing, or the report is finished
    """
    evaluation = _unfinished(evaluation)
    check_fresh(seen, evaluation.fingerprint)
    if not text.strip():
        raise RuleViolation(_("Skriv styrets vurdering."), field="text")
    evaluation.assessment, evaluation.assessed_by, evaluation.assessed_at = text.strip(), by, at
    evaluation.save(update_fields=["assessment", "assessed_by", "assessed_at"])
    audit.record(ASSESS, actor=by, target=evaluation, at=at)
    return evaluation


@transaction.atomic
def write_own_view(
    *, evaluation: Evaluation, network: Network, text: str, by: Person, at: datetime, seen: str | None
) -> OwnView:
    """Write what the steering group says of its network. It may be written again until the report is finished.

    :raises StalePage: somebody else of the group changed it meanwhile
    :raises RuleViolation: the text is missing, or the report is finished
    """
    _unfinished(evaluation)
    known = OwnView.objects.select_for_update(of=("self",)).filter(evaluation=evaluation, network=network).first()
    if known is not None:
        check_fresh(seen, known.fingerprint)
    words = text.strip()
    with speaking({"own_view_is_not_empty": "text"}):
        view, _is_new = OwnView.objects.update_or_create(
            evaluation=evaluation,
            network=network,
            defaults={"text": words, "written_by": by, "written_at": at},
        )
    audit.record(VIEW, actor=by, target=network, at=at, details={"year": evaluation.year})
    finish_source(source_key=view_key(evaluation, network), evidence=_("Skrevet."), responsible=by, by=by, at=at)
    return view


@transaction.atomic
def enter_baseline(
    *, network: Network, year: int, meetings: int, attendance: int, source: str, by: Person, at: datetime
) -> Baseline:
    """Enter what a network did in an earlier year; entered again, the year is corrected.

    :raises RuleViolation: the year is not over, people came to no meeting, or nobody knows where the numbers come from
    """
    if year >= local_date(at).year:
        raise RuleViolation(_("Året er ikke over. I år telles møtene av seg selv."), field="year")
    fields = {"baseline_has_a_source": "source", "baseline_nobody_came_to_no_meeting": "meetings"}
    with speaking(fields):
        row, _is_new = Baseline.objects.update_or_create(
            network=network,
            year=year,
            defaults={
                "meetings": meetings,
                "attendance": attendance,
                "source": source.strip(),
                "entered_by": by,
                "entered_at": at,
            },
        )
    audit.record(BASELINE, actor=by, target=network, at=at, details={"year": year})
    return row


@transaction.atomic
def set_trial(*, network: Network, is_trial: bool, by: Person, at: datetime) -> None:
    """Say whether a network is a trial that the annual meeting has asked for."""
    network = Network.objects.select_for_update().get(pk=network.pk)
    if network.is_trial != is_trial:
        network.is_trial = is_trial
        network.save(update_fields=["is_trial"])
        audit.record(BASELINE, actor=by, target=network, at=at, details={"trial": is_trial})


@transaction.atomic
def finish_report(*, evaluation: Evaluation, by: Person, at: datetime, seen: str | None = None) -> Evaluation:
    """Finish the report: the figures stay as the meeting gets them. Done twice, it changes nothing.

    :raises StalePage: the assessment was changed after the page was read
    :raises RuleViolation: the board has not written its assessment, or the survey is still open
    """
    evaluation = Evaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    if evaluation.reported_at is not None:
        return evaluation
    check_fresh(seen, evaluation.fingerprint)
    survey = getattr(evaluation, "survey", None)
    if survey is not None and survey.closed_at is None:
        raise RuleViolation(_("Undersøkelsen er ikke avsluttet. Avslutt den først, så svarene kommer med."))
    if not evaluation.assessment:
        raise RuleViolation(_("Skriv styrets vurdering før rapporten gjøres ferdig."))
    today = local_date(at)
    party = evaluation.unit
    schedule = schedule_of(party, today)
    networks = list(Network.objects.living().order_by("pk").values_list("pk", flat=True))
    evaluation.figures = kept(figures(networks, period_until(at), schedule.rules))
    evaluation.reported_at = at
    evaluation.save(update_fields=["figures", "reported_at"])
    audit.record(REPORT, actor=by, target=evaluation, at=at, details={"networks": len(networks)})
    finish_source(
        source_key=evaluation.source_key,
        evidence=_("Rapporten er ferdig."),
        responsible=by,
        by=by,
        at=at,
    )
    take_on(
        unit=party,
        title=_("Før inn hva årsmøtet %(year)d bestemte om fagnettverkene") % {"year": evaluation.year},
        due_on=max(evaluation.counted_from + VERDICT_WITHIN, today),
        source_label=_("Evalueringen av fagnettverkene"),
        source_url=reverse("networks:evaluation"),
        source_key=evaluation.verdict_key,
        by=by,
        at=at,
    )
    scope.forget()
    return evaluation


def _unfinished(evaluation: Evaluation) -> Evaluation:
    found = Evaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    if found.reported_at is not None:
        raise RuleViolation(str(IS_FINISHED))
    return found
