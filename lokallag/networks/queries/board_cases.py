"""The board's overview of applications, oldest first, and what waits for it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import may
from lokallag.networks.domain.applying import DECIDED, Stage
from lokallag.networks.domain.deciding import Mandate, days_left
from lokallag.networks.models import STAGES, Application, Candidate
from lokallag.networks.queries.board_words import answer_within, time_left
from lokallag.networks.queries.mandate import mandate_on
from lokallag.organisation.models import Unit
from lokallag.people.models import Person

MOST_DECIDED = 50
TAGS = {Stage.APPROVED: "ok", Stage.DECLINED: "danger", Stage.RETURNED: "warning"}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One application. ``tag`` is the kind of tag that ``state`` is shown as."""

    title: str
    url: str
    line: str
    candidates: str
    state: str
    tag: str


@dataclass(frozen=True, slots=True)
class MandateBox:
    """What lets the board decide. ``problem`` says that it has ended, or stands nowhere, and what to do."""

    text: str
    source: str
    until: str
    problem: str
    rules_url: str


@dataclass(frozen=True, slots=True)
class CasesPage:
    """All that ``networks/case_list.html`` shows. ``starts`` is what the board may start itself: label and address."""

    title: str
    lead: str
    waiting: tuple[CaseRow, ...]
    with_applicant: tuple[CaseRow, ...]
    decided: tuple[CaseRow, ...]
    mandate: MandateBox
    starts: tuple[tuple[str, str], ...]
    crumbs: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class WaitingCases:
    """What waits for the board: how many, how many of them are late, and by when the first must be answered."""

    count: int
    late: int
    first_by: date | None


def waiting_cases(today: date) -> WaitingCases:
    """Return what waits for the board. One query."""
    days = list(Application.objects.filter(stage=Stage.SUBMITTED).values_list("answer_by", flat=True))
    known = sorted(day for day in days if day is not None)
    return WaitingCases(len(days), sum(days_left(day, today) < 0 for day in known), known[0] if known else None)


def cases_page(viewer: Person, party: Unit, today: date) -> CasesPage:
    """Return the overview. The number of queries is the same however many applications there are."""
    cases = _with_counts(Application.objects.filter(stage__in=[Stage.SUBMITTED, Stage.RETURNED]))
    decided = _with_counts(Application.objects.filter(stage__in=DECIDED), newest=True)[:MOST_DECIDED]
    waiting = tuple(_row(case, today) for case in cases if case.stage == Stage.SUBMITTED)
    return CasesPage(
        title=_title(len(waiting)),
        lead=_("De eldste står først. Den som har søkt, har fått vite når styret svarer."),
        waiting=waiting,
        with_applicant=tuple(_row(case, today) for case in cases if case.stage == Stage.RETURNED),
        decided=tuple(_row(case, today) for case in decided),
        mandate=mandate_box(mandate_on(party, today), viewer, party, today),
        starts=starts() if may(viewer, "networks.found_network") else (),
        crumbs=crumbs(),
    )


def crumbs(*more: tuple[str, str | None]) -> tuple[tuple[str, str | None], ...]:
    """Return the way to a page of the board's cases; without more, to the overview itself."""
    here = (_("Søknader om nettverk"), reverse("networks:cases") if more else None)
    return ((_("Oversikt"), reverse("web:overview")), here, *more)


def starts() -> tuple[tuple[str, str], ...]:
    """Return what the board may start itself: label and address."""
    url = reverse("networks:start")
    return (
        (_("Start et tilbud for yngre"), f"{url}?slag=yngre"),
        (_("Start seniornettverket"), f"{url}?slag=senior"),
        (_("Start et annet nettverk"), url),
    )


def mandate_box(mandate: Mandate, viewer: Person, party: Unit, today: date) -> MandateBox:
    """Return the mandate as it is shown to one of the board. What is wrong with it comes with what to do."""
    may_edit = may(viewer, "organisation.edit_rules", party)
    problem = ""
    if mandate.is_over(today):
        problem = _(
            "Fullmakten er gått ut, så styret kan ikke avgjøre søknader nå. Årsmøtet kan gi en ny. Når den står i "
            "reglene, kan styret avgjøre igjen. Det styret bestemte før den gikk ut, kan fortsatt føres inn."
        )
    elif not mandate.text:
        problem = _("Reglene sier ikke hva styret bygger på. Skriv det inn, så kan alle se det.")
    return MandateBox(
        text=mandate.text,
        source=mandate.source,
        until="" if mandate.until is None else in_words(mandate.until),
        problem=problem,
        rules_url=reverse("organisation:edit_rules" if problem and may_edit else "organisation:rules"),
    )


def sent_on(application: Application) -> date:
    """Return the day an application came to the board."""
    assert application.submitted_at is not None  # a constraint holds it for all that the board sees
    return local_date(application.submitted_at)


def _with_counts(found: QuerySet[Application], *, newest: bool = False) -> QuerySet[Application]:
    answers = {
        f"said_{answer.value}": Count("candidates", filter=Q(candidates__answer=answer), distinct=True)
        for answer in Candidate.Answer
    }
    answers["unknown"] = Count("unknown_candidates", distinct=True)
    order = (F("decided_at").desc(), "-pk") if newest else (F("submitted_at").asc(), "pk")
    return found.select_related("applicant").annotate(**answers).order_by(*order)


def _row(case: Application, today: date) -> CaseRow:
    stage = Stage(case.stage)
    name = case.applicant.name if case.applicant is not None else _("En som ikke er her lenger")
    facts = [name, _("sendt %(day)s") % {"day": in_words(sent_on(case), today)}]
    state, tag = (str(STAGES[stage]), TAGS.get(stage, ""))
    if stage is Stage.SUBMITTED and case.answer_by is not None:
        facts.append(answer_within(case.answer_by, today).lower())
        state, tag = time_left(case.answer_by, today)
    elif stage is Stage.RETURNED:
        state = _("Venter på søkeren")
    elif case.meeting_on is not None:
        facts.append(
            _("styremøtet %(day)s, sak %(number)s")
            % {"day": in_words(case.meeting_on, today), "number": case.case_number}
        )
    return CaseRow(
        title=case.name,
        url=reverse("networks:case", args=[case.pk]),
        line=" · ".join(facts),
        candidates="" if stage in DECIDED else _candidates(case),
        state=state,
        tag=tag,
    )


def _candidates(case: Application) -> str:
    yes, asked = getattr(case, "said_yes", 0), getattr(case, "said_asked", 0) + getattr(case, "unknown", 0)
    said = _("Ingen har sagt ja til styringsgruppa")
    if yes:
        said = ngettext("%(n)d har sagt ja til styringsgruppa", "%(n)d har sagt ja til styringsgruppa", yes) % {
            "n": yes
        }
    if not asked:
        return said
    return f"{said}, " + ngettext("%(n)d har ikke svart", "%(n)d har ikke svart", asked) % {"n": asked}


def _title(count: int) -> str:
    if not count:
        return _("Ingen søknader venter på styret")
    return ngettext("Én søknad venter på styret", "%(n)d søknader venter på styret", count) % {"n": count}
