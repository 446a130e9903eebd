"""What an officer writes down for a member after a call, a paper or a talk. Pure: no Django, no clock.

Whatever a member can do, an officer can enter for them: marked who, when and how, with a receipt. Never a vote.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONG_AGO = timedelta(days=365)  # a paper found in a drawer after a year is asked about again
EMAILS_A_DAY = 10  # addresses that one officer enters in 24 hours: many at once is no telephone call


class How(StrEnum):
    """How the member said it."""

    PHONE = "phone"
    PAPER = "paper"
    TALK = "talk"


class Way(StrEnum):
    """How the member gets the receipt."""

    EMAIL = "email"
    LETTER = "letter"


class Fault(StrEnum):
    """Why something cannot be entered for somebody."""

    IN_FUTURE = "in_future"
    LONG_AGO = "long_ago"
    HOLDS_OFFICE = "holds_office"
    HAS_FACTOR = "has_factor"
    OWN_ADDRESS = "own_address"
    OFFICERS_ADDRESS = "officers_address"
    SHARED_ADDRESS = "shared_address"
    MANY_TODAY = "many_today"
    NOT_ON_PAPER = "not_on_paper"


@dataclass(frozen=True, slots=True)
class Said:
    """How and on which day the member said it."""

    how: How
    on: date


@dataclass(frozen=True, slots=True)
class EmailFacts:
    """What is looked at before an officer enters an e-mail address for a member.

    ``holds_office`` is so now, from a later day, or by an approval that waits. ``is_by_own`` says that the new address
    is the officer's, ``is_an_officers`` that somebody else in office has it, ``is_anothers`` that any other person has
    it, ``is_shared`` that the officer has said that the two share it.
    """

    holds_office: bool
    has_factor: bool
    is_by_own: bool
    is_an_officers: bool
    is_anothers: bool
    is_shared: bool
    entered_today: int


def fault_in_day(said: Said, *, today: date) -> Fault | None:
    """Return what is wrong with the day on which something was said, if anything."""
    if said.on > today:
        return Fault.IN_FUTURE
    return Fault.LONG_AGO if said.on < today - LONG_AGO else None


def fault_in_email(facts: EmailFacts) -> Fault | None:
    """Return why an officer may not enter this address, the weightiest first, or ``None`` where they may.

    Whoever reads a person's mailbox comes in as that person. So nobody with power is moved to another mailbox by
    others, and no officer moves a member to a mailbox of their own.
    """
    if facts.holds_office:
        return Fault.HOLDS_OFFICE
    if facts.has_factor:
        return Fault.HAS_FACTOR
    if facts.is_by_own:
        return Fault.OWN_ADDRESS
    if facts.is_an_officers:
        return Fault.OFFICERS_ADDRESS
    if facts.is_anothers and not facts.is_shared:
        return Fault.SHARED_ADDRESS
    return Fault.MANY_TODAY if facts.entered_today >= EMAILS_A_DAY else None


def way_of_receipt(*, address: str, is_proved: bool) -> Way:
    """Return how a receipt goes: by e-mail to an address that the person has been seen to read, else by letter."""
    return Way.EMAIL if address and is_proved else Way.LETTER
