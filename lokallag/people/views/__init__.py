"""The pages of people: the way in and out, second factors, one's own sign-ins, and two choices anyone has."""

from lokallag.people.views.account import account, end_others, end_sign_in
from lokallag.people.views.contact import change_contact, confirm_email
from lokallag.people.views.factors import confirm, recovery_codes, remove_factor, set_up_app
from lokallag.people.views.passkeys import add_passkey, ask_for_passkey, ask_to_add_passkey, use_passkey
from lokallag.people.views.proofs import ask_for_proof, prove
from lokallag.people.views.way_in import (
    demo_sign_in,
    set_language,
    set_scheme,
    sign_in,
    sign_in_code,
    sign_in_who,
    sign_out,
)

__all__ = [
    "account",
    "add_passkey",
    "ask_for_passkey",
    "ask_for_proof",
    "ask_to_add_passkey",
    "change_contact",
    "confirm",
    "confirm_email",
    "demo_sign_in",
    "end_others",
    "end_sign_in",
    "prove",
    "recovery_codes",
    "remove_factor",
    "set_language",
    "set_scheme",
    "set_up_app",
    "sign_in",
    "sign_in_code",
    "sign_in_who",
    "sign_out",
    "use_passkey",
]
