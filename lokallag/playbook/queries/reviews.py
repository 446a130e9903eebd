"""The yearly review of the duties: where a branch has come, one handful at a time, and the board's overview."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.graph import Found
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import Kind, Unit
from lokallag.organisation.queries import board_contact_of, branches_of_contact, seats_of, way_to_reach
from lokallag.organisation.queries.offices import Reach
from lokallag.playbook.domain.duties import BRANCH_REVIEW, Party, Side, missing, steps
from lokallag.playbook.domain.lifecycle import State
from lokallag.playbook.models import (
    ActivityKind,
    Duty,
    DutyAnswer,
    DutyReview,
    DutyVersion,
    PlannedActivity,
    UnclearDuty,
)
from lokallag.playbook.queries.duties import DutyCard, card_of, duties_in, published, version_words
from lokallag.playbook.queries.reckoning import reckoner_for
from lokallag.playbook.queries.unclear import Said, StandingLine, line_of, said_of

Crumbs = tuple[tuple[str, str | None], ...]
MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Walk:
    """A branch's review of a year as it stands: the version it walks through, its pages, and what is answered.

    ``review`` is ``None`` before the first answer. ``answers`` are by side and key, of this year's review.
    """

    unit: Unit
    year: int
    version: DutyVersion | None
    review: DutyReview | None
    pages: tuple[tuple[Duty, ...], ...]
    answers: dict[tuple[Side, str], DutyAnswer]

    def said(self, side: Side) -> set[str]:
        """Return the keys that one side has answered."""
        return {key for of, key in self.answers if of is side}

    @property
    def asked(self) -> list[str]:
        """The keys of the duties that must be answered: those in which a branch acts."""
        return [duty.key for page in self.pages for duty in page if duty.spec.acts(Party.BRANCH)]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One page of the review in a list: what it is about, and how many of its duties the reader's side has answered."""

    label: str
    url: str
    done: str
    is_done: bool
    must: bool


@dataclass(frozen=True, slots=True)
class SideLine:
    """How far one side has come."""

    name: str
    done: int
    of: int
    said: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What the two sides said of one duty, side by side."""

    name: str
    url: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """All that ``playbook/review.html`` shows. ``missing`` says what stands in the way of closing.

    ``steps`` are there while the reader can go on, ``answers`` where there is nothing left but to read.
    """

    title: str
    lead: str
    crumbs: Crumbs
    state: str
    tag: str
    version: str
    is_older: bool
    due: str
    is_late: bool
    contact: Reach | None
    contact_is_missing: bool
    contact_url: str
    sides: tuple[SideLine, ...]
    steps: tuple[StepLine, ...]
    answers: tuple[AnswerLine, ...]
    start_url: str
    start_label: str
    close_url: str
    reopen_url: str
    missing: str
    unclear: tuple[StandingLine, ...]
    years: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """One duty to say something of: the card, what the others and last year's review say, and the fields to fill in.

    ``own`` is what one's own side has answered, shown where somebody else did it while one wrote.
    """

    card: DutyCard
    verdict: BoundField
    words: BoundField
    seen: BoundField
    other: Said
    own: Said
    is_open: bool
    is_stale: bool
    last_year: tuple[Said, ...]
    standing: StandingLine | None


@dataclass(frozen=True, slots=True)
class StepPage:
    """All that ``playbook/review_step.html`` shows."""

    title: str
    lead: str
    crumbs: Crumbs
    form: forms.Form
    rows: tuple[StepRow, ...]
    url: str
    done: int
    asked: int
    progress: str
    back_url: str
    previous_url: str
    is_last: bool
    is_stale: bool


def walk_of(unit: Unit, year: int) -> Walk:
    """Return a branch's review of a year, begun or not. Three queries."""
    review = DutyReview.objects.select_related("version").filter(unit=unit, year=year).first()
    version = published() if review is None else review.version
    duties = [] if version is None else duties_in(version)
    by_key = {duty.key: duty for duty in duties}
    pages = tuple(tuple(by_key[spec.key] for spec in page) for page in steps([d.spec for d in duties], Party.BRANCH))
    found = () if review is None else review.answers.select_related("answered_by", "duty")
    return Walk(unit, year, version, review, pages, {(Side(each.side), each.duty.key): each for each in found})


def review_due(party: Unit, unit: Unit, year: int, today: date) -> date | None:
    """Return the last day for a branch's review: the day in its own plan, else the one that the library gives."""
    kind = ActivityKind.objects.filter(key=BRANCH_REVIEW).first()
    if kind is None:
        return None
    reckoner = reckoner_for(party, year=year, today=today)
    taken = PlannedActivity.objects.filter(plan__unit=unit, plan__year=year, kind=kind).exclude(state=State.SKIPPED)
    activity = taken.select_related("plan").first()
    answer = reckoner.suggested(kind, unit.pk, year) if activity is None else reckoner.dated([activity])[0].answer
    return answer.day if isinstance(answer, Found) else None


def review_links(viewer: Asker, today: date) -> tuple[tuple[str, str], ...]:
    """Return the reviews that the reader has a part in: of the own branch, and of those one is the contact of."""
    if not viewer.is_authenticated or published() is None:
        return ()
    own = {seat.unit_id for seat in seats_of(viewer, today) if seat.unit_kind == Kind.BRANCH}
    wanted = own | branches_of_contact(viewer, today)
    if not wanted:
        return ()
    units = Unit.objects.open(today).filter(pk__in=wanted, kind=Kind.BRANCH).named(today)
    return tuple(
        (unit.name, reverse("playbook:review", args=[unit.slug, today.year]))
        for unit in sorted(units, key=lambda unit: unit.name)
        if may(viewer, "playbook.see_review", unit)
    )


def review_page(
    party: Unit, walk: Walk, *, viewer: Asker, sides: tuple[Side, ...], is_led: bool, today: date
) -> ReviewPage:
    """Return where a branch's review stands.

    :param sides: for whom the reader can speak
    """
    unit, review = walk.unit, walk.review
    answers = may(viewer, "playbook.answer_review", unit)
    is_closed = review is not None and review.closed_at is not None
    may_begin = review is not None or walk.year == today.year
    side = sides[0] if sides else Side.BRANCH
    left = missing(walk.asked, {each: walk.said(each) for each in Side}, branch_is_led=is_led)
    lines = _step_lines(walk, side)
    due = review_due(party, unit, walk.year, today)
    shows_contact = may(viewer, "organisation.see_contact", unit)
    contact = board_contact_of(unit, today) if shows_contact else None
    goes_on = answers and may_begin and not is_closed and bool(walk.pages)
    next_step = next((line for line in lines if line.must and not line.is_done), None)
    state, tag = _state(walk, left)
    return ReviewPage(
        title=_("Oppgavene i %(unit)s, %(year)d") % {"unit": unit.name, "year": walk.year},
        lead=_lead(walk, is_closed=is_closed, left=len(left), answers=answers),
        crumbs=((_("Arbeidsdeling"), reverse("playbook:duties")), (_("Gjennomgang"), None)),
        state=state,
        tag=tag,
        version="" if walk.version is None else version_words(walk.version),
        is_older=review is not None and not is_closed and published() != walk.version,
        due="" if due is None or is_closed else in_words(due, today),
        is_late=due is not None and due < today and not is_closed,
        contact=None if contact is None else way_to_reach(contact.person),
        contact_is_missing=shows_contact and contact is None,
        contact_url=reverse("organisation:contact", args=[unit.slug])
        if may(viewer, "organisation.name_contact", unit)
        else "",
        sides=tuple(_side_line(walk, each) for each in Side),
        steps=lines if goes_on else (),
        answers=() if goes_on else _answer_lines(walk, today),
        start_url=(lines[0] if next_step is None else next_step).url if goes_on else "",
        start_label=_start_label(walk, next_step),
        close_url=reverse("playbook:close_review", args=[unit.slug, walk.year])
        if goes_on and not left and review is not None
        else "",
        reopen_url=reverse("playbook:reopen_review", args=[unit.slug, walk.year])
        if answers and is_closed and walk.year == today.year
        else "",
        missing=_missing(len(left)) if goes_on and review is not None and left else "",
        unclear=_unclear_in(unit, today),
        years=_years(unit, walk.year, today),
    )


def _state(walk: Walk, left: Sequence[str]) -> tuple[str, str]:
    if walk.review is None:
        return _("Ikke begynt"), ""
    if walk.review.closed_at is not None:
        return _("Avsluttet"), "ok"
    return (_("Klar til å avsluttes"), "info") if not left else (_("I gang"), "info")


def _lead(walk: Walk, *, is_closed: bool, left: int, answers: bool) -> str:
    if walk.version is None:
        return _("Styret har ikke vedtatt noen arbeidsdeling ennå.")
    if is_closed:
        return _("Gjennomgangen er avsluttet. Det som er uklart, står på styrets liste til dere er enige.")
    n = len(walk.asked)
    if walk.review is None and answers:
        return ngettext(
            "Avdelingen gjør eller bestemmer %(n)d oppgave. Si om den er klar, uklar, eller om dere trenger hjelp.",
            "Avdelingen gjør eller bestemmer %(n)d oppgaver. Si om hver er klar, uklar, eller om dere trenger hjelp.",
            n,
        ) % {"n": n}
    if not answers:
        return _("%(done)d av %(n)d oppgaver er besvart av avdelingen.") % {"done": n - left, "n": n}
    if not left:
        return _("Alle oppgavene er besvart. Se over, og avslutt når dere er enige om at dere er ferdige.")
    return _("Dere har svart på %(done)d av %(n)d. Svarene er lagret, så dere kan fortsette når det passer.") % {
        "done": n - left,
        "n": n,
    }


def _missing(n: int) -> str:
    return ngettext(
        "%(n)d oppgave mangler svar fra avdelingen før dere kan avslutte.",
        "%(n)d oppgaver mangler svar fra avdelingen før dere kan avslutte.",
        n,
    ) % {"n": n}


def _start_label(walk: Walk, next_step: StepLine | None) -> str:
    if walk.review is None:
        return _("Begynn")
    return _("Fortsett") if next_step is not None else _("Se over svarene")


def _side_line(walk: Walk, side: Side) -> SideLine:
    asked = walk.asked
    done = len(walk.said(side) & set(asked))
    name = walk.unit.name if side is Side.BRANCH else _("Kontakten i styret")
    return SideLine(name, done, len(asked), _("%(done)d av %(of)d") % {"done": done, "of": len(asked)})


def _step_lines(walk: Walk, side: Side) -> tuple[StepLine, ...]:
    said = walk.said(side)
    return tuple(
        StepLine(
            label=_page_name(page),
            url=reverse("playbook:review_step", args=[walk.unit.slug, walk.year, number]),
            done=_("%(done)d av %(of)d") % {"done": sum(d.key in said for d in page), "of": len(page)},
            is_done=all(duty.key in said for duty in page),
            must=page[0].spec.acts(Party.BRANCH),
        )
        for number, page in enumerate(walk.pages, start=1)
    )


def _answer_lines(walk: Walk, today: date) -> tuple[AnswerLine, ...]:
    both: dict[str, list[DutyAnswer]] = defaultdict(list)
    for (_side, key), answer in walk.answers.items():
        both[key].append(answer)
    return tuple(
        AnswerLine(duty.name, reverse("playbook:duty", args=[duty.key]), said_of(both[duty.key], today))
        for page in walk.pages
        for duty in page
        if duty.key in both
    )


def _page_name(page: Sequence[Duty]) -> str:
    areas = list(dict.fromkeys(duty.area for duty in page))
    names = ", ".join(areas[:2]) + (" …" if len(areas) > 2 else "")
    return names if page[0].spec.acts(Party.BRANCH) else _("Det andre gjør: %(areas)s") % {"areas": names}


def _years(unit: Unit, year: int, today: date) -> tuple[tuple[str, str, bool], ...]:
    held = DutyReview.objects.filter(unit=unit).values_list("year", flat=True)
    return tuple(
        (str(each), reverse("playbook:review", args=[unit.slug, each]), each == year)
        for each in sorted({*held, today.year, year}, reverse=True)
    )


def _unclear_in(unit: Unit, today: date) -> tuple[StandingLine, ...]:
    found = UnclearDuty.objects.filter(unit=unit).exclude(state=UnclearDuty.State.DROPPED).order_by("-pk")
    lines = [line_of(unclear, unit.name, today) for unclear in found]
    return tuple(sorted(lines, key=lambda line: not line.is_open))


def step_page(
    walk: Walk, number: int, *, form: forms.Form, side: Side, today: date, stale: frozenset[str] = frozenset()
) -> StepPage:
    """Return one handful of the review.

    :param number: from 1; the page exists
    :param form: a ``ReviewForm`` for the duties of the page
    :param stale: the keys that somebody else of the same side answered meanwhile
    """
    page = walk.pages[number - 1]
    keys = [duty.key for duty in page]
    before = defaultdict(list)
    rows = DutyAnswer.objects.filter(review__unit=walk.unit, review__year=walk.year - 1, duty__key__in=keys)
    for answer in rows.select_related("answered_by", "duty"):
        before[answer.duty.key].append(answer)
    open_ = UnclearDuty.objects.filter(unit=walk.unit, key__in=keys).order_by("pk")
    standing = {
        each.key: line_of(each, walk.unit.name, today) for each in open_.exclude(state=UnclearDuty.State.DROPPED)
    }
    said = walk.said(side)
    asked = walk.asked
    done = len(said & set(asked))
    here = reverse("playbook:review", args=[walk.unit.slug, walk.year])
    acts = page[0].spec.acts(Party.BRANCH)
    return StepPage(
        title=_page_name(page),
        lead=_("Velg ett svar for hver oppgave. Skriv et ord ved siden av hvis noe bør sies.")
        if acts
        else _("Dette gjør andre, og avdelingen får vite om det. Svar bare der noe er uklart eller feil."),
        crumbs=((_("Arbeidsdeling"), reverse("playbook:duties")), (walk.unit.name, here), (_page_name(page), None)),
        form=form,
        rows=tuple(_step_row(walk, duty, form, side, today, before, standing, stale) for duty in page),
        url=reverse("playbook:review_step", args=[walk.unit.slug, walk.year, number]),
        done=done,
        asked=len(asked),
        progress=_("Side %(number)d av %(of)d. %(done)d av %(asked)d oppgaver er besvart.")
        % {"number": number, "of": len(walk.pages), "done": done, "asked": len(asked)},
        back_url=here,
        previous_url=reverse("playbook:review_step", args=[walk.unit.slug, walk.year, number - 1])
        if number > 1
        else "",
        is_last=number == len(walk.pages),
        is_stale=bool(stale),
    )


def _step_row(
    walk: Walk,
    duty: Duty,
    form: forms.Form,
    side: Side,
    today: date,
    before: dict[str, list[DutyAnswer]],
    standing: dict[str, StandingLine],
    stale: frozenset[str],
) -> StepRow:
    both = said_of([answer for (_side, key), answer in walk.answers.items() if key == duty.key], today)
    own, other = both if side is Side.BRANCH else both[::-1]
    words = form[f"words-{duty.key}"]
    return StepRow(
        card=card_of(duty, asked=Party.BRANCH),
        verdict=form[f"verdict-{duty.key}"],
        words=words,
        seen=form[f"seen-{duty.key}"],
        other=other,
        own=own,
        is_open=bool(words.value() or words.errors),
        is_stale=duty.key in stale,
        last_year=said_of(before[duty.key], today) if before.get(duty.key) else (),
        standing=standing.get(duty.key),
    )
