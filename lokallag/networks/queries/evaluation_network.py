"""One network in the evaluation: its figures, its own view, the answers, the verdict, and its meetings as history."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.events.domain.lifecycle import Answer
from lokallag.events.models import EventHost
from lokallag.networks.domain.figures import at_least
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.models import Evaluation, Network, NetworkEnd, OwnView, Survey, Verdict
from lokallag.networks.queries.evaluation_pages import Crumbs, Said, own_crumbs, said_of
from lokallag.networks.queries.evaluation_rows import (
    FigureRow,
    ResultRow,
    answered,
    boxes_of,
    compared,
)
from lokallag.networks.queries.network_figures import HELD, came_to
from lokallag.organisation.domain.rulebook import Rules

MOST_MEETINGS = 60


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One meeting that was held."""

    title: str
    when: str
    came: str
    url: str


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """All that ``networks/evaluation_network.html`` shows. Addresses that are empty are acts one may not do."""

    title: str
    lead: str
    crumbs: Crumbs
    row: FigureRow
    period: str
    ended: str
    end_reason: str
    view: str
    view_url: str
    results: tuple[ResultRow, ...]
    results_state: str
    verdict: Said | None
    verdict_url: str
    baseline_url: str
    end_url: str
    held: tuple[HeldRow, ...]


def network_page(
    network: Network, evaluation: Evaluation | None, rules: Rules, *, viewer: Asker, at: datetime, today: date
) -> NetworkPage:
    """Return the page of one network. The texts of the survey are for the board alone."""
    comparison = compared(evaluation, rules, at=at, today=today, only=network)
    [row] = comparison.rows
    is_reported = evaluation is not None and evaluation.reported_at is not None
    slug = [network.unit.slug]
    view = None if evaluation is None else OwnView.objects.filter(evaluation=evaluation, network=network).first()
    recorded = Verdict.objects.filter(evaluation=evaluation, network=network).order_by("-pk")
    verdicts = [] if evaluation is None else list(recorded)
    end = NetworkEnd.objects.filter(network=network).first()
    is_board = may(viewer, "networks.see_evaluation")
    results, state = _results(network, evaluation, with_texts=is_board)
    is_living = State(network.state) is not State.ENDED
    has_figures = is_reported and evaluation is not None and str(network.pk) in (evaluation.figures or {})["networks"]
    crumbs = own_crumbs((row.name, None)) if is_board else ((row.name, None),)
    return NetworkPage(
        title=row.name,
        lead=network.purpose,
        crumbs=crumbs,
        row=row,
        period=comparison.period,
        ended="" if end is None else _ended(end),
        end_reason="" if end is None else end.reason,
        view="" if view is None else view.text,
        view_url=reverse("networks:own_view", args=slug)
        if evaluation is not None and not is_reported and may(viewer, "networks.write_own_view", network)
        else "",
        results=results,
        results_state=state,
        verdict=said_of(verdicts[0] if verdicts else None, verdicts[1:]),
        verdict_url=reverse("networks:network_verdict", args=slug)
        if has_figures and may(viewer, "networks.record_verdict")
        else "",
        baseline_url=reverse("networks:baseline", args=slug) if may(viewer, "networks.enter_baseline") else "",
        end_url=reverse("networks:end_network", args=slug) if is_living and may(viewer, "networks.end_network") else "",
        held=_held(network, at),
    )


def _ended(end: NetworkEnd) -> str:
    words = {
        "day": in_words(end.ended_on),
        "meeting": in_words(end.meeting_on),
        "case": end.case_number,
        "n": end.joined,
    }
    if at_least(end.joined) is None:
        return _("Avsluttet %(day)s etter møtet %(meeting)s, sak %(case)s. Da var færre enn fem med.") % words
    return _("Avsluttet %(day)s etter møtet %(meeting)s, sak %(case)s. Da var %(n)d med.") % words


def _results(network: Network, evaluation: Evaluation | None, *, with_texts: bool) -> tuple[tuple[ResultRow, ...], str]:
    survey = None if evaluation is None else Survey.objects.filter(evaluation=evaluation).first()
    if survey is None:
        return (), _("De som er med, er ikke spurt ennå.")
    if survey.closed_at is None:
        return (), _("Undersøkelsen pågår. Svarene vises når den er avsluttet.")
    boxes = [box for box in boxes_of(evaluation) if box.network_id == network.pk]
    found = answered(boxes, survey.questions).get(network.pk, ())
    rows = tuple(row for row in found if with_texts or not row.texts)
    return rows, "" if rows else _("Færre enn fem har svart. Da vises ingen svar.")


def _held(network: Network, at: datetime) -> tuple[HeldRow, ...]:
    hosts = EventHost.objects.filter(
        unit_id=network.pk, state=Answer.ACCEPTED, event__state__in=HELD, event__ends_at__lte=at
    ).select_related("event")
    events = [host.event for host in hosts.order_by("-event__starts_at", "-pk")[:MOST_MEETINGS]]
    came = came_to([event.pk for event in events])
    return tuple(
        HeldRow(event.title, in_words(event.day), str(came[event.pk]), reverse("events:event", args=[event.slug]))
        for event in events
    )
