"""The pages on which a decision of the board is recorded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.membership.models import Membership
from lokallag.networks.domain.applying import Stage, takes_decision
from lokallag.networks.domain.balance import balance_of
from lokallag.networks.domain.terms import SMALLEST_GROUP
from lokallag.networks.models import Application, Candidate
from lokallag.networks.queries.board_case import Outcome, outcome_of
from lokallag.networks.queries.board_cases import MandateBox, crumbs, mandate_box
from lokallag.networks.queries.board_words import standing_in_words
from lokallag.networks.queries.mandate import mandate_on
from lokallag.networks.queries.steering import BalanceShown, balance_in_words
from lokallag.organisation.domain.rulebook import Rules
from lokallag.organisation.models import Unit
from lokallag.organisation.queries.rulesets import rules_in_one_query
from lokallag.people.models import Person
from lokallag.ui.choices import offers


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """All that ``networks/decision_form.html`` shows.

    ``overtaken`` says that somebody else did something first; then ``written`` is what the reader wrote, to keep, and
    there is no form. ``missing`` says why nothing can be decided yet.
    """

    title: str
    lead: str
    form: forms.Form | None
    button: str
    is_danger: bool
    is_stale: bool
    overtaken: str
    outcome: Outcome | None
    written: tuple[tuple[str, str], ...]
    missing: str
    balance: BalanceShown | None
    mandate: MandateBox
    back_url: str
    crumbs: tuple[tuple[str, str | None], ...]


def ready_candidates(case: Application, today: date) -> list[Candidate]:
    """Return those who have said yes and are members, the leader first. Two queries."""
    said_yes = case.candidates.filter(answer=Candidate.Answer.YES).select_related("person")
    found = list(said_yes.order_by("-is_leader", "asked_at", "pk"))
    ids = [row.person_id for row in found]
    members = set(Membership.objects.live(today).filter(person_id__in=ids).values_list("person_id", flat=True))
    return [row for row in found if row.person_id in members]


def balance_shown(persons: Collection[Person], rules: Rules) -> BalanceShown:
    """Return how a group of these persons stands against the rule of gender balance.

    Of fewer than two nothing is told of anybody's gender: it says that more are needed.
    """
    found = balance_in_words(balance_of([person.gender for person in persons], rules.whole("gender_quota")), rules)
    if found is not None:
        return found
    return BalanceShown(
        counts=_("Bare én er valgt.") if persons else _("Ingen er valgt."),
        rule="",
        verdict=_("Styringsgruppa skal ha minst %(n)d. Balansen vises når flere er valgt.") % {"n": SMALLEST_GROUP},
        is_met=False,
        is_broken=True,
    )


def _words(what: str, name: str) -> tuple[str, str, str]:
    """Return title, lead and the words on the button of one of the three decisions."""
    if what == "approve":
        return (
            _("Godkjenn «%(name)s»") % {"name": name},
            _("Nettverket blir startet, og styringsgruppa oppnevnt, i det du sender. Søkeren får e-post."),
            _("Godkjenn og start nettverket"),
        )
    if what == "decline":
        return (
            _("Avslå «%(name)s»") % {"name": name},
            _("Søkeren får begrunnelsen på e-post, og kan søke igjen."),
            _("Avslå søknaden"),
        )
    return (
        _("Send «%(name)s» tilbake") % {"name": name},
        _("Søkeren får vite hva som må endres, og sender søknaden på nytt."),
        _("Send tilbake til søkeren"),
    )


def decision_page(
    case: Application,
    what: str,
    *,
    form: forms.Form,
    viewer: Person,
    party: Unit,
    today: date,
    is_stale: bool = False,
    balance: BalanceShown | None = None,
) -> DecisionPage:
    """Return the page on which one of the three decisions is recorded: ``approve``, ``decline`` or ``return``."""
    title, lead, button = _words(what, case.name)
    stage = Stage(case.stage)
    is_open = takes_decision(stage)
    missing = ""
    if is_open and what == "approve" and not offers(form, "members"):
        missing = _(
            "Ingen av kandidatene har sagt ja og er medlem. Et nettverk trenger en leder. Spør søkeren hvem som vil, "
            "eller send søknaden tilbake."
        )
    return DecisionPage(
        title=title,
        lead=lead if is_open else "",
        form=form if is_open and not missing else None,
        button=button,
        is_danger=what == "decline",
        is_stale=is_stale and is_open,
        overtaken="" if is_open else standing_in_words(stage),
        outcome=outcome_of(case, today),
        written=_written(form) if not is_open else (),
        missing=missing,
        balance=balance if is_open and not missing else None,
        mandate=mandate_box(mandate_on(party, today), viewer, party, today),
        back_url=reverse("networks:case", args=[case.pk]),
        crumbs=crumbs((case.name, reverse("networks:case", args=[case.pk])), (button, None)),
    )


@dataclass(frozen=True, slots=True)
class StartWords:
    """What stands on the page where the board starts something itself, and in its form at first."""

    title: str
    lead: str
    initial: dict[str, Any]


def start_words(what: str, party: Unit, today: date) -> StartWords:
    """Return the words for ``yngre``, ``senior``, or (any other) a network of the board's own. Ages are the rules'."""
    rules = rules_in_one_query(party, today)
    if what == "yngre":
        age = rules.whole("young_age")
        return StartWords(
            _("Start et tilbud for yngre"),
            _("For medlemmer til og med det året de fyller %(age)d. Alderen kommer fra reglene.") % {"age": age},
            {
                "name": _("%(age)d eller yngre") % {"age": age},
                "topic": _("For yngre medlemmer"),
                "purpose": _("Møter og aktiviteter for medlemmer som er %(age)d år eller yngre.") % {"age": age},
                "usual_hours": _("Kvelder på hverdager"),
                "age_until": age,
            },
        )
    if what == "senior":
        age = rules.whole("senior_age")
        return StartWords(
            _("Start seniornettverket"),
            _("For medlemmer fra det året de fyller %(age)d. Alderen kommer fra reglene. Det er et forsøk.")
            % {"age": age},
            {
                "name": _("Seniornettverket"),
                "topic": _("For seniorer"),
                "purpose": _("Møter og aktiviteter for seniorer, på tider som passer dem."),
                "usual_hours": _("På dagtid på hverdager"),
                "age_from": age,
                "is_trial": True,
            },
        )
    return StartWords(
        _("Start et nettverk"),
        _("Styret kan starte et nettverk selv. Styringsgruppa oppnevnes etterpå."),
        {},
    )


def start_page(form: forms.Form, *, words: StartWords, viewer: Person, party: Unit, today: date) -> DecisionPage:
    """Return the page on which the board starts something itself."""
    return DecisionPage(
        title=words.title,
        lead=words.lead,
        form=form,
        button=_("Start nettverket"),
        is_danger=False,
        is_stale=False,
        overtaken="",
        outcome=None,
        written=(),
        missing="",
        balance=None,
        mandate=mandate_box(mandate_on(party, today), viewer, party, today),
        back_url=reverse("networks:cases"),
        crumbs=crumbs((words.title, None)),
    )


def _written(form: forms.Form) -> tuple[tuple[str, str], ...]:
    """Return what was written in a form that is not shown any more, under its labels."""
    shown = []
    for bound in form:
        value = bound.value()
        if bound.is_hidden or not value or value is True:
            continue
        names = {str(key): str(name) for key, name in getattr(bound.field, "choices", ())}
        chosen = value if isinstance(value, list) else [value]
        shown.append((str(bound.label), ", ".join(names.get(str(each), str(each)) for each in chosen)))
    return tuple(shown)
