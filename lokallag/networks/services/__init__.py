"""Writes about networks."""

from lokallag.networks.services.belonging import join_network, leave_network, stay_for_season, usual_channel
from lokallag.networks.services.editing import edit_network, page_fingerprint
from lokallag.networks.services.founding import Decision, NetworkFacts, found_network
from lokallag.networks.services.settling import settle_network, settle_steering_groups, unseat_those_who_left
from lokallag.networks.services.steering import (
    Appointing,
    appoint_steering_group,
    change_steering_group,
    check_may_sit,
    preview_steering_group,
)

__all__ = [
    "Appointing",
    "Decision",
    "NetworkFacts",
    "appoint_steering_group",
    "change_steering_group",
    "check_may_sit",
    "found_network",
    "preview_steering_group",
    "settle_network",
    "settle_steering_groups",
    "unseat_those_who_left",
from lokallag.networks.services.growing import ask_grown_out, end_seasons
from lokallag.networks.services.steering import appoint_steering_group

__all__ = [
    "Decision",
    "NetworkFacts",
    "appoint_steering_group",
    "ask_grown_out",
    "edit_network",
    "end_seasons",
    "found_network",
    "join_network",
    "leave_network",
    "page_fingerprint",
    "stay_for_season",
    "usual_channel",
]
