"""What those who are asked see: which networks they can answer about, and the form."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.membership.models import Belonging
from lokallag.networks.models import SurveyBox
from lokallag.networks.queries.evaluation_rows import named
from lokallag.networks.services.survey_box import mark_of
from lokallag.networks.services.surveying import takes_answers
from lokallag.organisation.queries import name_on
from lokallag.people.models import Person

Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class BoxRow:
    """One network that one can answer about, or has."""

    name: str
    url: str
    until: str
    is_answered: bool


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """All that ``networks/survey_list.html`` shows."""

    title: str
    crumbs: Crumbs
    rows: tuple[BoxRow, ...]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """All that ``networks/survey_answer.html`` shows. Without a form there is nothing to answer any more."""

    title: str
    network: str
    crumbs: Crumbs
    form: forms.Form | None
    until: str
    is_answered: bool
    refusal: str
    back_url: str


def answers_page(person: Person, *, today: date) -> AnswersPage:
    """Return the networks that a person can answer about. A constant number of queries."""
    joined = Belonging.objects.joined().filter(person=person).values("unit_id")
    boxes = list(
        SurveyBox.objects.filter(
            network_id__in=joined, survey__closed_at__isnull=True, survey__closes_on__gte=today
        ).select_related("survey", "network")
    )
    names = named([box.network for box in boxes], today)
    rows = [
        BoxRow(
            name=names[box.network_id],
            url=reverse("networks:answer_survey", args=[box.pk]),
            until=in_words(box.survey.closes_on, today),
            is_answered=mark_of(box, person) in box.marks,
        )
        for box in boxes
    ]
    return AnswersPage(
        title=_("Hva synes du om fagnettverket?"),
        crumbs=((_("Min side"), reverse("web:my_page")), (_("Undersøkelse"), None)),
        rows=tuple(sorted(rows, key=lambda row: row.name)),
    )


def answer_page(box: SurveyBox, form: forms.Form, person: Person, *, today: date) -> AnswerPage:
    """Return the form, or that one has answered, or that the survey is closed."""
    is_answered = mark_of(box, person) in box.marks
    takes = takes_answers(box.survey, on=today)
    refusal = " ".join(str(error) for error in form.non_field_errors()) if form.is_bound else ""
    if not takes:
        refusal = _("Undersøkelsen er avsluttet. Takk for at du ville svare.")
    elif is_answered:
        refusal = _("Du har allerede svart. Svaret ditt er talt én gang, og du trenger ikke gjøre mer.")
    list_url, name = reverse("networks:answers"), name_on(box.network.unit, today)
    return AnswerPage(
        title=_("Hva synes du om fagnettverket?"),
        network=name,
        crumbs=((_("Undersøkelse"), list_url), (name, None)),
        form=form if takes and not is_answered else None,
        until=in_words(box.survey.closes_on, today),
        is_answered=is_answered,
        refusal=refusal if is_answered or not takes else "",
        back_url=list_url,
    )
