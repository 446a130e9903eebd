"""The board decides an application: approves it and founds the network, declines it, or sends it back.

Whoever comes second reads what the first decided, and why; nothing of theirs is stored (``StalePage``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage, check_fresh
from lokallag.membership.models import Membership
from lokallag.networks.domain.applying import DECIDED, Stage, takes_decision
from lokallag.networks.domain.deciding import Mandate, MeetingFault, fault_of_meeting
from lokallag.networks.domain.terms import SMALLEST_GROUP, is_too_short
from lokallag.networks.models import Application, ApplicationQuestion, Candidate
from lokallag.networks.queries.board_words import standing_in_words
from lokallag.networks.queries.mandate import mandate_on
from lokallag.networks.services import outcome_letters, told
from lokallag.networks.services.board_watch import close_watch
from lokallag.networks.services.founding import Decision, NetworkFacts, found_network
from lokallag.networks.services.ideas import end_as_network
from lokallag.networks.services.outcome_letters import Became
from lokallag.networks.services.steering import TOO_SHORT, appoint_steering_group
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import main_unit
from lokallag.people.models import Person

MOST_CASE_NUMBER, MOST_REASON, MOST_RETURNED = 40, 2000, 1000
FIELDS = {"application_decision_is_minuted": "reason"}


@dataclass(frozen=True, slots=True)
class Group:
    """Who is to lead a new network: its leader, the others, and the first and last day of their term."""

    leader: Person
    members: Sequence[Person]
    from_on: date
    until_on: date


@transaction.atomic
def approve_network(
    *,
    application: Application,
    facts: NetworkFacts,
    decision: Decision,
    group: Group,
    by: Person | None,
    at: datetime,
    seen: str | None = None,
) -> Application:
    """Approve an application: found its network and appoint its steering group, all or nothing.

    The applicant is told, each who is appointed, and who had said yes and is not. The idea that it grew from is over,
    and who is with it is led to the network.

    :param group: candidates who have said yes themselves, and are members today
    :raises StalePage: somebody else decided it, or changed it, meanwhile
    :raises RuleViolation: the meeting cannot have decided it, something is missing, somebody in the group has not said
        yes or has left, or what ``found_network`` and ``appoint_steering_group`` refuse
    """
    application = _locked_for_decision(application, seen)
    party = _party(at)
    decision = check_decision(decision, party=party, application=application, at=at)
    _check_group(application, group, decision, on=local_date(at))
    network = found_network(party=party, facts=facts, decision=decision, by=by, at=at)
    appoint_steering_group(
        network=network,
        leader=group.leader,
        members=group.members,
        from_on=group.from_on,
        until_on=group.until_on,
        decision=decision,
        by=by,
        at=at,
    )
    application.network = network
    _settle(application, Stage.APPROVED, decision, by=by, at=at)
    audit.record("networks.approve_network", actor=by, target=application, at=at, details={"network": network.pk})
    if application.idea is not None:
        said_yes = Candidate.objects.filter(application=application, answer=Candidate.Answer.YES)
        has_letter = set(said_yes.values_list("person_id", flat=True))
        end_as_network(idea=application.idea, network=network, told=has_letter, by=by, at=at)
    told.tell_of_approval(application, until_on=group.until_on, at=at)
    days = {"from_on": group.from_on, "until_on": group.until_on}
    outcome_letters.tell_appointed(network, leaders=[group.leader], others=group.members, **days, at=at)
    outcome_letters.tell_candidates(application, _not_chosen(application, group), Became.STARTED, at=at)
    return application


@transaction.atomic
def decline_application(
    *, application: Application, decision: Decision, by: Person | None, at: datetime, seen: str | None = None
) -> Application:
    """Decline an application: tell the applicant why and that one may apply again, and those who had said yes.

    :raises StalePage: somebody else decided it, or changed it, meanwhile
    :raises RuleViolation: the meeting cannot have decided it, or something is missing
    """
    application = _locked_for_decision(application, seen)
    decision = check_decision(decision, party=_party(at), application=application, at=at)
    _settle(application, Stage.DECLINED, decision, by=by, at=at)
    audit.record("networks.decline_application", actor=by, target=application, at=at)
    told.tell_of_refusal(application, at=at)
    outcome_letters.tell_candidates(application, outcome_letters.said_yes_to(application), Became.DECLINED, at=at)
    return application


@transaction.atomic
def return_application(
    *, application: Application, decision: Decision, by: Person | None, at: datetime, seen: str | None = None
) -> Application:
    """Send an application back to the applicant by a decision, with what must be changed first.

    It stands among the questions, too, so that the applicant answers it and it stays when the board decides later.

    :raises StalePage: somebody else decided it, or changed it, meanwhile
    :raises RuleViolation: the meeting cannot have decided it, or something is missing
    """
    application = _locked_for_decision(application, seen)
    decision = check_decision(decision, party=_party(at), application=application, at=at)
    if len(decision.reason) > MOST_RETURNED:
        raise RuleViolation(
            _("Skriv høyst %(most)d tegn. Nå er det %(now)d.") % {"most": MOST_RETURNED, "now": len(decision.reason)},
            field="reason",
        )
    evidence = gettext("Sendt tilbake til søkeren, sak %(number)s.") % {"number": decision.case_number}
    close_watch(application, evidence=evidence, by=by, at=at)
    ApplicationQuestion.objects.create(application=application, asked_by=by, text=decision.reason, asked_at=at)
    application.stage, application.updated_at = Stage.RETURNED, at
    application.meeting_on, application.case_number = decision.meeting_on, decision.case_number
    application.reason = decision.reason
    application.save(update_fields=["stage", "updated_at", "meeting_on", "case_number", "reason"])
    audit.record("networks.return_application", actor=by, target=application, at=at)
    told.tell_of_return(application, at=at)
    return application


def check_decision(decision: Decision, *, party: Unit, application: Application | None, at: datetime) -> Decision:
    """Return the decision without spaces around its words.

    :param application: what is decided; ``None`` where the board starts something on its own
    :raises RuleViolation: case number or reason is missing or too long, or the meeting cannot have decided it
    """
    case_number, reason = decision.case_number.strip(), decision.reason.strip()
    today = local_date(at)
    sent_at = None if application is None else application.submitted_at
    sent_on = None if sent_at is None else local_date(sent_at)
    mandate = mandate_on(party, today)
    fault = fault_of_meeting(decision.meeting_on, today=today, sent_on=sent_on, mandate=mandate)
    if fault is not None:
        raise RuleViolation(_fault_in_words(fault, sent_on, mandate), field="meeting_on")
    if not case_number:
        raise RuleViolation(_("Skriv saksnummeret, for eksempel 14/26."), field="case_number")
    if not reason:
        raise RuleViolation(_("Skriv begrunnelsen i klare ord. Den som søkte, skal forstå den."), field="reason")
    for field, words, most in (("case_number", case_number, MOST_CASE_NUMBER), ("reason", reason, MOST_REASON)):
        if len(words) > most:
            raise RuleViolation(
                _("Skriv høyst %(most)d tegn. Nå er det %(now)d.") % {"most": most, "now": len(words)}, field=field
            )
    return Decision(decision.meeting_on, case_number, reason)


def mandate_is_over_words(mandate: Mandate) -> str:
    """Return what is said where the board can no longer decide, and what it does then."""
    assert mandate.until is not None
    return gettext(
        "Styrets fullmakt til å starte nettverk varte til og med %(day)s. Årsmøtet kan gi en ny. "
        "Når den står i reglene, kan styret avgjøre igjen."
    ) % {"day": in_words(mandate.until)}


def _fault_in_words(fault: MeetingFault, sent_on: date | None, mandate: Mandate) -> str:
    if fault is MeetingFault.FUTURE:
        return gettext("Møtet er ikke holdt ennå. Før inn vedtaket når styret har hatt møtet.")
    if fault is MeetingFault.BEFORE_SENT:
        assert sent_on is not None
        return gettext("Søknaden kom %(day)s, så et møte før den dagen kan ikke ha avgjort den. Sjekk møtedagen.") % {
            "day": in_words(sent_on)
        }
    return mandate_is_over_words(mandate)


def _locked_for_decision(application: Application, seen: str | None) -> Application:
    found = Application.objects.select_for_update(of=("self",)).select_related("applicant", "decided_by", "idea")
    application = found.get(pk=application.pk)
    stage = Stage(application.stage)
    if stage in DECIDED:
        who = application.decided_by.name if application.decided_by is not None else gettext("En annen i styret")
        raise StalePage(
            _("%(who)s kom først: %(what)s Det du skrev, er ikke lagret, men står her fortsatt.")
            % {"who": who, "what": standing_in_words(stage)}
        )
    if not takes_decision(stage):
        raise StalePage(
            _("%(what)s Det du skrev, er ikke lagret, men står her fortsatt.") % {"what": standing_in_words(stage)}
        )
    check_fresh(seen, application.fingerprint)
    return application


def _party(at: datetime) -> Unit:
    party = main_unit(local_date(at))
    if party is None:
        raise RuleViolation(_("Kommunepartiet er ikke satt opp ennå."))
    return party


def _check_group(application: Application, group: Group, decision: Decision, *, on: date) -> None:
    """Refuse a group that is too small, sits too short or too early, or has anybody who did not say yes or has left.

    What is asked last is asked of the database, not of the page: a candidate may have changed their mind meanwhile.
    """
    chosen = {group.leader.pk, *(person.pk for person in group.members)}
    said_yes = Candidate.objects.filter(application=application, answer=Candidate.Answer.YES, person_id__in=chosen)
    if set(said_yes.values_list("person_id", flat=True)) != chosen:
        raise RuleViolation(_("Bare de som har sagt ja selv, kan oppnevnes. Se hva de har svart nå."), field="members")
    live = set(Membership.objects.live(on).filter(person_id__in=chosen).values_list("person_id", flat=True))
    if live != chosen:
        raise RuleViolation(_("En av dem er ikke medlem lenger. Velg en annen."), field="members")
    if group.leader.pk in {person.pk for person in group.members}:
        raise RuleViolation(_("Lederen står allerede som leder. Velg bare de andre her."), field="members")
    if len(chosen) < SMALLEST_GROUP:
        raise RuleViolation(
            _("Styringsgruppa skal ha minst %(n)d, lederen regnet med. Velg flere av dem som har sagt ja.")
            % {"n": SMALLEST_GROUP},
            field="members",
        )
    if group.from_on < decision.meeting_on:
        raise RuleViolation(_("Styringsgruppa kan ikke begynne før møtet som oppnevnte den."), field="from_on")
    if is_too_short(group.from_on, group.until_on):
        raise RuleViolation(TOO_SHORT, field="until_on")


def _not_chosen(application: Application, group: Group) -> list[Candidate]:
    """Return those who had said yes and are not appointed, the applicant among them if they stood."""
    chosen = {group.leader.pk, *(person.pk for person in group.members)}
    found = Candidate.objects.filter(application=application, answer=Candidate.Answer.YES).select_related("person")
    return list(found.exclude(person_id__in=chosen).order_by("pk"))


def _settle(application: Application, stage: Stage, decision: Decision, *, by: Person | None, at: datetime) -> None:
    application.stage, application.decided_at, application.decided_by, application.updated_at = stage, at, by, at
    application.meeting_on, application.case_number = decision.meeting_on, decision.case_number
    application.reason = decision.reason
    fields = ["stage", "decided_at", "decided_by", "updated_at", "meeting_on", "case_number", "reason", "network"]
    with speaking(FIELDS):
        application.save(update_fields=fields)
    evidence = gettext("Styret avgjorde søknaden, sak %(number)s.") % {"number": decision.case_number}
    close_watch(application, evidence=evidence, by=by, at=at)
