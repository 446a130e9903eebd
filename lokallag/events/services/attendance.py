"""Who came: ticked on the list, told by people themselves at the door, or counted without a name."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import moment_in_words
from lokallag.core import audit, scope
from lokallag.core.errors import RuleViolation
from lokallag.events.domain import answers, signing
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.domain.places import State
from lokallag.events.domain.signing import Door
from lokallag.events.models import Event, Signup, Tally
from lokallag.events.services.signup_mail import secret
from lokallag.events.services.signups import sign_up_at_door
from lokallag.people.domain.signin import clean_address
from lokallag.people.models import Person

ACT = "events.tick_arrival"
MOST_DROP_INS = 10_000
NOT_ON_LIST = gettext_lazy("Du er ikke påmeldt. Trykk «Jeg er ikke påmeldt», så teller vi deg med.")
OLD_CODE = gettext_lazy("Koden ved døra er byttet. Skann den som står der nå.")


@transaction.atomic
def tick_arrival(*, signup: Signup, arrived: int | None, by: Person | None, at: datetime) -> Signup:
    """Write down how many of a party have come, or ``None``: the tick is taken back. Said twice, it changes nothing.

    Who said that they do not come and comes all the same is ticked as everybody else; that takes no place in the list.

    :raises RuleViolation: the event is cancelled, or more came than the party is
    """
    signup = Signup.objects.select_for_update(of=("self",)).select_related("event").get(pk=signup.pk)
    _check_is_held(signup.event)
    if arrived is not None and not 1 <= arrived <= signup.size:
        raise RuleViolation(_("Flere enn dem som er påmeldt, telles som noen uten påmelding."))
    if signup.arrived != arrived:
        signup.arrived = arrived
        signup.save(update_fields=["arrived"])
        audit.record(ACT, actor=by, target=signup, at=at, details={"arrived": arrived})
    return signup


@transaction.atomic
def count_drop_ins(*, event: Event, more: int, by: Person | None, at: datetime) -> int:
    """Count ``more`` who came without a name; fewer than none are never counted. Returns how many there are.

    :raises RuleViolation: the event is cancelled, or the number is beyond reason
    """
    _check_is_held(event)
    if abs(more) > MOST_DROP_INS:
        raise RuleViolation(_("Skriv hvor mange som kom, med et tall."))
    Tally.objects.filter(pk=event.pk).update(drop_ins=Greatest(F("drop_ins") + more, 0))
    audit.record("events.count_drop_in", actor=by, target=event, at=at, details={"more": more})
    return Tally.objects.values_list("drop_ins", flat=True).get(pk=event.pk)


def door_code(event: Event, *, at: datetime) -> str:
    """Return the code shown at an event's door at that instant."""
    return answers.door_code(secret(), event=event.uid, at=at)


def is_door_code(event: Event, code: str, *, at: datetime) -> bool:
    """Tell whether a code is the one that was shown at the event's door just now."""
    return answers.is_door_code(secret(), code, event=event.uid, at=at)


@transaction.atomic
def arrive(
    *, event: Event, code: str, person: Person | None, email: str = "", may_join: bool = False, at: datetime
) -> None:
    """Tick whoever has scanned the code at the door: the one who is signed in, or who has signed up by this address.

    It answers the same whether or not anybody has the address. Nobody ticked here takes a place from anybody.

    :param may_join: the event is for the one who is signed in: not signed up, they are signed up here and now
    :raises RuleViolation: the code is no longer shown, the door is not open, the event is cancelled or full, or who is
        signed in is not signed up and may not be
    """
    _check_door(event, code, at=at)
    with scope.opened("who has scanned the code at the door"):
        mine = Signup.objects.filter(event=event).exclude(state=State.CANCELLED)
        found = mine.filter(person=person) if person is not None else mine.none()
        if person is not None and not found.exists():
            if not may_join:
                raise RuleViolation(NOT_ON_LIST)
            sign_up_at_door(event=event, person=person, at=at)
        if person is None and email.strip():
            key = clean_address(email)
            found = mine.filter(email_key=key) | mine.filter(person__in=Person.objects.with_email(email))
        for signup in found.filter(arrived__isnull=True).order_by("pk"):
            tick_arrival(signup=signup, arrived=signup.size, by=person, at=at)


@transaction.atomic
def walk_in(*, event: Event, code: str, name: str = "", at: datetime) -> None:
    """Count one who has scanned the code at the door and is not signed up: by name on the list, or without one.

    :raises RuleViolation: the code is no longer shown, the door is not open, or the event is cancelled; or it is full,
        for who gives a name
    """
    _check_door(event, code, at=at)
    if name:
        with scope.opened("who has given a name at the door"):
            signup = sign_up_at_door(event=event, person=None, name=name, at=at)
            tick_arrival(signup=signup, arrived=1, by=None, at=at)
        return
    count_drop_ins(event=event, more=1, by=None, at=at)


def _check_door(event: Event, code: str, *, at: datetime) -> None:
    _check_is_held(event)
    if not is_door_code(event, code, at=at):
        raise RuleViolation(OLD_CODE)
    if closed := door_closed_in_words(event, at=at):
        raise RuleViolation(closed)


def door_closed_in_words(event: Event, *, at: datetime) -> str:
    """Return why no arrival is taken at the door at that instant, empty while one is."""
    found = signing.door(starts_at=event.starts_at, ends_at=event.ends_at, at=at)
    if found is Door.NOT_YET:
        opens = moment_in_words(event.starts_at - signing.DOOR_OPENS, local_date(at), weekday=True)
        return _("Døra er ikke åpnet ennå. Du kan si at du er her, fra %(when)s.") % {"when": opens}
    if found is Door.SHUT:
        return _("Arrangementet er over. Arrangøren kan føre opp hvem som kom.")
    return ""


def _check_is_held(event: Event) -> None:
    if EventState(event.state) is EventState.CANCELLED:
        raise RuleViolation(_("Arrangementet er avlyst."))
    if EventState(event.state) is EventState.DRAFT:
        raise RuleViolation(_("Arrangementet er ikke kunngjort ennå."))
