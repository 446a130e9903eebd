"""What the pages of people show."""

from lokallag.people.queries.account import AccountPage, account_page
from lokallag.people.queries.asking import AskPage, ask_for_codes_page, ask_to_remove_page
from lokallag.people.queries.contact import ContactPage, contact_of, contact_page, email_code_page
from lokallag.people.queries.factors import CodesPage, ConfirmPage, SetUpPage, confirm_page, recovery_page, set_up_page
from lokallag.people.queries.proofs import ProofPage, proof_page
from lokallag.people.queries.way_in import (
    VISITOR,
    Choice,
    CodePage,
    SignInPage,
    WhoPage,
    closed_page,
    code_page,
    demo_choices,
    fault_of,
    sign_in_page,
    who_page,
)

__all__ = [
    "VISITOR",
    "AccountPage",
    "AskPage",
    "Choice",
    "CodePage",
    "CodesPage",
    "ConfirmPage",
    "ContactPage",
    "ProofPage",
    "SetUpPage",
    "SignInPage",
    "WhoPage",
    "account_page",
    "ask_for_codes_page",
    "ask_to_remove_page",
    "closed_page",
    "code_page",
    "confirm_page",
    "contact_of",
    "contact_page",
    "demo_choices",
    "email_code_page",
    "fault_of",
    "proof_page",
    "recovery_page",
    "set_up_page",
    "sign_in_page",
    "who_page",
]
