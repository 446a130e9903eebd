"""Writes about memberships and the choice of branch."""

from lokallag.membership.services.addresses import change_address
from lokallag.membership.services.behalf import (
    enter_address,
    enter_branch,
    enter_consents,
    enter_email,
    enter_language,
    enter_phone,
    enter_protection,
    write_entry,
)
from lokallag.membership.services.belongings import (
    belong,
    belong_no_more,
    forget_belongings,
    note_asked,
    stay_until,
)
from lokallag.membership.services.care import (
    forget_guardians,
    name_address_keeper,
    protect_member,
    write_guardian,
)
from lokallag.membership.services.choices import choose_branch, place_member
from lokallag.membership.services.files import (
    Opened,
    ask_for_dues,
    ask_for_file,
    forget_files,
    grant_full_file,
    open_file,
    read_file,
)
from lokallag.membership.services.interests import add_topic, choose_interests, drop_topic, rename_topic
from lokallag.membership.services.memberships import end_membership, start_membership
from lokallag.membership.services.notes import tell_of_offers
from lokallag.membership.services.receipts import mark_letter_sent, write_lost_receipts_as_letters

__all__ = [
    "Opened",
    "add_topic",
    "ask_for_dues",
    "ask_for_file",
    "belong",
    "belong_no_more",
    "change_address",
    "choose_branch",
    "choose_interests",
    "drop_topic",
    "end_membership",
    "enter_address",
    "enter_branch",
    "enter_consents",
    "enter_email",
    "enter_language",
    "enter_phone",
    "enter_protection",
    "forget_belongings",
    "forget_files",
    "forget_guardians",
    "grant_full_file",
    "mark_letter_sent",
    "name_address_keeper",
    "note_asked",
    "open_file",
    "place_member",
    "protect_member",
    "read_file",
    "rename_topic",
    "start_membership",
    "stay_until",
    "tell_of_offers",
    "write_entry",
    "write_guardian",
    "write_lost_receipts_as_letters",
]
