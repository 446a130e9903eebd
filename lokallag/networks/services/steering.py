"""The steering group: appointed by the board, for a term. Its rights are those of its terms, and end with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.errors import RuleViolation
from lokallag.membership.models import Membership
from lokallag.networks.domain.balance import Balance, balance_of
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.domain.terms import is_too_short
from lokallag.networks.models import Network
from lokallag.networks.services.founding import Decision
from lokallag.networks.services.outcome_letters import tell_appointed
from lokallag.networks.services.settling import settle_network
from lokallag.organisation.models import Term, Title
from lokallag.organisation.queries import rules_on
from lokallag.organisation.services import appoint, hand_over, preview_hand_over
from lokallag.organisation.services.grants import tried_out
from lokallag.organisation.services.handover import Change, Election, HandOver
from lokallag.people.models import Person

APPOINT = "networks.appoint_steering_group"
TOO_SHORT = gettext_lazy("Perioden er kortere enn en måned. Sjekk de to datoene: den siste dagen regnes med.")


@dataclass(frozen=True, slots=True)
class Appointing:
    """What an appointment would do: seat by seat, to whose rights, and how the whole group would be balanced."""

    handed: HandOver
    balance: Balance


def check_may_sit(person: Person, on: date) -> None:
    """Do nothing where the person may sit in a steering group: whoever is a member of the party that day.

    :raises RuleViolation: the person has left, or never was one
    """
    if not Membership.objects.live(on).filter(person=person).exists():
        raise RuleViolation(
            _("%(name)s er ikke medlem av partiet nå, og kan ikke sitte i styringsgruppa. Velg en som er medlem.")
            % {"name": person.name},
            field="person",
        )


@transaction.atomic
def appoint_steering_group(
    *,
    network: Network,
    leader: Person,
    members: Sequence[Person],
    from_on: date,
    until_on: date,
    decision: Decision,
    by: Person | None,
    at: datetime,
) -> tuple[Term, ...]:
    """Seat the leader and the others of a steering group, both days included, and wake the network.

    :raises RuleViolation: somebody is named twice or is no member of the party, the network is ended, and all that
        ``organisation.services.appoint`` refuses
    """
    network = _open(network)
    group = [leader, *members]
    for person in group:
        if sum(person.pk == other.pk for other in group) > 1:
            raise RuleViolation(_("%(name)s står på flere plasser. Velg én.") % {"name": person.name}, field="members")
    offices = {office.title: office for office in network.unit.offices.all()}
    seated = [(offices[Title.LEADER], leader), *((offices[Title.BOARD_MEMBER], person) for person in members)]
    terms = tuple(
        appoint(
            office=office,
            person=person,
            from_on=from_on,
            until_on=until_on,
            elected_by=decision.words,
            elected_on=decision.meeting_on,
            minuted_in=decision.words,
            by=by,
            at=at,
        )
        for office, person in seated
    )
    _told(network, from_on, until_on, len(terms), by=by, at=at)
    return terms


@transaction.atomic
def change_steering_group(
    *,
    network: Network,
    changes: Sequence[Change],
    from_on: date,
    until_on: date,
    decision: Decision,
    by: Person,
    at: datetime,
    seen: str | None = None,
) -> None:
    """Change who sits from one day on: seats that are named are filled or fall vacant, the others stay as they are.

    Who sat there has the day before as the last. With nobody left the network rests. Each who is appointed is told.

    :param seen: ``organisation.services.seen_of`` the unit as the writer saw it
    :raises StalePage: somebody else changed the group meanwhile
    :raises RuleViolation: nobody leads the group from the day on, somebody is no member of the party or sits twice,
        somebody would sit shorter than a month and not for the rest of the others' term, and all that
        ``organisation.services.hand_over`` refuses
    """
    network = _open(network)
    _check_length(network, changes, from_on, until_on)
    _write(network, changes, _election(from_on, until_on, decision), by=by, at=at, seen=seen)
    _told(network, from_on, until_on, len(changes), by=by, at=at)
    seated = [(change.office.title, change.person) for change in changes if change.person is not None]
    tell_appointed(
        network,
        leaders=[person for title, person in seated if title == Title.LEADER],
        others=[person for title, person in seated if title != Title.LEADER],
        from_on=from_on,
        until_on=until_on,
        at=at,
    )


@transaction.atomic
def preview_steering_group(
    *,
    network: Network,
    changes: Sequence[Change],
    from_on: date,
    until_on: date,
    decision: Decision,
    by: Person,
    at: datetime,
) -> Appointing:
    """Return what ``change_steering_group`` would do, without doing it.

    :raises RuleViolation: as ``change_steering_group``
    """
    network = _open(network)
    _check_length(network, changes, from_on, until_on)
    election = _election(from_on, until_on, decision)

    def group() -> Balance:
        _write(network, changes, election, by=by, at=at)
        sits = Term.objects.live(max(from_on, local_date(at))).filter(office__unit=network.unit, person__isnull=False)
        genders = Person.objects.filter(pk__in=sits.values("person_id")).values_list("gender", flat=True)
        return balance_of(genders, rules_on(network.unit, local_date(at)).whole("gender_quota"))

    balance = tried_out(group)
    handed = preview_hand_over(unit=network.unit, changes=changes, election=election, by=by, at=at)
    return Appointing(handed, balance)


def _check_length(network: Network, changes: Sequence[Change], from_on: date, until_on: date) -> None:
    """Refuse a term of less than a month, except for who comes in for the rest of the term of those who sit."""
    if not any(change.person is not None for change in changes):
        return
    sits = Term.objects.live(from_on).filter(office__unit=network.unit, person__isnull=False)
    if is_too_short(from_on, until_on, others_end=sits.values_list("until_on", flat=True)):
        raise RuleViolation(TOO_SHORT, field="until_on")


def _election(from_on: date, until_on: date, decision: Decision) -> Election:
    return Election(
        from_on=from_on,
        until_on=until_on,
        elected_by=decision.words,
        elected_on=decision.meeting_on,
        minuted_in=decision.words,
    )


def _write(
    network: Network,
    changes: Sequence[Change],
    election: Election,
    *,
    by: Person,
    at: datetime,
    seen: str | None = None,
) -> None:
    hand_over(unit=network.unit, changes=changes, election=election, by=by, at=at, seen=seen)
    sits = list(
        Term.objects.live(max(election.from_on, local_date(at)))
        .filter(office__unit=network.unit, person__isnull=False)
        .select_related("office")
    )
    if sits and not any(term.office.title == Title.LEADER for term in sits):
        leader = next(office for office in network.unit.offices.all() if office.title == Title.LEADER)
        raise RuleViolation(
            _("Styringsgruppa må ha en leder. Skriv hvem av dem som leder."), field=f"who_{leader.pk}_1"
        )
    persons = [term.person_id for term in sits]
    twice = next((term for term in sits if persons.count(term.person_id) > 1), None)
    if twice is not None:
        raise RuleViolation(_("%(name)s står på flere plasser. Velg én.") % {"name": twice.holder_name})


def _told(network: Network, from_on: date, until_on: date, seats: int, *, by: Person | None, at: datetime) -> None:
    audit.record(
        APPOINT,
        actor=by,
        target=network,
        at=at,
        details={"from_on": from_on.isoformat(), "until_on": until_on.isoformat(), "seats": seats},
    )
    settle_network(network=network, at=at)


def _open(network: Network) -> Network:
    network = Network.objects.select_for_update(of=("self",)).select_related("unit").get(pk=network.pk)
    if State(network.state) is State.ENDED:
        raise RuleViolation(_("Nettverket er avsluttet, og får ingen ny styringsgruppe."))
    return network
