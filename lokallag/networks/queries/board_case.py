"""One application as the board reads it: all that was written, who has said yes, what was asked, and what to know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.spans import Span
from lokallag.calendar.domain.words import in_words, span_in_words
from lokallag.core.permissions import may
from lokallag.membership.models import Membership
from lokallag.networks.domain.applying import DECIDED, Stage, takes_decision, waits_for_applicant
from lokallag.networks.models import STAGES, Application, Candidate
from lokallag.networks.queries import background
from lokallag.networks.queries.background import Near
from lokallag.networks.queries.board_cases import TAGS, MandateBox, crumbs, mandate_box, sent_on
from lokallag.networks.queries.board_words import answer_within, standing_in_words, time_left
from lokallag.networks.queries.mandate import mandate_on
from lokallag.networks.services.asking import REMIND_AFTER
from lokallag.organisation.models import Kind, Term, Title, Unit
from lokallag.organisation.queries import REGISTER_TITLES
from lokallag.organisation.queries.member_book import branch_names
from lokallag.people.models import Person

ANSWERS = {Candidate.Answer.YES: "ok", Candidate.Answer.NO: "danger", Candidate.Answer.ASKED: ""}


@dataclass(frozen=True, slots=True)
class Text:
    """One thing the applicant wrote. ``words`` is empty where nothing was written."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """Somebody proposed for the steering group, and what they have answered themselves.

    One whom the register does not know stands there as the applicant wrote, like one who has not answered.
    """

    name: str
    role: str
    branch: str
    answer: str
    tag: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the applicant. ``answer`` is empty while none has come."""

    who: str
    day: str
    text: str
    answered_by: str
    answered_on: str
    answer: str
    taken_back: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the board decided, or did: in a heading, who recorded it, of which meeting, and why."""

    title: str
    kind: str
    recorded: str
    meeting: str
    reason: str
    network: str
    network_url: str


@dataclass(frozen=True, slots=True)
class Appointed:
    """Somebody whom the decision put into the steering group: the name, the seat, and the days in words."""

    name: str
    office: str
    span: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know beside the application."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Act:
    """One thing the reader may do now."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that ``networks/case_detail.html`` shows. ``why_not`` says why the reader cannot decide.

    ``waits`` tells since when the board waits for the applicant.
    ``own_candidacy_url`` is where an officer who has said yes to standing can take it back.
    """

    title: str
    by: str
    left_words: str
    state: str
    tag: str
    texts: tuple[Text, ...]
    candidates: tuple[CandidateRow, ...]
    questions: tuple[Asked, ...]
    outcome: Outcome | None
    appointed: tuple[Appointed, ...]
    steering_url: str
    facts: tuple[Fact, ...]
    near: tuple[Near, ...]
    others: tuple[tuple[str, str, str], ...]
    mandate: MandateBox
    acts: tuple[Act, ...]
    why_not: str
    own_candidacy_url: str
    waits: str
    take_back_url: str
    seen: str
    ask_form: forms.Form | None
    ask_url: str
    is_stale: bool
    crumbs: tuple[tuple[str, str | None], ...]


def case_page(
    case: Application, *, viewer: Person, party: Unit, today: date, ask_form: forms.Form, is_stale: bool = False
) -> CasePage:
    """Return the page of one application. The number of queries is the same however much is in it."""
    stage = Stage(case.stage)
    state, tag = _state(case, stage, today)
    found = list(case.candidates.select_related("person").order_by("-is_leader", "asked_at", "pk"))
    applicant = case.applicant
    ids = {row.person_id for row in found} | ({applicant.pk} if applicant is not None else set())
    branches = branch_names(ids, today)
    members = set(Membership.objects.live(today).filter(person_id__in=ids).values_list("person_id", flat=True))
    is_open = takes_decision(stage)
    may_decide = may(viewer, "networks.decline_application", case)
    may_ask = is_open and applicant is not None and may(viewer, "networks.ask_applicant", case)
    return CasePage(
        title=case.name,
        by=_by(case, branches, today),
        left_words=""
        if applicant is not None and applicant.pk in members
        else _("Den som søkte, er ikke medlem lenger. Styret kan avgjøre saken med dem som har sagt ja."),
        state=state,
        tag=tag,
        texts=_texts(case),
        candidates=(
            *(_candidate(row, branches, members) for row in found),
            *(
                CandidateRow(called, "", "", _("Har ikke svart"), "")
                for called in case.unknown_candidates.order_by("asked_at", "pk").values_list("called", flat=True)
            ),
        ),
        questions=_questions(case, today),
        outcome=outcome_of(case, today),
        appointed=_appointed(case, today),
        steering_url="" if case.network is None else reverse("networks:steering", args=[case.network.unit.slug]),
        facts=_facts(case, today),
        near=background.near_networks(case, today),
        others=tuple(
            (other.name, str(STAGES[Stage(other.stage)]), reverse("networks:case", args=[other.pk]))
            for other in background.other_applications(case)
        ),
        mandate=mandate_box(mandate_on(party, today), viewer, party, today),
        acts=_acts(case, viewer) if is_open and may_decide else (),
        why_not=_why_not(case, viewer, found, today) if is_open and not may_decide else "",
        own_candidacy_url=_own_candidacy(viewer, found) if is_open and not may_decide else "",
        waits=_waits(case, today) if waits_for_applicant(stage) else "",
        take_back_url=reverse("networks:take_back_question", args=[case.pk])
        if waits_for_applicant(stage) and may(viewer, "networks.take_back_question", case)
        else "",
        seen=case.fingerprint,
        ask_form=ask_form if may_ask or ask_form.is_bound else None,
        ask_url=reverse("networks:ask", args=[case.pk]) if may_ask else "",
        is_stale=is_stale,
        crumbs=crumbs((case.name, None)),
    )


def outcome_of(case: Application, today: date) -> Outcome | None:
    """Return what the board did last: decided it, or sent it back by a decision; ``None`` where it has done neither."""
    stage = Stage(case.stage)
    if stage in DECIDED:
        assert case.decided_at is not None
        who = case.decided_by.name if case.decided_by is not None else _("En som ikke er her lenger")
        day = in_words(local_date(case.decided_at), today)
        recorded = _("Ført inn av %(name)s %(day)s.") % {"name": who, "day": day}
    elif stage is Stage.RETURNED and case.reason:
        recorded = _("Søkeren er bedt om å endre den og sende den på nytt.")
    else:
        return None
    assert case.meeting_on is not None
    network = case.network
    return Outcome(
        title=standing_in_words(stage),
        kind={Stage.APPROVED: "ok", Stage.DECLINED: "danger"}.get(stage, "warning"),
        recorded=recorded,
        meeting=_("Styremøtet %(day)s, sak %(number)s")
        % {"day": in_words(case.meeting_on, today), "number": case.case_number},
        reason=case.reason,
        network="" if network is None else case.name,
        network_url="" if network is None else reverse("networks:network", args=[network.unit.slug]),
    )


def _appointed(case: Application, today: date) -> tuple[Appointed, ...]:
    """Return whom the decision appointed, the leader first. One query, and none where nothing was founded."""
    if case.network_id is None:
        return ()
    terms = Term.objects.filter(office__unit_id=case.network_id, elected_on=case.meeting_on, person__isnull=False)
    found = sorted(
        terms.select_related("office", "person").order_by("seat", "pk"),
        key=lambda term: term.office.title != Title.LEADER,
    )
    return tuple(
        Appointed(term.holder_name, term.office.label, span_in_words(Span(term.from_on, term.until_on), today))
        for term in found
    )


def _state(case: Application, stage: Stage, today: date) -> tuple[str, str]:
    if stage is Stage.SUBMITTED and case.answer_by is not None:
        left, tag = time_left(case.answer_by, today)
        return f"{answer_within(case.answer_by, today)} · {left}", tag
    if stage is Stage.RETURNED:
        return _("Venter på søkeren"), "warning"
    return str(STAGES[stage]), TAGS.get(stage, "")


def _by(case: Application, branches: Mapping[int, str], today: date) -> str:
    day = in_words(sent_on(case), today)
    if case.applicant is None:
        return _("Sendt %(day)s av en som ikke er her lenger") % {"day": day}
    branch = branches.get(case.applicant.pk, "")
    who = f"{case.applicant.name}, {branch}" if branch else case.applicant.name
    return _("Søkt av %(who)s, %(day)s") % {"who": who, "day": day}


def _texts(case: Application) -> tuple[Text, ...]:
    return (
        Text(_("Tema"), case.topic),
        Text(_("Formål"), case.purpose),
        Text(_("For hvem"), case.for_whom),
        Text(_("Det første halvåret"), case.plan),
        Text(_("Ønsket tid"), case.wished_hours),
    )


def _candidate(row: Candidate, branches: Mapping[int, str], members: set[int]) -> CandidateRow:
    answer = Candidate.Answer(row.answer)
    said = {
        Candidate.Answer.YES: _("Har sagt ja"),
        Candidate.Answer.NO: _("Har sagt nei"),
        Candidate.Answer.ASKED: _("Har ikke svart"),
    }[answer]
    is_member = row.person_id in members
    return CandidateRow(
        name=row.person.name,
        role=_("Leder") if row.is_leader else "",
        branch=branches.get(row.person_id, ""),
        answer=said if is_member else _("Er ikke medlem lenger"),
        tag=ANSWERS[answer] if is_member else "warning",
    )


def _questions(case: Application, today: date) -> tuple[Asked, ...]:
    name = case.applicant.name if case.applicant is not None else _("Søkeren")
    return tuple(
        Asked(
            who=row.asked_by.name if row.asked_by is not None else _("Styret"),
            day=in_words(local_date(row.asked_at), today),
            text=row.text,
            answered_by=name,
            answered_on="" if row.answered_at is None else in_words(local_date(row.answered_at), today),
            answer=row.answer,
            taken_back="" if row.taken_back_at is None else in_words(local_date(row.taken_back_at), today),
        )
        for row in case.questions.select_related("asked_by").order_by("asked_at", "pk")
    )


def _facts(case: Application, today: date) -> tuple[Fact, ...]:
    interested = background.members_interested(case.topic)
    found = [
        Fact(
            _("Interesserte"),
            _("Færre enn fem har krysset av for temaet, eller det står ikke på lista.")
            if interested is None
            else ngettext(
                "%(n)d medlem har krysset av for temaet.", "%(n)d medlemmer har krysset av for temaet.", interested
            )
            % {"n": interested},
        )
    ]
    if case.age_from is not None or case.age_until is not None:
        count = background.members_of_age(case.age_from, case.age_until, today)
        found.append(Fact(_("Alder"), ages_in_words(case.age_from, case.age_until)))
        found.append(
            Fact(
                _("I aldersgruppa"),
                _("Vises ikke: gruppa, eller de utenfor, er færre enn fem.")
                if count is None
                else _("Minst %(n)d medlemmer.") % {"n": count},
            )
        )
    return tuple(found)


def ages_in_words(age_from: int | None, age_until: int | None) -> str:
    """Return for which ages it is: "fra 60 år", "til og med 40 år", "fra 18 til og med 30 år"."""
    if age_from is not None and age_until is not None:
        return _("Fra %(low)d til og med %(high)d år") % {"low": age_from, "high": age_until}
    if age_until is not None:
        return _("Til og med %(high)d år") % {"high": age_until}
    return "" if age_from is None else _("Fra %(low)d år") % {"low": age_from}


def _acts(case: Application, viewer: Person) -> tuple[Act, ...]:
    acts = (
        ("networks.approve_network", _("Godkjenn"), "networks:approve"),
        ("networks.return_application", _("Send tilbake"), "networks:return"),
        ("networks.decline_application", _("Avslå"), "networks:decline"),
    )
    return tuple(Act(label, reverse(name, args=[case.pk])) for act, label, name in acts if may(viewer, act, case))


def _why_not(case: Application, viewer: Person, candidates: Iterable[Candidate], today: date) -> str:
    if not may(viewer, "networks.found_network"):
        return _("Vedtaket føres inn av lederen eller sekretæren, når styret har bestemt det.")
    is_own = case.applicant_id == viewer.pk
    officers = _officers(today)
    said_yes = {row.person_id for row in candidates if row.answer == Candidate.Answer.YES}
    if any(officer.pk not in said_yes and officer.pk != case.applicant_id for officer in officers):
        return (
            _("Du har søkt selv. Da fører den andre av leder og sekretær inn det styret bestemmer.")
            if is_own
            else _(
                "Du har sagt ja til å sitte i styringsgruppa. Da fører den andre av leder og sekretær inn det styret "
                "bestemmer."
            )
        )
    if not is_own:
        why = _(
            "Ingen kan føre inn vedtaket slik saken står, fordi de som er leder eller sekretær, selv søker eller har "
            "sagt ja."
        )
        return f"{why} {_('Tar du tilbake ditt ja til å sitte i styringsgruppa, kan du føre det inn.')}"
    others = [officer.name for officer in officers if officer.pk in said_yes and officer.pk != viewer.pk]
    if not others:
        return _(
            "Du har søkt selv, og ingen andre er leder eller sekretær nå. Styret må ha en annen til å føre det inn."
        )
    return _(
        "Ingen kan føre inn vedtaket slik saken står: Du har søkt selv, og %(name)s har sagt ja til å sitte i "
        "styringsgruppa. Tar %(name)s tilbake sitt ja, kan %(name)s føre det inn."
    ) % {"name": others[0]}


def _waits(case: Application, today: date) -> str:
    """Return since when the board waits for the applicant, and when they are reminded."""
    asked = max((local_date(row.asked_at) for row in case.questions.all()), default=None)
    if asked is None:
        return ""
    words = {"day": in_words(asked, today), "reminded": in_words(asked + REMIND_AFTER, today)}
    if case.applicant is not None and not case.applicant.email:
        return _("Styret spurte %(day)s. Søkeren har ingen e-postadresse hos oss, så ring eller skriv et brev.") % words
    if asked + REMIND_AFTER >= today:
        return _("Styret spurte %(day)s. Kommer det ikke svar, får søkeren en påminnelse %(reminded)s.") % words
    return (
        _("Styret spurte %(day)s, og har ventet i over en uke. Søkeren får bare én påminnelse, så ring gjerne.") % words
    )


def _officers(today: date) -> list[Person]:
    """Return who leads the municipal party and who is its secretary: the two that record what its board decides."""
    terms = Term.objects.live(today).filter(
        office__unit__kind=Kind.MUNICIPAL, office__title__in=REGISTER_TITLES, person__isnull=False
    )
    return [term.person for term in terms.select_related("person").order_by("pk") if term.person is not None]


def _own_candidacy(viewer: Person, candidates: Iterable[Candidate]) -> str:
    """Return where an officer who has said yes can take it back; empty for others."""
    if not may(viewer, "networks.found_network"):
        return ""
    own = (row for row in candidates if row.person_id == viewer.pk and row.answer == Candidate.Answer.YES)
    found = next(own, None)
    return "" if found is None else reverse("networks:candidacy", args=[found.pk])
