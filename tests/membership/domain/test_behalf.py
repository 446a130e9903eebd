"""What may be entered for others, from values alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lokallag.membership.domain.behalf import (
    EMAILS_A_DAY,
    EmailFacts,
    Fault,
    How,
    Said,
    Way,
    fault_in_day,
    fault_in_email,
    way_of_receipt,
)

TODAY = date(2026, 11, 25)
HARMLESS = {
    "holds_office": False,
    "has_factor": False,
    "is_by_own": False,
    "is_an_officers": False,
    "is_anothers": False,
    "is_shared": False,
    "entered_today": 0,
}


@pytest.mark.parametrize(
    ("days_ago", "fault"),
    [(-1, Fault.IN_FUTURE), (0, None), (1, None), (365, None), (366, Fault.LONG_AGO)],
)
def test_something_was_said_today_or_within_a_year(days_ago, fault):
    assert fault_in_day(Said(How.PHONE, TODAY - timedelta(days=days_ago)), today=TODAY) is fault


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({}, None),
        ({"holds_office": True}, Fault.HOLDS_OFFICE),
        ({"has_factor": True}, Fault.HAS_FACTOR),
        ({"is_by_own": True, "is_anothers": True, "is_shared": True}, Fault.OWN_ADDRESS),
        ({"is_an_officers": True, "is_anothers": True, "is_shared": True}, Fault.OFFICERS_ADDRESS),
        ({"is_anothers": True}, Fault.SHARED_ADDRESS),
        ({"is_anothers": True, "is_shared": True}, None),
        ({"entered_today": EMAILS_A_DAY - 1}, None),
        ({"entered_today": EMAILS_A_DAY}, Fault.MANY_TODAY),
    ],
)
def test_worked_examples_of_addresses(facts, fault):
    assert fault_in_email(EmailFacts(**{**HARMLESS, **facts})) is fault


@given(
    st.builds(
        EmailFacts,
        *[st.booleans() for _flag in range(6)],
        entered_today=st.integers(0, 30),
    )
)
def test_nobody_with_power_and_no_mailbox_of_the_officer_ever_passes(facts):
    if fault_in_email(facts) is None:
        assert not any((facts.holds_office, facts.has_factor, facts.is_by_own, facts.is_an_officers))


@pytest.mark.parametrize(
    ("address", "is_proved", "way"),
    [("a@example.org", True, Way.EMAIL), ("a@example.org", False, Way.LETTER), ("", True, Way.LETTER)],
)
def test_a_receipt_goes_by_mail_only_to_an_address_that_is_proved(address, is_proved, way):
    assert way_of_receipt(address=address, is_proved=is_proved) is way
