"""Holding an event together: a unit is asked, and answers for itself."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit, scope
from lokallag.core.errors import RuleViolation
from lokallag.events.domain.lifecycle import OPEN, Answer, State, may_answer
from lokallag.events.models import Event, EventHost
from lokallag.events.services import told
from lokallag.events.services.editing import touch
from lokallag.events.services.making import locked
from lokallag.organisation.models import Unit
from lokallag.people.models import Person


@transaction.atomic
def invite_host(*, event: Event, unit: Unit, by: Person, at: datetime) -> EventHost:
    """Ask a unit to hold the event with the others. Those who lead it are told, and answer.

    One that said no may be asked again.

    :raises RuleViolation: it is asked or holds it already, or the event is over or cancelled
    """
    event = locked(event)
    _check_open(event)
    host, is_new = event.hosts.get_or_create(unit=unit, defaults={"asked_at": at})
    if not is_new:
        if not may_answer(Answer(host.state), Answer.INVITED):
            raise RuleViolation(_("Denne enheten er allerede spurt."), field="unit")
        host.state, host.asked_at, host.answered_at, host.answered_by = Answer.INVITED, at, None, None
        host.save(update_fields=["state", "asked_at", "answered_at", "answered_by"])
    scope.forget()
    audit.record("events.invite_host", actor=by, target=event, at=at, details={"unit": unit.pk})
    told.of_invitation(host, by=by, at=at)
    return host


@transaction.atomic
def remove_host(*, host: EventHost, by: Person, at: datetime) -> None:
    """Hold the event without a unit that was asked or held it too.

    :raises RuleViolation: it is the main host, or the event is over or cancelled
    """
    event = locked(host.event)
    _check_open(event)
    if host.is_main:
        raise RuleViolation(_("Hovedarrangøren kan ikke tas bort. Avlys arrangementet i stedet."))
    audit.record("events.invite_host", actor=by, target=event, at=at, details={"unit": host.unit_id, "ended": True})
    host.delete()
    _show_again(event, at)


@transaction.atomic
def answer_invitation(*, host: EventHost, answer: Answer, by: Person, at: datetime) -> EventHost:
    """Say whether a unit holds the event with the others. Those who lead the main host are told.

    The same answer twice counts once. Who said yes may say no later, and the other way round.

    :raises RuleViolation: the event is over or cancelled, or that is no answer
    """
    event = locked(host.event)
    host = EventHost.objects.select_for_update(of=("self",)).select_related("event").get(pk=host.pk)
    if host.state == answer:
        return host
    _check_open(event)
    if host.is_main or answer is Answer.INVITED or not may_answer(Answer(host.state), answer):
        raise RuleViolation(_("Hovedarrangøren kan ikke takke nei. Avlys arrangementet i stedet."))
    host.state, host.answered_at, host.answered_by = answer, at, by
    host.save(update_fields=["state", "answered_at", "answered_by"])
    _show_again(event, at)
    audit.record(
        "events.answer_invitation",
        actor=by,
        target=event,
        at=at,
        details={"unit": host.unit_id, "answer": answer.value},
    )
    told.of_answer(host, by=by, at=at)
    return host


def _show_again(event: Event, at: datetime) -> None:
    touch(event, at)
    event.save(update_fields=["sequence", "updated_at"])
    scope.forget()


def _check_open(event: Event) -> None:
    if State(event.state) not in OPEN:
        raise RuleViolation(_("Arrangementet er avsluttet."))
