"""Signing up, answering, and the line that moves up by itself.

Whoever signs up holds the event's ``Tally`` until all is written, so that sign-ups of one event come one after another
and each sees those before it. What is written down and told is the same for an address that is known here and one that
is not: only who reads the mailbox learns which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core import audit, prepared, scope
from lokallag.core.errors import RuleViolation
from lokallag.core.idempotency import CLAIMED
from lokallag.core.keeping import EVERYTHING, delete_some
from lokallag.events.domain import answers, places, signing
from lokallag.events.domain.audience import Audience
from lokallag.events.domain.lifecycle import SHOWN
from lokallag.events.domain.lifecycle import State as EventState
from lokallag.events.domain.places import State
from lokallag.events.domain.signing import Closed
from lokallag.events.models import Event, Signup, SignupTry, Tally
from lokallag.events.services import signup_mail
from lokallag.outbox.services import forget_recipient
from lokallag.people.domain.signin import clean_address
from lokallag.people.models import Person

ACT = "events.sign_up"
CLOSED = {
    Closed.CANCELLED: _("Arrangementet er avlyst, så det tas ikke imot påmeldinger."),
    Closed.NOT_SHOWN: _("Arrangementet er ikke kunngjort ennå."),
    Closed.NONE_WANTED: _("Det er ingen påmelding. Det er bare å komme."),
    Closed.OVER: _("Arrangementet har begynt, så påmeldingen er stengt. Kom innom, så hører du om det er plass."),
    Closed.HELD: _("Arrangementet ble holdt %(day)s."),
    Closed.TOO_LATE: _("Påmeldingen er stengt. Ta kontakt med arrangøren hvis du likevel vil komme."),
}
FULL_AT_DOOR = _("Det er fullt. Spør verten ved døra om det er plass til deg likevel.")
TOO_MANY = _("Det er meldt på mange herfra den siste timen. Vent en time, eller ring arrangøren.")
# In the order of the buckets, so that no two wait for each other.
COUNT_TRIES = """
{claimed} INSERT INTO events_signuptry (bucket, hour, count)
SELECT bucket, %s, 1 FROM unnest(%s::text[]) AS bucket {if_new}
ON CONFLICT (bucket, hour) DO UPDATE SET count = events_signuptry.count + 1 RETURNING bucket, count
"""
COUNT_ALWAYS = COUNT_TRIES.format(claimed="", if_new="")
COUNT_ONCE = COUNT_TRIES.format(claimed=CLAIMED, if_new="WHERE EXISTS (SELECT FROM claimed)")
KEPT_TRIES_HOURS = 24
# What signing up looks at of an event, in the model's order; the rest of it is read where it is asked for.
_ASKED = "id slug title state audience has_signup signup_until starts_at ends_at capacity most_guests place_name"
_ASKED += " street_address online_link practical sequence cancel_reason"
FACTS = tuple(field.attname for field in Event._meta.concrete_fields if field.attname in _ASKED.split())
COUNTS = ("capacity", "ceiling", "taken", "waiting", "last_number")
# The locks are taken in the order they are named in: first the event's, then that of its counts.
HOLD = """
SELECT {event_columns}, {tally_columns}
FROM events_event AS event JOIN events_tally AS tally ON tally.event_id = event.id
WHERE event.{column} = %s FOR KEY SHARE OF event FOR UPDATE OF tally
"""
HOLD_BY = {
    column: HOLD.format(
        column=column,
        event_columns=", ".join(f"event.{name}" for name in FACTS),
        tally_columns=", ".join(f"tally.{name}" for name in COUNTS),
    )
    for column in ("id", "slug")
}
# Who has signed up by this address, or is a person of ours of this name and address.
FIND_SAME = """
SELECT id FROM events_signup WHERE event_id = %s AND person_id IS NULL AND email_key = %s
UNION ALL
SELECT signup.id FROM people_person AS person
JOIN events_signup AS signup ON signup.event_id = %s AND signup.person_id = person.id
WHERE upper(person.email) = upper(%s)
  AND lower(person.given_name || ' ' || person.family_name) = lower(%s)
LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Held:
    """An event with its counts locked, so that nobody else signs up meanwhile."""

    event: Event
    tally: Tally


def hold(event_id: int) -> Held:
    """Lock an event's counts, and read both afresh. Call it in a transaction, before any sign-up is touched.

    The event comes first: who moves or cancels it waits for those who are signing up, and then tells them all.

    :raises Event.DoesNotExist: there is none
    """
    return _hold("id", event_id)


def _hold(column: str, value: int | str) -> Held:
    with prepared.cursor() as cursor:
        cursor.execute(HOLD_BY[column], [value])
        found = cursor.fetchone()
    if found is None:
        raise Event.DoesNotExist
    event = Event.from_db(connection.alias, FACTS, found[: len(FACTS)])
    return Held(event, Tally(event=event, **dict(zip(COUNTS, found[len(FACTS) :], strict=True))))


def why_closed(event: Event, *, at: datetime) -> Closed | None:
    """Return why nobody can sign up for an event at this instant, or ``None`` while one can."""
    return signing.why_closed(
        state=EventState(event.state),
        has_signup=event.has_signup,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        until=event.signup_until,
        at=at,
    )


def closed_in_words(event: Event, closed: Closed, *, at: datetime) -> str:
    """Return why nobody can sign up, as it is said to whoever would."""
    return str(CLOSED[closed]) % {"day": in_words(event.day, local_date(at))}


@transaction.atomic
def sign_up_person(*, event: Event, person: Person, guests: int = 0, at: datetime) -> Signup:
    """Sign a person up, or put them at the end of the line. Who is signed up already stays as they are.

    :raises RuleViolation: no sign-up is taken now, or the party is larger than may come
    """
    held = hold(event.pk)
    found = Signup.objects.filter(event_id=event.pk, person=person).first() or _adopted(held.event, person)
    if found is not None:
        found.person = person
        return _sign_up_again(held, found, guests=guests, by=person, at=at)
    signup = Signup(person=person)
    _sign_up_new(held, signup, guests=guests, by=person, at=at)
    return signup


@transaction.atomic
def sign_up_by_email(
    *,
    event: Event | str,
    name: str,
    email: str,
    guests: int = 0,
    language: str,
    network: str,
    at: datetime,
    form_key: str = "",
) -> None:
    """Sign up who has no account here, by name and address. It answers nothing: the mail does.

    Who has the address already keeps what was written down, and gets the same mail again, at most once an hour; so
    does a person of ours of that name and address.

    :param event: the event, or the part of its address that names it
    :param network: from where it is asked (``people.domain.signin.network_of``); kept only as a keyed hash
    :param form_key: of the form it came by (``core.idempotency``): the same one again does nothing
    :raises Event.DoesNotExist: there is none that is open to anyone
    :raises RuleViolation: no sign-up is taken now, the party is too large, or too many have been signed up from there
    """
    key = clean_address(email)
    if not _count_try(network=network, address=key, at=at, form_key=form_key):
        return
    held = _hold("slug", event if isinstance(event, str) else event.slug)
    if held.event.audience != Audience.OPEN or EventState(held.event.state) not in SHOWN:
        raise Event.DoesNotExist
    same = [held.event.pk, key, held.event.pk, key, name]
    new = Signup(name=name, email=email.strip(), email_key=key, language=language)
    if not _sign_up_new(held, new, guests=guests, by=None, at=at, same=same):
        with scope.opened("a sign-up without an account"):
            _sign_up_again(held, _same(same), guests=guests, by=None, at=at)


def _same(asked: list[Any]) -> Signup:
    """Return the sign-up that is there already for an address and name. A couple's address is both of theirs."""
    with connection.cursor() as cursor:
        cursor.execute(FIND_SAME, asked)
        return Signup.objects.select_related("person").get(pk=cursor.fetchone()[0])


@transaction.atomic
def enter_signup(*, event: Event, name: str, guests: int = 0, by: Person, at: datetime) -> Signup:
    """Write down somebody who has said that they come: on the telephone, or at a stall. They get no mail.

    :raises RuleViolation: no sign-up is taken any more, or the party is too large
    """
    held = hold(event.pk)
    signup = Signup(name=name, entered_by=by)
    _sign_up_new(held, signup, guests=guests, by=by, at=at)
    return signup


@transaction.atomic
def sign_up_at_door(*, event: Event, person: Person | None, name: str = "", at: datetime) -> Signup:
    """Sign up who stands at the door and is not on the list: no mail, no line. Who is on it stays as they are.

    :raises RuleViolation: it is full
    """
    held = hold(event.pk)
    found = None
    if person is not None:
        found = Signup.objects.filter(event_id=event.pk, person=person).first() or _adopted(held.event, person)
    if found is not None and found.state != State.CANCELLED:
        return found
    tally = held.tally
    is_awaited = at < held.event.starts_at and _someone_waits(tally)
    if is_awaited or not places.has_room(1, capacity=tally.capacity, taken=tally.taken):
        raise RuleViolation(FULL_AT_DOOR)
    signup = found or Signup(person=person, name=name)
    signup.event, signup.guests, signup.number = held.event, 0, tally.last_number + 1
    signup.state, signup.signed_at, signup.moved_up_at = State.SIGNED_UP.value, at, None
    signup.answer, signup.answered_at = Signup.Answer.COMING, at
    signup.save()
    audit.record(ACT, actor=person, target=signup, at=at, details={"state": signup.state, "at_door": True})
    return signup


def _adopted(event: Event, person: Person) -> Signup | None:
    """Return the sign-up that the person made by name and address before signing in, made theirs."""
    if not person.email:
        return None
    key = clean_address(person.email)
    found = Signup.objects.filter(event_id=event.pk, person__isnull=True, email_key=key).first()
    if found is None or found.name.casefold() != person.name.casefold():
        return None
    found.person, found.name, found.email, found.email_key = person, "", "", ""
    found.save(update_fields=["person", "name", "email", "email_key"])
    return found


def _sign_up_new(
    held: Held, signup: Signup, *, guests: int, by: Person | None, at: datetime, same: Sequence[Any] = ()
) -> bool:
    """Write a new sign-up down. Returns whether it was written: not where ``FIND_SAME`` finds one for ``same``."""
    _check_open(held.event, at=at)
    _give_place(held, signup, guests=guests, at=at)
    unless, said = FIND_SAME if same else "", _said(signup)
    if not audit.insert(signup, ACT, actor=by, at=at, details=said, unless=unless, asked=same):
        return False
    signup_mail.tell_receipt(signup, held.event, at=at)
    return True


def _sign_up_again(held: Held, signup: Signup, *, guests: int, by: Person | None, at: datetime) -> Signup:
    """Sign up who has said "kommer ikke" once more. Whoever else is there already gets the same mail again."""
    _check_open(held.event, at=at)
    if signup.state == State.CANCELLED:
        _give_place(held, signup, guests=guests, at=at)
        signup.save()
        audit.record(ACT, actor=by, target=signup, at=at, details=_said(signup))
    signup_mail.tell_receipt(signup, held.event, at=at)
    return signup


def _give_place(held: Held, signup: Signup, *, guests: int, at: datetime) -> None:
    event, tally = held.event, held.tally
    _check_guests(event, guests)
    signup.event, signup.guests, signup.number = event, guests, tally.last_number + 1
    signup.state = places.state_of_new(
        signup.size, capacity=tally.capacity, taken=tally.taken, someone_waits=_someone_waits(tally)
    ).value
    signup.signed_at, signup.moved_up_at, signup.reminded = at, None, ""
    signup.answer, signup.answered_at = Signup.Answer.NONE, None


def _said(signup: Signup) -> dict[str, audit.Detail]:
    return {"state": signup.state, "guests": signup.guests}


def _check_guests(event: Event, guests: int) -> None:
    if guests > event.most_guests:
        few = _("Du kan ha med deg høyst %(most)d gjester.") % {"most": event.most_guests}
        raise RuleViolation(few if event.most_guests else _("Her kan man ikke ta med gjester."), field="guests")
    if not places.fits_at_all(1 + guests, capacity=event.capacity):
        raise RuleViolation(
            _("Det er plass til %(capacity)d i alt, så dere er for mange.") % {"capacity": event.capacity},
            field="guests",
        )


def _someone_waits(tally: Tally) -> bool:
    """Tell whether somebody stands in the line who could get in. Asked of the table only where it matters."""
    if not tally.waiting or not places.has_room(1, capacity=tally.capacity, taken=tally.taken):
        return tally.waiting > 0
    line = Signup.objects.filter(event_id=tally.event_id, state=State.WAITING)
    return line.exists() if tally.capacity is None else line.filter(guests__lt=tally.capacity).exists()


@transaction.atomic
def answer(*, signup: Signup, is_coming: bool, guests: int | None = None, by: Person | None, at: datetime) -> Signup:
    """Write down whether somebody comes. A place given back goes to the next in line at once.

    Saying "kommer" after "kommer ikke" is signing up anew, at the end of the line. Said twice, it changes nothing.

    :param guests: how many are brought along from now on; ``None`` leaves it
    :raises RuleViolation: no sign-up is taken any more, or there is no room for more guests
    """
    held = hold(signup.event_id)
    signup = Signup.objects.select_related("person").get(pk=signup.pk)
    if not is_coming:
        return _withdraw(held, signup, by=by, at=at)
    if signup.state == State.CANCELLED:
        kept = signup.guests if guests is None else guests
        signup = _sign_up_again(held, signup, guests=kept, by=by, at=at)
    elif guests is not None and guests != signup.guests:
        _change_guests(held, signup, guests, by=by, at=at)
    else:
        _check_goes_on(held.event, at=at)
    if signup.answer != Signup.Answer.COMING:
        signup.answer, signup.answered_at = Signup.Answer.COMING, at
        signup.save(update_fields=["answer", "answered_at"])
        audit.record(ACT, actor=by, target=signup, at=at, details={"coming": True})
    return signup


def _change_guests(held: Held, signup: Signup, guests: int, *, by: Person | None, at: datetime) -> None:
    _check_open(held.event, at=at)
    _check_guests(held.event, guests)
    more = guests - signup.guests
    has_place = signup.state == State.SIGNED_UP
    if (
        has_place
        and more > 0
        and (
            _someone_waits(held.tally)
            or not places.has_room(more, capacity=held.tally.capacity, taken=held.tally.taken)
        )
    ):
        raise RuleViolation(_("Det er ikke plass til flere gjester nå. Plassen din har du fortsatt."), field="guests")
    signup.guests = guests
    signup.save(update_fields=["guests"])
    audit.record(ACT, actor=by, target=signup, at=at, details={"guests": guests})
    settle(held.event.pk, at=at)


def _check_open(event: Event, *, at: datetime) -> None:
    closed = why_closed(event, at=at)
    if closed is not None:
        raise RuleViolation(closed_in_words(event, closed, at=at))


def _check_goes_on(event: Event, *, at: datetime) -> None:
    closed = why_closed(event, at=at)
    if closed in {Closed.CANCELLED, Closed.OVER, Closed.HELD}:
        raise RuleViolation(closed_in_words(event, closed, at=at))


def _withdraw(held: Held, signup: Signup, *, by: Person | None, at: datetime) -> Signup:
    if signup.state == State.CANCELLED:
        return signup
    if EventState(held.event.state) is EventState.DONE or at >= held.event.ends_at:
        raise RuleViolation(_("Arrangementet er over."))
    signup.state, signup.answer, signup.answered_at = State.CANCELLED.value, Signup.Answer.NOT_COMING, at
    signup.arrived = None
    signup.save(update_fields=["state", "answer", "answered_at", "arrived"])
    audit.record(ACT, actor=by, target=signup, at=at, details={"coming": False})
    settle(held.event.pk, at=at)
    return signup


@transaction.atomic
def settle(event_id: int, *, at: datetime) -> tuple[Signup, ...]:
    """Let those move up whom there is room for, and tell them. Returns them, in the order of the line.

    It is called wherever room may have come: a place given back, a larger room. Nobody moves up once it has begun.
    """
    held = hold(event_id)
    event, tally = held.event, held.tally
    if not tally.waiting or EventState(event.state) is not EventState.PUBLISHED or at >= event.starts_at:
        return ()
    line = Signup.objects.filter(event_id=event_id, state=State.WAITING).order_by("number").values_list("pk", "guests")
    parties = [places.Party(pk, 1 + guests) for pk, guests in line]
    moved = [party.number for party in places.move_up(parties, capacity=tally.capacity, taken=tally.taken)]
    if not moved:
        return ()
    found = list(Signup.objects.filter(pk__in=moved).select_related("person").order_by("number"))
    for signup in found:
        signup.state, signup.moved_up_at = State.SIGNED_UP.value, at
        signup.save(update_fields=["state", "moved_up_at"])
        audit.record(ACT, actor=None, target=signup, at=at, details={"state": signup.state, "moved_up": True})
        signup_mail.tell_moved_up(signup, event, at=at)
    return tuple(found)


def find_by_token(token: str) -> Signup | None:
    """Return the sign-up that a link from a mail is about, or ``None``: nobody's, or a link that no longer counts."""
    key = answers.key_in(token)
    if key is None:
        return None
    found = Signup.objects.select_related("event", "person").filter(key=key).first()
    if found is None:
        return None
    is_right = answers.is_reply(signup_mail.secret(), token, key=found.key, version=found.link_version)
    return found if is_right else None


def _count_try(*, network: str, address: str, at: datetime, form_key: str) -> bool:
    """Count a try from a network and for an address, in this hour. Returns whether the form is new.

    :raises RuleViolation: there have been too many
    """
    hour = at.replace(minute=0, second=0, microsecond=0)
    limits = {_bucket("network", network): signing.PER_NETWORK, _bucket("address", address): signing.PER_ADDRESS}
    with prepared.cursor() as cursor:
        if form_key:
            cursor.execute(COUNT_ONCE, [form_key, at, hour, sorted(limits)])
        else:
            cursor.execute(COUNT_ALWAYS, [hour, sorted(limits)])
        counted: dict[str, int] = dict(cursor.fetchall())
    if any(counts > limits[bucket] for bucket, counts in counted.items()):
        raise RuleViolation(TOO_MANY)
    return bool(counted)


def _bucket(kind: str, value: str) -> str:
    return salted_hmac(f"lokallag.events.{kind}", value, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def forget_tries(*, at: datetime, most: int = EVERYTHING) -> int:
    """Delete the counts of tries after a day, at most ``most``. Returns how many."""
    return delete_some(
        SignupTry.objects.filter(hour__lt=at - timedelta(hours=KEPT_TRIES_HOURS)).order_by("hour"), most=most
    )


def forget_letters(signup: Signup) -> int:
    """Delete the letters to somebody who signed up by name and address. Returns how many."""
    return forget_recipient(recipient_key=signup.recipient_key) if signup.person_id is None else 0
