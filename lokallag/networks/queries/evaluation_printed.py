"""The report to the annual meeting on paper: A4, set by typst with our own fonts, as PDF/UA."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.core.typesetting import READ_ALOUD, fonts_in, set_in_type
from lokallag.networks.domain.evaluating import Word
from lokallag.networks.models import WORDS, Evaluation, OwnView, Survey, Verdict
from lokallag.networks.queries.evaluation_meeting import Schedule
from lokallag.networks.queries.evaluation_pages import said_of
from lokallag.networks.queries.evaluation_rows import (
    ROOM,
    Comparison,
    FigureRow,
    ResultRow,
    answered,
    boxes_of,
    compared,
    verdicts_of,
)
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import name_on, profile

LAYOUT = Path(__file__).resolve().parents[1] / "data" / "evaluation.typ"


def report_pdf(evaluation: Evaluation, schedule: Schedule, *, at: datetime, today: date) -> bytes:
    """Return the report as PDF. Until it is finished it says on each page that it is a draft."""
    return set_in_type(
        LAYOUT.read_bytes(),
        said_in_report(evaluation, schedule, at=at, today=today),
        fonts=fonts_in(settings.PRINT_FONTS),
        standard=READ_ALOUD,
    )


def said_in_report(evaluation: Evaluation, schedule: Schedule, *, at: datetime, today: date) -> Mapping[str, object]:
    """Return all that stands in the report. Texts that members wrote in the survey are not among it."""
    comparison = compared(evaluation, schedule.rules, at=at, today=today)
    facts = profile()
    is_draft = evaluation.reported_at is None
    survey = Survey.objects.filter(evaluation=evaluation).first()
    by_network = {} if survey is None else answered(boxes_of(evaluation), survey.questions)
    views = dict(OwnView.objects.filter(evaluation=evaluation).values_list("network__unit__slug", "text"))
    slugs = dict(evaluation_slugs(comparison))
    results = {slugs[pk]: rows for pk, rows in by_network.items() if pk in slugs}
    words = verdicts_of(evaluation)
    decided = {slugs[pk]: verdict for pk, verdict in words.items() if pk in slugs}
    return {
        "lang": get_language() or "nb",
        "title": _("Evaluering av fagnettverkene"),
        "to": _("Til årsmøtet %(year)d i %(party)s")
        % {"year": evaluation.year, "party": name_on(evaluation.unit, today)},
        "rule": _rule(schedule),
        "draft": _("Utkast") if is_draft else "",
        "colour": facts.colour if facts is not None else "#b3212b",
        "page": _("Side"),
        "foot": _("Laget %(day)s. Tall på personer under fem er skjult, og tall som ville røpet dem.")
        % {"day": in_words(today)},
        "figures_title": _("Nettverkene side om side"),
        "period": comparison.period,
        "total": comparison.total,
        "columns": [
            pgettext("one of them", "Nettverk"),
            _("Møter"),
            _("Oppmøte"),
            _("Per møte"),
            _("Første gang"),
            _("Nye aktive"),
            _("Er med"),
            _("Kostnad"),
        ],
        "rows": [_cells(row) for row in comparison.rows],
        "bars_title": comparison.picture.title,
        "bars_alt": "; ".join(f"{each.name}: {each.label}" for each in comparison.picture.bars),
        "bars": [
            [each.name, each.label, round(each.width / max(comparison.picture.width - ROOM, 1), 3)]
            for each in comparison.picture.bars
        ],
        "explained": [
            _("Første gang: de som kom til noe hos oss for første gang, så langt vi vet."),
            _("Nye aktive: medlemmer som kom første gang i perioden, og har vært på minst to av nettverkets møter."),
            _("Er med: de som har meldt seg inn i nettverket."),
        ],
        "ages_title": _("Alder på dem som er med"),
        "bands": [pgettext("one of them", "Nettverk"), *comparison.bands],
        "ages": [[row.name, *(part.persons for part in row.ages)] for row in comparison.rows],
        "assessment_title": _("Styrets vurdering"),
        "assessment": _paragraphs(evaluation.assessment) or [_("Styret har ikke skrevet sin vurdering ennå.")],
        "each_title": _("Nettverk for nettverk"),
        "years_columns": [_("År"), _("Møter"), _("Oppmøte")],
        "survey_columns": [_("Hva de som er med, svarer"), _("Snitt (1–5)"), _("Svar")],
        "view_title": _("Styringsgruppas syn"),
        "verdict_title": _("Årsmøtets vedtak"),
        "scheme_title": _("Vedtak om hele ordningen"),
        "verdict_choices": [str(WORDS[word]) for word in Word],
        "verdict_blank": _("Sak og dato"),
        "scheme": _verdict(words.get(None)),
        "networks": [_network(row, views=views, results=results, decided=decided) for row in comparison.rows],
    }


def evaluation_slugs(comparison: Comparison) -> list[tuple[int, str]]:
    """Return the units of the networks in a comparison, with the last part of their addresses."""
    wanted = [_slug(row) for row in comparison.rows]
    return list(Unit.objects.filter(slug__in=wanted).values_list("pk", "slug"))


def _slug(row: FigureRow) -> str:
    return row.url.rstrip("/").rpartition("/")[2]


def _rule(schedule: Schedule) -> str:
    source = schedule.rules.source("network_evaluation")
    return _("Årsmøtet evaluerer ordningen etter: %(source)s.") % {"source": source} if source else ""


def _cells(row: FigureRow) -> list[str]:
    name = f"{row.name} ({_('forsøk')})" if row.is_trial else row.name
    return [
        name,
        row.meetings,
        row.attendance,
        row.per_meeting,
        row.first_timers,
        row.new_active,
        row.joined,
        row.cost,
    ]


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _verdict(verdict: Verdict | None) -> str:
    said = said_of(verdict, [])
    if said is None:
        return ""
    parts = [f"{said.word}. {said.where}.", said.text, said.correction and f"{_('Rettet')}: {said.correction}"]
    return "\n".join(part for part in parts if part)


def _network(
    row: FigureRow,
    *,
    views: Mapping[str, str],
    results: Mapping[str, tuple[ResultRow, ...]],
    decided: Mapping[str, Verdict],
) -> dict[str, object]:
    slug = _slug(row)
    found = results.get(slug, ())
    return {
        "name": row.name,
        "state": ", ".join(part for part in (_("Forsøk") if row.is_trial else "", row.state) if part),
        "years": [
            [
                f"{each.year} ({_('ført av styret')})" if each.is_baseline else each.year,
                each.meetings,
                each.attendance,
            ]
            for each in row.years
        ],
        "view": _paragraphs(views.get(slug, "")) or [_("Styringsgruppa har ikke skrevet.")],
        "survey": [
            [each.words, each.mean or ", ".join(f"{label} {count}" for label, count in each.parts), each.answered]
            for each in found
            if not each.texts
        ],
        "no_survey": "" if found else _("Færre enn fem har svart, eller de er ikke spurt."),
        "verdict": _verdict(decided.get(slug)),
    }
