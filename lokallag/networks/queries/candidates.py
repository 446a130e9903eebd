"""Those whom an application names: as the applicant may know them, and the page of whoever is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.networks.domain import applying
from lokallag.networks.domain.applying import Stage
from lokallag.networks.models import Application, Candidate, Companion, UnknownCandidate
from lokallag.networks.services.candidates import ASK_AGAIN_AFTER
from lokallag.organisation.models import Term
from lokallag.people.models import Person

Crumbs = tuple[tuple[str, str | None], ...]
Named = Candidate | UnknownCandidate


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who is named: as the reader may know them, what they have said, and what can be done about it."""

    name: str
    address: str
    line: str
    answer: str
    tag: str
    is_leader: bool
    may_lead: bool
    may_ask_again: bool
    may_take_off: bool
    mark: str


@dataclass(frozen=True, slots=True)
class CompanionPick:
    """Somebody with the idea who can be asked by one press."""

    name: str
    pk: int


@dataclass(frozen=True, slots=True)
class PersonsPage:
    """All that ``networks/application_candidates.html`` shows."""

    title: str
    persons: tuple[PersonRow, ...]
    may_stand: bool
    companions: tuple[CompanionPick, ...]
    form: forms.Form
    ask_url: str
    act_url: str
    next_url: str
    crumbs: Crumbs


@dataclass(frozen=True, slots=True)
class CandidacyPage:
    """All that ``networks/candidacy.html`` shows to whoever is asked."""

    title: str
    applicant: str
    said: str
    answer: str
    is_open: bool
    network_url: str
    facts: tuple[tuple[str, str], ...]
    url: str
    crumbs: Crumbs


def persons_page(application: Application, form: forms.Form, *, viewer: Person, at: datetime) -> PersonsPage:
    """Return the page where the applicant names those who would lead the network."""
    persons = named_by(application)
    takes_edits = applying.takes_edits(Stage(application.stage))
    named = {row.person_id for row in persons if isinstance(row, Candidate)}
    with_idea = Companion.objects.filter(idea__applications=application, shows_name=True).select_related("person")
    companions = list(with_idea.order_by("since", "pk"))
    return PersonsPage(
        title=_("Hvem kan lede nettverket?"),
        persons=tuple(person_row(row, application, may_act=True, at=at) for row in persons),
        may_stand=takes_edits and viewer.pk not in named,
        companions=tuple(
            CompanionPick(row.person.name, row.pk) for row in companions if takes_edits and row.person_id not in named
        ),
        form=form,
        ask_url=reverse("networks:candidates", args=[application.pk]) if takes_edits else "",
        act_url=reverse("networks:change_candidate", args=[application.pk]),
        next_url=reverse("networks:application", args=[application.pk]),
        crumbs=crumbs_in(application, _("Styringsgruppa")),
    )


def candidacy_page(candidate: Candidate) -> CandidacyPage:
    """Return what somebody who is asked to stand reads before they answer."""
    application, answer = candidate.application, Candidate.Answer(candidate.answer)
    said = {
        Candidate.Answer.ASKED: _("Søkeren ser svaret ditt. Svarer du ikke, skjer det ingenting."),
        Candidate.Answer.YES: _("Du har sagt ja. Styret bestemmer, og du kan ombestemme deg til det er avgjort."),
        Candidate.Answer.NO: _("Du har sagt nei. Du kan ombestemme deg til det er avgjort."),
    }
    is_open = applying.takes_answers(Stage(application.stage))
    return CandidacyPage(
        title=(_("Vil du sitte i styringsgruppa for «%(name)s»?") if is_open else _("Styringsgruppa for «%(name)s»"))
        % {"name": application.name},
        applicant="" if application.applicant is None or not is_open else application.applicant.name,
        said=said[answer] if is_open else _became(candidate, answer),
        answer="" if answer == Candidate.Answer.ASKED else answer.value,
        is_open=is_open,
        network_url=""
        if application.network is None
        else reverse("networks:network", args=[application.network.unit.slug]),
        facts=facts_of(application),
        url=reverse("networks:candidacy", args=[candidate.pk]),
        crumbs=((_("Min side"), reverse("web:my_page")), (_("Styringsgruppe"), None)),
    )


def _became(candidate: Candidate, answer: Candidate.Answer) -> str:
    """Return what became of the application, to somebody who was asked to stand."""
    application, has_said_yes = candidate.application, answer == Candidate.Answer.YES
    stage = Stage(application.stage)
    if stage is Stage.WITHDRAWN:
        return _("Søknaden er trukket, så det blir ikke noe nettverk nå. Du trenger ikke gjøre noe.")
    day = {"day": "" if application.meeting_on is None else in_words(application.meeting_on)}
    if stage is Stage.DECLINED:
        return _("Styret sa nei til søknaden i møtet %(day)s, så det blir ikke noe nettverk nå.") % day
    network_id, meeting_on = application.network_id, application.meeting_on
    seated = Term.objects.filter(person_id=candidate.person_id, elected_on=meeting_on).order_by("pk")
    term = None if network_id is None else seated.filter(office__unit_id=network_id).first()
    if term is not None and term.until_on is not None:
        return _(
            "Styret sa ja til nettverket i møtet %(day)s, og har oppnevnt deg i styringsgruppa fra og med %(first)s "
            "til og med %(last)s."
        ) % {**day, "first": in_words(term.from_on), "last": in_words(term.until_on)}
    if has_said_yes:
        return (
            _(
                "Styret sa ja til nettverket i møtet %(day)s, og oppnevnte andre til styringsgruppa denne gangen. "
                "Takk for at du sa ja. Du er velkommen til å bli med i nettverket."
            )
            % day
        )
    return _("Styret sa ja til nettverket i møtet %(day)s. Du er velkommen til å bli med.") % day


def named_by(application: Application) -> list[Named]:
    """Return all whom the application names: oneself first, then by what they are called. Two queries."""
    known: list[Named] = list(Candidate.objects.filter(application=application).select_related("person"))
    named = [*known, *UnknownCandidate.objects.filter(application=application)]
    return sorted(named, key=lambda row: (not is_own(row, application), row.called.casefold(), str(row.key)))


def has_said_yes(row: Named) -> bool:
    """Tell whether somebody who is named has said yes to standing."""
    return isinstance(row, Candidate) and row.answer == Candidate.Answer.YES


def is_own(row: Named, application: Application) -> bool:
    """Tell whether it is the applicant, who stands themselves."""
    return isinstance(row, Candidate) and row.person_id == application.applicant_id


def unanswered_in_words(persons: Iterable[Named], *, is_mine: bool) -> str:
    """Return how many have not answered, in words; empty where all have."""
    count = sum(1 for row in persons if not isinstance(row, Candidate) or row.answer == Candidate.Answer.ASKED)
    if not count:
        return ""
    if not is_mine:
        said = ngettext(
            "%(n)d av dem som er spurt, har ikke svart ennå.", "%(n)d av dem som er spurt, har ikke svart ennå.", count
        )
        return said % {"n": count}
    said = ngettext(
        "%(n)d av dem du har spurt, har ikke svart ennå.", "%(n)d av dem du har spurt, har ikke svart ennå.", count
    )
    return said % {"n": count}


def person_row(row: Named, application: Application, *, may_act: bool, at: datetime) -> PersonRow:
    """Return one who is named. Before they answer, the applicant sees what they wrote themselves, and no more."""
    answer = Candidate.Answer(row.answer) if isinstance(row, Candidate) else Candidate.Answer.ASKED
    has_answered = answer != Candidate.Answer.ASKED
    name = row.person.name if isinstance(row, Candidate) and has_answered else row.called
    takes_edits = may_act and applying.takes_edits(Stage(application.stage))
    answered_at = row.answered_at if isinstance(row, Candidate) else None
    line = (
        _("Spurt %(day)s") % {"day": in_words(local_date(row.asked_at))}
        if answered_at is None
        else _("Svarte %(day)s") % {"day": in_words(local_date(answered_at))}
    )
    return PersonRow(
        name=name,
        address="" if has_answered else row.address,
        line=_("Stiller selv") if is_own(row, application) else line,
        answer=str(answer.label) if has_answered else _("Ikke svart"),
        tag={Candidate.Answer.YES: "ok", Candidate.Answer.NO: "", Candidate.Answer.ASKED: "warning"}[answer],
        is_leader=isinstance(row, Candidate) and row.is_leader,
        may_lead=takes_edits and isinstance(row, Candidate) and answer == Candidate.Answer.YES and not row.is_leader,
        may_ask_again=may_act and not has_answered and at - row.asked_at >= ASK_AGAIN_AFTER,
        may_take_off=takes_edits,
        mark=str(row.key),
    )


def facts_of(application: Application) -> tuple[tuple[str, str], ...]:
    """Return what an application says, as label and text; what is empty is left out."""
    rows = (
        (_("Handler om"), application.topic),
        (_("Skal gjøre"), application.purpose),
        (_("For hvem"), application.for_whom),
        (_("Alder"), _ages(application)),
        (_("Plan for det første halvåret"), application.plan),
        (_("Vil helst møtes"), application.wished_hours),
    )
    return tuple((label, value) for label, value in rows if value)


def _ages(application: Application) -> str:
    low, high = application.age_from, application.age_until
    if low is not None and high is not None:
        return _("Fra %(low)d til %(high)d år") % {"low": low, "high": high}
    if low is not None:
        return _("Fra %(low)d år") % {"low": low}
    return _("Til og med %(high)d år") % {"high": high} if high is not None else ""


def crumbs_in(application: Application, last: str) -> Crumbs:
    """Return the way to a page of one application."""
    ideas = reverse("networks:ideas")
    return (
        (_("Nettverk"), ideas.removesuffix("ideer/")),
        (application.name, reverse("networks:application", args=[application.pk])),
        (last, None),
    )
