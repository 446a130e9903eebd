"""Who may still get the letters of this room: members as long as they are, officers as long as they hold the office."""

from collections.abc import Sequence
from datetime import datetime

from lokallag.calendar.domain.local import local_date
from lokallag.membership.models import Membership
from lokallag.organisation.services.letters import who_answer_for_register, who_lead
from lokallag.outbox.domain.checks import Answer, Waiting, Why, only, register
from lokallag.people.services.letters import keys_in, who_exist


def who_are_members(letters: Sequence[Waiting], at: datetime) -> Answer:
    """Let through whoever is a member on the day. One query."""
    live = Membership.objects.live(local_date(at)).filter(person__key__in=keys_in(letters))
    return only(letters, {str(key) for key in live.values_list("person__key", flat=True)}, why=Why.NO_RIGHT)


def _about_a_choice(letters: Sequence[Waiting], at: datetime) -> Answer:
    """Let the note to the member through while they are one, and the notes to leaders while they lead. Two queries."""
    own = [letter for letter in letters if letter.message_key.endswith(":member")]
    others = [letter for letter in letters if not letter.message_key.endswith(":member")]
    members, leaders = who_are_members(own, at), who_lead(others, at)
    return Answer(members.may | leaders.may, {**members.why, **leaders.why})


def answer_for_letters() -> None:
    """Say who may get the letters of this room."""
    register("membership.branch_choice", _about_a_choice)
    register("membership.branch_offer", who_are_members)
    register("membership.entry", who_exist)
    register("membership.email_entered", who_answer_for_register)
