"""The figures of networks as they are read: numbers in words, what is hidden as such, bars of a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.membership.domain.ages import Band
from lokallag.networks.domain import survey
from lokallag.networks.domain.evaluating import Word
from lokallag.networks.domain.figures import Shown, bar, show
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.models import STATES, WORDS, Evaluation, Network, SurveyBox, Verdict
from lokallag.networks.queries.figures_kept import bands_again, shown_again
from lokallag.networks.queries.network_figures import figures, period_until
from lokallag.organisation.domain.rulebook import Rules
from lokallag.organisation.models import Unit
from lokallag.organisation.queries.units import sort_word

WIDTH = 400  # of the picture, in its own units
ROOM = 130  # for the numbers after the longest bar
STEP, THICK = 52, 16


@dataclass(frozen=True, slots=True)
class AgePart:
    """How many of those who have joined are in an age band."""

    label: str
    persons: str


@dataclass(frozen=True, slots=True)
class YearRow:
    """What a network did in a year; ``source`` says that it was before meetings were counted here."""

    year: str
    meetings: str
    attendance: str
    is_baseline: bool


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One network in the comparison, in words."""

    name: str
    url: str
    state: str
    is_trial: bool
    meetings: str
    attendance: str
    per_meeting: str
    first_timers: str
    new_active: str
    joined: str
    cost: str
    ages: tuple[AgePart, ...]
    years: tuple[YearRow, ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the picture: its name above it, and where it stands."""

    name: str
    label: str
    y_name: int
    y_bar: int
    width: int
    x_label: int


@dataclass(frozen=True, slots=True)
class Bars:
    """The picture beside the table: attendance, the largest first."""

    title: str
    width: int
    height: int
    thick: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All networks side by side, by name, and what they did together."""

    rows: tuple[FigureRow, ...]
    bands: tuple[str, ...]
    total: str
    period: str
    picture: Bars


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What was answered to one question: the average and how many chose what, or the texts."""

    words: str
    mean: str
    answered: str
    parts: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]


def persons(count: int | None) -> str:
    """Return a number of persons as one reads it. What is hidden need not be few: it may stand beside what is."""
    return _("skjult") if count is None else str(count)


def band_words(band: Band) -> str:
    """Return an age band in words."""
    if band.high is None:
        return _("%(low)d år og eldre") % {"low": band.low}
    if band.low == 0:
        return _("under %(age)d år") % {"age": band.high + 1}
    return _("%(low)d–%(high)d år") % {"low": band.low, "high": band.high}


def named(networks: Sequence[Network], today: date) -> dict[int, str]:
    """Return the names of networks by unit. One query."""
    units = Unit.objects.filter(pk__in=[network.pk for network in networks]).named(today)
    return {unit.pk: unit.name for unit in units}


def compared(
    evaluation: Evaluation | None, rules: Rules, *, at: datetime, today: date, only: Network | None = None
) -> Comparison:
    """Return the figures: as they were when the report was finished, else as they are now. At most eight queries.

    :param only: one network alone; its figures are as they are now where the report does not have it
    """
    kept = evaluation.figures if evaluation is not None else None
    if only is not None and (kept is None or str(only.pk) not in kept["networks"]):
        kept, networks = None, [only]
    elif only is not None:
        networks = [only]
    elif kept is None:
        networks = list(Network.objects.living().select_related("unit"))
    else:
        networks = list(Network.objects.filter(pk__in=[int(pk) for pk in kept["networks"]]).select_related("unit"))
    names = named(networks, today)
    if kept is None:
        found = figures([network.pk for network in networks], period_until(at), rules)
        shown = {unit_id: show(counted) for unit_id, counted in found.networks.items()}
        bands, total = found.bands, show(found.total)
        since, until = found.period.since, found.period.until
    else:
        shown = {int(pk): shown_again(row) for pk, row in kept["networks"].items()}
        bands, total = bands_again(kept["bands"]), shown_again(kept["total"])
        since, until = datetime.fromisoformat(kept["since"]), datetime.fromisoformat(kept["until"])
    words = verdicts_of(evaluation)
    labels = (*(band_words(band) for band in bands), _("ukjent alder"))
    networks.sort(key=lambda network: (sort_word(names[network.pk]), network.pk))
    rows = tuple(_row(network, names[network.pk], shown[network.pk], labels, words) for network in networks)
    return Comparison(
        rows=rows,
        bands=labels,
        total=_total(total),
        period=_("Fra %(since)s til %(until)s.")
        % {"since": in_words(local_date(since)), "until": in_words(local_date(until))},
        picture=_bars([(names[network.pk], shown[network.pk]) for network in networks]),
    )


def _row(
    network: Network, name: str, shown: Shown, labels: Sequence[str], words: Mapping[int | None, Verdict]
) -> FigureRow:
    verdict = words.get(network.pk)
    state = State(network.state)
    return FigureRow(
        name=name,
        url=reverse("networks:network_figures", args=[network.unit.slug]),
        state="" if state is State.ACTIVE else str(STATES[state]),
        is_trial=network.is_trial,
        meetings=str(shown.meetings),
        attendance=str(shown.attendance),
        per_meeting="–" if shown.per_meeting is None else str(shown.per_meeting),
        first_timers=persons(shown.first_timers),
        new_active=persons(shown.new_active),
        joined=persons(shown.joined),
        cost=_cost(shown),
        ages=tuple(AgePart(label, persons(count)) for label, count in zip(labels, shown.ages, strict=True)),
        years=tuple(
            YearRow(str(each.year), str(each.meetings), str(each.attendance), each.is_baseline) for each in shown.years
        ),
        verdict="" if verdict is None else str(WORDS[Word(verdict.word)]),
    )


def _cost(shown: Shown) -> str:
    if not shown.costed:
        return "–"
    return (_("%(n)s kr") % {"n": grouped(shown.cost)}).replace(" ", "\N{NO-BREAK SPACE}")


def grouped(number: int) -> str:
    """Return a whole number with a thin, unbreakable gap between thousands."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _total(total: Shown) -> str:
    meetings = ngettext("%(n)d møte", "%(n)d møter", total.meetings) % {"n": total.meetings}
    words = {"meetings": meetings, "came": total.attendance, "cost": _cost(total)}
    if not total.costed:
        return _("Til sammen %(meetings)s med et oppmøte på %(came)d.") % words
    return _("Til sammen %(meetings)s med et oppmøte på %(came)d, og kostnader på %(cost)s.") % words


def _bars(rows: Sequence[tuple[str, Shown]]) -> Bars:
    most = max((shown.attendance for _name, shown in rows), default=0)
    room = WIDTH - ROOM
    ordered = sorted(rows, key=lambda row: -row[1].attendance)
    bars = []
    for place, (name, shown) in enumerate(ordered):
        top = place * STEP
        width = bar(shown.attendance, most, width=room)
        meetings = ngettext("%(n)d møte", "%(n)d møter", shown.meetings) % {"n": shown.meetings}
        label = f"{shown.attendance} · {meetings}"
        bars.append(Bar(name if len(name) < 46 else f"{name[:44]}…", label, top + 16, top + 24, width, width + 8))
    return Bars(_("Oppmøte i hvert nettverk"), WIDTH, max(len(bars) * STEP, 1), THICK, tuple(bars))


def verdicts_of(evaluation: Evaluation | None) -> dict[int | None, Verdict]:
    """Return the verdicts that count, by network; ``None`` is the scheme. One query."""
    if evaluation is None:
        return {}
    return {row.network_id: row for row in Verdict.objects.filter(evaluation=evaluation).order_by("pk")}


def answered(boxes: Sequence[SurveyBox], keys: Sequence[str]) -> dict[int, tuple[ResultRow, ...]]:
    """Return what was answered, by network. Fewer than five answers to a question are not shown."""
    return {
        box.network_id: tuple(_result(result) for result in survey.results(box.answers or {}, survey.chosen(keys)))
        for box in boxes
    }


def boxes_of(evaluation: Evaluation | None) -> list[SurveyBox]:
    """Return the boxes of a survey that is closed, without what it would take to know who answered."""
    if evaluation is None:
        return []
    closed = SurveyBox.objects.filter(survey__evaluation=evaluation, survey__closed_at__isnull=False)
    return list(closed.annotate(keys=F("survey__questions")).defer("marks", "sealed").order_by("pk"))


def _result(result: survey.Result) -> ResultRow:
    kind = result.question.kind
    labels = [str(words) for _key, words in (reversed(survey.AGREE) if kind is survey.Kind.SCALE else survey.WANTED)]
    return ResultRow(
        words=str(result.question.words),
        mean="" if result.mean is None else f"{result.mean:.1f}".replace(".", ","),
        answered=ngettext("%(n)d svar", "%(n)d svar", result.answered) % {"n": result.answered},
        parts=tuple((label, str(count)) for label, count in zip(labels, result.counts, strict=False) if result.counts),
        texts=result.texts,
    )
