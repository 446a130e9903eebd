"""The kinds of things that take two, what each does in words, and who can decide one (ADR 0011)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import Asker, find_act
from lokallag.organisation.models import Approval
from lokallag.organisation.queries.approvers import grant_approvers
from lokallag.people.models import Person

CHECK_MINUTES = _("Se etter i protokollen først. Det skjer med en gang du godkjenner.")
DONE = _("Godkjent. Det er ført inn, og alle det gjelder, får beskjed.")


class Overtaken(RuleViolation):
    """What was proposed cannot be done any more, whoever approves it: the proposal ends, and the text says why."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal in words, for those who decide it: what happens, in a line and in details; a page with more.

    :param link: what the link to that page says
    :param before: what to look at before one approves
    :param done: what the approver is told afterwards
    """

    headline: str
    lines: tuple[str, ...] = ()
    url: str = ""
    link: str | Promise = ""
    before: str | Promise = ""
    done: str | Promise = ""


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """One kind of thing that takes two. Both must be allowed ``act`` when it is proposed and when it is approved.

    :param again: returns the address at which the proposer can correct it and propose it anew
    :param approve_act: the act that the one who approves must be allowed, where it is another one than the proposer's
    :param overtaken: what the room does when such a proposal ends because it can no longer be carried out
    :param own_hand: returns why somebody else than the proposer has too much to do with it to approve it, empty where
        nothing stands so
    """

    name: str
    title: str | Promise
    act: str
    describe: Callable[[Approval, date], Proposed]
    carry_out: Callable[[Approval, Person, datetime], None]
    again: Callable[[Approval], str] | None = None
    approve_act: str = ""
    overtaken: Callable[[Approval, datetime], None] | None = None
    own_hand: Callable[[Approval, Person], str | Promise] | None = None

    @property
    def deciding_act(self) -> str:
        """The act that lets one approve it."""
        return self.approve_act or self.act


_kinds: dict[str, ApprovalKind] = {}


def register_kind(kind: ApprovalKind) -> None:
    """Let things of this kind be proposed.

    :raises ValueError: the name is taken
    """
    if kind.name in _kinds:
        raise ValueError(f"the kind of approval {kind.name} is registered twice")
    _kinds[kind.name] = kind


def find_kind(name: str) -> ApprovalKind:
    """Return the kind of this name.

    :raises LookupError: no room has registered it
    """
    return _kinds[name]


def kind_of(approval: Approval) -> ApprovalKind:
    """Return the kind of an approval.

    :raises LookupError: no room has registered it
    """
    return find_kind(approval.kind)


def has_right_to_decide(person: Asker, approval: Approval) -> bool:
    """Tell whether the person's offices let them approve such a thing; whether it is their own is another matter."""
    kind = _kinds.get(approval.kind)
    return kind is not None and bool(find_act(kind.deciding_act).predicate.test(person, approval.unit))


def own_hand(approval: Approval, by: Person) -> str | Promise:
    """Return why the person may not approve this one, whatever offices they hold; empty where nothing stands so."""
    if by.pk == approval.proposer_id:
        return _(
            "Du har selv foreslått dette, og kan ikke godkjenne det. Det gjelder personen, ikke nettleseren. "
            "En annen i styret må godkjenne."
        )
    if by.pk in approval.gains:
        return _("Dette gjelder deg selv. En annen i styret må godkjenne.")
    kind = _kinds.get(approval.kind)
    return kind.own_hand(approval, by) if kind is not None and kind.own_hand is not None else ""


def deciders(approval: Approval, on: date) -> list[Person]:
    """Return those who can approve it on the day, sorted by name: not the proposer, nor others with a hand in it."""
    return [
        person
        for person in grant_approvers(on)
        if has_right_to_decide(person, approval) and not own_hand(approval, person)
    ]
