"""Writes about persons, and their way in."""

from lokallag.people.services.persons import change_address, choose_language, mark_demo_person, register_person
from lokallag.people.services.sign_in import (
    Redeemed,
    Ticket,
    ask_for_code,
    choose_person,
    code_of,
    forget_sign_in_requests,
    open_request,
    read_ticket,
    redeem_code,
    send_code,
    ticket_holder,
    waiting_persons,
)

__all__ = [
    "Redeemed",
    "Ticket",
    "ask_for_code",
    "change_address",
    "choose_language",
    "choose_person",
    "code_of",
    "forget_sign_in_requests",
    "mark_demo_person",
    "open_request",
    "read_ticket",
    "redeem_code",
    "register_person",
    "send_code",
    "ticket_holder",
    "waiting_persons",
]
