"""Views of memberships: one's own branch and address, member lists, one member, files with members."""

from lokallag.membership.views.choices import address, choose, confirm
from lokallag.membership.views.files import dues, export, fetch, file, files
from lokallag.membership.views.interests import drop_topic, interests, topic, topics
from lokallag.membership.views.lists import lists, member_list, place, unplaced
from lokallag.membership.views.members import address_look, guardian, keeper, member, protect

__all__ = [
    "address",
    "address_look",
    "choose",
    "confirm",
    "drop_topic",
    "dues",
    "export",
    "fetch",
    "file",
    "files",
    "guardian",
    "interests",
    "keeper",
    "lists",
    "member",
    "member_list",
    "place",
    "protect",
    "topic",
    "topics",
    "unplaced",
]
