"""The board's overview of the yearly review: which branches have done theirs, and which duties are unclear for whom."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.graph import Found
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import BoardContact, Kind, Unit
from lokallag.organisation.queries import board_members
from lokallag.playbook.domain.duties import BRANCH_REVIEW, Side, Verdict
from lokallag.playbook.models import ActivityKind, DutyAnswer, DutyReview, UnclearDuty
from lokallag.playbook.queries.reckoning import reckoner_for
from lokallag.playbook.queries.unclear import state_words

Crumbs = tuple[tuple[str, str | None], ...]
MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class BranchRow:
    """How far one branch has come, for the board."""

    name: str
    url: str
    state: str
    tag: str
    answered: str
    contact: str
    contact_url: str
    unclear: int


@dataclass(frozen=True, slots=True)
class UnclearRow:
    """One duty that is unclear somewhere: in how many branches, and in which."""

    name: str
    url: str
    unclear: int
    help: int
    branches: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class DutyOverviewPage:
    """All that ``playbook/duty_overview.html`` shows: branches by how far they are, duties by how many are unclear."""

    title: str
    lead: str
    crumbs: Crumbs
    due: str
    branches: tuple[BranchRow, ...]
    unclear: tuple[UnclearRow, ...]
    years: tuple[tuple[str, str, bool], ...]


def duty_overview_page(party: Unit, *, viewer: Asker, year: int, today: date) -> DutyOverviewPage:
    """Return which branches have gone through the duties, and what is unclear for how many. As many queries for all."""
    branches = sorted(Unit.objects.open(today).filter(kind=Kind.BRANCH).named(today), key=lambda unit: unit.name)
    reviews = {review.unit_id: review for review in DutyReview.objects.filter(year=year)}
    counts: Counter[int] = Counter(
        DutyAnswer.objects.filter(review__year=year, side=Side.BRANCH).values_list("review__unit_id", flat=True)
    )
    live = UnclearDuty.objects.filter(state__in=[UnclearDuty.State.OPEN, UnclearDuty.State.PROPOSED])
    open_ = list(live.filter(unit__in=[unit.pk for unit in branches]).order_by("pk"))
    contacts = _contacts(today)
    names = {unit.pk: unit.name for unit in branches}
    per_branch = Counter(each.unit_id for each in open_)
    names_contact = may(viewer, "organisation.name_contact")
    rows = [
        BranchRow(
            name=unit.name,
            url=reverse("playbook:review", args=[unit.slug, year]),
            state=_branch_state(reviews.get(unit.pk)),
            tag=_branch_tag(reviews.get(unit.pk)),
            answered=ngettext("%(n)d svar", "%(n)d svar", counts[unit.pk]) % {"n": counts[unit.pk]},
            contact=contacts.get(unit.pk, ""),
            contact_url=reverse("organisation:contact", args=[unit.slug])
            if names_contact and unit.pk not in contacts
            else "",
            unclear=per_branch[unit.pk],
        )
        for unit in branches
    ]
    order = {"": 0, "info": 1, "ok": 2}
    rows.sort(key=lambda row: (order[row.tag], row.name))
    done = sum(row.tag == "ok" for row in rows)
    due = _common_due(party, year, today)
    held = DutyReview.objects.values_list("year", flat=True).distinct()
    return DutyOverviewPage(
        title=_("Gjennomgangen av oppgavene i %(year)d") % {"year": year},
        lead=_("%(done)d av %(of)d avdelinger er ferdige.") % {"done": done, "of": len(rows)},
        crumbs=((_("Arbeidsdeling"), reverse("playbook:duties")), (_("Oversikt"), None)),
        due="" if due is None else in_words(due, today),
        branches=tuple(rows),
        unclear=_unclear_rows(open_, names),
        years=tuple(
            (str(each), reverse("playbook:duty_overview", args=[each]), each == year)
            for each in sorted({*held, today.year, year}, reverse=True)
        ),
    )


def _common_due(party: Unit, year: int, today: date) -> date | None:
    kind = ActivityKind.objects.filter(key=BRANCH_REVIEW).first()
    if kind is None:
        return None
    answer = reckoner_for(party, year=year, today=today).suggested(kind, party.pk, year)
    return answer.day if isinstance(answer, Found) else None


def _contacts(today: date) -> dict[int, str]:
    """Return the names of the contacts who sit on the board today, by branch. Two queries."""
    seated = {person.pk: person.name for person in board_members(today)}
    rows = BoardContact.objects.filter(from_on__lte=today).exclude(until_on__lt=today)
    return {branch: seated[person] for branch, person in rows.values_list("branch_id", "person_id") if person in seated}


def _branch_state(review: DutyReview | None) -> str:
    if review is None:
        return _("Ikke begynt")
    return _("Ferdig") if review.closed_at is not None else _("I gang")


def _branch_tag(review: DutyReview | None) -> str:
    if review is None:
        return ""
    return "ok" if review.closed_at is not None else "info"


def _unclear_rows(found: Sequence[UnclearDuty], names: dict[int, str]) -> tuple[UnclearRow, ...]:
    by_key: dict[str, list[UnclearDuty]] = defaultdict(list)
    for unclear in found:
        by_key[unclear.key].append(unclear)
    rows = [
        UnclearRow(
            name=those[-1].name,
            url=reverse("playbook:duty", args=[key]),
            unclear=sum(each.verdict == Verdict.UNCLEAR for each in those),
            help=sum(each.verdict == Verdict.HELP for each in those),
            branches=tuple(
                (names[each.unit_id], reverse("playbook:unclear", args=[each.pk]), state_words(each)[0])
                for each in those[:MOST_NAMES]
            ),
        )
        for key, those in by_key.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-(row.unclear + row.help), row.name)))
