"""The board's page of the evaluation: which meeting, what to do, the figures side by side, and what was decided."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.networks.domain.evaluating import Standing, Word
from lokallag.networks.models import WORDS, Evaluation, Survey, Verdict
from lokallag.networks.queries.evaluation_meeting import Schedule
from lokallag.networks.queries.evaluation_rows import Comparison, compared, verdicts_of
from lokallag.organisation.models import Unit

Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """How it stands with the meeting. ``kind`` is the note's; ``actions`` are label and address, the main one first."""

    kind: str
    title: str
    text: str
    actions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What was decided, as it is read; ``earlier`` are the rows that were corrected."""

    word: str
    text: str
    where: str
    correction: str
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyPart:
    """How it stands with the survey. ``ask_url`` and ``close_url`` are empty where there is nothing to do."""

    state: str
    text: str
    ask_url: str
    close_url: str


@dataclass(frozen=True, slots=True)
class EvaluationPage:
    """All that ``networks/evaluation.html`` shows."""

    title: str
    lead: str
    crumbs: Crumbs
    rule: str
    advice: Advice
    start_url: str
    is_open: bool
    comparison: Comparison
    survey: SurveyPart | None
    assessment: str
    assessment_url: str
    is_reported: bool
    report_url: str
    finish_url: str
    missing: str
    seen: str
    verdict: Said | None
    verdict_url: str
    verdicts_missing: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """One form of the evaluation: all that ``networks/evaluation_form.html`` shows.

    ``name`` is of the network it is about. ``ahead`` are events that stand in the way, ``trial`` whether it is one.
    """

    title: str
    lead: str
    crumbs: Crumbs
    form: forms.Form
    button: str
    back_url: str
    is_stale: bool = False
    stored: str = ""
    name: str = ""
    danger: bool = False
    ahead: tuple[tuple[str, str], ...] = ()
    trial: str = ""
    trial_value: str = ""
    trial_button: str = ""


def own_crumbs(*more: tuple[str, str | None]) -> Crumbs:
    """Return the way to a page below the evaluation."""
    return ((_("Evaluering av fagnettverkene"), reverse("networks:evaluation")), *more)


def evaluation_page(
    party: Unit,
    evaluation: Evaluation | None,
    schedule: Schedule,
    *,
    viewer: Asker,
    at: datetime,
    today: date,
) -> EvaluationPage:
    """Return the board's page. A constant number of queries, whatever the number of networks."""
    comparison = compared(evaluation, schedule.rules, at=at, today=today)
    words = verdicts_of(evaluation)
    is_reported = evaluation is not None and evaluation.reported_at is not None
    survey = None if evaluation is None else Survey.objects.filter(evaluation=evaluation).first()
    writes = may(viewer, "networks.write_assessment")
    left = [row.name for row in comparison.rows if not row.verdict]
    year = evaluation.year if evaluation is not None else None
    return EvaluationPage(
        title=_("Evaluering av fagnettverkene")
        if year is None
        else _("Evaluering før årsmøtet %(year)d") % {"year": year},
        lead=_("Hva nettverkene har gjort, hva de som er med, mener, og hva årsmøtet bestemmer."),
        crumbs=((_("Styret"), reverse("web:overview")), (_("Evaluering av fagnettverkene"), None)),
        rule=_rule(schedule),
        advice=advice_on(party, evaluation, schedule, viewer=viewer, today=today),
        start_url=reverse("networks:open_evaluation")
        if evaluation is None and schedule.meeting is not None and may(viewer, "networks.open_evaluation")
        else "",
        is_open=evaluation is not None,
        comparison=comparison,
        survey=None if evaluation is None else _survey(survey, viewer=viewer, is_reported=is_reported),
        assessment="" if evaluation is None else evaluation.assessment,
        assessment_url=reverse("networks:assessment") if evaluation is not None and writes and not is_reported else "",
        is_reported=is_reported,
        report_url="" if evaluation is None else reverse("networks:report"),
        finish_url=reverse("networks:finish_report")
        if evaluation is not None and not is_reported and may(viewer, "networks.finish_report")
        else "",
        missing=_missing(evaluation, survey),
        seen="" if evaluation is None else evaluation.fingerprint,
        verdict=said_of(words.get(None), _earlier(evaluation, None)),
        verdict_url=reverse("networks:scheme_verdict")
        if is_reported and may(viewer, "networks.record_verdict")
        else "",
        verdicts_missing=_("Vedtak mangler for: %(names)s.") % {"names": ", ".join(left)}
        if is_reported and words and left
        else "",
    )


def _rule(schedule: Schedule) -> str:
    if schedule.meeting is None:
        return ""
    source = schedule.rules.source("network_evaluation") or _("organisasjonens regler")
    return _("Ordningen evalueres av årsmøtet %(year)d. Kilde: %(source)s.") % {
        "year": schedule.meeting.year,
        "source": source,
    }


def advice_on(party: Unit, evaluation: Evaluation | None, schedule: Schedule, *, viewer: Asker, today: date) -> Advice:
    """Return what the board should do about the meeting, as it stands."""
    meeting, at = schedule.meeting, schedule.standing
    rules = (_("Endre reglene"), reverse("organisation:edit_rules"))
    if at in {Standing.NO_RULE, Standing.UNREADABLE} or meeting is None:
        actions = (rules,) if may(viewer, "organisation.edit_rules", party) else ()
        if at is Standing.UNREADABLE:
            said = schedule.rules.text("network_evaluation")
            text = _("I reglene står det «%(said)s». Skriv året årsmøtet holdes, så kan dagene regnes ut.")
            return Advice("warning", _("Vi kan ikke lese hvilket møte det gjelder"), text % {"said": said}, actions)
        text = _("Reglene sier ikke hvilket årsmøte som skal evaluere ordningen. Før inn året, og vedtaket det står i.")
        return Advice("warning", _("Ingen frist er satt"), text, actions)
    set_day = (
        _("Sett dagen for årsmøtet %(year)d") % {"year": meeting.year},
        reverse("playbook:day", args=[party.slug, "annual_meeting", meeting.year]),
    )
    days = (set_day,) if may(viewer, "organisation.set_anchor", party) else ()
    words = {"day": in_words(meeting.counted, today, weekday=True), "year": meeting.year}
    if at is Standing.PASSED:
        return _passed(evaluation, schedule, days, words)
    if at is Standing.NO_DAY or (meeting.day is None and at is Standing.FAR):
        text = _(
            "Dagen for årsmøtet %(year)d er ikke satt. Til den er det, regnes fristene fra %(day)s, som er siste dag"
            " etter reglene."
        )
        return Advice("warning", _("Møtet har ingen dag ennå"), text % words, days)
    if at is Standing.FAR and evaluation is None:
        words["opens"] = in_words(schedule.opens_on, today) if schedule.opens_on else ""
        text = _("Årsmøtet er %(day)s. Styret får saken av seg selv %(opens)s.") % words
        return Advice("info", _("Ikke ennå"), text, ())
    return Advice("info", _("Årsmøtet er %(day)s") % words, _("Flyttes møtet, følger fristene med."), days[:0])


def _passed(
    evaluation: Evaluation | None,
    schedule: Schedule,
    days: tuple[tuple[str, str], ...],
    words: dict[str, object],
) -> Advice:
    """Return what to do where the day of the meeting is past: it was held, or the day is wrong."""
    moved = schedule.anchor is not None and schedule.anchor.previous_day is not None
    rules = (_("Endre hvilket årsmøte det gjelder"), reverse("organisation:edit_rules"))
    title = _("Møtet er flyttet til en dag som er passert") if moved else _("Møtets dag er passert")
    if schedule.anchor is None:
        title = _("Siste dag for møtet er passert")
    if evaluation is not None and evaluation.reported_at is not None:
        text = _(
            "Årsmøtet %(year)d står på %(day)s. Er møtet holdt, fører dere vedtakene under. Er det ikke holdt,"
            " setter dere riktig dag."
        )
        return Advice("info", title, text % words, days)
    text = _(
        "Årsmøtet %(year)d står på %(day)s, og rapporten er ikke ferdig. Er møtet ikke holdt, setter dere riktig dag,"
        " så følger fristene med. Er det holdt uten evalueringen, lar dere et senere årsmøte gjøre det: Endre året i"
        " reglene."
    )
    return Advice("warning", title, text % words, (*days, rules) if days else ())


def _survey(survey: Survey | None, *, viewer: Asker, is_reported: bool) -> SurveyPart:
    if survey is None:
        ask = not is_reported and may(viewer, "networks.ask_members")
        text = _("De som er med i nettverkene, er ikke spurt ennå.")
        return SurveyPart(_("Ikke sendt"), text, reverse("networks:ask_members") if ask else "", "")
    mails = ngettext("Sendt på e-post til %(n)d.", "Sendt på e-post til %(n)d.", survey.written_to)
    sent = mails % {"n": survey.written_to}
    if survey.to_be_called:
        calls = ngettext(
            "%(n)d vil heller bli ringt: Styringsgruppene ringer og sier fra.",
            "%(n)d vil heller bli ringt: Styringsgruppene ringer og sier fra.",
            survey.to_be_called,
        )
        sent = f"{sent} {calls % {'n': survey.to_be_called}}"
    if survey.closed_at is not None:
        text = _("%(sent)s Svarene står under hvert nettverk der minst fem har svart.") % {"sent": sent}
        return SurveyPart(_("Avsluttet"), text, "", "")
    text = _("%(sent)s Siste dag er %(day)s. Hvor mange som har svart, vises når den er avsluttet.") % {
        "sent": sent,
        "day": in_words(survey.closes_on),
    }
    close = reverse("networks:close_survey") if may(viewer, "networks.close_survey") else ""
    return SurveyPart(_("Pågår"), text, "", close)


def _missing(evaluation: Evaluation | None, survey: Survey | None) -> str:
    if evaluation is None or evaluation.reported_at is not None:
        return ""
    if not evaluation.assessment:
        return _("Skriv styrets vurdering før rapporten gjøres ferdig.")
    if survey is not None and survey.closed_at is None:
        return _("Undersøkelsen er ikke avsluttet. Avslutt den først, så svarene kommer med.")
    return ""


def _earlier(evaluation: Evaluation | None, network_id: int | None) -> list[Verdict]:
    if evaluation is None:
        return []
    return list(Verdict.objects.filter(evaluation=evaluation, network_id=network_id).order_by("-pk"))[1:]


def said_of(verdict: Verdict | None, earlier: list[Verdict]) -> Said | None:
    """Return a verdict as it is read, or ``None``."""
    if verdict is None:
        return None
    return Said(
        word=str(WORDS[Word(verdict.word)]),
        text=verdict.text,
        where=_where(verdict),
        correction=verdict.correction,
        earlier=tuple(f"{WORDS[Word(row.word)]}: {_where(row)}" for row in earlier),
    )


def _where(verdict: Verdict) -> str:
    return _("Årsmøtet %(day)s, sak %(case)s") % {
        "day": in_words(verdict.meeting_on),
        "case": verdict.case_number,
    }


def evaluation_under_way() -> int | None:
    """Return the year of the meeting that an unfinished evaluation is for, or ``None``. One query."""
    return Evaluation.objects.filter(reported_at__isnull=True).order_by("year").values_list("year", flat=True).first()
