"""Who may still get a mailing when its letter is claimed: right, wish and address, asked in a few queries."""

from collections.abc import Sequence
from datetime import datetime

from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.domain.segments import Who
from lokallag.mailing.models import Mailing, Unsubscription
from lokallag.mailing.services.reaching import PURPOSE
from lokallag.mailing.services.way_out import way_out_of
from lokallag.mailing.services.writing import TRIAL
from lokallag.membership.models import Belonging
from lokallag.membership.services.letters import who_are_members
from lokallag.organisation.services.letters import who_answer_for_register, who_hold
from lokallag.outbox.domain.checks import Answer, Check, Waiting, Why, register
from lokallag.outbox.models import DeadAddress
from lokallag.people.services.letters import keys_in, who_exist


def who_may_get(kind: Kind) -> Check:
    """Return the check of one kind: members and officers of today who want it, at an address that works."""

    def check(letters: Sequence[Waiting], at: datetime) -> Answer:
        there = who_exist(letters, at)
        right = who_are_members(letters, at).may | who_hold()(letters, at).may
        strayed = _who_left_network(letters)
        left = _who_left(kind, letters)
        dead = _dead(letters)
        why: dict[Waiting, Why] = {}
        for letter in letters:
            if letter not in there.may:
                why[letter] = Why.ERASED
            elif letter not in right or letter in strayed:
                why[letter] = Why.NO_RIGHT
            elif letter.recipient_key in left:
                why[letter] = Why.UNSUBSCRIBED
            elif letter.address.lower() in dead:
                why[letter] = Why.BOUNCED
        return Answer(frozenset(letter for letter in letters if letter not in why), why)

    return check


def _who_left(kind: Kind, letters: Sequence[Waiting]) -> set[str]:
    if kind is Kind.STATUTORY:
        return set()
    rows = Unsubscription.objects.filter(kind=kind, person__key__in=keys_in(letters))
    return {str(key) for key in rows.values_list("person__key", flat=True)}


def _who_left_network(letters: Sequence[Waiting]) -> set[Waiting]:
    """Return the letters to those of a network whose receiver has left it since, or has chosen another channel."""
    by_key = {letter: letter.message_key.rpartition(":")[0] for letter in letters}
    sent = Mailing.objects.filter(key__in=set(by_key.values()), segment__who__in=[Who.BELONGING, Who.JOINED_BY_MAIL])
    units = {key: frozenset(segment["units"]) for key, segment in sent.values_list("key", "segment")}
    if not units:
        return set()
    there = Belonging.objects.filter(
        person__key__in=keys_in(letters),
        channel=Belonging.Channel.EMAIL,
        unit_id__in=frozenset().union(*units.values()),
    )
    belongs: dict[str, set[int]] = {}
    for person, unit in there.values_list("person__key", "unit_id"):
        belongs.setdefault(str(person), set()).add(unit)
    return {
        letter
        for letter, key in by_key.items()
        if key in units and not units[key] & belongs.get(letter.recipient_key, set())
    }


def _dead(letters: Sequence[Waiting]) -> set[str]:
    addresses = {letter.address.lower() for letter in letters}
    return set(DeadAddress.objects.filter(address__in=addresses).values_list("address", flat=True))


def answer_for_letters() -> None:
    """Say who may get mailings and the other letters of this room, and where one leaves them."""
    register(TRIAL, who_exist)
    register(PURPOSE, who_answer_for_register)
    for kind in Kind:
        register(kind.purpose, who_may_get(kind), way_out=None if kind is Kind.STATUTORY else way_out_of(kind))


__all__ = ["answer_for_letters", "who_may_get"]
