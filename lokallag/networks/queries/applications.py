"""The pages of an application: how it stands, its text, who is asked, what is missing before it is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.networks.domain import applying
from lokallag.networks.domain.applying import Stage
from lokallag.networks.domain.likeness import Subject
from lokallag.networks.models import STAGES, Application, ApplicationQuestion
from lokallag.networks.queries.candidates import (
    Crumbs,
    PersonRow,
    crumbs_in,
    facts_of,
    has_said_yes,
    is_own,
    named_by,
    person_row,
    unanswered_in_words,
)
from lokallag.networks.queries.nearby import NearRow, nearby, network_url
from lokallag.networks.queries.own import TAGS
from lokallag.networks.services import missing_parts
from lokallag.networks.services.applications import SAID
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit, rules_in_one_query
from lokallag.people.models import Person


@dataclass(frozen=True, slots=True)
class Unsaved:
    """An answer that came too late to be kept: to which question, and its text, for whoever wrote it to keep."""

    question: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """What the board asked and the answer; ``form`` is there for whoever is to answer.

    ``too_late`` says why an answer sent just now was not kept, and ``unsaved`` is what it said.
    """

    text: str
    asked: str
    answer: str
    answered: str
    taken_back: str
    form: forms.Form | None
    url: str
    too_late: str
    unsaved: str


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """All that ``networks/application_detail.html`` shows, to the applicant and to the board."""

    title: str
    name: str
    lead: str
    state: str
    tag: str
    is_mine: bool
    applicant: str
    sent: str
    rule: str
    decision: str
    reason: str
    facts: tuple[tuple[str, str], ...]
    persons: tuple[PersonRow, ...]
    unanswered: str
    questions: tuple[QuestionRow, ...]
    missing: tuple[str, ...]
    edit_url: str
    persons_url: str
    send_url: str
    withdraw_url: str
    again_url: str
    network_url: str
    crumbs: Crumbs


@dataclass(frozen=True, slots=True)
class EditPage:
    """All that ``networks/application_form.html`` shows."""

    title: str
    form: forms.Form
    is_stale: bool
    near: tuple[NearRow, ...]
    back_url: str
    crumbs: Crumbs


@dataclass(frozen=True, slots=True)
class StartPage:
    """All that ``networks/application_start.html`` shows."""

    title: str
    form: forms.Form
    from_idea: str
    company: str
    near: tuple[NearRow, ...]
    back_url: str
    crumbs: Crumbs


@dataclass(frozen=True, slots=True)
class SendPage:
    """All that ``networks/application_send.html`` shows."""

    title: str
    name: str
    missing: tuple[str, ...]
    near: tuple[NearRow, ...]
    has_same: bool
    unanswered: str
    promise: str
    rule: str
    form: forms.Form
    edit_url: str
    persons_url: str
    back_url: str
    crumbs: Crumbs


@dataclass(frozen=True, slots=True)
class WithdrawPage:
    """All that ``networks/application_withdraw.html`` shows."""

    title: str
    lead: str
    press: str
    back_url: str
    crumbs: Crumbs


def application_page(
    application: Application,
    *,
    viewer: Person,
    at: datetime,
    answers: Mapping[int, forms.Form],
    unsaved: Unsaved,
) -> ApplicationPage:
    """Return how an application stands, to whoever applied and to the board.

    :param answers: form by id of the question, for those that the viewer is to answer
    :param unsaved: an answer of the viewer that came too late
    """
    stage, is_mine = Stage(application.stage), application.applicant_id == viewer.pk
    takes_edits = is_mine and applying.takes_edits(stage)
    persons = named_by(application)
    return ApplicationPage(
        title=_title(application, stage, is_mine=is_mine),
        name=application.name,
        lead=_lead(application, stage, is_mine=is_mine, has_asked=any(not is_own(row, application) for row in persons)),
        state=str(STAGES[stage]),
        tag=TAGS[stage],
        is_mine=is_mine,
        applicant="" if is_mine or application.applicant is None else application.applicant.name,
        sent=in_words(local_date(application.submitted_at)) if application.submitted_at else "",
        rule=_rule(local_date(at)) if stage is Stage.SUBMITTED else "",
        decision=_decision(application, stage),
        reason=application.reason if stage in applying.DECIDED else "",
        facts=facts_of(application),
        persons=tuple(
            person_row(row, application, may_act=False, at=at) for row in persons if is_mine or has_said_yes(row)
        ),
        unanswered=unanswered_in_words(persons, is_mine=is_mine) if stage in applying.OPEN else "",
        questions=tuple(_questions(application, answers, unsaved)),
        missing=tuple(str(SAID[part]) for part in missing_parts(application)) if takes_edits else (),
        edit_url=_url("edit_application", application) if takes_edits else "",
        persons_url=_url("candidates", application) if is_mine and stage in applying.OPEN else "",
        send_url=_url("send_application", application) if takes_edits else "",
        withdraw_url=_url("withdraw_application", application)
        if is_mine and applying.may_become(stage, Stage.WITHDRAWN)
        else "",
        again_url=_url("apply_again", application) if is_mine and stage in applying.OVER else "",
        network_url=_network_of(application, local_date(at)),
        crumbs=crumbs_to(application.name),
    )


def start_page(
    form: forms.Form, *, viewer: Person, today: date, from_idea: str, company: str, subject: Subject
) -> StartPage:
    """Return the page on which an application begins."""
    return StartPage(
        title=_("Søk om et nettverk"),
        form=form,
        from_idea=from_idea,
        company=company,
        near=nearby(subject, viewer=viewer, today=today),
        back_url=reverse("networks:ideas"),
        crumbs=crumbs_to(_("Ny søknad")),
    )


def edit_page(application: Application, form: forms.Form, *, viewer: Person, today: date, is_stale: bool) -> EditPage:
    """Return the page where the text is written, with what is near to it."""
    return EditPage(
        title=application.name,
        form=form,
        is_stale=is_stale,
        near=nearby(_subject(application), viewer=viewer, today=today),
        back_url=_url("application", application),
        crumbs=crumbs_in(application, _("Teksten")),
    )


def send_page(application: Application, form: forms.Form, *, viewer: Person, today: date, has_same: bool) -> SendPage:
    """Return the page that one reads before the application is sent."""
    party = main_unit(today)
    days = rules_in_one_query(party, today).whole("network_answer_days") if party is not None else 0
    return SendPage(
        title=_("Send søknaden til styret"),
        name=application.name,
        missing=tuple(str(SAID[part]) for part in missing_parts(application)),
        near=nearby(_subject(application), viewer=viewer, today=today),
        has_same=has_same,
        unanswered=unanswered_in_words(named_by(application), is_mine=True),
        promise=ngettext(
            "Styret svarer innen %(n)d dag. Du får en kvittering på e-post.",
            "Styret svarer innen %(n)d dager. Du får en kvittering på e-post.",
            days,
        )
        % {"n": days},
        rule=_rule(today),
        form=form,
        edit_url=_url("edit_application", application),
        persons_url=_url("candidates", application),
        back_url=_url("application", application),
        crumbs=crumbs_in(application, _("Send")),
    )


def withdraw_page(application: Application) -> WithdrawPage:
    """Return the page that asks whether one means it."""
    is_draft = application.submitted_at is None
    return WithdrawPage(
        title=_("Slett kladden?") if is_draft else _("Trekk søknaden?"),
        lead=_(
            "Styret har ikke sett den. De du har spurt om å være med, får ikke spørsmålet lenger, "
            "og de som har sagt ja, får en e-post om at den er trukket."
        )
        if is_draft
        else _("Styret slutter å behandle den. Du kan søke igjen senere med den samme teksten."),
        press=_("Slett kladden") if is_draft else _("Trekk søknaden"),
        back_url=_url("application", application),
        crumbs=crumbs_in(application, _("Slett") if is_draft else _("Trekk")),
    )


def _questions(application: Application, answers: Mapping[int, forms.Form], unsaved: Unsaved) -> Iterable[QuestionRow]:
    for row in ApplicationQuestion.objects.filter(application=application).order_by("asked_at", "pk"):
        yield QuestionRow(
            text=row.text,
            asked=in_words(local_date(row.asked_at)),
            answer=row.answer,
            answered=in_words(local_date(row.answered_at)) if row.answered_at else "",
            taken_back=in_words(local_date(row.taken_back_at)) if row.taken_back_at else "",
            form=answers.get(row.pk),
            url=reverse("networks:answer_question", args=[application.pk, row.pk]),
            too_late=_too_late(row, application) if row.pk == unsaved.question else "",
            unsaved=unsaved.text if row.pk == unsaved.question else "",
        )


def _too_late(question: ApplicationQuestion, application: Application) -> str:
    """Return why an answer cannot be kept any more: it is answered already, or is not waited for."""
    if question.answered_at is not None:
        name = application.applicant.name if application.applicant is not None else _("Søkeren")
        moment = moment_in_words(question.answered_at, weekday=True)
        return _("%(name)s svarte på dette %(moment)s. Svaret som er lagret, står over.") % {
            "name": name,
            "moment": moment,
        }
    return _("Styret venter ikke på dette svaret lenger.")


def _title(application: Application, stage: Stage, *, is_mine: bool) -> str:
    if not is_mine:
        return application.name
    if stage is Stage.SUBMITTED and application.answer_by is not None:
        return _("Styret svarer senest %(day)s") % {"day": in_words(application.answer_by)}
    return {
        Stage.DRAFT: _("Kladden til søknaden din"),
        Stage.SUBMITTED: _("Søknaden ligger hos styret"),
        Stage.RETURNED: _("Styret venter på deg"),
        Stage.APPROVED: _("Styret har sagt ja"),
        Stage.DECLINED: _("Styret har sagt nei"),
        Stage.WITHDRAWN: _("Du har trukket søknaden"),
    }[stage]


def _lead(application: Application, stage: Stage, *, is_mine: bool, has_asked: bool) -> str:
    if not is_mine:
        return ""
    words = {
        Stage.DRAFT: _(
            "Bare du, og de du har spurt om å sitte i styringsgruppa, leser den før du sender den. "
            "Du kan lagre den slik den er, og fortsette en annen dag."
        )
        if has_asked
        else _(
            "Bare du leser den nå. Spør du noen om å sitte i styringsgruppa, leser de den også. "
            "Du kan lagre den slik den er, og fortsette en annen dag."
        ),
        Stage.SUBMITTED: _("Her ser du hva som skjer med den."),
        Stage.RETURNED: _("Svar på spørsmålene under, så går søknaden tilbake til styret."),
        Stage.APPROVED: _("Nettverket er opprettet."),
        Stage.DECLINED: _("Du kan søke igjen. Teksten din ligger klar."),
        Stage.WITHDRAWN: _("Du kan søke igjen. Teksten din ligger klar."),
    }
    if stage is Stage.RETURNED and not ApplicationQuestion.objects.filter(application=application).waiting().exists():
        return _("Les hva styret skriver, rett søknaden, og send den igjen.")
    return words[stage]


def _decision(application: Application, stage: Stage) -> str:
    if stage not in applying.DECIDED or application.meeting_on is None:
        return ""
    return _("Styremøtet %(day)s, sak %(number)s") % {
        "day": in_words(application.meeting_on),
        "number": application.case_number,
    }


def _rule(today: date) -> str:
    """Return where the last day comes from, in words."""
    party = main_unit(today)
    source = rules_in_one_query(party, today).source("network_answer_days") if party is not None else ""
    return _("Fristen står i %(source)s.") % {"source": source} if source else _("Fristen står i styrets regler.")


def _subject(application: Application) -> Subject:
    return Subject(application.topic, application.name, application.purpose)


def _network_of(application: Application, today: date) -> str:
    if application.network_id is None:
        return ""
    unit = Unit.objects.named(today).filter(pk=application.network_id).first()
    return network_url(unit.slug) if unit is not None else ""


def _url(name: str, application: Application) -> str:
    return reverse(f"networks:{name}", args=[application.pk])


def crumbs_to(last: str) -> Crumbs:
    """Return the way to a page of ideas and applications."""
    ideas = reverse("networks:ideas")
    return ((_("Nettverk"), ideas.removesuffix("ideer/")), (_("Ideer"), ideas), (last, None))
